"""The whole of it: Signpost as anybody would run it, beside a bare handler and a Bolt app, in one run."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from adapters.jobs.runner_lock import RunnerLock
from adapters.system import JsonLog
from tests.bench.slack import cpu, pace
from tests.bench.slack.answers import is_empty, is_filed, is_told
from tests.bench.slack.firm import flags, heard_events, helps, message_events, noticed
from tests.bench.slack.processes import Server, runner_lock, server, settled, signpost, url_of

AT_MOST_OF_BOLT, AT_MOST_WHERE_HEARD = 1.15, 2.0
EVENTS = "/slack/events"
MESSAGES = ("message event, bare aiohttp, HMAC checked", "message event, Bolt, acks inline")
COMMANDS = ("slash command, bare aiohttp, HMAC checked", "slash command, Bolt, acks inline")


def subjects(bare: Server, inline: Server, after: Server, ours: Server) -> Sequence[cpu.Subject]:
    message, command = (message_events(), is_empty, MESSAGES), (helps(), is_empty, COMMANDS)
    name = "message event, Signpost, not listened to"
    return (
        cpu.Subject(MESSAGES[0], bare, EVENTS, *message),
        cpu.Subject(MESSAGES[1], inline, "/message", *message),
        cpu.Subject("message event, Bolt, acks first", after, "/message", *message),
        cpu.Subject(name, ours, EVENTS, *message, aim=AT_MOST_OF_BOLT),
        cpu.Subject(
            "message event, Signpost, listened to, no finding",
            ours,
            EVENTS,
            heard_events(),
            is_empty,
            MESSAGES,
            aim=AT_MOST_WHERE_HEARD,
        ),
        cpu.Subject(COMMANDS[0], bare, EVENTS, *command),
        cpu.Subject(COMMANDS[1], inline, "/command", *command),
        cpu.Subject("slash command, Bolt, acks first", after, "/command", *command),
        cpu.Subject("/client-flag help, Signpost", ours, EVENTS, helps(), is_told, COMMANDS, block=50),
        cpu.Subject("a filed flag, Signpost, SQLite", ours, EVENTS, flags(), is_filed, COMMANDS, block=10),
    )


def bench(folder: Path, rounds: int, seconds: int) -> Iterator[str]:
    """Two tables, each as soon as it is there. Raises ``AssertionError`` for a wrong answer."""
    quiet, sending = folder / "quiet", folder / "sending"
    for place in (quiet, sending):
        place.mkdir()
        settled(place)
    runs: dict[str, pace.Paced] = {}
    with ExitStack() as stack:
        web_api = stack.enter_context(server("webapi")).address
        # Held by us, as by another replica: this Signpost answers, and sends nothing.
        lock = RunnerLock(runner_lock(quiet), JsonLog())
        asyncio.run(lock.acquire())
        stack.callback(lock.release)
        ours = stack.enter_context(signpost(quiet, web_api))
        with server("bare") as bare, server("bolt", "inline") as inline, server("bolt", "after") as after:
            compared = subjects(bare, inline, after, ours)
            yield cpu.table(compared, cpu.measured(compared, rounds))
        assert asyncio.run(noticed(url_of(quiet))) == 0, "it was measured without a finding"
        runs["while nothing is being sent"] = pace.paced(ours, web_api, seconds)
    with server("webapi") as api, signpost(sending, api.address) as busy:
        runs["while deliveries are being sent"] = pace.paced(busy, api.address, seconds)
    nothing, something = (run.sent for run in runs.values())
    assert nothing == 0 < something, f"{nothing} and {something} messages were sent"
    yield pace.table(runs, seconds)

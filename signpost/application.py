"""``signpost run``: the doors that ``app.yaml`` enables over one server, until it is told to stop."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.server import Closing, build_app, serve
from adapters.system import route_standard_logging
from bot.ports import Chat, Detector, Log
from bot.settings import Settings
from signpost.assembly import Whole, assembled
from signpost.composition import detector_of, drafter_of, kit_of
from signpost.environment import Secrets
from signpost.links import links_of
from signpost.pagesdoor import page_routes
from storage.migrate import head

NO_DOOR = (
    "No door is enabled, so nobody can talk to Signpost yet. Set slack.mode or teams.mode in app.yaml "
    "(docs/slack.md and docs/teams.md show how). `signpost demo` shows everything in a practice workspace. "
    "Health answers at {address}/healthz."
)
HELLO = "Signpost answers at {address}. {doors} (Ctrl+C ends it)"
SLACK_HELLO = {
    "http": "Slack's requests go to {url}/slack/events.",
    "socket": "It connects to Slack by Socket Mode.",
}
TEAMS_HELLO = "Teams' requests go to {url}/api/messages."
_SWITCH_SECONDS = 0.0005


class Opened(Protocol):
    """A door that is open: ``running`` goes on beside the server, ``hang_up`` comes after the last delivery."""

    @property
    def chat(self) -> Chat: ...

    @property
    def routes(self) -> Sequence[web.RouteDef]: ...

    def running(self) -> Sequence[Coroutine[Any, Any, None]]: ...

    async def close(self) -> None: ...

    async def hang_up(self) -> None: ...


async def run(settings: Settings, secrets: Secrets) -> None:
    """Serve until SIGTERM or Ctrl+C; then finish what is in hand, within ten seconds."""
    opening = _doors_of(settings, secrets)
    kit = kit_of(settings)
    kit = replace(kit, links=links_of(settings, secrets, kit.clock))
    # Libraries log what they fail on, word for word: reports, tokens. From here on only who and where is kept.
    route_standard_logging(kit.log)
    chats: dict[str, Chat] = {}
    drafter = drafter_of(settings, secrets, kit.log)
    whole = await assembled(kit, chats, await ready_detector(settings, secrets, kit.log), drafter)
    doors = [opened(whole, secrets) for opened in opening]
    chats |= {door.chat.platform: door.chat for door in doors}
    await serve_whole(
        whole,
        routes=[*(route for door in doors for route in door.routes), *page_routes(whole, secrets)],
        host=settings.server.host,
        port=settings.server.port,
        hello=lambda address: say(hello(settings, address)),
        closing=[door.close for door in doors],
        beside=[work for door in doors for work in door.running()],
        ended=[door.hang_up for door in doors],
    )


def _doors_of(settings: Settings, secrets: Secrets) -> list[Callable[[Whole, Secrets], Opened]]:
    """What opens each door that is enabled. Whatever it needs from others' libraries is loaded here, or not at all."""
    opening: list[Callable[[Whole, Secrets], Opened]] = []
    if settings.slack.mode != "disabled":
        from signpost.slackdoor import open_slack

        opening.append(open_slack)
    if settings.teams.mode != "disabled":
        from signpost.teamsdoor import open_teams, refuse_what_cannot_serve

        refuse_what_cannot_serve(settings, secrets)
        opening.append(open_teams)
    return opening


async def ready_detector(settings: Settings, secrets: Secrets | None = None, log: Log | None = None) -> Detector:
    """Loaded, or trained where this machine has none yet: whoever waits is told why."""
    from signpost.detecting import SILENT_SECONDS, TRAINING

    making = asyncio.create_task(asyncio.to_thread(detector_of, settings, secrets, log))
    done, _ = await asyncio.wait({making}, timeout=SILENT_SECONDS)
    if not done:
        say(TRAINING)
    return await making


def hello(settings: Settings, address: str) -> str:
    """Where what comes in has to go, door by door."""
    said = [SLACK_HELLO[settings.slack.mode]] if settings.slack.mode != "disabled" else []
    said += [TEAMS_HELLO] if settings.teams.mode != "disabled" else []
    doors = " ".join(said).format(url=settings.public_url)
    return HELLO.format(address=address, doors=doors) if said else NO_DOOR.format(address=address)


async def serve_whole(
    whole: Whole,
    *,
    routes: Sequence[web.AbstractRouteDef],
    host: str,
    port: int,
    hello: Callable[[str], None],
    closing: Sequence[Closing] = (),
    beside: Sequence[Coroutine[Any, Any, None]] = (),
    ended: Sequence[Closing] = (),
) -> None:
    """The engine, the server and what a door runs beside them; a signal ends all.

    ``closing`` comes when no new request is taken, ``ended`` when the last delivery has gone out.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = build_app(
        routes=routes, log=whole.kit.log, ready=whole.missing, registry=CollectorRegistry(), closing=closing
    )
    whole.kit.log.info("started", schema=head(), policy=whole.kit.policy.version)
    _hurry()
    engine = asyncio.create_task(whole.engine.run())
    engine.add_done_callback(lambda _: stop.set())
    doors = [asyncio.create_task(work) for work in (whole.listening(), *beside)]
    for door in doors:
        door.add_done_callback(lambda done: None if done.cancelled() or done.exception() is None else stop.set())
    try:
        await serve(app, host=host, port=port, stop=stop, started=hello)
    finally:
        for door in doors:
            door.cancel()
        for fallen in await asyncio.gather(*doors, return_exceptions=True):
            if isinstance(fallen, Exception):
                whole.kit.log.error("door_fell", error=fallen)
        await whole.close()
        for end in ended:
            await end()
    await engine


def _hurry() -> None:
    """What the interpreter does by itself, but not while people wait."""
    # All that is loaded stays: else the collector looks through it again and again.
    gc.collect()
    gc.freeze()
    # A commit goes on in a thread, with the store's only turn to write: on its way back it waits for this.
    sys.setswitchinterval(_SWITCH_SECONDS)


def say(sentence: str) -> None:
    """To the person at the terminal."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()

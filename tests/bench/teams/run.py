"""The Teams door as a process of its own beside a bare handler and the SDK with reused clients, in one run."""

import asyncio
import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from multidict import CIMultiDict

from bot.domain.person import ChannelRef
from storage.migrate import upgrade
from storage.store import open_store
from tests.adapters.slack.signing import SignedRequest
from tests.bench.slack import cpu
from tests.bench.slack.answers import is_empty
from tests.bench.slack.firm import Requests
from tests.bench.slack.processes import OURS, START_SECONDS, STOP_SECONDS, Line, Server, server
from tests.faults.firm import client_name
from tests.faults.teams_firm import REPORTERS, flag, listen_in, name_of, settle_in, typed
from tests.teams.activities import in_channel
from tests.teams.connector import person
from tests.teams.issuer import APP_ID, PASSWORD, TENANT

Json = dict[str, Any]
AT_MOST_OF_THE_SDK = 1.5
HEARD_AT_MOST_OF_THE_SDK = 2.0
"""The whole path of a message without a finding: checked, read, judged, forgotten."""
CLIENTS = 20
HERE = "tests.bench.teams"
DOOR = "/api/messages"
MESSAGES = ("message activity, bare aiohttp echo", "message activity, SDK, clients reused")
COMMANDS = ("command with an answer, bare aiohttp", "command with an answer, SDK, clients reused")
HEARD = ChannelRef("teams", TENANT, "19:heard@thread.tacv2")
SAID = (
    "Die neuen Bilder liegen im Ordner, schau sie dir bitte bis morgen Mittag an",
    "The call with them is on Thursday at ten, I will send the agenda tonight",
    "Danke, das passt so. Ich stelle die Seite heute Abend um",
    "Who has the login for the staging server? I cannot find it in the vault",
)
_HELLO = re.compile(r"answers at (http://[\d.]+:\d+)")


def bench(folder: Path, rounds: int) -> Iterator[str]:
    """Raises ``AssertionError`` for a wrong answer."""
    url = f"sqlite:///{folder / 'signpost.db'}"
    upgrade(url)
    asyncio.run(settle_in(url, range(CLIENTS)))
    asyncio.run(listen_in(url, "c0", HEARD))
    with ExitStack() as stack:
        microsoft = stack.enter_context(server("microsoft", package=HERE)).address
        keys, service_url = f"{microsoft}/microsoft", f"{microsoft}/teams/emea/"
        token = _prepared(microsoft, service_url)
        bare = stack.enter_context(server("bare", package=HERE))
        sdk = stack.enter_context(server("sdk", keys, package=HERE))
        ours = stack.enter_context(signpost(folder, url, keys, microsoft))
        compared = subjects(bare, sdk, ours, service_url, token)
        yield cpu.table(compared, cpu.measured(compared, rounds), "Teams", "SDK")
    asyncio.run(_nothing_found(url))


async def _nothing_found(url: str) -> None:
    """What was heard was without a finding, or the bench measured something else."""
    store = open_store(url)
    async with store.read() as unit:
        found = [one.quote for one in await unit.incidents.everything() if one.heard]
    await store.close()
    assert found == []


def subjects(bare: Server, sdk: Server, ours: Server, service_url: str, token: str) -> Sequence[cpu.Subject]:
    def chatter() -> Requests:
        return _fresh(token, lambda turn: in_channel(service_url, id=_id(turn), entities=[], text="acme again"))

    def talk() -> Requests:
        return _fresh(token, lambda turn: _said(service_url, turn))

    def helps() -> Requests:
        return _fresh(token, lambda turn: typed(service_url, _reporter(turn), "/client-flag help"))

    def flags() -> Requests:
        return _fresh(
            token,
            lambda turn: flag(
                service_url,
                _reporter(turn),
                f"called us idiots, no. {turn}",
                client_name(turn % CLIENTS),
                "late_payment:1",
            ),
        )

    message, name = (is_empty, MESSAGES), "message activity, Signpost, not listened to"
    heard = "message activity, Signpost, heard, no finding"
    return (
        cpu.Subject(MESSAGES[0], bare, "/message", chatter(), *message),
        cpu.Subject(MESSAGES[1], sdk, "/message", chatter(), *message),
        cpu.Subject(name, ours, DOOR, chatter(), *message, aim=AT_MOST_OF_THE_SDK),
        cpu.Subject(heard, ours, DOOR, talk(), *message, aim=HEARD_AT_MOST_OF_THE_SDK),
        cpu.Subject(COMMANDS[0], bare, "/command", helps(), is_empty, COMMANDS),
        cpu.Subject(COMMANDS[1], sdk, "/command", helps(), is_empty, COMMANDS, block=50),
        cpu.Subject("/client-flag help, Signpost, card sent", ours, DOOR, helps(), is_empty, COMMANDS, block=50),
        cpu.Subject("a filed flag, Signpost, SQLite, card sent", ours, DOOR, flags(), is_empty, COMMANDS, block=10),
    )


def _fresh(token: str, make: Callable[[int], Json]) -> Requests:
    headers = CIMultiDict({"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {token}"})
    for turn in itertools.count():
        yield SignedRequest(headers, json.dumps(make(turn)).encode())


def _said(service_url: str, turn: int) -> Json:
    """As Teams' own clients send it: with the HTML beside the text."""
    words = f"{SAID[turn % len(SAID)]}, no. {turn}"
    root = {"conversationType": "channel", "isGroup": True, "tenantId": TENANT, "id": f"{HEARD.channel};messageid=1"}
    data = {"tenant": {"id": TENANT}, "team": {"id": "19:team@thread.tacv2"}, "channel": {"id": HEARD.channel}}
    html = [{"contentType": "text/html", "content": f"<div><div>{words}</div></div>"}]
    own = {"user": _reporter(turn), "text": words, "attachments": html, "conversation": root, "channelData": data}
    return in_channel(service_url, id=_id(turn), entities=[], **own)


def _reporter(turn: int) -> str:
    return REPORTERS[turn % len(REPORTERS)]


def _id(turn: int) -> str:
    return f"{time.time_ns()}{turn}"


def _prepared(microsoft: str, service_url: str) -> str:
    """Teams knows the people; the token with which it posts."""
    known = {f"29:{user}": person(user, name_of(user)) for user in REPORTERS}
    with closing(Line(microsoft)) as line:
        line.post("/own/members", SignedRequest(CIMultiDict(), json.dumps(known).encode()))
        return line.get(f"/own/token?{urlencode({'service_url': service_url})}")[1].decode()


@contextmanager
def signpost(folder: Path, url: str, keys: str, teams: str) -> Iterator[Server]:
    """As ``signpost run`` composes it, with Microsoft on this machine."""
    own = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": PASSWORD, "MicrosoftAppTenantId": TENANT}
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | own
    words = [sys.executable, "-m", "tests.faults.teams_server", url, "--keys", keys, "--teams", teams, "--listening"]
    log = folder / "signpost.log"
    with log.open("w") as written, subprocess.Popen(words, env=environ, stderr=written, text=True) as process:
        try:
            yield Server(process, _address(process, log))
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := _HELLO.search(log.read_text(encoding="utf-8")):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"Signpost did not start:\n{log.read_text(encoding='utf-8')[-2_000:]}")

"""Guarantee 17 for the door to Slack: no secret is left in database, its log, metrics, answers or logs; in the logs and
metrics neither is any word that a person wrote.

Everything goes wrong that can: each kind of failure of Slack's API with all secrets quoted in it, odd payloads, unknown
ones, a locked database, failed installs, a broken socket, a stop in the middle of it; and every library says all that
it can say.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from tests.faults.amounts import amount
from tests.faults.firm import client_name
from tests.faults.slack_api import BOT_ID, BOT_USER, TEAM, SlackApiDouble, slack_api
from tests.faults.slack_canaries import (
    CLIENT_ID,
    CLIENT_SECRET,
    CODE,
    EVERYTHING,
    OTHER_KEY,
    RESPONSE_TICKET,
    SECRET_KEY,
    SECRETS,
    SHAPES,
    STORED_TOKEN,
    TRIGGER,
    WORDS,
    hits,
    odd,
    posted,
    ways,
)
from tests.faults.slack_firm import REPORTERS, Call, flag, form, mention, press, settle_in, typed
from tests.faults.slack_running import SlackServer, asked, environment, reaching, slack_server
from tests.slack import faults
from tests.slack.faults import Fault
from tests.slack.transports import FORM, HttpTransport, Transport

ODD = amount(sample=40, full=5_000)
SHAPES_TRIED = amount(sample=1, full=len(SHAPES))
HELD_SECONDS = amount(sample=1, full=12)
FAILED_CONNECTS = amount(sample=0, full=2)
WAYS = amount(sample=3, full=100)
Recorder = Callable[[str, object], None]


@dataclass
class Kept:
    """Whatever somebody may look at afterwards. ``answered``: what the door said to Slack and to browsers."""

    url: str
    folder: Path
    answered: list[bytes] = field(default_factory=list)
    metrics: bytes = b""

    async def ask(self, transport: Transport, calls: Sequence[Call]) -> None:
        for answer in await asyncio.gather(*(asked(transport, call) for call in calls)):
            self.answered.append(repr(answer.body).encode())

    async def look(self, server: SlackServer) -> None:
        async with aiohttp.ClientSession() as session, session.get(f"{server.address}/metrics") as metrics:
            self.metrics += await metrics.read()

    @property
    def log(self) -> bytes:
        return (self.folder / "server.log").read_bytes()

    @property
    def database(self) -> bytes:
        file = Path(self.url.removeprefix("sqlite:///"))
        return b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))

    @property
    def places(self) -> dict[str, bytes]:
        written = {"database": self.database, "metrics": self.metrics, "log": self.log}
        return written | {"answers": b"\n".join(self.answered)}

    def found(self) -> list[str]:
        """Secrets anywhere, and in log and metrics the words of people too."""
        open_places = {name: self.places[name] for name in ("log", "metrics")}
        answers = {"answers": self.places["answers"]}
        return [
            *hits(self.places, SECRETS),
            *hits(open_places, {"words": WORDS, "trigger": TRIGGER}),
            *hits(answers, {"trigger": TRIGGER}),
        ]

    @property
    def numbers(self) -> str:
        sizes = ", ".join(f"{name} {len(content):,} bytes" for name, content in self.places.items())
        return f"{len(self.answered)} answers; {sizes}; {len(self.found())} hits"


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Another process writes for a long time."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as rival:
        rival.execute("BEGIN IMMEDIATE")
        yield
        rival.execute("ROLLBACK")


def said(turn: int, api: SlackApiDouble) -> list[Call]:
    """What sets off most of what the door does, in words that must not be kept."""
    answer, user = f"{api.url}/response/{RESPONSE_TICKET}", REPORTERS[turn % len(REPORTERS)]
    return [
        flag(user, f"{WORDS}{turn}", client_name(turn % 12), "disrespect:3"),
        form(user, f"{WORDS}form{turn}", f"c{turn % 12}", "disrespect"),
        typed(user, "/client-flag", "", answer),
        typed(user, f"/client-flag {WORDS} {WORDS}", "", answer),
        press(user, "report.right", WORDS, "", answer),
        press(user, "flag.open", "", "", answer),
        mention(user, f"mention{turn}", WORDS),
    ]


async def through_ways(kept: Kept, transport: Transport, api: SlackApiDouble, failures: Sequence[Fault]) -> None:
    for turn, way in enumerate(failures):
        api.faults.always("*", way)
        await kept.ask(transport, [*said(turn, api), *posted(api.url)])
        await asyncio.sleep(0.1)
    api.faults.clear()


async def left_by_http(url: str, folder: Path, fault: str = "", *, little: bool = False) -> Kept:
    """One workspace by its token, over HTTP. ``little``: what is enough to see a planted fault."""
    kept = Kept(url, folder)
    await settle_in(url, range(12))
    async with (
        slack_api() as api,
        slack_server(url, folder, api, fault=fault, options=("--talkative",)) as server,
        reaching(server) as transport,
    ):
        await kept.ask(transport, posted(api.url))
        if not little:
            await through_ways(kept, transport, api, ways()[-WAYS:])
            for turn in range(SHAPES_TRIED):
                for call in islice(odd(api.url, turn), ODD):
                    await kept.ask(transport, [call])
            await unsigned(kept, transport)
            async with locked(url):
                await kept.ask(transport, said(0, api))
        await kept.look(server)
        if not little:
            api.faults.always("*", faults.hang(HELD_SECONDS))
        leaving = asyncio.create_task(kept.ask(transport, said(1, api)))
        await asyncio.sleep(0.2)
        await server.terminated(15)
        await leaving
    return kept


async def unsigned(kept: Kept, transport: Transport) -> None:
    """Forged requests whose every part holds what must not be written down."""
    assert isinstance(transport, HttpTransport)
    for headers in (
        {"X-Slack-Signature": EVERYTHING, "X-Slack-Request-Timestamp": "1"},
        {"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": EVERYTHING, "Content-Type": EVERYTHING},
    ):
        answer = await transport.raw(f"command={EVERYTHING}", headers)
        kept.answered.append(repr(answer.body).encode())
    for body in (f"payload={EVERYTHING}", f"command=%2Fx&text={WORDS}&text={WORDS}", f"{{{EVERYTHING}"):
        kept.answered.append(repr((await transport.signed(body, FORM)).body).encode())


# --- Many workspaces, by the socket -------------------------------------------------------------------------------


GRANTED: dict[str, Any] = {
    "ok": True,
    "access_token": STORED_TOKEN,
    "token_type": "bot",
    "scope": "commands,chat:write",
    "bot_user_id": BOT_USER,
    "app_id": "A01APP",
    "bot_id": BOT_ID,
    "team": {"id": TEAM, "name": "Firm"},
    "enterprise": None,
    "is_enterprise_install": False,
    "authed_user": {"id": REPORTERS[0]},
}


def with_oauth(api: SlackApiDouble, key: str = SECRET_KEY) -> dict[str, str]:
    own = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET, "SIGNPOST_SECRET_KEY": key}
    return environment(api, **own) | {"SLACK_BOT_TOKEN": ""}


async def installed(kept: Kept, server: SlackServer, state: str = "") -> int:
    """Through the two pages, as a browser goes; the last one's status."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(f"{server.address}/slack/install", allow_redirects=False) as begun:
            kept.answered.append(repr(sorted(begun.headers.items())).encode())
            given = parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]
        query = {"code": CODE, "state": state or given}
        async with browser.get(f"{server.address}/slack/oauth_redirect", params=query) as page:
            kept.answered.append(await page.read())
            return page.status


async def failed_installs(kept: Kept, server: SlackServer, failures: Sequence[Fault]) -> None:
    api = server.api
    for way in failures:
        api.faults.always("oauth.v2.access", way)
        assert await installed(kept, server) >= 400
    api.faults.clear()
    assert await installed(kept, server, state=EVERYTHING) == 403
    for grant in (GRANTED | {"team": {"id": "T0OTHER", "name": WORDS}}, GRANTED | {"expires_in": 1}, {"ok": True}):
        api.answers["oauth.v2.access"] = grant
        api.faults.next("auth.revoke", Fault(500, EVERYTHING))
        assert await installed(kept, server) >= 400
    api.answers["oauth.v2.access"] = GRANTED
    async with locked(kept.url):
        assert await installed(kept, server) == 503


async def garbage(api: SlackApiDouble) -> None:
    """Frames that Slack does not send, and a connection that breaks."""
    for one in list(api.socket._open):
        for frame in (EVERYTHING, f"[{WORDS}", f'["{WORDS}"]', f'{{"type":"{WORDS}","payload":"{WORDS}"}}'):
            await one.websocket.send_str(frame)
        await one.websocket.send_json({"envelope_id": 5, "type": "slash_commands", "payload": [EVERYTHING]})
        await one.websocket.send_json({"envelope_id": "e", "type": "events_api", "payload": {"event": EVERYTHING}})
        await one.websocket.send_bytes(EVERYTHING.encode())
    await asyncio.sleep(0.3)
    await api.socket.drop()


async def left_by_socket(url: str, folder: Path, fault: str = "", *, little: bool = False) -> Kept:
    """Workspaces that install the app, over Socket Mode; then the key is another one."""
    kept = Kept(url, folder)
    await settle_in(url, range(12))
    options = ("--talkative",)
    async with slack_api() as api:
        api.answers["oauth.v2.access"] = GRANTED
        api.faults.next("apps.connections.open", *(() if little else ways()[:FAILED_CONNECTS]))
        own = with_oauth(api)
        async with slack_server(url, folder, api, mode="socket", fault=fault, options=options, environ=own) as server:
            if not little:
                await failed_installs(kept, server, ways()[:WAYS])
            assert await installed(kept, server) == 200
            if not little:
                async with reaching(server, patience=4) as transport:
                    await kept.ask(transport, said(0, api))
                    await through_ways(kept, transport, api, ways()[:2])
                    await garbage(api)
                async with reaching(server, patience=2) as transport, locked(url):
                    await kept.ask(transport, said(1, api))
                # Among what was posted were the events that throw the bot out.
                assert await installed(kept, server) == 200
            await kept.look(server)
            await server.terminated(15)
        if not little:
            own = with_oauth(api, OTHER_KEY)
            async with slack_server(url, folder, api, mode="socket", options=options, environ=own) as server:
                async with reaching(server, patience=4) as transport:
                    await kept.ask(transport, said(2, api))
                await server.terminated(15)
    return kept


@pytest.mark.timeout(600)
async def test_no_secret_and_no_persons_word_is_left_behind_over_http(
    sqlite_url: str, tmp_path: Path, record_property: Recorder
) -> None:
    kept = await left_by_http(sqlite_url, tmp_path)
    record_property("numbers", kept.numbers)
    assert kept.found() == []
    assert WORDS.encode() in kept.database, "the record itself does hold the report"
    assert kept.log.count(b"\n") > 20


@pytest.mark.timeout(600)
async def test_no_secret_and_no_persons_word_is_left_behind_by_installs_and_the_socket(
    sqlite_url: str, tmp_path: Path, record_property: Recorder
) -> None:
    kept = await left_by_socket(sqlite_url, tmp_path)
    record_property("numbers", kept.numbers)
    assert kept.found() == []
    assert b"slack.token_unreadable" in kept.log


# --- Planted faults ----------------------------------------------------------------------------------------------


async def test_planted_fault_of_a_logged_payload_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    kept = await left_by_http(sqlite_url, tmp_path, "logged_payload", little=True)
    assert {"words in log", "response_url in log", "trigger in log"} <= set(kept.found())


async def test_planted_fault_of_a_talking_library_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    kept = await left_by_http(sqlite_url, tmp_path, "talking_library", little=True)
    assert kept.found()


async def test_planted_fault_of_a_token_in_clear_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    kept = await left_by_socket(sqlite_url, tmp_path, "token_in_clear", little=True)
    assert "stored token in database" in kept.found()

"""Guarantee 17: no secret, and no word that a person wrote, in logs; no secret in the database, its log or the metrics.

Everything goes wrong that can: every kind of failure of Slack's API, odd payloads, a database that is locked, and every
library says all it can say.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp

from tests.faults.firm import client_name
from tests.faults.slack_api import APP_TOKEN, BOT_TOKEN, slack_api
from tests.faults.slack_callers import Promises
from tests.faults.slack_firm import REPORTERS, flag, form, home, mention, press, settle_in, typed
from tests.faults.slack_running import SIGNING_SECRET, SlackServer, reaching, slack_server
from tests.slack import faults
from tests.slack.transports import FORM, HttpTransport

WORDS = "canarywordsofaperson"
URL = "https://hooks.slack.com/actions/T01TEST/canaryresponseurl"
SECRETS = (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, "canaryresponseurl", "canaryclientsecret", "canary-secret-key")
ODD = (b"payload=%7B%22type%22%3A%22canarywordsofaperson%22%7D", b"command=%2Fx&team_id=T01TEST&text=" + WORDS.encode())


async def everything_fails(server: SlackServer, file: Path) -> None:
    ways = (faults.server_error(), faults.reset_before(), faults.broken_json(), faults.refused("invalid_blocks"))
    promises = Promises()
    async with reaching(server) as transport:
        for turn, way in enumerate((*ways, faults.refused("token_revoked"), faults.rate_limited(1))):
            server.api.faults.always("*", way)
            for call in (
                flag(REPORTERS[0], f"{WORDS}{turn}", client_name(turn), "disrespect:2"),
                typed(REPORTERS[1], "/client-flag", f"open{turn}", URL),
                typed(REPORTERS[1], f"/client-flag {WORDS}", f"words{turn}", URL),
                form(REPORTERS[2], f"{WORDS}form{turn}", "c1", "disrespect"),
                press(REPORTERS[3], "report.right", WORDS, f"press{turn}", URL),
                mention(REPORTERS[4], f"mention{turn}", WORDS),
                home(REPORTERS[5], f"home{turn}"),
            ):
                await promises.asked_for(transport, call)
        assert isinstance(transport, HttpTransport)
        for body in ODD:
            await transport.signed(body, FORM)
        with closing(sqlite3.connect(file, isolation_level=None)) as rival:
            rival.execute("BEGIN IMMEDIATE")
            await promises.asked_for(transport, flag(REPORTERS[0], f"{WORDS}busy", client_name(9), "disrespect:2"))
            rival.execute("ROLLBACK")
    server.api.faults.clear()


async def left_behind(url: str, folder: Path, fault: str = "") -> tuple[bytes, bytes]:
    """What the log holds; and database, its log and the metrics."""
    await settle_in(url, range(12))
    file = Path(url.removeprefix("sqlite:///"))
    async with slack_api() as slack, slack_server(url, folder, slack, options=("--talkative",), fault=fault) as server:
        await everything_fails(server, file)
        async with aiohttp.ClientSession() as session, session.get(f"{server.address}/metrics") as metrics:
            counted = await metrics.read()
        kept = b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))
        await server.terminated(10)
    return (folder / "server.log").read_bytes(), kept + counted


async def test_no_secret_and_no_persons_word_is_left_behind(sqlite_url: str, tmp_path: Path) -> None:
    log, kept = await left_behind(sqlite_url, tmp_path)
    assert len(log) > 1_000, "everything was said that can be"
    assert [secret for secret in SECRETS if secret.encode() in log + kept] == []
    assert WORDS.encode() not in log
    assert WORDS.encode() in kept, "the record itself does hold the report"


async def test_planted_fault_of_a_logged_payload_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    log, _ = await left_behind(sqlite_url, tmp_path, "logged_payload")
    assert WORDS.encode() in log

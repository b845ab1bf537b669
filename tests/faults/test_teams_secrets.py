"""Guarantee 17: no secret, and no word that a person wrote, in logs; no secret in the database, its log or the metrics.

Everything goes wrong that can: every kind of failure of Teams and of Microsoft's login, odd activities, a database that
is locked, and every library says all it can say.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp

from tests.faults.firm import client_name
from tests.faults.teams_firm import REPORTERS, flag, flag_message, meet, settle_in, typed
from tests.faults.teams_running import TeamsServer, teams_server
from tests.slack import faults
from tests.slack.faults import Fault
from tests.teams.activities import in_channel, invoke
from tests.teams.connector import Connector, connector, rate_limited, refused
from tests.teams.issuer import BOT_TOKEN, PASSWORD, Issuer, issuer

WORDS = "canarywordsofaperson"
WAYS = (
    faults.server_error(),
    faults.reset_before(),
    faults.broken_json(),
    refused(403, "BotNotInConversationRoster"),
    refused(400, f"{WORDS} in a sentence"),
    Fault(401),
    rate_limited(1),
)


async def everything_fails(server: TeamsServer, trusted: Issuer, teams: Connector, file: Path) -> None:
    url = teams.service_url
    async with aiohttp.ClientSession() as session:
        for turn, way in enumerate(WAYS):
            teams.faults.always("*", way)
            if turn == 2:
                why = f"AADSTS7000215: {PASSWORD}"
                trusted.login_answer = {"error": "invalid_client", "error_description": why, "error_codes": [7000215]}
            for told in (
                flag(url, REPORTERS[0], f"{WORDS}{turn}", client_name(turn), "disrespect:2"),
                typed(url, REPORTERS[1], f"/client-flag {WORDS}"),
                typed(url, REPORTERS[2], WORDS),
                flag_message(url, REPORTERS[3], WORDS),
                invoke(url, "adaptiveCard/action", {"action": {"type": "Action.Execute", "verb": WORDS, "data": {}}}),
                invoke(url, "task/submit", {"data": {"signpost": WORDS}}),
                invoke(url, WORDS, {"data": WORDS}),
                in_channel(url, text=f"<at>Signpost</at> {WORDS}", user=REPORTERS[4]),
                {"type": WORDS},
            ):
                await server.asked(session, told)
        for odd in (f'{{"{WORDS}":', f'["{WORDS}"]', json.dumps({"type": "message", "text": WORDS})):
            await server.asked(session, odd.encode())
        async with session.post(
            f"{server.address}/api/messages", json={"text": WORDS}, headers={"Authorization": f"{server.header}x"}
        ) as forged:
            assert forged.status == 401
        with closing(sqlite3.connect(file, isolation_level=None)) as rival:
            rival.execute("BEGIN IMMEDIATE")
            busy = flag(url, REPORTERS[0], f"{WORDS}busy", client_name(9), "disrespect:2")
            assert (await server.asked(session, busy)).status == 200
            rival.execute("ROLLBACK")
    teams.faults.clear()


async def left_behind(url: str, folder: Path, fault: str = "") -> tuple[bytes, bytes, list[str]]:
    """What the log holds; database, its log and the metrics; and the secrets that were about."""
    await settle_in(url, range(12))
    file = Path(url.removeprefix("sqlite:///"))
    async with issuer() as trusted, connector() as teams:
        meet(teams)
        async with teams_server(url, folder, trusted, teams, options=("--talkative",), fault=fault) as server:
            await everything_fails(server, trusted, teams, file)
            async with aiohttp.ClientSession() as session, session.get(f"{server.address}/metrics") as metrics:
                counted = await metrics.read()
            kept = b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))
            await server.terminated(10)
            signature = server.header.rpartition(".")[2]
    return (folder / "server.log").read_bytes(), kept + counted, [BOT_TOKEN, PASSWORD, signature]


async def test_no_secret_and_no_persons_word_is_left_behind_by_teams(sqlite_url: str, tmp_path: Path) -> None:
    log, kept, secrets = await left_behind(sqlite_url, tmp_path)
    assert len(log) > 1_000, "everything was said that can be"
    assert [secret for secret in secrets if secret.encode() in log + kept] == []
    assert WORDS.encode() not in log
    assert WORDS.encode() in kept, "the record itself does hold the report"


async def test_planted_fault_of_a_logged_activity_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    log, _, _ = await left_behind(sqlite_url, tmp_path, "logged_activity")
    assert WORDS.encode() in log

"""Guarantee 20: text without a finding is stored nowhere, and nothing is read that no admin switched on.

Real handlers on both databases, the log as ``signpost run`` writes it. Every message has a word of its own, searched
for afterwards in whatever lies in the database's folder (tables, write-ahead log) and in the log.
"""

import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from adapters.system import JsonLog
from bot.domain.detection import Verdict
from bot.messages import MessageHeard
from bot.replies import Asked
from storage.store import open_store
from tests.dialogs.house import House, channel
from tests.fakes.detector import FakeDetector
from tests.faults.amounts import amount
from tests.faults.planted import planted

MESSAGES = amount(sample=60, full=5_000)
PLACE, OTHER = "acme-web", "bergwerk"
FOUND = "They called us idiots"
ORDINARY = ("The new pictures are up", "Danke, das passt so", "```total = 7```", "> who said that?", "👍", "Mittag?")


def folder_of(url: str, tmp_path: Path) -> Path:
    """Where the database's files lie."""
    host = parse_qs(urlsplit(url).query).get("host")
    return Path(host[0]) if host else tmp_path


def flush(url: str) -> None:
    """PostgreSQL writes its tables out: in its log alone the border of a page may stand in the middle of a word."""
    if url.startswith("postgres"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


def traces(folder: Path, log: str, words: list[str]) -> list[str]:
    """Which of the words are anywhere."""
    left = [word for word in words if word in log]
    for file in folder.rglob("*"):
        try:
            content = file.read_bytes() if file.is_file() else b""
        except OSError:
            continue  # a socket, or a file that PostgreSQL has removed meanwhile
        left += [word for word in words if word.encode() in content]
    return left


async def opened(url: str, log: io.StringIO) -> House:
    house = House(store=open_store(url), log=JsonLog(log))  # type: ignore[arg-type]
    await house.opens("anna", "ben", "lena", "paul")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    await house.has_client("Bergwerk", "paul")
    await house.says("lena", "/client-setup bind acme", place=PLACE)
    await house.says("paul", "/client-setup bind bergwerk", place=OTHER)
    form = await house.says("tarik", "/client-setup listen", place=PLACE)
    assert isinstance(form, Asked)
    await house.submits("tarik", form.form, {}, place=PLACE)
    await house.settles()
    return house


def words(seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    while True:
        yield f"canary{chance.getrandbits(64):016x}"


async def talked(house: House, given: Callable[[], str]) -> tuple[list[str], list[str]]:
    """People talk: the words of what must not be kept, and of what was found."""
    unkept, found = [], []
    for number in range(MESSAGES):
        ordinary = given()
        unkept.append(ordinary)
        id = await house.writes("anna", PLACE, f"{ORDINARY[number % len(ORDINARY)]} {ordinary}")
        if number % 7 == 0:
            edited = given()
            unkept.append(edited)
            await house.writes("anna", PLACE, f"edited {edited}", message=id, edited=True)
        if number % 11 == 0:
            await house.deletes(PLACE, id)
        elsewhere = given()
        unkept.append(elsewhere)
        await house.writes("ben", OTHER, f"{FOUND} {elsewhere}")
    await said_during_a_pause(house, given, unkept)
    for _ in range(5):
        kept = given()
        found.append(kept)
        await house.writes("anna", PLACE, f"{FOUND} {kept}")
    await house.settles()
    return unkept, found


async def said_during_a_pause(house: House, given: Callable[[], str], unkept: list[str]) -> None:
    """And before the channel could know that it goes on; to a replica that has not heard of either yet."""
    before = house.ears._on
    for who, line in (("ben", "pause"), ("lena", "resume")):
        await house.says(who, f"/client-setup {line}", place=PLACE)
        for _ in range(10):
            unkept.append(given())
            house.ears._on = before
            await house.writes("anna", PLACE, f"{FOUND} {unkept[-1]}")
    await house.settles()


async def searched(url: str, tmp_path: Path, seed: int) -> tuple[list[str], list[str]]:
    """(words that should be nowhere and are somewhere, words that should be found and are not)."""
    log = io.StringIO()
    house = await opened(url, log)
    given = words(seed)
    unkept, found = await talked(house, lambda: next(given))
    folder = folder_of(url, tmp_path)
    left = traces(folder, log.getvalue(), unkept)
    flush(url)
    there, left = traces(folder, "", found), left + traces(folder, "", unkept)
    await house.store.close()  # type: ignore[attr-defined]
    return left, [word for word in found if word not in there]


async def test_no_word_of_an_unflagged_message_is_left_anywhere(database_url: str, tmp_path: Path) -> None:
    left, missed = await searched(database_url, tmp_path, 20)
    assert missed == [], "the search must find what is there"
    assert left == []


@pytest.mark.parametrize(
    "fault", ["every_message_kept", "deaf_to_a_pause", "listens_to_whatever_is_bound", "listens_untold"]
)
async def test_planted_fault_of_the_listening_is_caught(sqlite_url: str, tmp_path: Path, fault: str) -> None:
    with planted(fault):
        left, _ = await searched(sqlite_url, tmp_path, 21)
    assert left


async def test_written_log_has_no_message_even_when_the_detector_falls_over(sqlite_url: str, tmp_path: Path) -> None:
    log = io.StringIO()
    house = await opened(sqlite_url, log)

    class Falling(FakeDetector):
        async def judge(self, text: str, *_: object) -> Verdict:
            raise ValueError(f"cannot judge {text}")

    house.ears._detector = Falling()
    heard = MessageHeard(by=house.by("anna", PLACE), channel=channel(PLACE), message="1", text="canaryfalling")
    assert not await house.front.heard(heard)
    assert "news_failed" in log.getvalue()
    assert traces(tmp_path, log.getvalue(), ["canaryfalling"]) == []
    await house.store.close()  # type: ignore[attr-defined]

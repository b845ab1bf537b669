"""Guarantee 30: an answer over a door leaves nothing but its sealed row: no metric, no log line, no other row, and
nothing in the door's own log of the chat."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from adapters.http.server import HttpServer, build_app
from adapters.practice.board import Board
from adapters.practice.clock import PracticeClock
from adapters.practice.hub import Hub
from adapters.practice.log import ChatLog
from adapters.practice.outbound import PracticeChat
from adapters.system import SystemClock
from bot import intake
from bot.messages import From, Submitted
from bot.replies import Asked, Told
from signpost.assembly import assembled
from signpost.composition import kit_of
from signpost.demo import Demo, first_morning, settings_for
from signpost.sample import WORKSPACE, fill
from tests.adapters.practice.client import Client
from tests.fakes.detector import FakeDetector
from tests.fakes.log import RecordingLog


@dataclass
class House:
    """The practice workspace over HTTP, with metrics, all of it on disk."""

    demo: Demo
    url: str
    folder: Path
    registry: CollectorRegistry
    log: RecordingLog
    session: aiohttp.ClientSession

    def person(self, name: str) -> Client:
        return Client(self.session, self.url, name)

    async def asks_the_firm(self) -> None:
        """Everybody has looked in, and the owner asks all of them."""
        front = self.demo.whole.front
        by = From(who=WORKSPACE.person_ref("olivia"), key="opened", name="Olivia")
        form = await front.answer(replace(Submitted(by, "", {}), form="checkin_start", state={"subject": "firm"}))
        assert isinstance(form, Asked)
        values = {"days": "6", "group": "5"}
        assert isinstance(await front.answer(Submitted(by, "checkin_start", values, {"subject": "firm"})), Told)
        await self.demo.whole.engine.settle()

    def state(self) -> dict[str, object]:
        """Everything but the answers: tables, the chat's log, metrics, log lines."""
        tables: dict[str, object] = {"metrics": generate_latest(self.registry), "log": str(self.log.lines)}
        for file in ("demo.db", "demo-chat.db"):
            with closing(sqlite3.connect(self.folder / file)) as connection:
                for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    if name != "checkin_answers":
                        tables[f"{file} {name}"] = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        return tables

    def answers(self) -> int:
        with closing(sqlite3.connect(self.folder / "demo.db")) as connection:
            return int(connection.execute("SELECT count(*) FROM checkin_answers").fetchone()[0])

    async def answered(self, name: str, face: str, comment: str = "") -> str:
        """Pressed and filled in as the page does it; what is shown."""
        person = self.person(name)
        place = f"@{name}"
        state = await person.state()
        card = [one for one in state["messages"][place] if one.get("notice", {}).get("kind") == "checkin.card"][-1]
        button = next(one for one in card["notice"]["actions"] if one["name"] == "checkin.answer")
        pressed = {"action": button["name"], "value": button["value"], "message": card["id"], "place": place}
        status, opened = await person.post("press", **pressed)
        assert (status, opened["reply"]) == (200, "asked"), opened
        form = opened["form"]
        values = {"face": face, "comment": comment}
        status, told = await person.post("submit", form="checkin", values=values, state=form["state"], place=place)
        assert (status, told["reply"]) == (200, "told"), told
        return "".join(span["text"] for span in told["message"]["notice"]["title"])


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    folder, log = tmp_path / "var", RecordingLog()
    folder.mkdir()
    settings = settings_for(folder, 0)
    clock = PracticeClock(folder / "demo-chat.db", SystemClock())
    kit = replace(kit_of(settings, clock=clock), log=log, shadow=False)
    clock.restart(first_morning(kit.calendar, SystemClock().now()))
    board = Board(ChatLog(folder / "demo-chat.db"), Hub(), WORKSPACE, clock)
    whole = await assembled(kit, {"practice": PracticeChat(board)}, FakeDetector())
    demo, registry = Demo(whole, clock, board), CollectorRegistry()
    await fill(whole.store, kit)
    app = build_app(routes=demo.door.routes(), log=log, ready=whole.missing, registry=registry)
    async with HttpServer(app, "127.0.0.1", 0) as server, aiohttp.ClientSession() as session:
        opened = House(demo, server.address, folder, registry, log, session)
        await opened.asks_the_firm()
        yield opened
        await demo.door.close()
    await whole.close()


def changed(before: dict[str, object], after: dict[str, object]) -> list[str]:
    return [name for name in after if after[name] != before.get(name)]


async def test_answer_over_http_leaves_its_row_and_nothing_else(house: House) -> None:
    await house.person("anna").state()
    # The pages that were looked at count; only what an answer itself does may not.
    assert "sealed" in await house.answered("ben", "3", "words of ben")
    before = house.state()
    assert "sealed" in await house.answered("anna", "2", "words of anna")
    after = house.state()
    looked = before.pop("metrics"), after.pop("metrics")
    assert changed(before, after) == [] and house.answers() == 2
    assert b"/practice/submit" not in looked[1] and b"/practice/press" not in looked[1]  # type: ignore[operator]
    assert "words of anna" not in str(after)


async def test_refused_answer_leaves_nothing_either(house: House) -> None:
    person = house.person("gus")
    before = house.state()
    sent = {"form": "checkin", "values": {"face": "9"}, "state": {"subject": "nothing"}, "place": "@gus"}
    status, _ = await person.post("submit", **sent)
    assert status == 200 and changed(before, house.state()) == [] and house.answers() == 0


async def test_planted_trace_of_an_answer_is_caught(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A front that does not know what has to leave no trace: the door counts it and keeps the answer's words."""
    monkeypatch.setattr(intake, "leaves_no_trace", lambda message: False)
    before = house.state()
    await house.answered("anna", "2", "words of anna")
    assert {"metrics", "demo-chat.db message"} <= set(changed(before, house.state()))

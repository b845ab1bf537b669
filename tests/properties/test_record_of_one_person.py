"""Guarantee 22: one angry person cannot part the firm from a client, whatever happens in which order.

The whole core runs: bus, handlers, policy, memory store, clockwork. Nothing in here is a clear or severe breach of
business ethics, the one fast track that leads to `exit`.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.assessment import Stage
from bot.domain.incident import IncidentState
from bot.domain.talk import Outcome
from bot.errors import Refused
from bot.messages import (
    AcknowledgeNudge,
    Command,
    ConfirmIncident,
    CorrectIncident,
    DismissNudge,
    FlagByWords,
    FlagIncident,
    RecordTalk,
    SnoozeNudge,
    WithdrawIncident,
)
from tests.dialogs.house import POLICY, House
from tests.fakes.memory import MemoryStore
from tests.fakes.memory_state import State
from tests.requirements import proving

EXAMPLES = 1_500 if proving() else 40
SIGNS = tuple(POLICY.sign_keys())
GUESSED = "acme wants a third free revision"


@dataclass(frozen=True)
class Event:
    """``what`` is done by ``who`` with the numbers given; ``pick`` chooses among the reports or nudges there are."""

    what: str
    who: str
    sign: str
    severity: int
    days: int
    pick: int


def events(*people: str, kinds: tuple[str, ...]) -> st.SearchStrategy[list[Event]]:
    one = st.builds(
        Event,
        what=st.sampled_from(kinds),
        who=st.sampled_from(people),
        sign=st.sampled_from(SIGNS),
        severity=st.integers(1, 3),
        days=st.integers(0, 40),
        pick=st.integers(0, 50),
    )
    return st.lists(one.filter(lambda event: event.sign != "ethics" or event.severity == 1), min_size=5, max_size=40)


REPORTING = ("flag", "flag", "flag", "guess", "confirm", "withdraw", "correct", "again", "wait")
LEADING = ("acknowledge", "snooze", "dismiss")


@cache
def firm() -> State:
    async def built() -> State:
        house = House()
        await house.opens("anna", "ben", "carl", "lena")
        await house.has_client("Acme Outdoor", "lena", aliases="Acme")
        assert isinstance(house.store, MemoryStore)
        return house.store.state

    return asyncio.run(built())


def a_house() -> House:
    store = MemoryStore()
    store.state = firm().copy()
    house = House(store=store)
    # Ids and keys of the snapshot are taken.
    for _ in range(200):
        house.kit.ids.new()
        house.by("anna")
    return house


class Year:
    """Plays events and remembers the highest stage the client ever stood at."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.highest = Stage.CALM
        self._last: Command | None = None

    async def play(self, happened: list[Event], then_days: int = 2) -> None:
        for event in happened:
            if event.what == "wait":
                await self.house.passes(days=event.days)
            elif command := await self._command(event):
                self._last = command
                with suppress(Refused):
                    await self.house.bus.handle(command)
            self.highest = max(self.highest, await self.house.stage("Acme"))
        await self.house.passes(days=then_days)
        self.highest = max(self.highest, await self.house.stage("Acme"))

    async def _command(self, event: Event) -> Command | None:
        by, client = self.house.by(event.who), (await self.house.client("Acme")).id
        day = self.house.kit.today() - timedelta(days=event.days)
        match event.what:
            case "flag":
                return FlagIncident(
                    by=by,
                    client=client,
                    sign=event.sign,
                    severity=event.severity,
                    summary="it happened",
                    occurred_on=day,
                    about_oneself=event.sign == "personal_friction",
                )
            case "guess":
                return FlagByWords(by=by, words=GUESSED)
            case "again":
                return self._last
            case "talk":
                outcome = tuple(Outcome)[event.pick % 3]
                return RecordTalk(by=self.house.by("lena"), client=client, day=day, outcome=outcome)
            case "acknowledge" | "snooze" | "dismiss":
                return await self._to_nudge(event)
        return await self._to_report(event, client)

    async def _to_report(self, event: Event, client: str) -> Command | None:
        async with self.house.store.read() as unit:
            mine = await unit.incidents.reported_by(await self.house.id_of(event.who))
        if not mine:
            return None
        by, report = self.house.by(event.who), mine[event.pick % len(mine)]
        if event.what == "withdraw":
            return WithdrawIncident(by, report.id)
        if event.what == "confirm":
            return ConfirmIncident(by, report.id)
        return CorrectIncident(
            by=by,
            incident=report.id,
            client=client,
            sign=event.sign,
            severity=event.severity,
            summary="corrected",
            quote="",
            link="",
            occurred_on=report.occurred_on,
            consent=True,
            about_oneself=event.sign == "personal_friction",
        )

    async def _to_nudge(self, event: Event) -> Command | None:
        unfinished = [nudge for nudge in await self.house.nudges("Acme") if nudge.state.unfinished]
        if not unfinished:
            return None
        by, nudge = self.house.by("lena"), unfinished[0].id
        if event.what == "acknowledge":
            return AcknowledgeNudge(by, nudge)
        if event.what == "dismiss":
            return DismissNudge(by=by, nudge=nudge, reason="no")
        until = self.house.kit.today() + timedelta(days=1 + event.days % 28)
        return SnoozeNudge(by=by, nudge=nudge, until=until, reason="later")


def year_of(happened: list[Event]) -> Year:
    year = Year(a_house())
    asyncio.run(year.play(happened))
    return year


bounded = settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))


@bounded
@given(events("anna", kinds=(*REPORTING, *LEADING)))
def test_one_reporter_without_a_talk_never_leads_to_exit(happened: list[Event]) -> None:
    assert year_of(happened).highest < Stage.EXIT


@bounded
@given(events("anna", "ben", "carl", kinds=(*REPORTING, *LEADING)))
def test_no_number_of_reporters_leads_to_exit_without_a_talk(happened: list[Event]) -> None:
    assert year_of(happened).highest < Stage.EXIT


@bounded
@given(events("anna", kinds=("flag", "guess", "guess", "wait")))
def test_one_reporters_guesses_count_for_nothing(happened: list[Event]) -> None:
    guesses = [event for event in happened if event.what in ("guess", "wait")]
    year = year_of(guesses)
    assert year.highest is Stage.CALM and year.house.count() == 0


@bounded
@given(st.permutations([("anna", "disrespect", 2), ("ben", "late_payment", 3), ("carl", "price_pressure", 1)] * 2))
def test_order_and_repetition_on_one_day_change_nothing(order: list[tuple[str, str, int]]) -> None:
    happened = [Event("flag", who, sign, severity, 0, 0) for who, sign, severity in order]
    house = a_house()

    async def check() -> None:
        await Year(house).play(happened, then_days=0)
        assert await house.score("Acme") == 22 and await house.stage("Acme") is Stage.TALK
        (nudge,) = await house.nudges("Acme")
        assert nudge.state.unfinished

    asyncio.run(check())


@bounded
@given(events("anna", "ben", kinds=(*REPORTING, *LEADING, "talk")))
def test_numbers_are_whole_and_nobody_is_told_a_stage_twice(happened: list[Event]) -> None:
    year = year_of(happened)

    async def check() -> None:
        async with year.house.store.read() as unit:
            reports = await unit.incidents.everything()
        assert [report.number for report in reports] == list(range(1, len(reports) + 1))
        assert all(report.counted_on for report in reports if report.state is IncidentState.CONFIRMED)
        unfinished = [nudge.stage for nudge in await year.house.nudges("Acme") if nudge.state.unfinished]
        assert len(unfinished) == len(set(unfinished)) <= 1

    asyncio.run(check())
    keys = [shown.key for shown in year.house.chat.shown]
    assert len(keys) == len(set(keys))


def test_the_year_sees_an_exit_where_there_is_one() -> None:
    """The planted fault: a breach of business ethics is not among the events above, and would be noticed."""
    assert year_of([Event("flag", "anna", "ethics", 2, 0, 0)]).highest is Stage.EXIT

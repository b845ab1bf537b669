"""Whatever order people answer, change, leave, join and decline in, and wherever a process crashes or a disk forgets:
the rules of check-ins never break.

A machine of hypothesis drives the product over a store in memory; beside it a plain book is kept of what was true.
"""

import asyncio
from collections.abc import Coroutine
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.checkin import FACES, Published, Round, RoundState, Wanted
from bot.domain.person import Person, PersonRef
from bot.errors import InvalidInput
from bot.keeping import off_because
from bot.messages import DeclineCheckins, From, Submitted
from bot.replies import Told
from bot.rosters import Rosters
from bot.rounds import firm_roster, open_round, roster_of
from bot.work.rounds import Rounds
from policies.publication import HISTOGRAM_ANSWERS, LOOKED_BACK, band
from tests.dialogs.house import House
from tests.fakes.keys import MemoryKeys
from tests.fakes.memory import MemoryStore

T = TypeVar("T")
GROUP = 5
NAMES = tuple(f"m{number}" for number in range(18))
STEPS = ("slot", "open", "destroy")


class Crash(BaseException):
    """The process is gone at this point."""


class CrashingKeys(MemoryKeys):
    """``at``: the step at which the process dies, once."""

    at = ""

    def slot(self, round: str, seat: str) -> bytes:
        self._dies("slot")
        return super().slot(round, seat)

    def open(self, round: str, sealed: bytes) -> bytes:
        self._dies("open")
        return super().open(round, sealed)

    def destroy(self, round: str) -> None:
        self._dies("destroy")
        super().destroy(round)

    def _dies(self, step: str) -> None:
        if self.at == step:
            self.at = ""
            raise Crash


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.keys = CrashingKeys()
        self.house = House(keys=self.keys)
        self.run(self.house.opens())
        self.book: dict[str, dict[str, int]] = {}
        self.due: dict[str, Any] = {}
        self.counted: dict[str, dict[str, int]] = {}
        self.nonce = 0
        for name in NAMES[:15]:
            self.run(self._meet(name))

    def teardown(self) -> None:
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @property
    def store(self) -> MemoryStore:
        assert isinstance(self.house.store, MemoryStore)
        return self.house.store

    @property
    def rounds(self) -> dict[str, Round]:
        return self.store.state.rounds

    @property
    def shown(self) -> dict[str, Published]:
        return self.store.state.published

    async def _meet(self, name: str, *, active: bool = True) -> None:
        async with self.store.write() as unit:
            ref = PersonRef("practice", "demo", name)
            known = await unit.people.by_ref(ref)
            person = known or Person(id=name, name=name, refs=(ref,))
            await unit.people.save(replace(person, active=active))
            await unit.commit()

    # --- What happens ---

    @rule(
        people=st.one_of(st.just(frozenset()), st.just(frozenset()), st.sets(st.sampled_from(NAMES), min_size=3)),
        days=st.sampled_from((2, 6, 14, 1, 15)),
        group=st.sampled_from((5, 5, 6, 4)),
    )
    def opens(self, people: AbstractSet[str], days: int, group: int) -> None:
        async def work() -> Round | None:
            async with self.store.write() as unit:
                if await off_because(unit, self.keys):
                    return None
                roster = await (roster_of(unit, people) if people else firm_roster(unit))
                try:
                    made = await open_round(unit, self.house.kit, self.keys, None, Wanted(roster, days, group), "m0")
                except InvalidInput:
                    return None
                await unit.commit()
                return made

        running = [one for one in self.rounds.values() if one.is_open]
        made = self.run(work())
        if made:
            assert not running and group >= GROUP and 2 <= days <= 14 and len(made.roster) >= group
            self.book[made.id] = {}
            self.due[made.id] = made.closes_at

    @rule()
    def dies_while_opening(self) -> None:
        """The keys are made, and the process is gone before the round is there."""

        async def work() -> None:
            async with self.store.write() as unit:
                if not await off_because(unit, self.keys) and not await unit.checkins.open_of(None):
                    everybody = Wanted(await firm_roster(unit), 6, GROUP)
                    await open_round(unit, self.house.kit, self.keys, None, everybody, "m0")

        before = self.store.state
        self.run(work())
        assert self.store.state is before

    @precondition(lambda self: any(one.is_open for one in self.rounds.values()))
    @rule(who=st.sampled_from(NAMES), face=st.sampled_from(FACES), words=st.booleans())
    def answers(self, who: str, face: int, words: bool) -> None:
        (round,) = [one for one in self.rounds.values() if one.is_open]
        self.nonce += 1
        by = From(who=PersonRef("practice", "demo", who), key=f"n{self.nonce}", name=who)
        values = {"face": str(face), "comment": f"comment {self.nonce} of {who}" if words else ""}
        before = self.store.state
        try:
            reply = self.run(self.house.front.answer(Submitted(by, "checkin", values, {"subject": round.id})))
        except Crash:
            assert self.store.state is before
            return
        taken = isinstance(reply, Told) and reply.notice.kind == "checkin.answered"
        person = self.store.state.people.get(who)
        able = self.keys.has(round.id) and self.house.clock.now() < round.closes_at and who in round.roster
        assert taken == (able and person is not None and person.active)
        if taken:
            self.book[round.id][who] = face

    @precondition(lambda self: any(one.is_open for one in self.rounds.values()))
    @rule(faces=st.lists(st.sampled_from(FACES), min_size=4, max_size=18))
    def crowd_answers(self, faces: list[int]) -> None:
        (round,) = [one for one in self.rounds.values() if one.is_open]
        for who, face in zip(sorted(round.roster & set(NAMES)), faces, strict=False):
            self.answers(who, face, words=face % 2 == 0)

    @initialize()
    def begins(self) -> None:
        """Hypothesis leaves out whole rules in a life: without this most would never see a round."""
        self.opens(frozenset(), 6, GROUP)

    @rule(faces=st.lists(st.sampled_from(FACES), min_size=10, max_size=18))
    def whole_round(self, faces: list[int]) -> None:
        """From its opening to its close."""
        if not any(one.is_open for one in self.rounds.values()):
            self.opens(frozenset(), 2, GROUP)
        if any(one.is_open for one in self.rounds.values()):
            self.crowd_answers(faces)
        self.time_passes(400)

    @rule(who=st.sampled_from(NAMES))
    def joins(self, who: str) -> None:
        self.run(self._meet(who))

    @rule(who=st.sampled_from(NAMES[:3]))
    def leaves(self, who: str) -> None:
        """The account is gone; what was answered stays."""
        self.run(self._meet(who, active=False))

    @rule(who=st.sampled_from(NAMES[:3]), declined=st.booleans())
    def declines(self, who: str, declined: bool) -> None:
        person = self.store.state.people.get(who)
        if person is None or not person.active:
            return
        self.nonce += 1
        by = From(who=PersonRef("practice", "demo", who), key=f"n{self.nonce}", name=who)
        try:
            self.run(self.house.bus.handle(DeclineCheckins(by, declined)))
        except Crash:
            return
        for id, round in self.rounds.items():
            if declined and round.is_open and self.keys.has(id):
                self.book[id].pop(who, None)

    @rule(hours=st.sampled_from((1, 20, 50, 120, 400)))
    def time_passes(self, hours: int) -> None:
        self.house.clock.set(self.house.clock.now() + timedelta(hours=hours))
        self.ticks()

    @rule(step=st.sampled_from(STEPS))
    def will_crash(self, step: str) -> None:
        self.keys.at = step

    @rule(chance=st.integers(0, 7))
    def keys_may_be_lost(self, chance: int) -> None:
        if chance == 0:
            self.keys.lose()

    @rule()
    def ticks(self) -> None:
        """As after every start: the process knows nothing but what is stored."""
        rosters = Rosters(self.store, self.house.kit, {})
        rounds = Rounds(self.store, self.house.kit, None, self.keys, rosters, alone=True)  # type: ignore[arg-type]
        try:
            self.run(rounds.attend())
            # A key without a round is destroyed when it is seen again: it may be one of a round that opens just now.
            self.run(rounds.attend())
        except Crash:
            return
        for one in self.rounds.values():
            assert not (one.is_open and one.closes_at <= self.house.clock.now()), "a round that is due is closed"
            assert one.is_open or one.swept
        assert set(self.keys.known()) <= {one.id for one in self.rounds.values() if one.is_open}

    # --- What always holds ---

    @invariant()
    def nothing_is_shown_that_the_rule_forbids(self) -> None:
        for id, shown in self.shown.items():
            round, truth = self.rounds[id], self.book[id]
            assert round.state is RoundState.PUBLISHED and round.ended_at is not None
            assert round.ended_at >= self.due[id], "nobody closes a round earlier"
            assert len(truth) >= round.group >= GROUP
            assert shown.band is band(list(truth.values()))
            if shown.counts is not None:
                assert sum(shown.counts) == len(truth) >= HISTOGRAM_ANSWERS and len(set(truth.values())) > 1
                assert shown.counts == tuple(list(truth.values()).count(face) for face in FACES)
            assert list(shown.comments) == sorted(shown.comments)
            assert not shown.comments or len(shown.comments) >= 3

    @invariant()
    def two_histograms_never_differ_by_a_few_people(self) -> None:
        ordered = sorted((one for one in self.shown.values() if one.counts), key=lambda one: one.published_at)
        for place, later in enumerate(ordered):
            for earlier in ordered[max(0, place - LOOKED_BACK) : place]:
                assert not 0 < len(later.roster ^ earlier.roster) < self.rounds[later.round].group

    @invariant()
    def answers_lie_only_in_open_rounds_and_say_nothing(self) -> None:
        state = self.store.state
        for round, _ in state.answers:
            assert self.rounds[round].is_open
        for id, truth in self.book.items():
            rows = [key for key in state.answers if key[0] == id]
            assert not self.rounds[id].is_open or len(rows) == len(truth) or not self.keys.has(id)
        assert "comment " not in str({key: value.content for key, value in state.answers.items()})

    @invariant()
    def what_ended_without_a_result_has_none(self) -> None:
        for id, round in self.rounds.items():
            if round.state in (RoundState.CLOSED, RoundState.VOID):
                assert id not in self.shown and round.seats == ()


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=30,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

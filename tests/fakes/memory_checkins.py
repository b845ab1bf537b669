"""Check-in rounds in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.checkin import Band, Published, Round, Sealed
from bot.domain.schedule import Schedule
from tests.fakes.memory_state import Desk, storable_value


class MemoryCheckins:
    """The port ``Checkins``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, round: Round) -> bool:
        self._desk.must_know(round.client)
        if await self.open_of(round.client):
            return False
        seats = tuple(sorted(round.seats, key=lambda seat: seat.name))
        self._desk.change().rounds[round.id] = storable_value(replace(round, seats=seats))
        return True

    async def by_id(self, round: str) -> Round | None:
        return self._desk.look().rounds.get(round)

    async def open_of(self, client: str | None) -> Round | None:
        return next((one for one in self._desk.look().rounds.values() if one.client == client and one.is_open), None)

    async def open_for(self, person: str) -> Sequence[Round]:
        found = [one for one in self._desk.look().rounds.values() if one.is_open and person in one.roster]
        return sorted(found, key=lambda one: (one.closes_at, one.id))

    async def unfinished(self) -> Sequence[Round]:
        return [one for one in self._desk.look().rounds.values() if not one.swept]

    async def save(self, round: Round) -> None:
        known = self._desk.change().rounds
        known[round.id] = storable_value(replace(round, seats=known[round.id].seats))

    async def forget_seats(self, round: str) -> None:
        state = self._desk.change()
        state.rounds[round] = replace(state.rounds[round], seats=())
        if round in state.published:
            state.published[round] = replace(state.published[round], roster=frozenset())

    async def forget(self, before: datetime) -> int:
        state = self._desk.change()
        old = [id for id, one in state.rounds.items() if one.closes_at < before and one.swept]
        for id in old:
            del state.rounds[id]
            state.published.pop(id, None)
        return len(old)

    async def put_answer(self, answer: Sealed) -> None:
        self._desk.change().answers[(answer.round, answer.slot)] = answer

    async def take_back(self, round: str, slots: Collection[bytes]) -> None:
        for slot in slots:
            self._desk.change().answers.pop((round, slot), None)

    async def answers_of(self, round: str) -> Sequence[Sealed]:
        known = self._desk.look().answers
        return [known[key] for key in sorted(known) if key[0] == round]

    async def destroy_answers(self, round: str) -> None:
        state = self._desk.change()
        state.answers = {key: answer for key, answer in state.answers.items() if key[0] != round}

    async def publish(self, published: Published) -> None:
        state = self._desk.change()
        seats = state.rounds[published.round].seats
        roster = frozenset(seat.person for seat in seats)
        state.published[published.round] = replace(published, roster=roster)

    async def results_of(self, client: str | None, limit: int = 200) -> Sequence[Published]:
        theirs = [one for one in self._desk.look().published.values() if one.client == client]
        return sorted(sorted(theirs, key=lambda one: one.round), key=lambda one: one.published_at, reverse=True)[:limit]

    async def bands_of(self, client: str) -> Sequence[Band]:
        return [one.band for one in reversed(await self.results_of(client, 2))]

    async def schedule_of(self, client: str | None) -> Schedule | None:
        return self._desk.look().schedules.get(client or "")

    async def schedules(self) -> Sequence[Schedule]:
        return sorted(self._desk.look().schedules.values(), key=lambda one: one.next_at)

    async def save_schedule(self, schedule: Schedule) -> None:
        self._desk.must_know(schedule.client)
        self._desk.change().schedules[schedule.client or ""] = storable_value(schedule)

    async def end_schedule(self, client: str | None) -> bool:
        return self._desk.change().schedules.pop(client or "", None) is not None

    async def declined(self, people: Collection[str]) -> frozenset[str]:
        return frozenset(people) & frozenset(self._desk.look().declined)

    async def decline(self, person: str, *, declined: bool) -> None:
        state = self._desk.change()
        if declined:
            state.declined[person] = None
        else:
            state.declined.pop(person, None)

    async def canary(self) -> str:
        return self._desk.look().canary

    async def save_canary(self, canary: str) -> None:
        self._desk.change().canary = canary

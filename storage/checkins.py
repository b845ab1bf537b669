"""Check-in rounds, their sealed answers, and what was published of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, RowMapping, bindparam, delete, select, tuple_, update

from bot.domain.checkin import Band, Published, Round, RoundState, Sealed, Seat
from bot.domain.schedule import Every, Rhythm, Schedule
from storage.session import Session, insert, mine
from storage.tables.checkins import (
    checkin_answers,
    checkin_canaries,
    checkin_declined,
    checkin_results,
    checkin_rounds,
    checkin_schedules,
    checkin_seats,
)

_ROUND = select(checkin_rounds).where(mine(checkin_rounds), checkin_rounds.c.id == bindparam("id"))
_OPEN = select(checkin_rounds).where(mine(checkin_rounds), checkin_rounds.c.open_key == bindparam("key"))
_OPEN_FOR = select(checkin_rounds).where(
    mine(checkin_rounds),
    checkin_rounds.c.open_key.is_not(None),
    checkin_rounds.c.id.in_(
        select(checkin_seats.c.round_id).where(mine(checkin_seats), checkin_seats.c.person_id == bindparam("person"))
    ),
)
_UNFINISHED = select(checkin_rounds).where(mine(checkin_rounds), checkin_rounds.c.swept.is_(False))
_SEATS = (
    select(checkin_seats)
    .where(mine(checkin_seats), checkin_seats.c.round_id.in_(bindparam("rounds", expanding=True)))
    .order_by(checkin_seats.c.round_id, checkin_seats.c.seat)
)
_RESULTS = (
    select(checkin_results)
    .where(mine(checkin_results), checkin_results.c.about == bindparam("about"))
    .order_by(checkin_results.c.published_at.desc(), checkin_results.c.round_id)
    .limit(bindparam("limit"))
)
_BANDS = (
    select(checkin_results.c.band)
    .where(mine(checkin_results), checkin_results.c.about == bindparam("about"))
    .order_by(checkin_results.c.published_at.desc(), checkin_results.c.round_id)
    .limit(2)
)
_SCHEDULE = select(checkin_schedules).where(mine(checkin_schedules), checkin_schedules.c.about == bindparam("about"))
_SCHEDULED = select(checkin_schedules).where(mine(checkin_schedules)).order_by(checkin_schedules.c.next_at)
_DECLINED = select(checkin_declined.c.person_id).where(
    mine(checkin_declined), checkin_declined.c.person_id.in_(bindparam("people", expanding=True))
)
_CANARY = select(checkin_canaries.c.canary).where(mine(checkin_canaries))
_ANSWERS = select(checkin_answers).where(checkin_answers.c.round == bindparam("round"))
_OLD = (
    select(checkin_rounds.c.id)
    .where(mine(checkin_rounds), checkin_rounds.c.closes_at < bindparam("before"))
    .where(checkin_rounds.c.swept.is_(True))
)


class SqlCheckins:
    """The port ``Checkins``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- Rounds ---

    async def open(self, round: Round) -> bool:
        row = {"id": round.id, **_round_row(round)}
        if not await self._session.add(checkin_rounds, row, ["open_key"]):
            return False
        owned = {"organization_id": self._session.organization, "round_id": round.id}
        seats = [{**owned, "seat": seat.name, "person_id": seat.person} for seat in round.seats]
        await self._session.run(checkin_seats.insert(), seats)
        return True

    async def by_id(self, round: str) -> Round | None:
        return next(iter(await self._rounds(await self._session.rows(_ROUND, {"id": round}))), None)

    async def open_of(self, client: str | None) -> Round | None:
        return next(iter(await self._rounds(await self._session.rows(_OPEN, {"key": client or ""}))), None)

    async def open_for(self, person: str) -> Sequence[Round]:
        found = await self._rounds(await self._session.rows(_OPEN_FOR, {"person": person}))
        return sorted(found, key=lambda one: (one.closes_at, one.id))

    async def unfinished(self) -> Sequence[Round]:
        return await self._rounds(await self._session.rows(_UNFINISHED))

    async def save(self, round: Round) -> None:
        await self._session.put(checkin_rounds, {"id": round.id, **_round_row(round)})

    async def forget_seats(self, round: str) -> None:
        theirs = (mine(checkin_seats), checkin_seats.c.round_id == round)
        await self._session.run(delete(checkin_seats).where(*theirs))

    async def forget(self, before: datetime) -> int:
        old = [row["id"] for row in await self._session.rows(_OLD, {"before": before})]
        if old:
            await self._session.run(delete(checkin_rounds).where(mine(checkin_rounds), checkin_rounds.c.id.in_(old)))
        return len(old)

    async def _rounds(self, rows: Sequence[RowMapping]) -> list[Round]:
        if not rows:
            return []
        seats = await self._session.rows(_SEATS, {"rounds": [row["id"] for row in rows]})
        return [_round(row, [seat for seat in seats if seat["round_id"] == row["id"]]) for row in rows]

    # --- Answers ---

    async def put_answer(self, answer: Sealed) -> None:
        await self._session.run(
            _put(self._session.dialect), {"round": answer.round, "slot": answer.slot, "sealed": answer.content}
        )

    async def take_back(self, round: str, slots: Collection[bytes]) -> None:
        theirs = tuple_(checkin_answers.c.round, checkin_answers.c.slot)
        await self._session.run(delete(checkin_answers).where(theirs.in_([(round, slot) for slot in slots])))

    async def answers_of(self, round: str) -> Sequence[Sealed]:
        rows = await self._session.rows(_ANSWERS, {"round": round})
        return sorted((Sealed(row["round"], row["slot"], row["sealed"]) for row in rows), key=lambda one: one.slot)

    async def destroy_answers(self, round: str) -> None:
        await self._session.run(delete(checkin_answers).where(checkin_answers.c.round == round))

    # --- What is published ---

    async def publish(self, published: Published) -> None:
        row = {
            "round_id": published.round,
            "about": published.client or "",
            "published_at": published.published_at,
            "band": published.band.value,
            "counts": None if published.counts is None else tuple(map(str, published.counts)),
            "comments": published.comments,
        }
        await self._session.put(checkin_results, row)

    async def results_of(self, client: str | None, limit: int = 200) -> Sequence[Published]:
        rows = await self._session.rows(_RESULTS, {"about": client or "", "limit": limit})
        if not rows:
            return []
        seats = await self._session.rows(_SEATS, {"rounds": [row["round_id"] for row in rows]})
        return [_published(row, [seat for seat in seats if seat["round_id"] == row["round_id"]]) for row in rows]

    async def bands_of(self, client: str) -> Sequence[Band]:
        rows = await self._session.rows(_BANDS, {"about": client})
        return [Band(row["band"]) for row in reversed(rows)]

    # --- Schedules ---

    async def schedule_of(self, client: str | None) -> Schedule | None:
        row = await self._session.row(_SCHEDULE, {"about": client or ""})
        return _schedule(row) if row else None

    async def schedules(self) -> Sequence[Schedule]:
        return [_schedule(row) for row in await self._session.rows(_SCHEDULED)]

    async def save_schedule(self, schedule: Schedule) -> None:
        await self._session.put(checkin_schedules, _schedule_row(schedule))

    async def end_schedule(self, client: str | None) -> bool:
        theirs = (mine(checkin_schedules), checkin_schedules.c.about == (client or ""))
        return (await self._session.run(delete(checkin_schedules).where(*theirs))).rowcount > 0

    # --- People and the folder of keys ---

    async def declined(self, people: Collection[str]) -> frozenset[str]:
        rows = await self._session.rows(_DECLINED, {"people": sorted(people)})
        return frozenset(row["person_id"] for row in rows)

    async def decline(self, person: str, *, declined: bool) -> None:
        if declined:
            await self._session.add(checkin_declined, {"person_id": person}, ["person_id"])
            return
        theirs = (mine(checkin_declined), checkin_declined.c.person_id == person)
        await self._session.run(delete(checkin_declined).where(*theirs))

    async def canary(self) -> str:
        return str(await self._session.value(_CANARY) or "")

    async def save_canary(self, canary: str) -> None:
        await self._session.put(checkin_canaries, {"canary": canary})


async def renamed_in_rounds(session: Session, keep: str, gone: str) -> None:
    """Two people are one: the seats stay what they are, and belong to the one who stays."""
    theirs = (mine(checkin_seats), checkin_seats.c.person_id == gone)
    await session.run(update(checkin_seats).where(*theirs).values(person_id=keep))
    said_no = await session.row(_DECLINED, {"people": [gone]})
    await session.run(delete(checkin_declined).where(mine(checkin_declined), checkin_declined.c.person_id == gone))
    if said_no:
        await session.add(checkin_declined, {"person_id": keep}, ["person_id"])


def answers_of_organization() -> Executable:
    """Deletes what the organization's rounds hold: the one table that does not name it."""
    return delete(checkin_answers).where(
        checkin_answers.c.round.in_(select(checkin_rounds.c.id).where(mine(checkin_rounds)))
    )


@cache
def _put(dialect: str) -> Executable:
    statement = insert(dialect, checkin_answers)
    return statement.on_conflict_do_update(
        index_elements=["round", "slot"], set_={"sealed": statement.excluded["sealed"]}
    )


def _round_row(round: Round) -> dict[str, Any]:
    return {
        "client_id": round.client,
        "open_key": (round.client or "") if round.is_open else None,
        "group_size": round.group,
        "opened_by": round.opened_by,
        "opened_at": round.opened_at,
        "closes_at": round.closes_at,
        "state": round.state.value,
        "ended_at": round.ended_at,
        "swept": round.swept,
    }


def _round(row: RowMapping, seats: Sequence[RowMapping]) -> Round:
    return Round(
        id=row["id"],
        client=row["client_id"],
        group=row["group_size"],
        seats=tuple(Seat(seat["seat"], seat["person_id"]) for seat in seats),
        opened_by=row["opened_by"],
        opened_at=row["opened_at"],
        closes_at=row["closes_at"],
        state=RoundState(row["state"]),
        ended_at=row["ended_at"],
        swept=row["swept"],
    )


def _published(row: RowMapping, seats: Sequence[RowMapping]) -> Published:
    return Published(
        round=row["round_id"],
        client=row["about"] or None,
        published_at=row["published_at"],
        band=Band(row["band"]),
        counts=None if row["counts"] is None else tuple(map(int, row["counts"])),
        comments=row["comments"],
        roster=frozenset(seat["person_id"] for seat in seats),
    )


def _schedule_row(schedule: Schedule) -> dict[str, Any]:
    return {
        "about": schedule.client or "",
        "id": schedule.id,
        "client_id": schedule.client,
        "every": schedule.rhythm.every.value,
        "weekday": schedule.rhythm.weekday,
        "hour": schedule.rhythm.hour,
        "since": schedule.rhythm.since,
        "group_size": schedule.group,
        "open_days": schedule.open_days,
        "people": schedule.people,
        "set_by": schedule.set_by,
        "set_at": schedule.set_at,
        "next_at": schedule.next_at,
    }


def _schedule(row: RowMapping) -> Schedule:
    rhythm = Rhythm(every=Every(row["every"]), weekday=row["weekday"], hour=row["hour"], since=row["since"])
    return Schedule(
        id=row["id"],
        client=row["client_id"],
        rhythm=rhythm,
        group=row["group_size"],
        open_days=row["open_days"],
        people=row["people"],
        set_by=row["set_by"],
        set_at=row["set_at"],
        next_at=row["next_at"],
    )

"""What time does to check-ins: scheduled rounds open, rounds close, keys go, and what is left of them with it.

Every step may be done twice, and a crash anywhere between two of them is finished by the next tick.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.checkin import Answer, Published, Round, RoundState, Wanted, one_each
from bot.domain.client import ClientState
from bot.domain.delivery import Urgency
from bot.domain.schedule import Schedule
from bot.errors import InvalidInput, KeysLost, NotRecorded
from bot.handlers.checkins import next_moment
from bot.keeping import adopt, off_because
from bot.kit import Kit
from bot.ports import Drafter, RoundKeys, Store, Unit
from bot.record import held
from bot.rosters import Roster, Rosters
from bot.rounds import firm_roster, open_round, roster_of, tell_leads, tell_roster
from bot.staging import Change, restage
from bot.telling import tell

AGAIN_AFTER = timedelta(seconds=30)
LOOKED_FOR = timedelta(hours=4)
"""So long a round that is due waits for a platform to say who is in a client's channels."""
ROSTER_SECONDS = 20.0


class Rounds:
    """``alone``: no other process serves this organization (see ``bot.keeping.adopt``)."""

    def __init__(
        self, store: Store, kit: Kit, drafter: Drafter, keys: RoundKeys, rosters: Rosters, *, alone: bool
    ) -> None:
        self._store = store
        self._kit = kit
        self._drafter = drafter
        self._keys = keys
        self._rosters = rosters
        self._alone = alone
        self._strays: frozenset[str] = frozenset()

    async def attend(self) -> None:
        """Everything that is due."""
        if await adopt(self._store, self._kit, self._keys, alone=self._alone):
            return
        async with self._store.read() as unit:
            rounds, schedules = await unit.checkins.unfinished(), await unit.checkins.schedules()
        for round in rounds:
            if round.is_open and not self._keys.has(round.id):
                await self._void(round.id)
            elif round.is_open and round.closes_at <= self._kit.now():
                await self._close(round.id)
        await self._sweep()
        for schedule in schedules:
            if schedule.next_at <= self._kit.now():
                await self._open(schedule)

    async def next_due(self, unit: Unit) -> datetime | None:
        """When there is something to attend to; None while check-ins are off."""
        if await off_because(unit, self._keys):
            return None
        rounds = await unit.checkins.unfinished()
        moments = [one.closes_at if one.is_open else self._kit.now() + AGAIN_AFTER for one in rounds]
        again = self._kit.now() + AGAIN_AFTER
        # One that is due and still there waits for a platform: nobody is asked all the time.
        due = [one.next_at for one in await unit.checkins.schedules()]
        moments += [moment if moment > self._kit.now() else again for moment in due]
        return min(moments, default=None)

    # --- Closing ---

    async def _close(self, id: str) -> None:
        """Opened in memory, all together; what is shown, the end of the answers and the news are one commit."""
        async with self._store.write() as unit:
            round = await self._held(unit, id)
            if round is None or round.closes_at > self._kit.now():
                return
            try:
                shown = await self._counted(unit, round)
            except KeysLost:
                shown = None
                round = replace(round, state=RoundState.VOID)
            await self._ended(unit, round, shown)
            await unit.commit()

    async def _counted(self, unit: Unit, round: Round) -> Published | None:
        taken = {answer.slot: answer for answer in await unit.checkins.answers_of(round.id)}
        slots = {seat.name: self._keys.slot(round.id, seat.name) for seat in round.seats}
        chosen = one_each(round.seats, slots, taken)
        if len(chosen) < round.group:
            return None
        answers: list[Answer] = []
        for sealed in chosen:
            try:
                answers.append(Answer.unpadded(self._keys.open(round.id, sealed.content)))
            except (KeysLost, ValueError):
                # Somebody has written into the table: such a row is nobody's answer.
                continue
        earlier = await unit.checkins.results_of(round.client)
        return self._kit.policy.publish(round, answers, earlier, self._kit.now())

    async def _ended(self, unit: Unit, round: Round, shown: Published | None) -> None:
        state = round.state
        if state is not RoundState.VOID:
            state = RoundState.PUBLISHED if shown else RoundState.CLOSED
        over = replace(round, state=state, ended_at=self._kit.now())
        await unit.checkins.save(over)
        await unit.checkins.destroy_answers(round.id)
        if shown:
            await unit.checkins.publish(shown)
            await self._published(unit, over)
            return
        await tell_leads(unit, self._kit, over, "checkin_void" if state is RoundState.VOID else "checkin_closed")
        if state is RoundState.VOID:
            await tell_roster(unit, self._kit, over, "checkin_void")
        await unit.checkins.forget_seats(round.id)

    async def _published(self, unit: Unit, round: Round) -> None:
        await tell_leads(unit, self._kit, round, "checkin_published")
        if self._kit.settings.checkins.show_to == "team":
            await tell_roster(unit, self._kit, round, "checkin_published")
        client = await unit.clients.by_id(round.client) if round.client else None
        if client:
            await restage(unit, self._kit, self._drafter, await held(unit, client), Change())

    async def _void(self, id: str) -> None:
        async with self._store.write() as unit:
            round = await self._held(unit, id)
            if round is None or self._keys.has(id):
                return
            await self._ended(unit, replace(round, state=RoundState.VOID), None)
            await unit.commit()
        self._kit.log.warning("checkin_void", round=id)

    async def _held(self, unit: Unit, id: str) -> Round | None:
        """The round under the lock that an answer takes as well; None where it is over already."""
        await unit.lock_client(f"checkin {id}")
        round = await unit.checkins.by_id(id)
        return round if round and round.is_open else None

    # --- What is left ---

    async def _sweep(self) -> None:
        """Keys of rounds that are over, and of rounds that never came to be; then what deleted rows leave in files."""
        async with self._store.read() as unit:
            unfinished = await unit.checkins.unfinished()
        over = [round for round in unfinished if not round.is_open]
        for round in over:
            self._keys.destroy(round.id)
        strays = frozenset(self._keys.known()) - {round.id for round in unfinished}
        for stray in strays & self._strays:
            # Seen twice: not one that is being opened at this moment.
            self._keys.destroy(stray)
        self._strays = strays
        if not over:
            return
        try:
            clean = await self._store.scour()
        except NotRecorded:
            clean = False
        if clean:
            async with self._store.write() as unit:
                for round in over:
                    await unit.checkins.save(replace(round, swept=True))
                await unit.commit()

    # --- Opening ---

    async def _open(self, seen: Schedule) -> None:
        kit, opened = self._kit, ""
        roster = await self._in_channels(seen)
        if roster.passing and kit.now() < seen.next_at + LOOKED_FOR:
            return
        try:
            async with self._store.write() as unit:
                await unit.lock_client(f"checkin {seen.client or 'firm'}")
                plan = await unit.checkins.schedule_of(seen.client)
                if plan is None or plan.next_at > kit.now():
                    return
                if await self._is_over(unit, plan):
                    await unit.checkins.end_schedule(plan.client)
                    await unit.commit()
                    return
                following = next_moment(kit, plan.rhythm, kit.today())
                await unit.checkins.save_schedule(replace(plan, next_at=following))
                try:
                    people = await self._people(unit, plan, roster)
                    wanted = Wanted(people, plan.open_days, plan.group)
                    opened = (await open_round(unit, kit, self._keys, plan.client, wanted, plan.set_by)).id
                except InvalidInput as invalid:
                    await self._unopened(unit, plan, next(iter(invalid.problems.values())))
                await unit.commit()
        except BaseException:
            if opened:
                self._keys.destroy(opened)
            raise

    async def _is_over(self, unit: Unit, plan: Schedule) -> bool:
        """Nobody works with a former client any more."""
        client = await unit.clients.by_id(plan.client) if plan.client else None
        return bool(plan.client) and (client is None or client.state is ClientState.FORMER)

    async def _in_channels(self, plan: Schedule) -> Roster:
        """Asked before anything is locked; nobody waits for this, but the next round of a clock."""
        if plan.client is None or plan.people:
            return Roster()
        return await self._rosters.of(plan.client, ROSTER_SECONDS)

    async def _people(self, unit: Unit, plan: Schedule, roster: Roster) -> frozenset[str]:
        if plan.client is None:
            return await firm_roster(unit)
        if plan.people:
            return await roster_of(unit, plan.people)
        if roster.troubles:
            raise InvalidInput({"people": "roster_unseen"})
        return roster.people

    async def _unopened(self, unit: Unit, plan: Schedule, reason: str) -> None:
        about = {"client": plan.client or "", "reason": reason}
        key = f"checkin-unopened:{plan.id}:{self._kit.today()}"
        await tell(unit, self._kit, plan.set_by, "checkin_unopened", about, key=key, urgency=Urgency.CHECKIN)

"""Everything that time makes due, behind the port ``Work``. Nothing else makes time pass."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.domain.delivery import Delivery, DeliveryState, Urgency
from bot.domain.dossier import JOB
from bot.dossier.making import Workshop
from bot.ears import Ears
from bot.kit import Kit
from bot.ports import Chat, Drafter, RoundKeys, Store, Unit
from bot.rosters import Rosters
from bot.telling import owners, tell
from bot.work import agreements, partings
from bot.work.daily import check_day, next_daily
from bot.work.deliver import deliver
from bot.work.dossiers import make_dossier
from bot.work.nudges import climb_due
from bot.work.rounds import Rounds
from bot.work.writing import fulfil


class Clockwork:
    """``tick`` does what is due by the injected clock; the rows hold all due times, so a missed tick costs nothing."""

    def __init__(
        self,
        store: Store,
        kit: Kit,
        drafter: Drafter,
        chats: Mapping[str, Chat],
        ears: Ears,
        workshop: Workshop,
        keys: RoundKeys,
        rosters: Rosters,
        *,
        alone: bool = True,
    ) -> None:
        """``alone``: no other process serves this organization."""
        self._rounds = Rounds(store, kit, drafter, keys, rosters, alone=alone)
        self._store = store
        self._kit = kit
        self._drafter = drafter
        self._chats = chats
        self._ears = ears
        self._workshop = workshop

    async def tick(self) -> None:
        """Ladders, snoozes and lapses; points that are due; what a parting asks for; once a local day the stages;
        digest and bundles.
        """
        async with self._store.read() as unit:
            if await _is_held(unit):
                return
        await self._climb()
        await partings.remind_due(self._store, self._kit)
        while await agreements.remind_of_points(self._store, self._kit):
            pass
        await self._rounds.attend()
        if await self._is_due("daily"):
            await check_day(self._store, self._kit, self._drafter)
            await self._put_off("daily")
            await self._climb()
        if await self._is_due("digest"):
            await self._digest()
            await self._put_off("digest")
        await self._bundle()

    async def due(self, busy: Collection[str] = ()) -> Sequence[Delivery]:
        async with self._store.read() as unit:
            if await _is_held(unit):
                return ()
            return await unit.deliveries.due(self._kit.now(), busy=busy)

    async def deliver(self, delivery: str) -> datetime | None:
        if delivery.startswith(JOB):
            return await make_dossier(self._store, self._kit, self._workshop, delivery)
        await fulfil(self._store, self._kit, self._drafter, delivery)
        return await deliver(self._store, self._kit, self._chats, self._ears, delivery)

    async def next_due(self) -> datetime | None:
        """The earliest due time of deliveries, nudges, agreed points, partings, check-ins, the day and the digest."""
        async with self._store.read() as unit:
            organization = await unit.journal.organization()
            if organization is None or organization.held:
                return None
            moments = (
                await unit.deliveries.next_due(),
                await unit.nudges.next_due(),
                await unit.partings.next_due(),
                await unit.agreements.next_due(),
                organization.daily_due_at,
                organization.digest_due_at,
                await self._bundles_due(unit),
                await self._rounds.next_due(unit),
            )
        return min((moment for moment in moments if moment), default=None)

    async def _climb(self) -> None:
        while await climb_due(self._store, self._kit):
            pass

    async def _is_due(self, name: Literal["daily", "digest"]) -> bool:
        """Whether the day's or week's work is due; at the very first start the first one is only noted."""
        kit = self._kit
        async with self._store.read() as unit:
            organization = await unit.journal.organization()
        if organization is None:
            return False
        due = organization.daily_due_at if name == "daily" else organization.digest_due_at
        if due is None or due > self._next(name):
            # Never noted, or noted while the clock was ahead: else a day or a week would be left out.
            await self._put_off(name)
            return False
        return due <= kit.now()

    def _next(self, name: Literal["daily", "digest"]) -> datetime:
        kit = self._kit
        return next_daily(kit, kit.now()) if name == "daily" else kit.calendar.next_digest(kit.now())

    async def _put_off(self, name: Literal["daily", "digest"]) -> None:
        """The work is done (all of it may be done twice): a crash before this repeats it instead of losing it."""
        async with self._store.write() as unit:
            await unit.lock_client(f"timer {name}")
            organization = await unit.journal.organization()
            if organization is None:
                return
            at = self._next(name)
            daily = name == "daily"
            moved = replace(organization, daily_due_at=at) if daily else replace(organization, digest_due_at=at)
            await unit.journal.save_organization(moved)
            await unit.commit()

    async def _digest(self) -> None:
        """One message to everybody who looks after a client; who has nothing to look after gets none."""
        year, week, _ = self._kit.today().isocalendar()
        key = f"digest:{year}-{week:02}"
        async with self._store.write() as unit:
            clients = await unit.clients.all()
            people = {id for client in clients for id in (*client.leads, *client.deputies)}
            people |= {person.id for person in await owners(unit)}
            for person in sorted(people):
                await tell(unit, self._kit, person, "digest", {}, key=key, urgency=Urgency.DIGEST)
            await unit.commit()

    async def _bundle(self) -> None:
        """What was over the cap goes out together on the next working morning."""
        kit = self._kit
        async with self._store.write() as unit:
            if not (late := await self._bundles_late(unit)):
                return
            for person in late:
                if not await self._sent_alone(unit, person):
                    key = f"bundle:{kit.today().isoformat()}"
                    await tell(unit, kit, person, "bundle", {}, key=key, urgency=Urgency.NUDGE, held=False)
            await unit.commit()

    async def _sent_alone(self, unit: Unit, person: str) -> bool:
        """What nothing else has to be bundled with comes as it is, with its buttons."""
        found = await unit.deliveries.bundled_for(person)
        if len(found) != 1:
            return False
        await unit.lock_client(f"delivery {found[0].id}")
        now = await unit.deliveries.by_id(found[0].id)
        if now and now.state is DeliveryState.BUNDLED:
            await unit.deliveries.save(replace(now, state=DeliveryState.DUE, held=False, due_at=self._kit.now()))
        return True

    async def _bundles_late(self, unit: Unit) -> list[str]:
        """People whose bundle is due: something was put by before today's morning."""
        kit, late = self._kit, []
        for person in await unit.deliveries.with_bundles():
            oldest = min(d.due_at for d in await unit.deliveries.bundled_for(person))
            if kit.calendar.next_morning(oldest) <= kit.now():
                late.append(person)
        return late

    async def _bundles_due(self, unit: Unit) -> datetime | None:
        mornings = []
        for person in await unit.deliveries.with_bundles():
            oldest = min(d.due_at for d in await unit.deliveries.bundled_for(person))
            morning = self._kit.calendar.next_morning(oldest)
            late = morning <= self._kit.now()
            mornings.append(self._kit.calendar.next_morning(self._kit.now()) if late else morning)
        return min(mornings, default=None)


async def _is_held(unit: Unit) -> bool:
    """Nothing is sent: the record was just restored or copied."""
    organization = await unit.journal.organization()
    return organization is None or organization.held

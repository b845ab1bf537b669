"""What happens once a day, at the start of the local day: stages are checked, guesses expire, legal clocks are said."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.incident import Incident, IncidentState, last_day
from bot.errors import NotRecorded
from bot.handlers.views import clock_of
from bot.kit import Kit
from bot.ladder import Round, begin
from bot.ports import Drafter, Store, Unit
from bot.record import held
from bot.staging import Change, in_shadow, restage
from bot.telling import admins, owners, refresh_suspicion, tell
from bot.work.partings import say_parting_days
from bot.work.passing import pass_on_unanswered

KEY_DAYS = 30
REQUEST_DAYS = 30
"""So long a dossier that was asked for can be fetched anew."""
CLOCK_SAID_AT = (7, 3, 1)
CLOCK_SAID_AFTER = timedelta(hours=9)


async def check_day(store: Store, kit: Kit, drafter: Drafter) -> None:
    """Every client that is not calm is weighed, each in a transaction of its own.

    A failing database is tried again by the next tick; what fails for one client alone does not hold up the others.
    """
    async with store.read() as unit:
        clients = await unit.clients.standing_above_calm()
    for client in clients:
        try:
            await _check_client(store, kit, drafter, client)
        except NotRecorded:
            raise
        except Exception as error:
            kit.log.error("day_check_failed", client=client.id, error=error)
    await _expire_guesses(store, kit)
    async with store.write() as unit:
        for client in await unit.clients.all():
            await say_parting_days(unit, kit, client)
        await unit.journal.forget_keys_before(kit.now() - timedelta(days=KEY_DAYS))
        await unit.sessions.forget_ended(kit.now())
        await unit.dossiers.forget_before(kit.now() - timedelta(days=REQUEST_DAYS))
        await _forget_old(unit, kit)
        await unit.commit()
    await pass_on_unanswered(store, kit)
    await end_shadow(store, kit, drafter)


async def _check_client(store: Store, kit: Kit, drafter: Drafter, client: Client) -> None:
    async with store.write() as unit:
        current = await held(unit, client)
        outcome = await restage(unit, kit, drafter, current, Change())
        await _say_clock(unit, kit, current, await clock_of(unit, outcome.assessment))
        await unit.commit()


async def _forget_old(unit: Unit, kit: Kit) -> None:
    """Retention, counted from the day it happened (guarantee 24)."""
    privacy, today = kit.settings.privacy, kit.today()
    before, quotes_before = today - timedelta(days=privacy.incident_days), today - timedelta(days=privacy.quote_days)
    if rounds := await unit.checkins.forget(kit.now() - timedelta(days=privacy.checkin_days)):
        kit.log.info("forgotten", rounds=rounds)
    if gone := await unit.incidents.forget(before, quotes_before):
        kit.log.info("forgotten", incidents=gone)
    if gone := await unit.counterweights.forget(before):
        kit.log.info("forgotten", counterweights=gone)


async def _expire_guesses(store: Store, kit: Kit) -> None:
    """Each client's in a transaction of its own, under its lock: somebody may be answering right now."""
    async with store.read() as unit:
        clients = [client for client in await unit.clients.all() if await _expiring(unit, kit, client)]
    for client in clients:
        async with store.write() as unit:
            for incident in await _expiring(unit, kit, await held(unit, client)):
                expired = replace(incident, state=IncidentState.EXPIRED)
                if incident.heard:
                    # Nobody has said what these words are, so they are nobody's to keep.
                    expired = replace(expired, quote="", link="")
                await unit.incidents.save(expired)
                await refresh_suspicion(unit, kit, expired)
            await unit.commit()


async def _expiring(unit: Unit, kit: Kit, client: Client) -> list[Incident]:
    return [one for one in await unit.incidents.suspected_of(client.id) if kit.today() > last_day(one)]


async def _say_clock(unit: Unit, kit: Kit, client: Client, ends: date | None) -> None:
    """Owners hear of a legal clock again when few days are left."""
    if ends is None or (left := (ends - kit.today()).days) not in CLOCK_SAID_AT:
        return
    for person in await owners(unit):
        key = f"clock:{client.id}:{ends.isoformat()}:{left}"
        # In the morning, also on a weekend: the law's days run on.
        at = max(kit.now(), kit.calendar.starts(kit.today()) + CLOCK_SAID_AFTER)
        await tell(unit, kit, person.id, "clock", {"client": client.id}, key=key, urgency=Urgency.FAST_TRACK, at=at)


async def end_shadow(store: Store, kit: Kit, drafter: Drafter) -> None:
    """At the end of shadow mode each lead gets one summary, and nudges open for the stages that still hold."""
    async with store.write() as unit:
        organization = await unit.journal.organization()
        if not kit.shadow or organization is None or organization.shadow_ended or await in_shadow(unit, kit):
            return
        clients = await unit.clients.all()
        leads = dict.fromkeys(lead for client in clients for lead in client.leads)
        for lead in leads:
            await tell(unit, kit, lead, "shadow_end", {}, key="shadow_end", urgency=Urgency.NUDGE, held=False)
        for person in await admins(unit):
            about = {"nudges": str(len(await unit.nudges.shadowed()))}
            await tell(unit, kit, person.id, "shadow_count", about, key="shadow_count", urgency=Urgency.DIGEST)
        await unit.commit()
    for nudge_client in clients:
        async with store.write() as unit:
            await _open_to_leads(unit, kit, await held(unit, nudge_client))
            await unit.commit()
    async with store.write() as unit:
        # Last: whoever was killed on the way begins again.
        if organization := await unit.journal.organization():
            await unit.journal.save_organization(replace(organization, shadow_ended=True))
            await unit.commit()


async def _open_to_leads(unit: Unit, kit: Kit, client: Client) -> None:
    for nudge in await unit.nudges.unfinished_of(client.id):
        if nudge.shadow:
            real = replace(nudge, shadow=False, round=nudge.round + 1)
            await unit.nudges.save(await begin(unit, kit, real, client, Round("entered")))


def next_daily(kit: Kit, now: datetime) -> datetime:
    """The start of the next local day."""
    return kit.calendar.starts(kit.calendar.day(now) + timedelta(days=1))

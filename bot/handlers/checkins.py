"""What leads do with check-ins: look, start, schedule, stop. For the whole firm its owners do."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.access import asker, client_led, is_lead_of, joined, met, met_by_name, names_with, owner
from bot.domain.chart import TrendData
from bot.domain.checkin import SMALL_GROUP, Published, Wanted, refused
from bot.domain.client import Client
from bot.domain.person import Person, PersonRef, Role
from bot.domain.schedule import Rhythm, Schedule, next_day
from bot.errors import InvalidInput, NotAllowed, NotFound, UnknownClient
from bot.handlers.speech import find_named, led_clients, voice_for
from bot.keeping import must_be_on
from bot.kit import Kit
from bot.messages import (
    From,
    ScheduleCheckin,
    ShowCheckinResults,
    ShowCheckins,
    StartCheckin,
    StopCheckins,
)
from bot.notices import checkin_forms, checkin_results
from bot.notices.checkin_results import Looked
from bot.notices.checkins import FIRM, OpenRound
from bot.ports import Act, RoundKeys, Store, Unit
from bot.replies import Reply, Told
from bot.rosters import Rosters
from bot.rounds import firm_roster, open_round, roster_of
from bot.wording import nearest_names

FIRM_WORDS = ("firm", "firma", "the firm", "die firma")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check-in is about: a client, or the firm (``client`` None)."""

    client: Client | None

    @property
    def id(self) -> str | None:
        return self.client.id if self.client else None

    @property
    def about(self) -> str:
        return self.client.id if self.client else FIRM

    @property
    def name(self) -> str:
        return self.client.name if self.client else ""


# --- Whose it is -------------------------------------------------------------------------------------------------


async def subject_of(unit: Unit, person: Person, by: From, words: str = "", about: str = "") -> Subject:
    """By id, by words, or by the channel; where there is neither, the one client that the person leads."""
    if about == FIRM or words.lower() in FIRM_WORDS:
        await owner(unit, person)
        return Subject(None)
    if about:
        return Subject(await client_led(unit, person, about))
    if words:
        named, everybody = await find_named(unit, words)
        if named.client is None:
            raise UnknownClient(words, nearest_names(words, everybody))
        return Subject(await client_led(unit, person, named.client.id))
    bound = await unit.clients.by_channel(by.channel) if by.channel else None
    if bound:
        return Subject(await client_led(unit, person, bound.id))
    led = await led_clients(unit, person)
    if not led:
        raise NotAllowed("lead_client", await names_with(unit, Role.OWNER))
    return Subject(led[0])


async def looked_at(unit: Unit, kit: Kit, subject: Subject) -> Looked:
    running, plan = await unit.checkins.open_of(subject.id), await unit.checkins.schedule_of(subject.id)
    results = await unit.checkins.results_of(subject.id)
    day = kit.calendar.day
    return Looked(
        about=subject.about,
        client=subject.name,
        results=results,
        days=[day(one.published_at) for one in results],
        until=day(running.closes_at) if running else None,
        next=day(plan.next_at) if plan else None,
    )


# --- Looking -----------------------------------------------------------------------------------------------------


async def show_checkins(message: ShowCheckins, *, store: Store, kit: Kit) -> Reply:
    """What the person is asked; for a lead also how the own clients' check-ins stand."""
    person = await met(store, kit, message.by)
    async with store.read() as unit:
        asked = await asked_of(unit, kit, person)
        if message.words:
            subjects = [await subject_of(unit, person, message.by, message.words)]
        else:
            subjects = [Subject(client) for client in (await led_clients(unit, person))[:5]]
            subjects += [Subject(None)] if person.is_owner else []
        looked = [await looked_at(unit, kit, subject) for subject in subjects]
    return Told(checkin_results.overview(voice_for(kit, person), asked, looked))


async def asked_of(unit: Unit, kit: Kit, person: Person) -> list[OpenRound]:
    """The rounds that still take this person's answer."""
    rounds = [one for one in await unit.checkins.open_for(person.id) if one.takes_answers(kit.now())]
    return [OpenRound(one.id, await name_of(unit, one.client), kit.calendar.day(one.closes_at)) for one in rounds]


async def name_of(unit: Unit, client: str | None) -> str:
    found = await unit.clients.by_id(client) if client else None
    return found.name if found else ""


async def show_results(message: ShowCheckinResults, *, store: Store, kit: Kit) -> Reply:
    """To leads; to those who were asked where the organization shows them to the team."""
    person = await met(store, kit, message.by)
    async with store.read() as unit:
        subject = await _to_read(unit, kit, person, message)
        looked = await looked_at(unit, kit, subject)
    return Told(checkin_results.results(voice_for(kit, person), looked))


async def trend_data(unit: Unit, kit: Kit, person: Person, by: From, about: str) -> TrendData:
    """The picture of it, for the same people; raises ``NotFound`` where nothing has been published."""
    subject = await _to_read(unit, kit, person, ShowCheckinResults(by, about=about))
    looked = await looked_at(unit, kit, subject)
    if not looked.results:
        raise NotFound("checkin")
    return checkin_results.trend(voice_for(kit, person), looked)


async def _to_read(unit: Unit, kit: Kit, person: Person, message: ShowCheckinResults) -> Subject:
    try:
        return await subject_of(unit, person, message.by, message.words, message.about)
    except NotAllowed:
        found = await _named(unit, message)
        if found and kit.settings.checkins.show_to == "team" and await _was_asked(unit, person, found):
            return found
        raise


async def _named(unit: Unit, message: ShowCheckinResults) -> Subject | None:
    if message.about == FIRM or message.words.lower() in FIRM_WORDS:
        return Subject(None)
    if message.about:
        client = await unit.clients.by_id(message.about)
    elif message.words:
        client = (await find_named(unit, message.words))[0].client
        client = await unit.clients.by_id(client.id) if client else None
    else:
        client = await unit.clients.by_channel(message.by.channel) if message.by.channel else None
    return Subject(client) if client else None


async def _was_asked(unit: Unit, person: Person, subject: Subject) -> bool:
    """In the last round that was published: the results are that team's."""
    last: list[Published] = list(await unit.checkins.results_of(subject.id, 1))
    return person.has_rights and bool(last) and person.id in last[0].roster


# --- Doing -------------------------------------------------------------------------------------------------------


async def start_checkin(message: StartCheckin, *, store: Store, kit: Kit, keys: RoundKeys) -> Reply:
    opened = ""
    try:
        async with store.write() as unit:
            person = await joined(unit, kit, message.by)
            subject = await subject_of(unit, person, message.by, about=message.about)
            await unit.lock_client(f"checkin {subject.about}")
            if (earlier := await unit.journal.seen(message.by.key)) is not None:
                return await _started_before(unit, kit, person, subject, earlier)
            await must_be_on(unit, keys)
            roster = await _asked(unit, kit, message, subject)
            wanted = Wanted(roster, message.days, message.group)
            round = await open_round(unit, kit, keys, subject.id, wanted, person.id)
            opened = round.id
            await unit.journal.take(message.by.key, kit.now(), round.id)
            act = Act(at=kit.now(), by=person.id, act="checkin_started", subject=subject.about)
            await unit.journal.record(act)
            await unit.commit()
    except BaseException:
        if opened:
            keys.destroy(opened)
        raise
    return _started(kit, person, subject, len(roster), kit.calendar.day(round.closes_at))


async def _started_before(unit: Unit, kit: Kit, person: Person, subject: Subject, round: str) -> Reply:
    """The same delivery twice."""
    found = await unit.checkins.by_id(round)
    until = kit.calendar.day(found.closes_at if found else kit.now())
    return _started(kit, person, subject, len(found.roster) if found else 0, until)


def _started(kit: Kit, person: Person, subject: Subject, people: int, until: date) -> Reply:
    say = voice_for(kit, person)
    return Told(checkin_forms.started(say, subject.name, people, until, small=people < SMALL_GROUP))


async def _asked(unit: Unit, kit: Kit, message: StartCheckin | ScheduleCheckin, subject: Subject) -> frozenset[str]:
    """Whom the lead has named, as far as they can be asked; of the firm everybody."""
    if subject.client is None:
        return await firm_roster(unit)
    told = {str(seen.who): seen for seen in message.people}
    people: set[str] = set()
    for written in message.asked:
        if ":" not in written or "/" not in written:
            people.add(written)
            continue
        seen = told.get(written)
        known = await (met_by_name(unit, kit, seen) if seen else unit.people.by_ref(PersonRef.parse(written)))
        if known is not None:
            people.add(known.id)
    return await roster_of(unit, people)


async def schedule_checkin(
    message: ScheduleCheckin, *, store: Store, kit: Kit, keys: RoundKeys, rosters: Rosters
) -> Reply:
    """Without a name whoever is in the client's channels then is asked: whoever is in them now has to be enough."""
    there = await _in_channels(message, store, kit, rosters)
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        subject = await subject_of(unit, person, message.by, about=message.about)
        await must_be_on(unit, keys)
        people = await _asked(unit, kit, message, subject)
        _check(kit, message, people or there)
        rhythm = Rhythm(every=message.every, weekday=message.weekday, hour=message.hour, since=kit.today())
        plan = Schedule(
            id=kit.ids.new(),
            client=subject.id,
            rhythm=rhythm,
            group=message.group,
            open_days=message.days,
            people=tuple(sorted(people)) if subject.client else (),
            set_by=person.id,
            set_at=kit.now(),
            next_at=next_moment(kit, rhythm, kit.today()),
        )
        if await unit.journal.take(message.by.key, kit.now()):
            await unit.checkins.save_schedule(plan)
            act = Act(at=kit.now(), by=person.id, act="checkin_scheduled", subject=subject.about)
            await unit.journal.record(act)
            await unit.commit()
    first = kit.calendar.day(plan.next_at)
    return Told(checkin_forms.scheduled(voice_for(kit, person), subject.name, message.every, first))


async def _in_channels(message: ScheduleCheckin, store: Store, kit: Kit, rosters: Rosters) -> frozenset[str]:
    if message.asked or message.about == FIRM:
        return frozenset()
    async with store.read() as unit:
        subject = await subject_of(unit, await asker(unit, kit, message.by), message.by, about=message.about)
    if not subject.client or not subject.client.channels:
        raise InvalidInput({"people": "required"})
    roster = await rosters.of(subject.client.id)
    if roster.troubles:
        raise InvalidInput({"people": "roster_unseen"})
    return roster.people


def _check(kit: Kit, message: ScheduleCheckin, people: frozenset[str]) -> None:
    wanted = Wanted(people, message.days, message.group)
    problems = dict(refused(wanted, kit.settings.checkins.minimum_group))
    # A day moved off a holiday comes up to the next one, so one day is left between.
    if "days" not in problems and message.days >= message.every.shortest_days:
        problems["days"] = "overlaps"
    if problems:
        raise InvalidInput(problems)


def next_moment(kit: Kit, rhythm: Rhythm, after: date) -> datetime:
    day = next_day(rhythm, after, kit.calendar.is_working_day)
    return kit.calendar.at_hour(day, rhythm.hour)


async def stop_checkins(message: StopCheckins, *, store: Store, kit: Kit) -> Reply:
    """No further round; one that is open runs to its close, for nobody closes it earlier."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        subject = await subject_of(unit, person, message.by, message.words, message.about)
        running = await unit.checkins.open_of(subject.id)
        was = await unit.checkins.end_schedule(subject.id)
        if was:
            act = Act(at=kit.now(), by=person.id, act="checkin_stopped", subject=subject.about)
            await unit.journal.record(act)
        await unit.commit()
    until = kit.calendar.day(running.closes_at) if running else None
    return Told(checkin_forms.stopped(voice_for(kit, person), subject.name, until, was_scheduled=was))


def may_see(person: Person, client: Client | None) -> bool:
    """Whether a lead's message about a check-in is for this person."""
    return is_lead_of(person, client) if client else person.is_owner

"""Reporting: a line of words, or a form. An explicit sign counts at once, a guessed one waits for a click."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.access import is_lead_of, is_unproven, joined
from bot.domain.client import Client, name_key
from bot.domain.delivery import Urgency
from bot.domain.incident import CLEAR, SEVERITIES, SUMMARY_LIMIT, Incident, IncidentState, Reporter
from bot.domain.person import Person
from bot.domain.playbook import FRICTION, MISFIT
from bot.ears import Ears
from bot.errors import InvalidInput, UnknownSeverity, UnknownSign
from bot.handlers.speech import backers, find_named, others_names, voice_for
from bot.kit import Kit
from bot.messages import Command, FlagByWords, FlagIncident, From, OpenForm, ShowHelp, ShowMine, ShowPrivacy
from bot.notices import reports
from bot.notices.parts import Notice
from bot.ports import Drafter, Policy, Store, Unit
from bot.replies import Reply, Told
from bot.showable import delicate, names_somebody
from bot.staging import Change, restage
from bot.telling import admins, owners, receipt, tell
from bot.voice import Voice
from bot.wording import (
    HELP_WORDS,
    MINE_WORDS,
    PRIVACY_WORDS,
    ClientFound,
    SignFound,
    before_sign,
    begins_with_sign,
    find_sign,
    nearest_sign,
)

_WORDS_TOO_MANY = 2


async def flag_by_words(message: FlagByWords, *, store: Store, kit: Kit, ears: Ears) -> Command:
    """Find client and sign in a typed line; where no sign or no client fits, the form opens with what was typed."""
    async with store.read() as unit:
        found, _ = await find_named(unit, message.words)
        channel = message.by.channel
        bound = await unit.clients.by_channel(channel) if channel else None
    if found.client is None:
        if page := _page_asked(message):
            return page
        found = _elsewhere(message.words, found, bound, kit.policy)
    try:
        sign = find_sign(found.rest, kit.policy)
    except UnknownSign as unknown:
        near, rest = nearest_sign(unknown.words, kit.policy), found.rest.partition(" ")[2].strip()
        return _form(message, found, rest, {"sign": f"unknown_sign:{unknown.words}"}, near)
    except UnknownSeverity as unknown:
        return _form(message, found, unknown.rest, {"severity": "unknown_severity"}, unknown.sign)
    guess = sign.sign or await ears.proposed(sign.rest)
    problem = _line_problem(sign)
    if guess == FRICTION and names_somebody(sign.rest, await _others(store, message.by)):
        problem = {"summary": "names_colleague"}
    stranger = found.client is None and not found.words
    if guess is None or problem or stranger:
        return _form(message, found, sign.rest, problem, guess or "", sign.severity)
    return FlagIncident(
        by=message.by,
        client=found.client.id if found.client else None,
        client_words=found.words,
        sign=guess,
        severity=sign.severity,
        summary=sign.rest,
        about_oneself=guess == FRICTION,
        guessed=sign.sign is None or sign.doubtful,
        doubtful=sign.doubtful,
    )


def _page_asked(message: FlagByWords) -> Command | None:
    """`privacy please`, `mine 3`: a page, with a word or two too many. A longer line is a report ("help wanted …")."""
    word, *more = message.words.lower().split()
    if len(more) > _WORDS_TOO_MANY:
        return None
    pages: Mapping[str, Command] = {
        **dict.fromkeys(HELP_WORDS, ShowHelp(message.by, "client-flag")),
        **dict.fromkeys(PRIVACY_WORDS, ShowPrivacy(message.by)),
        **dict.fromkeys(MINE_WORDS, ShowMine(message.by)),
    }
    return pages.get(word.rstrip(".,:;!?") or word)


def _elsewhere(line: str, found: ClientFound, bound: Client | None, policy: Policy) -> ClientFound:
    """The client of a line that does not begin with one: the word before a sign, the channel's client, or the one
    named later in the line. What is no client's name stays in the text.
    """
    first, _, _ = line.split()[0].partition(":")
    named = found if ":" in line.split()[0] and policy.find_sign(first) else before_sign(line, found, policy)
    if named is not found:
        return named
    inside = found.inside[0] if len(found.inside) == 1 else None
    if bound or begins_with_sign(line, policy):
        return ClientFound(bound or inside, "", line)
    if begins_with_sign(found.rest, policy):
        return found
    if found.inside:
        return ClientFound(inside, "", line)
    return found if found.nearest else replace(found, rest=line)


async def _others(store: Store, by: From) -> list[str]:
    async with store.read() as unit:
        return [person.name for person in await unit.people.everybody() if by.who not in person.refs]


def _line_problem(sign: SignFound) -> dict[str, str]:
    if not sign.rest:
        return {"summary": "required"} if sign.sign else {}
    return {"summary": f"too_long:{len(sign.rest)}"} if len(sign.rest) > SUMMARY_LIMIT else {}


def _form(
    message: FlagByWords, found: ClientFound, rest: str, problems: dict[str, str], sign: str = "", severity: int = CLEAR
) -> OpenForm:
    """The form with the typed line in it; a client that is not known keeps its words."""
    values = {"summary": rest, "sign": sign, "severity": str(severity)}
    if found.client:
        values["client"] = found.client.id
    else:
        values["client_words"] = found.words
    return OpenForm(by=message.by, form="flag", values=values, problems=problems)


@dataclass(frozen=True, slots=True)
class _Filed:
    """What the reply needs once the transaction is over."""

    incident: Incident
    client: Client | None
    leads: tuple[str, ...]
    similar: Incident | None = None
    joined: bool = False
    repeated: bool = False
    doubt: reports.Doubt = "sign"
    nearest: tuple[str, ...] = ()


async def flag_incident(message: FlagIncident, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """File a report: one transaction with its key, the incident, the stage and whoever has to be told."""
    async with store.write() as unit:
        # Another replica may have the same delivery in hand: it is seen by whoever comes second.
        await unit.lock_client(f"key {message.by.key}")
        person = await joined(unit, kit, message.by)
        earlier = await unit.journal.seen(message.by.key)
        if earlier is None:
            # Of somebody who may be a guest a report is kept, and counts once the person is known and has said so.
            kept = replace(message, guessed=True) if is_unproven(person, message.by) else message
            filed = replace(await _file(unit, kit, drafter, kept, person), doubt=_doubt(message, kept))
            if message.by.fleeting:
                await receipt(unit, kit, filed.incident, person.id, message.by)
            await unit.commit()
        else:
            filed = await _again(unit, earlier, person)
    say = voice_for(kit, person)
    return Told(_confirmation(say, kit, filed), filed.incident.number)


def _doubt(message: FlagIncident, kept: FlagIncident) -> reports.Doubt:
    if kept != message:
        return "person"
    return "severity" if message.doubtful else "sign"


async def _again(unit: Unit, incident: str, person: Person) -> _Filed:
    """The same delivery twice: nothing happens, and the answer still carries the number."""
    found = await unit.incidents.by_id(incident)
    if found is None:
        raise InvalidInput({"summary": "required"})
    return _Filed(found, None, (), repeated=True)


async def _file(unit: Unit, kit: Kit, drafter: Drafter, message: FlagIncident, person: Person) -> _Filed:
    if message.client:
        await unit.lock_client(message.client)
    client = await unit.clients.by_id(message.client) if message.client else None
    _check(kit, message, client)
    await _check_names(unit, message, person)
    if client is None:
        return await _keep_waiting(unit, kit, message, person)
    leads = await backers(unit, kit, client, person, message.sign, to_owner=message.to_owner)
    twin = await unit.incidents.by_link(client.id, message.sign, message.link) if message.link else None
    if twin and not message.guessed and twin.to_owner == message.to_owner:
        return await _join(unit, kit, drafter, message, person, client, twin, leads)
    incident = await _incident(unit, kit, message, person, client)
    similar = await _similar(unit, incident, person)
    await _keep(unit, kit, message.by, incident)
    if incident.counts:
        await restage(unit, kit, drafter, client, Change(incident=incident))
    return _Filed(incident, client, leads, similar)


def _check(kit: Kit, message: FlagIncident, client: Client | None) -> None:
    problems: dict[str, str] = {}
    today = kit.today()
    if message.sign not in kit.policy.sign_keys():
        problems["sign"] = "unknown_sign"
    if message.severity not in SEVERITIES:
        problems["severity"] = "unknown_severity"
    if message.client and client is None:
        problems["client"] = "unknown_client"
    if not message.summary.strip():
        problems["summary"] = "required"
    if len(message.summary) > SUMMARY_LIMIT:
        problems["summary"] = f"too_long:{len(message.summary)}"
    if message.occurred_on and message.occurred_on > latest_day(kit, message.by):
        problems["occurred_on"] = "future"
    if message.occurred_on and message.occurred_on < today - timedelta(days=kit.settings.privacy.incident_days):
        problems["occurred_on"] = "too_old"
    if message.sign == FRICTION and not message.about_oneself:
        problems["about_oneself"] = "about_oneself"
    if problems:
        raise InvalidInput(problems)


def latest_day(kit: Kit, by: From) -> date:
    """Today, where the firm is or where the person is: east of the firm the next day has begun already."""
    try:
        theirs = kit.now().astimezone(ZoneInfo(by.timezone)).date() if by.timezone else kit.today()
    except (ZoneInfoNotFoundError, ValueError):
        theirs = kit.today()
    return max(theirs, kit.today())


async def _check_names(unit: Unit, message: FlagIncident, person: Person) -> None:
    """Personal friction is a report about oneself and names no colleague."""
    if message.sign != FRICTION:
        return
    if names_somebody(message.summary, await others_names(unit, person)):
        raise InvalidInput({"summary": "names_colleague"})


async def _incident(unit: Unit, kit: Kit, message: FlagIncident, person: Person, client: Client | None) -> Incident:
    now, today = kit.now(), kit.today()
    state = IncidentState.CONFIRMED
    if client is None:
        state = IncidentState.WAITING
    elif message.guessed:
        state = IncidentState.SUSPECTED
    return Incident(
        id=kit.ids.new(),
        number=await unit.incidents.next_number(),
        client=client.id if client else None,
        client_words="" if client else message.client_words[:80],
        sign=message.sign,
        severity=message.severity,
        summary=message.summary.strip(),
        quote=message.quote.strip(),
        link=message.link.strip(),
        occurred_on=min(message.occurred_on or today, today),
        reported_on=today,
        reported_at=now,
        counted_on=today if state is IncidentState.CONFIRMED else None,
        source=message.source,
        state=state,
        reporters=(Reporter(person=person.id, joined_at=now, consent=message.consent),),
        guessed=message.guessed,
        own_message=message.own_message,
        to_owner=message.to_owner,
        by_lead=client is not None and is_lead_of(person, client),
        about_oneself=message.about_oneself,
    )


async def _similar(unit: Unit, incident: Incident, person: Person) -> Incident | None:
    """Somebody else's report of that client, sign and day, to ask whether it is the same thing."""
    if not incident.counts or incident.client is None:
        return None
    return await unit.incidents.of_others(
        incident.client, incident.sign, incident.occurred_on, person.id, to_owner=incident.to_owner
    )


async def _keep(unit: Unit, kit: Kit, by: From, incident: Incident) -> None:
    await unit.journal.take(by.key, kit.now(), incident.id)
    await unit.incidents.save(incident)


async def _join(
    unit: Unit,
    kit: Kit,
    drafter: Drafter,
    message: FlagIncident,
    person: Person,
    client: Client,
    twin: Incident,
    leads: tuple[str, ...],
) -> _Filed:
    """The same link again: a witness, not another incident; a sign that was only guessed is confirmed by it."""
    witness = twin.joined_by(Reporter(person=person.id, joined_at=kit.now(), consent=message.consent))
    witness = replace(witness, by_lead=witness.by_lead or is_lead_of(person, client))
    if witness.state is IncidentState.SUSPECTED:
        witness = confirmed(witness, kit)
    await _keep(unit, kit, message.by, witness)
    if witness.counts and witness != twin:
        await restage(unit, kit, drafter, client, Change(incident=witness))
    return _Filed(witness, client, leads, joined=True, repeated=witness == twin)


async def _keep_waiting(unit: Unit, kit: Kit, message: FlagIncident, person: Person) -> _Filed:
    """The client is not known: the report is kept, and those who can add the client hear of it."""
    incident = await _incident(unit, kit, message, person, None)
    await _keep(unit, kit, message.by, incident)
    found, _ = await find_named(unit, message.client_words)
    for head in {person.id: person for person in (*await owners(unit), *await admins(unit))}.values():
        await tell(
            unit,
            kit,
            head.id,
            "client_wanted",
            {"incident": incident.id},
            key=f"wanted:{name_key(incident.client_words)}",
            urgency=Urgency.APPROVAL,
        )
    return _Filed(incident, None, (), nearest=() if is_unproven(person, message.by) else found.nearest)


def _confirmation(say: Voice, kit: Kit, filed: _Filed) -> Notice:
    incident = filed.incident
    if filed.repeated:
        return reports.repeated(say, incident)
    if filed.client is None:
        return reports.waiting(say, incident, filed.nearest)
    sign = kit.policy.sign(incident.sign, say.language)
    if filed.joined:
        return reports.joined(say, incident, filed.client.name, sign, filed.leads)
    if incident.state is IncidentState.SUSPECTED:
        return reports.proposed(say, incident, filed.client.name, sign, filed.doubt)
    return reports.recorded(
        say,
        incident,
        filed.client.name,
        sign,
        leads=filed.leads,
        similar=filed.similar,
        misfit=incident.sign == MISFIT and not incident.by_lead,
        insulting=delicate(incident.summary),
    )


def confirmed(incident: Incident, kit: Kit) -> Incident:
    """The incident once a person has said that it is right: it counts from today."""
    return replace(incident, state=IncidentState.CONFIRMED, guessed=False, counted_on=kit.today())

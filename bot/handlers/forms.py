"""Opening dialogs: who may, what is filled in already, and again with problems when something was wrong."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.access import (
    admin,
    client_led,
    client_managed,
    draft_led,
    filed_by,
    may_add_clients,
    met,
    nudge_led,
    parting_led,
)
from bot.domain.client import Client
from bot.domain.nudge import SNOOZES
from bot.domain.person import ChannelRef
from bot.dossier.making import whole_record
from bot.errors import NotAllowed, NotFound, Stale
from bot.handlers import partingforms
from bot.handlers.approving import approvers
from bot.handlers.desk import Desk, led
from bot.handlers.draftviews import draft_view
from bot.handlers.listening import bound_client, may_switch
from bot.handlers.nudging import latest_snooze
from bot.handlers.partings import latest_case
from bot.handlers.partingviews import card_of
from bot.handlers.speech import (
    account_options,
    client_options,
    people_options,
    signs_in,
    twins_among,
    voice_for,
)
from bot.handlers.suspicions import GONE, may_answer
from bot.handlers.talk_forms import TALK_BUILDERS
from bot.kit import Kit
from bot.messages import AskCheckin, OpenForm, PrepareCheckin
from bot.notices import draft_forms, forms, listening, suspicions
from bot.notices import partingforms as parting_notices
from bot.notices.drafts import DraftView
from bot.notices.help import unconfigured
from bot.notices.labels import notice_words, stage_name
from bot.notices.parts import Form, Notice
from bot.ports import Store
from bot.replies import Asked, Reply, Told
from bot.submitted import draft_value
from bot.voice import Voice

PREPARED = frozenset({"checkin_start", "checkin_schedule"})
"""Forms before which the doors are asked something: built by a handler of their own."""


async def open_form(message: OpenForm, *, store: Store, kit: Kit) -> Reply | AskCheckin | PrepareCheckin:
    """A dialog. In a firm without owners `/client-setup` tells the person's own id instead."""
    if message.form in PREPARED:
        return PrepareCheckin(message.by, message)
    if message.form == "checkin":
        return AskCheckin(by=message.by, round=message.subject, values=message.values, problems=message.problems)
    person = await met(store, kit, message.by)
    say = voice_for(kit, person)
    if message.form == "client" and not kit.settings.people.owners:
        return Told(unconfigured(say, str(message.by.who)))
    if message.form not in BUILDERS:
        raise Stale("changed")
    async with store.read() as unit:
        shown = await BUILDERS[message.form](Desk(unit, kit, say, person, message))
    if isinstance(shown, Notice):
        return Told(shown)
    return Asked(forms.filled(say, shown, message.values, message.problems))


async def _flag(desk: Desk) -> Form:
    clients = await desk.unit.clients.names()
    channel = desk.asked.by.channel
    bound = await desk.unit.clients.by_channel(channel) if channel else None
    values = {
        "client": bound.id if bound else "",
        "occurred_on": desk.kit.today().isoformat(),
        **{name: value for name, value in desk.asked.values.items() if value},
    }
    signs = list(signs_in(desk.kit, desk.say).values())
    own = values.pop("own", "") == "yes"
    return forms.flag(desk.say, signs, client_options(clients), values, own=own)


async def _correct(desk: Desk) -> Form:
    incident = await filed_by(desk.unit, desk.person, desk.asked.subject)
    values = {
        "client": incident.client or "",
        "sign": incident.sign,
        "severity": str(incident.severity),
        "summary": incident.summary,
        "occurred_on": incident.occurred_on.isoformat(),
        "quote": incident.quote,
        "link": incident.link,
        "about_oneself": "yes" if incident.about_oneself else "",
        "consent": "yes" if incident.reporters[0].consent else "",
    }
    signs = list(signs_in(desk.kit, desk.say).values())
    clients = client_options(await desk.unit.clients.names())
    own, to_owner = incident.own_message, incident.to_owner
    return forms.flag(desk.say, signs, clients, values, own=own, correct=incident.id, to_owner=to_owner)


async def _suspicion(desk: Desk) -> Form:
    """*Other sign*; with the word ``client`` *Wrong client*: then none is chosen."""
    incident = await desk.unit.incidents.by_id(desk.asked.subject)
    client = await desk.unit.clients.by_id(incident.client) if incident and incident.client else None
    if incident is None or incident.heard is None or client is None or not may_answer(incident, client, desk.person):
        raise NotFound("suspicion")
    if not incident.is_open_suspicion:
        raise Stale(GONE.get(incident.state, "changed"))
    values = {
        "client": "" if desk.asked.words == "client" else client.id,
        "sign": incident.sign,
        "severity": str(incident.severity),
        # Written when it was noticed, in the firm's language; whoever is asked may read another one.
        "summary": suspicions.summary(desk.say, incident.heard.side),
    }
    signs = list(signs_in(desk.kit, desk.say).values())
    clients = client_options(await desk.unit.clients.all())
    return forms.suspicion(desk.say, incident, signs, clients, values)


async def _listen(desk: Desk) -> Form:
    asked, unit, kit = desk.asked, desk.unit, desk.kit
    channel = asked.values.get("channel", "")
    by = replace(asked.by, channel=ChannelRef.parse(channel)) if channel else asked.by
    client = await bound_client(unit, by)
    assert by.channel is not None
    known = await unit.listened.of_channel(by.channel)
    await may_switch(unit, kit, desk.person, by, known if known and known.client == client.id else None)
    days, heard = kit.settings.privacy.quote_days, kit.voice(client.language if by.shared else None)
    if by.shared:
        text = listening.informed(heard, kit.settings.organization, days)
    else:
        text = listening.started(heard, client.name, days)
    instead = listening.with_model(heard) if kit.settings.detection.engine == "openai" else ""
    chosen = "openai" if known and known.language_model else "local"
    confirms = by.shared and desk.person.is_owner
    return forms.listen(
        desk.say, str(by.channel), listening.preview(text), instead=instead, chosen=chosen, informs=confirms
    )


async def _client(desk: Desk) -> Form:
    client = await _to_set_up(desk)
    channel = desk.asked.by.channel
    bound = await desk.unit.clients.by_channel(channel) if channel else None
    offer = str(channel) if channel and bound is None else ""
    everybody = await desk.unit.people.everybody()
    people, refs = people_options(everybody), {person.id: person.refs for person in everybody}
    if client is None:
        await may_add_clients(desk.unit, desk.person)
        fresh = forms.client(desk.say, people, refs, "", offer)
        return forms.filled(desk.say, fresh, {"name": desk.asked.words[:80], "leads": desk.person.id}, {})
    form = forms.client(desk.say, people, refs, client.id, offer, client.name)
    return forms.filled(desk.say, form, _client_values(desk.say, client), {})


async def _to_set_up(desk: Desk) -> Client | None:
    """The client named by id, by words, or by the channel; None for a new one."""
    asked, unit = desk.asked, desk.unit
    if asked.subject:
        return await client_managed(unit, desk.person, asked.subject)
    found = None
    if asked.words:
        found = await unit.clients.by_name(asked.words)
    elif asked.by.channel and not asked.values:
        found = await unit.clients.by_channel(asked.by.channel)
    return await client_managed(unit, desk.person, found.id) if found else None


def _client_values(say: Voice, client: Client) -> Mapping[str, str]:
    contract = client.contract
    return {
        "name": client.name,
        "aliases": ", ".join(client.aliases),
        "language": client.language,
        "leads": ",".join(client.leads),
        "deputies": ",".join(client.deputies),
        "contract_kind": contract.kind.value if contract.kind else "",
        "contract_start": contract.start.isoformat() if contract.start else "",
        "term_end": contract.term_end.isoformat() if contract.term_end else "",
        "notice": notice_words(say, contract.notice),
        "clause": contract.clause,
        "pay_rhythm": contract.pay_rhythm,
        "monthly_value": f"{contract.monthly_value.normalize():f}" if contract.monthly_value is not None else "",
        "currency": contract.currency,
        "country": contract.country,
    }


async def _exit(desk: Desk) -> Form | Notice:
    """The next step; whoever types the command while a parting is under way sees the case."""
    clients, chosen = await led(desk)
    typed = not desk.asked.subject and not desk.asked.values
    if typed and chosen and (case := await desk.unit.partings.open_of(chosen.id)):
        return await card_of(desk.unit, desk.kit, desk.person, chosen, case)
    step = {"active": "parting", "parting": "former", "former": "active"}
    state = step[chosen.state.value] if chosen else "parting"
    advice = stage_name(desk.say, chosen.standing.stage) if chosen else ""
    return forms.exit(desk.say, client_options(clients), chosen.id if chosen else "", state, advice)


async def _parting_plan(desk: Desk) -> Form:
    case, client = await parting_led(desk.unit, desk.person, desk.asked.subject)
    return await partingforms.plan(desk.unit, desk.kit, desk.person, client, case)


async def _parting_item(desk: Desk) -> Form:
    id, _, item = desk.asked.subject.partition(":")
    case, client = await parting_led(desk.unit, desk.person, id)
    known = await partingforms.known_item(desk.unit, case, item)
    return await partingforms.item(desk.unit, desk.kit, desk.person, client, known)


async def _parting_handover(desk: Desk) -> Form:
    _, client = await parting_led(desk.unit, desk.person, desk.asked.subject)
    return await partingforms.handover(desk.unit, desk.kit, desk.person, client)


async def _parting_invoice(desk: Desk) -> Form:
    _, client = await parting_led(desk.unit, desk.person, desk.asked.subject)
    return parting_notices.invoice(desk.say, client.id, client.contract.currency)


async def _parting_look_back(desk: Desk) -> Form:
    client = await client_led(desk.unit, desk.person, desk.asked.subject)
    case = await latest_case(desk.unit, client)
    return await partingforms.look_back(desk.unit, desk.kit, desk.person, client, case)


async def _draft(desk: Desk) -> Form:
    clients, chosen = await led(desk)
    language = chosen.language if chosen else desk.say.language
    stage = chosen.standing.stage.key if chosen else ""
    kind = {"talk": "talk_invitation", "exit": "exit"}.get(stage, "boundary")
    return forms.draft(desk.say, client_options(clients), chosen.id if chosen else "", kind, language)


async def _draft_view(desk: Desk) -> tuple[DraftView, Client]:
    """The draft that a form is about, as it is now. A locked one opens no form."""
    draft, client = await draft_led(desk.unit, desk.person, draft_value(desk.asked.subject)[0])
    view = await draft_view(desk.unit, desk.kit, draft, client, desk.person)
    if view.draft.locked:
        raise NotAllowed("locked_letter")
    return view, client


def _same_version(desk: Desk, form: Form) -> Form:
    """A form that comes back with a problem is about the version it was opened for."""
    return replace(form, state={"subject": desk.asked.subject}) if desk.asked.problems else form


async def _draft_edit(desk: Desk) -> Form:
    view, _ = await _draft_view(desk)
    return _same_version(desk, draft_forms.edit(desk.say, view))


async def _draft_rewrite(desk: Desk) -> Form:
    view, _ = await _draft_view(desk)
    model = desk.kit.settings.drafting.engine == "openai"
    return _same_version(desk, draft_forms.rewrite(desk.say, view, model=model))


def _as_read(desk: Desk, view: DraftView) -> None:
    """What is said of a wording is said of the one that was read."""
    if draft_value(desk.asked.subject)[1] != view.draft.number:
        raise Stale("draft_changed")


async def _draft_ask(desk: Desk) -> Form:
    view, client = await _draft_view(desk)
    _as_read(desk, view)
    people = await approvers(desk.unit, desk.kit, view.draft, client, desk.person)
    if not people:
        raise NotAllowed("second_person")
    return _same_version(desk, draft_forms.ask(desk.say, view, people_options(people)))


async def _draft_changes(desk: Desk) -> Form:
    view, _ = await _draft_view(desk)
    if view.withheld:
        raise NotAllowed(view.withheld)
    _as_read(desk, view)
    return _same_version(desk, draft_forms.changes(desk.say, view))


async def _dossier(desk: Desk) -> Form:
    clients, chosen = await led(desk)
    whole = whole_record(desk.kit.today(), desk.kit.settings.privacy.incident_days)
    return forms.dossier(desk.say, client_options(clients), chosen.id if chosen else "", whole)


async def _snooze(desk: Desk) -> Form:
    nudge, client = await nudge_led(desk.unit, desk.person, desk.asked.subject)
    if not nudge.state.unfinished:
        raise Stale(nudge.state.value)
    if nudge.snoozes >= SNOOZES:
        raise Stale("snoozed_out")
    latest = await latest_snooze(desk.unit, desk.kit, client)
    wanted = min(desk.kit.today() + timedelta(days=7), latest)
    return forms.snooze(desk.say, nudge.id, wanted.isoformat(), desk.say.day(latest))


async def _dismiss(desk: Desk) -> Form:
    nudge, _ = await nudge_led(desk.unit, desk.person, desk.asked.subject)
    if not nudge.state.unfinished:
        raise Stale(nudge.state.value)
    return forms.dismiss(desk.say, nudge.id)


async def _note(desk: Desk) -> Form:
    client = await client_led(desk.unit, desk.person, desk.asked.subject)
    return forms.note(desk.say, client.id)


async def _away(desk: Desk) -> Form:
    until = desk.person.away_until
    return forms.away(desk.say, until.isoformat() if until else "")


async def _link(desk: Desk) -> Form:
    await admin(desk.unit, desk.person)
    everybody = [person for person in await desk.unit.people.everybody() if person.is_met and person.active]
    twins = [person for pair in twins_among(everybody) for person in pair]
    ordered = list(dict.fromkeys([*twins, *everybody]))
    return forms.link(desk.say, account_options(desk.say, ordered), desk.asked.subject)


BUILDERS: Mapping[str, Callable[[Desk], Awaitable[Form | Notice]]] = {
    "flag": _flag,
    "correct": _correct,
    "suspicion": _suspicion,
    "listen": _listen,
    "client": _client,
    "exit": _exit,
    "parting_plan": _parting_plan,
    "parting_item": _parting_item,
    "parting_handover": _parting_handover,
    "parting_invoice": _parting_invoice,
    "parting_look_back": _parting_look_back,
    "draft": _draft,
    "draft_edit": _draft_edit,
    "draft_rewrite": _draft_rewrite,
    "draft_ask": _draft_ask,
    "draft_changes": _draft_changes,
    "dossier": _dossier,
    "snooze": _snooze,
    "dismiss": _dismiss,
    "note": _note,
    "away": _away,
    "link": _link,
    **TALK_BUILDERS,
}

"""Preparing a talk, and the sheet before a decision: gathering what they show, as a card and as a page."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.access import asker, client_led, may_read, may_see_incident
from bot.brief import STRONGEST
from bot.domain.assessment import ScoreLine
from bot.domain.client import Client, ClientState
from bot.domain.comparison import Comparison, around
from bot.domain.ending import earliest_end
from bot.domain.incident import Incident
from bot.domain.person import Person
from bot.domain.playbook import Sign
from bot.domain.talk import Talk
from bot.handlers.speech import named_or_bound, signs_in, voice_for
from bot.handlers.views import scored_for
from bot.kit import Kit
from bot.messages import ShowDecision, ShowGuide
from bot.notices import decision, guide
from bot.notices import help as help_notices
from bot.notices.nudges import Scored
from bot.ports import Store, Unit
from bot.replies import Reply, Told

LEAST_FOR_A_SHARE = 3
"""With fewer clients a share tells a lead what another lead's client is worth; owners know that anyway."""


async def show_guide(message: ShowGuide, *, store: Store, kit: Kit) -> Reply:
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        say = voice_for(kit, person)
        client = await _meant(unit, person, message)
        if client is None:
            return Told(help_notices.help(say, "client-talk", ()))
        return Told(guide.guide_card(say, await guide_view(unit, kit, client, person)))


async def show_decision(message: ShowDecision, *, store: Store, kit: Kit) -> Reply:
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        say = voice_for(kit, person)
        client = await _meant(unit, person, message)
        if client is None:
            return Told(help_notices.help(say, "client-exit", ()))
        return Told(decision.decision_card(say, await decision_view(unit, kit, client, person)))


async def _meant(unit: Unit, person: Person, message: ShowGuide | ShowDecision) -> Client | None:
    """By id, by words, or the channel's; None where nothing names one."""
    if message.client:
        return await client_led(unit, person, message.client)
    found = await named_or_bound(unit, message.by, message.words)
    return await client_led(unit, person, found.id) if found else None


# --- The guide ---------------------------------------------------------------------------------------------------


async def guide_view(unit: Unit, kit: Kit, client: Client, person: Person) -> guide.GuideView:
    say = voice_for(kit, person)
    signs = signs_in(kit, say)
    scored = await scored_for(unit, kit, client, say.language, person)
    incidents = {one.id: one for one in await unit.incidents.counted_of(client.id)}
    shown, withheld = _sayable(kit, scored)
    protect, affected = _protection(scored, incidents, signs, person)
    strongest = _strongest(shown)
    return guide.GuideView(
        client=client,
        today=kit.today(),
        signs=signs,
        words={key: kit.policy.talk_words(key, say.language) for key in strongest},
        facts=[_fact(kit, line, incidents, person) for line in shown],
        withheld=withheld,
        strongest=strongest,
        protect=protect,
        affected=affected,
        talks=await unit.talks.of_client(client.id),
        agreements=await unit.agreements.of_client(client.id),
        counterweights=await unit.counterweights.of_client(client.id),
    )


def _sayable(kit: Kit, scored: Scored) -> tuple[list[ScoreLine], int]:
    """What happened, newest first, within the time reports are kept; and how much of it is for the owner alone."""
    since = kit.today() - timedelta(days=kit.settings.privacy.incident_days)
    lines = sorted(scored.assessment.lines, key=lambda line: (line.occurred_on, line.sign), reverse=True)
    kept = [line for line in lines if line.occurred_on >= since]
    shown = [line for line in kept if not set(line.incidents) <= scored.secret]
    return shown, len(kept) - len(shown)


def _strongest(lines: list[ScoreLine]) -> list[str]:
    """Of what may be said: a sign that only the owner was told of is not talked about."""
    points: dict[str, float] = {}
    for line in lines:
        points[line.sign] = points.get(line.sign, 0.0) + line.points
    return sorted(points, key=lambda sign: (-round(points[sign], 6), sign))[:STRONGEST]


def _fact(kit: Kit, line: ScoreLine, incidents: dict[str, Incident], person: Person) -> guide.Fact:
    """In the words of that day's gravest report that the person may see."""
    told = [incidents[id] for id in line.incidents if id in incidents and may_see_incident(person, incidents[id])]
    first = told[0]
    quotable = first.names_consented or not first.own_message
    fresh = first.occurred_on >= kit.today() - timedelta(days=kit.settings.privacy.quote_days)
    return guide.Fact(
        day=line.occurred_on,
        sign=line.sign,
        what=first.summary,
        quote=first.quote if quotable and fresh else "",
        link=first.link if first.names_consented else "",
    )


def _protection(
    scored: Scored, incidents: dict[str, Incident], signs: Mapping[str, Sign], person: Person
) -> tuple[Sign | None, bool]:
    """The sign that was so severe that protection comes first, and whether the reader reported it."""
    tracks = [track for track in scored.assessment.fast_tracks if track.protect]
    if not tracks:
        return None, False
    affected = any(incidents[track.incident].is_from(person.id) for track in tracks if track.incident in incidents)
    return signs[tracks[0].sign], affected


# --- The sheet before a decision ---------------------------------------------------------------------------------


async def decision_view(unit: Unit, kit: Kit, client: Client, person: Person) -> decision.DecisionView:
    say = voice_for(kit, person)
    scored = await scored_for(unit, kit, client, say.language, person)
    talks = await unit.talks.of_client(client.id)
    days = [line.occurred_on for line in scored.assessment.lines]
    return decision.DecisionView(
        client=client,
        today=kit.today(),
        scored=scored,
        ending=earliest_end(client.contract, kit.today(), kit.calendar.is_working_day),
        share=await _share(unit, client, person),
        quiet_days=(kit.today() - max(days)).days if days else None,
        talks=list(reversed(talks)),
        agreements=await unit.agreements.of_client(client.id),
        comparisons=await comparisons(unit, kit, scored, talks),
        drafts=[draft for draft in await unit.drafts.of_client(client.id) if await may_read(unit, person, draft)],
        counterweights=await unit.counterweights.of_client(client.id),
    )


async def _share(unit: Unit, client: Client, person: Person) -> decision.Share | None:
    """Among all clients that we still work for and whose value is known in the same currency."""
    value, currency = client.contract.monthly_value, client.contract.currency
    if value is None:
        return None
    known = [
        other.contract.monthly_value
        for other in await unit.clients.all()
        if other.contract.monthly_value is not None
        and other.contract.currency == currency
        and (other.state is not ClientState.FORMER or other.id == client.id)
    ]
    if len(known) < LEAST_FOR_A_SHARE and not person.is_owner:
        return None
    return decision.share_of(value, known)


async def comparisons(unit: Unit, kit: Kit, scored: Scored, talks: Sequence[Talk]) -> list[Comparison]:
    """Before and after each talk, as far as the record can tell."""
    days = [line.occurred_on for line in scored.assessment.lines]
    known_since = await _known_since(unit, kit, days)
    return [around(talk.day, days, kit.today(), known_since) for talk in talks]


async def _known_since(unit: Unit, kit: Kit, days: list[date]) -> date:
    """The first day of which the record can tell: Signpost's first one here, or an import's; at most as long ago as
    reports are kept.
    """
    organization = await unit.journal.organization()
    begun = kit.calendar.day(organization.live_since) if organization else kit.today()
    return max(min([begun, *days]), kit.today() - timedelta(days=kit.settings.privacy.incident_days))

"""The neutral facts of which a letter to the client is made."""

from collections.abc import Sequence
from datetime import date

from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from bot.domain.assessment import Assessment
from bot.domain.client import Client, Contract
from bot.domain.draft import Brief, DraftKind, Fact, FactKind, Tone
from bot.domain.incident import Incident
from bot.domain.parting import PartingCase
from bot.domain.person import Person
from bot.domain.talk import Talk
from bot.kit import Kit
from bot.lettercheck import may_stand
from bot.names import PersonsAndClients
from bot.permits import names_of
from bot.ports import Unit

STRONGEST = 3


async def brief_for(
    unit: Unit,
    kit: Kit,
    client: Client,
    assessment: Assessment,
    kind: DraftKind,
    tone: Tone,
    language: str = "",
    sender: Person | None = None,
) -> Brief:
    """Nothing about reporters, colleagues, morale or single incidents."""
    return Brief(
        kind=kind,
        tone=tone,
        language=language or client.language,
        client=client.name,
        organization=kit.settings.organization,
        sender=sender.name if sender and all(sender.name != ref.user for ref in sender.refs) else "",
        today=kit.today(),
        facts=await facts_about(unit, client, assessment),
        currency=client.contract.currency,
    )


async def facts_about(unit: Unit, client: Client, assessment: Assessment) -> tuple[Fact, ...]:
    """What is known of a client and may stand in a letter: its strongest signs, the last talk, the contract, the days
    that were settled for a parting, and what the client agreed to or was warned of in vain.
    """
    counted = await unit.incidents.counted_of(client.id)
    talks = await unit.talks.of_client(client.id)
    signs = [sign_fact(sign, counted) for sign in strongest_signs(assessment)]
    case = await unit.partings.open_of(client.id)
    points = _in_vain(await unit.agreements.of_client(client.id))
    return (
        *signs,
        *(talk_fact(talk) for talk in talks[-1:]),
        *contract_facts(client.contract),
        *end_facts(case),
        *[await _point_fact(unit, client, point) for point in points],
    )


def sign_fact(sign: str, counted: Sequence[Incident]) -> Fact:
    """The days on which it was seen, but for what was told straight to the owner: of that others know the sign only."""
    days = sorted({one.occurred_on for one in counted if one.sign == sign and not one.to_owner})
    values = {"sign": sign, "days": " ".join(day.isoformat() for day in days), "times": str(len(days))}
    return Fact(f"sign:{sign}", FactKind.SIGN, values)


def talk_fact(talk: Talk) -> Fact:
    return Fact(f"talk:{talk.id}", FactKind.TALK, {"day": talk.day.isoformat(), "outcome": talk.outcome.value})


def contract_facts(contract: Contract) -> list[Fact]:
    """What is not known is no fact."""
    amount = "" if contract.monthly_value is None else f"{contract.monthly_value:f}"
    known = (
        (FactKind.START, {"day": contract.start.isoformat() if contract.start else ""}),
        (FactKind.CLAUSE, {"text": contract.clause}),
        (FactKind.NOTICE, {"code": contract.notice}),
        (FactKind.FEE, {"amount": amount, "currency": contract.currency} if amount else {"amount": ""}),
    )
    return [Fact(kind.value, kind, values) for kind, values in known if next(iter(values.values()))]


def end_facts(case: PartingCase | None) -> list[Fact]:
    """Only days that somebody has settled; one that was merely reckoned stays a bracket in the letter."""
    if case is None:
        return []
    settled = ((FactKind.END, case.ends_on), (FactKind.FINAL_INVOICE, case.last_invoice_on))
    return [Fact(kind.value, kind, {"day": day.isoformat()}) for kind, day in settled if day]


def _in_vain(points: Sequence[Agreement]) -> list[Agreement]:
    """Of what the client had to do the latest that came to nothing, of either kind; what is open or kept is no fact."""
    broken = [one for one in points if one.state is AgreementState.BROKEN and one.whose is Whose.THEIRS and one.said_on]
    latest = sorted(broken, key=lambda one: (one.said_on or date.min, one.due_on), reverse=True)
    return [one for warning in (False, True) for one in [p for p in latest if p.is_warning is warning][:1]]


async def _point_fact(unit: Unit, client: Client, point: Agreement) -> Fact:
    """An agreed point with its words as the firm typed them, which the client knows, but none that belong in no letter.
    A warning without them: what was demanded stands in that letter.
    """
    kind = FactKind.WARNED if point.is_warning else FactKind.AGREED
    due = "" if point.kind is PointKind.WARNED else point.due_on.isoformat()
    values = {"day": point.said_on.isoformat() if point.said_on else "", "due": due}
    if kind is FactKind.AGREED:
        names = names_of(await unit.people.everybody(), await unit.clients.names())
        known = PersonsAndClients(names.people, names.clients)
        fits = may_stand(point.text, known, (client.name, *client.aliases))
        values["text"] = point.text if fits else ""
    return Fact(f"{kind.value}:{point.id}", kind, values)


def strongest_signs(assessment: Assessment) -> tuple[str, ...]:
    """Keys of the signs that weigh most today, strongest first."""
    points: dict[str, float] = {}
    for line in assessment.lines:
        points[line.sign] = points.get(line.sign, 0.0) + line.points
    ranked = sorted(points, key=lambda sign: (-round(points[sign], 6), sign))
    return tuple(ranked[:STRONGEST])

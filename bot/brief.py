"""The neutral facts of which a letter to the client is made."""

from collections.abc import Sequence

from bot.domain.assessment import Assessment
from bot.domain.client import Client, Contract
from bot.domain.draft import Brief, DraftKind, Fact, FactKind, Tone
from bot.domain.incident import Incident
from bot.domain.parting import PartingCase
from bot.domain.person import Person
from bot.domain.talk import Talk
from bot.kit import Kit
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
    """What is known of a client and may stand in a letter: its strongest signs, the last talk, the contract, and the
    end date that was settled for a parting.
    """
    counted = await unit.incidents.counted_of(client.id)
    talks = await unit.talks.of_client(client.id)
    signs = [sign_fact(sign, counted) for sign in strongest_signs(assessment)]
    case = await unit.partings.open_of(client.id)
    return (*signs, *(talk_fact(talk) for talk in talks[-1:]), *contract_facts(client.contract), *end_facts(case))


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
    """Only a day that somebody has settled; one that was merely reckoned stays a bracket in the letter."""
    if case is None or case.ends_on is None:
        return []
    return [Fact(FactKind.END.value, FactKind.END, {"day": case.ends_on.isoformat()})]


def strongest_signs(assessment: Assessment) -> tuple[str, ...]:
    """Keys of the signs that weigh most today, strongest first."""
    points: dict[str, float] = {}
    for line in assessment.lines:
        points[line.sign] = points.get(line.sign, 0.0) + line.points
    ranked = sorted(points, key=lambda sign: (-round(points[sign], 6), sign))
    return tuple(ranked[:STRONGEST])

"""The neutral facts of which a letter to the client is made."""

from bot.domain.assessment import Assessment
from bot.domain.client import Client
from bot.domain.draft import Brief, DraftKind, Tone
from bot.domain.person import Person
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
    """Contract, signs and the last talk; nothing about reporters, colleagues, morale or single incidents."""
    talks = await unit.talks.of_client(client.id)
    last = talks[-1] if talks else None
    contract = client.contract
    return Brief(
        kind=kind,
        tone=tone,
        language=language or client.language,
        client=client.name,
        organization=kit.settings.organization,
        sender=sender.name if sender and all(sender.name != ref.user for ref in sender.refs) else "",
        today=kit.today(),
        signs=strongest_signs(assessment),
        talk_on=last.day if last else None,
        talk_outcome=last.outcome.value if last else None,
        contract_start=contract.start,
        contract_clause=contract.clause,
        notice=contract.notice,
        end_on=None,
        monthly_value=contract.monthly_value,
        currency=contract.currency,
    )


def strongest_signs(assessment: Assessment) -> tuple[str, ...]:
    """Keys of the signs that weigh most today, strongest first."""
    points: dict[str, float] = {}
    for line in assessment.lines:
        points[line.sign] = points.get(line.sign, 0.0) + line.points
    ranked = sorted(points, key=lambda sign: (-round(points[sign], 6), sign))
    return tuple(ranked[:STRONGEST])

"""The neutral facts of which a letter to the client is made."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from bot.domain.assessment import Assessment
from bot.domain.client import Client, Contract
from bot.domain.draft import Brief, DraftKind, Fact, FactKind, Tone
from bot.domain.incident import Incident
from bot.domain.parting import OpenInvoice, PartingCase
from bot.domain.person import Person
from bot.domain.talk import Talk
from bot.kit import Kit
from bot.lettercheck import may_stand, strangers_to
from bot.names import PersonsAndClients
from bot.permits import names_of
from bot.ports import Unit

STRONGEST = 3
LONGEST_NUMBER = 40
"""Of an invoice, in characters: what is longer is no number, and would burst a letter's subject."""


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
    """Nothing about reporters, colleagues, morale or single incidents; invoices where such a letter names them."""
    facts = await facts_about(unit, client, assessment)
    return Brief(
        kind=kind,
        tone=tone,
        language=language or client.language,
        client=client.name,
        organization=kit.settings.organization,
        sender=sender.name if sender and all(sender.name != ref.user for ref in sender.refs) else "",
        today=kit.today(),
        facts=tuple(fact for fact in facts if _belongs(fact, kind, kit.today())),
        currency=client.contract.currency,
    )


async def facts_about(unit: Unit, client: Client, assessment: Assessment) -> tuple[Fact, ...]:
    """What is known of a client and may stand in a letter: its strongest signs, the last talk, the contract, the days
    that were settled for a parting, what the client agreed to or was warned of in vain, and what it has not paid.
    """
    counted = await unit.incidents.counted_of(client.id)
    talks = await unit.talks.of_client(client.id)
    signs = [sign_fact(sign, counted) for sign in strongest_signs(assessment)]
    case = await unit.partings.open_of(client.id)
    points = _in_vain(await unit.agreements.of_client(client.id))
    unpaid = [one for one in await unit.partings.invoices_of(case.id) if one.amount and not one.paid_on] if case else []
    typed = [*(point.text for point in points if not point.is_warning), *(one.number for one in unpaid)]
    fitting = await _fitting(unit, client, typed)
    return (
        *signs,
        *(talk_fact(talk) for talk in talks[-1:]),
        *contract_facts(client.contract),
        *end_facts(case),
        *(_point_fact(point, fitting) for point in points),
        *invoice_facts(unpaid, fitting),
    )


def _belongs(fact: Fact, kind: DraftKind, today: date) -> bool:
    """Whether a letter of that kind may name it: of invoices an exit message all, a reminder what is overdue."""
    if fact.kind is not FactKind.INVOICE:
        return True
    overdue = date.fromisoformat(fact.values["due"]) < today
    return kind is DraftKind.EXIT or (kind is DraftKind.PAYMENT_REMINDER and overdue)


async def _fitting(unit: Unit, client: Client, typed: Sequence[str]) -> frozenset[str]:
    """What of the words that somebody typed may stand in a letter to this client."""
    if not typed:
        return frozenset()
    names = names_of(await unit.people.everybody(), await unit.clients.names())
    strangers = strangers_to((client.name, *client.aliases), PersonsAndClients(names.people, names.clients))
    return frozenset(words for words in typed if may_stand(words, strangers))


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


def invoice_facts(unpaid: Iterable[OpenInvoice], fitting: Collection[str]) -> list[Fact]:
    """A number that belongs in no letter is left out; sum and day stand without it."""
    return [
        Fact(
            f"{FactKind.INVOICE.value}:{one.id}",
            FactKind.INVOICE,
            {
                "number": one.number if one.number in fitting and len(one.number) <= LONGEST_NUMBER else "",
                "amount": f"{one.amount:f}",
                "currency": one.currency,
                "due": one.due_on.isoformat(),
            },
        )
        for one in unpaid
    ]


def _in_vain(points: Sequence[Agreement]) -> list[Agreement]:
    """Of what the client had to do the latest that came to nothing, of either kind; what is open or kept is no fact."""
    broken = [one for one in points if one.state is AgreementState.BROKEN and one.whose is Whose.THEIRS and one.said_on]
    latest = sorted(broken, key=lambda one: (one.said_on or date.min, one.due_on), reverse=True)
    return [one for warning in (False, True) for one in [p for p in latest if p.is_warning is warning][:1]]


def _point_fact(point: Agreement, fitting: Collection[str]) -> Fact:
    """An agreed point with its words as the firm typed them, which the client knows, but none that belong in no letter.
    A warning without them: what was demanded stands in that letter.
    """
    kind = FactKind.WARNED if point.is_warning else FactKind.AGREED
    due = "" if point.kind is PointKind.WARNED else point.due_on.isoformat()
    values = {"day": point.said_on.isoformat() if point.said_on else "", "due": due}
    if kind is FactKind.AGREED:
        values["text"] = point.text if point.text in fitting else ""
    return Fact(f"{kind.value}:{point.id}", kind, values)


def strongest_signs(assessment: Assessment) -> tuple[str, ...]:
    """Keys of the signs that weigh most today, strongest first."""
    points: dict[str, float] = {}
    for line in assessment.lines:
        points[line.sign] = points.get(line.sign, 0.0) + line.points
    ranked = sorted(points, key=lambda sign: (-round(points[sign], 6), sign))
    return tuple(ranked[:STRONGEST])

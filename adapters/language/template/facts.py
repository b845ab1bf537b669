"""The facts of a brief as words of one language: folded to plain text, dates and sums as people write them.

A missing fact is the empty string; the letter then shows a placeholder in its own words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.client import NAME_LIMIT
from bot.domain.draft import Brief, Fact, FactKind
from bot.voice import language_of

FACTS = (
    *("client", "organization", "sender", "sign", "today", "talk_on", "contract_start", "contract_clause"),
    *("notice", "end_on", "monthly_value", "currency"),
    *("agreed_on", "agreed_point", "warned_on", "warned_until", "final_invoice_on"),
    *("invoice_number", "invoice_amount", "invoice_due_on"),
)
"""All of them words; beside them ``invoices``, a list of ``Invoice``."""
_LINE_LIMIT = 200
POINT_LIMIT = 300
_BRACKETS = str.maketrans("[]", "()")
_MONTHS = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_NOTICE = re.compile(r"(?:(\d{1,3}) (day|week|month|year)s?(?: to )?)?(month_end|quarter_end|year_end|any)?")
_UNITS = {
    "de": {
        "day": ("Tag", "Tage"),
        "week": ("Woche", "Wochen"),
        "month": ("Monat", "Monate"),
        "year": ("Jahr", "Jahre"),
    },
    "en": {"day": ("day", "days"), "week": ("week", "weeks"), "month": ("month", "months"), "year": ("year", "years")},
}
_ENDS = {
    "de": {
        "month_end": "zum Monatsende",
        "quarter_end": "zum Quartalsende",
        "year_end": "zum Jahresende",
    },
    "en": {
        "month_end": "to the end of a month",
        "quarter_end": "to the end of a quarter",
        "year_end": "to the end of a year",
    },
}


@dataclass(frozen=True, slots=True)
class Invoice:
    """An unpaid one. ``number`` is empty where it is none that may stand in a letter."""

    number: str
    amount: str
    due_on: str


NO_INVOICE = Invoice("", "", "")


def words_of(brief: Brief) -> dict[str, object]:
    """Everything a letter may name, by the names the templates use; nothing else of the brief reaches a template."""
    return {**facts_of(brief), "invoices": invoices_of(brief)}


def trials() -> Iterator[dict[str, object]]:
    """What a template is tried with: nothing known, everything, and several invoices."""
    known = Invoice("known", "known", "known")
    for value, invoices in (("", ()), ("known", (known,)), ("known", (known, known))):
        yield {**dict.fromkeys(FACTS, value), "client": "known", "invoices": invoices}


def facts_of(brief: Brief) -> dict[str, str]:
    """The words; those of an invoice are of the one that was due first."""
    language = language_of(brief.language, "en")
    invoice = next(iter(invoices_of(brief)), NO_INVOICE)
    amount = brief.value(FactKind.FEE, "amount")
    return {
        "client": folded(brief.client, NAME_LIMIT),
        "organization": folded(brief.organization),
        "sender": folded(brief.sender),
        "sign": brief.signs[0] if brief.signs else "",
        "today": day(brief.today, language),
        "talk_on": _day_of(brief, FactKind.TALK, language),
        "contract_start": _day_of(brief, FactKind.START, language),
        "contract_clause": folded(brief.value(FactKind.CLAUSE, "text")),
        "notice": notice(brief.value(FactKind.NOTICE, "code"), language),
        "end_on": _day_of(brief, FactKind.END, language),
        "monthly_value": money(Decimal(amount) if amount else None, brief.currency, language),
        "currency": folded(brief.currency, 3),
        "agreed_on": _day_of(brief, FactKind.AGREED, language),
        "agreed_point": folded(brief.value(FactKind.AGREED, "text"), POINT_LIMIT).strip(" .“”„\"'"),
        "warned_on": _day_of(brief, FactKind.WARNED, language),
        "warned_until": _day_of(brief, FactKind.WARNED, language, "due"),
        "final_invoice_on": _day_of(brief, FactKind.FINAL_INVOICE, language),
        "invoice_number": invoice.number,
        "invoice_amount": invoice.amount,
        "invoice_due_on": invoice.due_on,
    }


def invoices_of(brief: Brief) -> tuple[Invoice, ...]:
    """Oldest due first."""
    language = language_of(brief.language, "en")
    return tuple(_invoice(fact, language) for fact in brief.of(FactKind.INVOICE))


def _invoice(fact: Fact, language: str) -> Invoice:
    values = fact.values
    return Invoice(
        folded(values["number"]),
        money(Decimal(values["amount"]), values["currency"], language),
        day(date.fromisoformat(values["due"]), language),
    )


def altered(invoice: Fact) -> Fact:
    """Another one in its place: what reads otherwise then names it."""
    values = invoice.values
    return Fact(
        invoice.id,
        invoice.kind,
        {
            "number": f"{values['number']}x",
            "amount": f"{Decimal(values['amount']) + 1}",
            "currency": values["currency"],
            "due": (date.fromisoformat(values["due"]) + timedelta(days=1)).isoformat(),
        },
    )


NAMED = {
    "sign": FactKind.SIGN,
    "talk_on": FactKind.TALK,
    "contract_start": FactKind.START,
    "contract_clause": FactKind.CLAUSE,
    "notice": FactKind.NOTICE,
    "end_on": FactKind.END,
    "monthly_value": FactKind.FEE,
    "agreed_on": FactKind.AGREED,
    "warned_on": FactKind.WARNED,
    "final_invoice_on": FactKind.FINAL_INVOICE,
}
"""The names above that stand for one fact: it may be missing, or turn out not to be true."""


def _day_of(brief: Brief, kind: FactKind, language: str, name: str = "day") -> str:
    written = brief.value(kind, name)
    return day(date.fromisoformat(written) if written else None, language)


def folded(text: str, limit: int = _LINE_LIMIT) -> str:
    """One line of plain text of at most ``limit`` characters.

    Line breaks and control characters become a space, invisible ones (zero width, direction marks, lone surrogates)
    go. Square brackets become round ones, because in a letter they mean "a person must fill this in".
    """
    kept = "".join(_kept(character) for character in text)
    line = " ".join(kept.translate(_BRACKETS).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category.startswith("C") else character


def day(when: date | None, language: str) -> str:
    if when is None:
        return ""
    dot = "." if language == "de" else ""
    return f"{when.day}{dot} {_MONTHS[language][when.month - 1]} {when.year}"


def money(value: Decimal | None, currency: str, language: str) -> str:
    """``4.500,00 EUR`` in German, ``EUR 4,500.00`` in English; cents rounded half up as in commerce."""
    if value is None:
        return ""
    written = f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f}"
    if language == "de":
        return f"{written.translate(str.maketrans(',.', '.,'))} {folded(currency, 3)}"
    return f"{folded(currency, 3)} {written}"


def notice(written: str, language: str) -> str:
    """``3 months to month_end`` → ``3 Monate zum Monatsende``; ``any`` has no period to name, other words stay."""
    line = folded(written)
    found = _NOTICE.fullmatch(line)
    if found is None:
        return line
    count, unit, end = found.groups()
    length = f"{int(count)} {_UNITS[language][unit][int(count) != 1]}" if count else ""
    return f"{length} {_ENDS[language].get(end or '', '')}".strip()

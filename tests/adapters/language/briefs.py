"""Briefs for letters: with every fact known, with hardly any, and all combinations there are."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from bot.domain.draft import Brief, DraftKind, Fact, FactKind, Tone
from bot.domain.playbook import SIGN_KEYS

LANGUAGES = ("de", "en")
LETTERS = [
    pytest.param(language, kind, tone, id=f"{language}-{kind}-{tone}")
    for language, kind, tone in product(LANGUAGES, DraftKind, Tone)
]
LETTERS_BY_SIGN = [
    pytest.param(language, kind, tone, sign, id=f"{language}-{kind}-{tone}-{sign or 'none'}")
    for language, kind, tone, sign in product(LANGUAGES, DraftKind, Tone, (*SIGN_KEYS, ""))
]
DAYS = "2026-10-05 2026-10-19 2026-11-16"


def sign_fact(sign: str, days: str = DAYS) -> Fact:
    return Fact(f"sign:{sign}", FactKind.SIGN, {"sign": sign, "days": days, "times": str(len(days.split()))})


def talk_fact(day: str, outcome: str = "agreed") -> Fact:
    return Fact("talk:t1", FactKind.TALK, {"day": day, "outcome": outcome})


def fact(kind: FactKind, **values: str) -> Fact:
    """One of the contract's."""
    return Fact(kind.value, kind, values)


def point_fact(day: str, due: str, text: str) -> Fact:
    return Fact("agreement:a1", FactKind.AGREED, {"day": day, "due": due, "text": text})


def warning_fact(day: str, due: str = "") -> Fact:
    return Fact("warning:w1", FactKind.WARNED, {"day": day, "due": due})


def invoice_fact(id: str, number: str, amount: str, due: str, currency: str = "EUR") -> Fact:
    values = {"number": number, "amount": amount, "currency": currency, "due": due}
    return Fact(f"invoice:{id}", FactKind.INVOICE, values)


KNOWN = Brief(
    kind=DraftKind.EXIT,
    tone=Tone.PLAIN,
    language="de",
    client="Nordlicht Möbel GmbH",
    organization="Studio Ahorn",
    sender="Anna Berg",
    today=date(2026, 11, 25),
    facts=(
        sign_fact("shifting_agreements"),
        talk_fact("2026-11-03"),
        fact(FactKind.START, day="2024-03-01"),
        fact(FactKind.CLAUSE, text="§ 9 Abs. 2"),
        fact(FactKind.NOTICE, code="3 months to month_end"),
        fact(FactKind.END, day="2027-02-28"),
        fact(FactKind.FEE, amount="4500", currency="EUR"),
        point_fact("2026-11-04", "2026-11-13", "Freigaben innerhalb von drei Tagen"),
        warning_fact("2026-11-16", "2026-11-27"),
        fact(FactKind.FINAL_INVOICE, day="2027-02-26"),
    ),
)
UNKNOWN = replace(KNOWN, facts=())
OWED = (
    invoice_fact("v1", "2026-7", "1200", "2026-10-28"),
    invoice_fact("v2", "", "500.5", "2026-11-03"),
    invoice_fact("v3", "RE 12/b", "99.00", "2026-11-09", "CHF"),
)
"""Unpaid invoices, oldest due first; the number of one belongs in no letter."""


def owing(count: int, base: Brief = KNOWN) -> Brief:
    """That many of ``OWED``."""
    return replace(base, facts=(*base.facts, *OWED[:count]))


def brief(base: Brief, language: str, kind: DraftKind, tone: Tone, sign: str | None = None) -> Brief:
    """The brief for one letter; ``sign`` replaces the signs of the base, "" stands for none."""
    made = replace(base, language=language, kind=kind, tone=tone)
    return made if sign is None else with_signs(made, *([sign] if sign else []))


def with_signs(base: Brief, *signs: str) -> Brief:
    others = tuple(one for one in base.facts if one.kind is not FactKind.SIGN)
    return replace(base, facts=(*map(sign_fact, signs), *others))


def without(base: Brief, kind: FactKind) -> Brief:
    return replace(base, facts=tuple(one for one in base.facts if one.kind is not kind))

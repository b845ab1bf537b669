"""Briefs for letters: with every fact known, with hardly any, and all combinations there are."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from bot.domain.draft import Brief, DraftKind, Tone
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

KNOWN = Brief(
    kind=DraftKind.EXIT,
    tone=Tone.PLAIN,
    language="de",
    client="Nordlicht Möbel GmbH",
    organization="Studio Ahorn",
    sender="Anna Berg",
    today=date(2026, 11, 25),
    signs=("shifting_agreements",),
    talk_on=date(2026, 11, 3),
    talk_outcome="agreed",
    contract_start=date(2024, 3, 1),
    contract_clause="§ 9 Abs. 2",
    notice="3 months to month_end",
    end_on=date(2027, 2, 28),
    monthly_value=Decimal("4500"),
)
UNKNOWN = Brief(
    kind=DraftKind.EXIT,
    tone=Tone.PLAIN,
    language="de",
    client="Nordlicht Möbel GmbH",
    organization="Studio Ahorn",
    sender="Anna Berg",
    today=date(2026, 11, 25),
)


def brief(base: Brief, language: str, kind: DraftKind, tone: Tone, sign: str | None = None) -> Brief:
    """The brief for one letter; ``sign`` replaces the signs of the base, "" stands for none."""
    made = replace(base, language=language, kind=kind, tone=tone)
    return made if sign is None else replace(made, signs=(sign,) if sign else ())

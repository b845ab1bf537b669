"""What of a wording stands on something that is gone."""

from datetime import UTC, datetime

import pytest

from bot.domain.draft import Engine, Fact, Passage, Version
from bot.passages import on_nothing, standing
from tests.adapters.language.briefs import OWED, invoice_fact

A, B, _ = OWED
BODY = "Dear all,\n\nA is due. B is due.\n\n• A\n\nKind regards"
VERSION = Version(
    draft="d1",
    number=1,
    subject="S",
    body=BODY,
    engine=Engine.TEMPLATE,
    author="",
    written_at=datetime(2026, 11, 25, tzinfo=UTC),
    passages=(Passage("A is due.", (A.id,)), Passage("B is due.", (B.id, A.id)), Passage("• A", (A.id,))),
    facts=(A, B),
)


def test_everything_stands_while_it_is_true() -> None:
    assert on_nothing(VERSION, (B, A)) == () and standing(VERSION, (B, A)) == BODY


def test_what_names_an_invoice_that_was_paid_stands_on_nothing() -> None:
    assert on_nothing(VERSION, (A,)) == ("B is due.",)
    assert standing(VERSION, (A,)) == "Dear all,\n\nA is due.\n\n• A\n\nKind regards"
    assert standing(VERSION, ()) == "Dear all,\n\nKind regards"


@pytest.mark.parametrize(
    "changed",
    [
        invoice_fact("v1", "2026-7", "1100", "2026-10-28"),
        invoice_fact("v1", "2026-7", "1200", "2026-10-29"),
        invoice_fact("v1", "", "1200", "2026-10-28"),
        invoice_fact("v1", "2026-7", "1200", "2026-10-28", "CHF"),
    ],
)
def test_what_names_an_invoice_that_has_changed_stands_on_nothing(changed: Fact) -> None:
    assert len(on_nothing(VERSION, (changed, B))) == 3

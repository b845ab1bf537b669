"""Days, sums and numbers in the text of a letter."""

from datetime import date
from decimal import Decimal

import pytest

from bot.figures import as_written, days_in, names_number, sums_in, without_numbers


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("4.500,00 EUR und € 12", ["4500", "12"]),
        ("EUR 4,500.50 a month", ["4500.5"]),
        ("EUR 1,200.00, 2026-8 for EUR 500", ["1200", "500"]),
        ("EUR 1,200.00 and 3 of 4", ["1200"]),
        ("12 000 Franken, 7 %", ["12000", "7"]),
        ("1'200.00 CHF", ["1200"]),
        ("99,00 SEK", ["99"]),
        ("12 Tage, 1.200,00", []),
    ],
)
def test_sums(text: str, sums: list[str]) -> None:
    assert list(sums_in(text)) == [Decimal(one) for one in sums]


def test_days() -> None:
    text = "am 3. März 2026, on 5 March 2026, March 6th, 2026, 7.3.2026, 2026-03-08, am 30. Februar 2026"
    days = [date(2026, 3, day) for day in (3, 5, 6, 7, 8)]
    assert sorted(filter(None, days_in(text))) == days
    assert None in days_in(text)


def test_a_sum_is_known_to_the_cent_and_as_it_is() -> None:
    assert as_written("500.5") == {Decimal("500.5")}
    assert as_written("0.005") == {Decimal("0.005"), Decimal("0.01")}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rechnung 2026-7.", True),
        ("(2026-7)", True),
        ("2026-7, 2026-8", True),
        ("2026-71", False),
        ("2026-7-1", False),
        ("12026-7", False),
        ("RE/2026-7", False),
    ],
)
def test_a_number_is_named_as_a_whole(text: str, named: bool) -> None:
    assert names_number(text, "2026-7") is named
    assert ("№" in without_numbers(text, ["2026-7"])) is named


@pytest.mark.parametrize(
    ("text", "numbers", "left"),
    [
        ("Nr. 15 vom 15. Mai 2026", ["15"], "Nr. № vom 15. Mai 2026"),
        ("Nr. 500 über 500 EUR, € 500", ["500"], "Nr. № über 500 EUR, € 500"),
        ("1.200 EUR\n2026-7: 30 EUR", ["2026-7"], "1.200 EUR\n№: 30 EUR"),
        ("am 2026-01-02", ["2026-01-02"], "am №"),
        ("7 und 7-1", ["7", "7-1"], "№ und №"),
        ("nothing 7", [], "nothing 7"),
    ],
)
def test_without_numbers(text: str, numbers: list[str], left: str) -> None:
    assert without_numbers(text, numbers) == left

from datetime import date, timedelta

import pytest

from adapters.charts.dates import MOST_TICKS, number, ticks


@pytest.mark.parametrize(
    ("start", "days", "language", "labels"),
    [
        ("2026-03-02", 3, "de", ["2. März", "3. März", "4. März", "5. März"]),
        ("2026-03-03", 20, "en", ["9 Mar", "16 Mar", "23 Mar"]),
        ("2026-11-20", 100, "en", ["23 Nov", "7 Dec", "21 Dec", "4 Jan", "18 Jan", "1 Feb", "15 Feb"]),
        ("2026-11-20", 130, "en", ["Dec\n2026", "Jan\n2027", "Feb", "Mar"]),
        ("2026-11-20", 130, "fr", ["Dec\n2026", "Jan\n2027", "Feb", "Mar"]),
    ],
)
def test_labels(start: str, days: int, language: str, labels: list[str]) -> None:
    first = date.fromisoformat(start)
    assert [label for _, label in ticks(first, first + timedelta(days=days), language)] == labels


@pytest.mark.parametrize("days", [*range(0, 500, 7), 1_000, 5_000, 20_000])
def test_few_ticks_in_order_and_within(days: int) -> None:
    start = date(2026, 1, 31)
    marked = [day for day, _ in ticks(start, start + timedelta(days=days), "de")]
    assert 1 <= len(marked) <= MOST_TICKS + 1
    assert marked == sorted(set(marked))
    assert start <= marked[0] and marked[-1] <= start + timedelta(days=days)


def test_numbers() -> None:
    assert number(12.345, "de") == "12,3"
    assert number(12.0, "en") == "12.0"

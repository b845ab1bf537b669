"""Interest on overdue invoices between firms, and the flat sum: §§ 286, 288 BGB, §§ 456, 458 UGB, Art. 104 OR.

Simple interest by days, 365 to a year. Rates of default are percent a year.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

Rates = Sequence[tuple[date, Decimal]]
"""Base rates in percent, each from its day on, the oldest first."""

# § 247 BGB, as the Deutsche Bundesbank makes it known each half-year (bundesbank.de, "Basiszinssatz nach § 247 BGB").
_GERMAN: Rates = (
    (date(2016, 7, 1), Decimal("-0.88")),
    (date(2023, 1, 1), Decimal("1.62")),
    (date(2023, 7, 1), Decimal("3.12")),
    (date(2024, 1, 1), Decimal("3.62")),
    (date(2024, 7, 1), Decimal("3.37")),
    (date(2025, 1, 1), Decimal("2.27")),
    (date(2025, 7, 1), Decimal("1.27")),
    (date(2026, 1, 1), Decimal("1.27")),
)
# Of the first day of each half-year, which is what § 456 UGB counts with; the rate itself also changes in between
# (oenb.at, "Interest rates on business arrears").
_AUSTRIAN: Rates = (
    (date(2016, 7, 1), Decimal("-0.62")),
    (date(2023, 1, 1), Decimal("1.88")),
    (date(2023, 7, 1), Decimal("3.38")),
    (date(2024, 1, 1), Decimal("3.88")),
    (date(2025, 1, 1), Decimal("2.53")),
    (date(2025, 7, 1), Decimal("1.53")),
    (date(2026, 1, 1), Decimal("1.53")),
)
BASE_RATES: Mapping[str, Rates] = {"DE": _GERMAN, "AT": _AUSTRIAN}
"""By country."""
POINTS_ABOVE: Mapping[str, Decimal] = {"DE": Decimal(9), "AT": Decimal("9.2")}
"""§ 288(2) BGB, § 456 UGB."""
SWISS_RATE = Decimal(5)
FLAT = Decimal(40)
DAYS_UNTIL_DEFAULT = 30


@dataclass(frozen=True, slots=True)
class Claim:
    """What an invoice has grown to by a day. ``late_from``: the first day of default; ``assumed`` if it was reckoned.

    ``interest`` is None where no rate is known for that country; ``flat`` None where there is none. ``stale_from``:
    the first day for which an older base rate had to stand in, None where all were known.
    """

    late_from: date
    assumed: bool
    days: int
    interest: Decimal | None
    flat: Decimal | None
    stale_from: date | None = None


def claim(amount: Decimal, due_on: date, late_from: date | None, until: date, country: str, rates: Rates) -> Claim:
    """``rates``: of that country. ``until`` counts, and so does the first day of default. No day of default is known:
    30 days after the invoice was due (§ 286(3) BGB), the latest of all.
    """
    first = late_from or due_on + timedelta(days=DAYS_UNTIL_DEFAULT + 1)
    days = max(0, (until - first).days + 1)
    flat = FLAT if country in ("DE", "AT") and days else None
    if country == "CH":
        return Claim(first, late_from is None, days, _cents(_simple(amount, SWISS_RATE, days)), flat)
    above = POINTS_ABOVE.get(country)
    if above is None or not rates or first < rates[0][0]:
        return Claim(first, late_from is None, days, None if days else Decimal(0), flat)
    interest = sum((_simple(amount, rate + above, n) for rate, n in _spans(first, until, rates)), Decimal(0))
    return Claim(first, late_from is None, days, _cents(interest), flat, _stale_from(first, until, rates))


def monthly_interest(amount: Decimal, on: date, country: str, rates: Rates) -> Decimal | None:
    """Interest of one month (a twelfth of a year) on a sum that is in default on that day."""
    if country == "CH":
        return _cents(amount * SWISS_RATE / 1200)
    known, above = [rate for since, rate in rates if since <= on], POINTS_ABOVE.get(country)
    return _cents(amount * (known[-1] + above) / 1200) if known and above is not None else None


def with_newer(rates: Rates, since: date | None, rate: Decimal | None) -> Rates:
    """The known rates and one that is set by hand; it takes the place of those that begin on its day or later."""
    if since is None or rate is None:
        return rates
    return (*(known for known in rates if known[0] < since), (since, rate))


def _spans(first: date, until: date, rates: Rates) -> Iterator[tuple[Decimal, int]]:
    """Each rate in force between two days (both counted), and for how many of them."""
    for (since, rate), following in zip(rates, [*(day for day, _ in rates[1:]), None], strict=True):
        start = max(first, since)
        end = min(until, following - timedelta(days=1)) if following else until
        if start <= end:
            yield rate, (end - start).days + 1


def _stale_from(first: date, until: date, rates: Rates) -> date | None:
    """A base rate is good for its half-year: the first day after the last one known."""
    last = rates[-1][0]
    end = date(last.year + (last.month >= 7), 1 if last.month >= 7 else 7, 1)
    return max(end, first) if until >= end else None


def _simple(amount: Decimal, percent: Decimal, days: int) -> Decimal:
    return amount * percent * days / 36500


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)

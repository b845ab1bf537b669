"""Interest on overdue invoices: the rates of each half-year, the flat sum, and what is said where a rate is missing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.interest import BASE_RATES, Claim, claim, monthly_interest, with_newer
from bot.settings import Law

D = Decimal
fair = settings(max_examples=200, deadline=None, derandomize=True)


def owed(due: str, until: str, country: str = "DE", late: str = "", amount: str = "10000") -> Claim:
    since = date.fromisoformat(late) if late else None
    return claim(
        D(amount), date.fromisoformat(due), since, date.fromisoformat(until), country, BASE_RATES.get(country, ())
    )


@pytest.mark.parametrize(
    ("late", "until", "interest"),
    [
        # § 288(2) BGB: nine points over the base rate. 2026-01-01: 1.27 %, so 10.27 %.
        ("2026-01-01", "2026-01-01", "2.81"),  # 10000 · 10.27 % / 365
        ("2026-01-01", "2026-01-31", "87.22"),  # 31 days
        ("2025-01-01", "2025-06-30", "558.87"),  # 181 days at 11.27 %
        ("2025-06-30", "2025-07-01", "5.90"),  # a day at 11.27 %, a day at 10.27 %
        ("2024-06-30", "2024-07-01", "6.85"),  # 12.62 % and 12.37 %
        ("2026-02-01", "2026-01-31", "0.00"),  # not yet in default
    ],
)
def test_interest_between_firms_in_germany(late: str, until: str, interest: str) -> None:
    found = owed("2024-01-01", until, late=late)
    assert found.interest == D(interest)
    assert found.flat == (D(40) if D(interest) else None)


def test_default_is_reckoned_as_late_as_possible_where_nobody_says_when_it_began() -> None:
    # § 286(3) BGB: 30 days after the invoice was due and received; the 31st day after is the first of default.
    found = owed("2026-03-01", "2026-04-01")
    assert (found.late_from, found.assumed, found.days) == (date(2026, 4, 1), True, 1)
    assert owed("2026-03-01", "2026-03-31").days == 0
    assert owed("2026-03-01", "2026-03-31", late="2026-03-02").assumed is False


def test_a_base_rate_is_good_for_its_half_year() -> None:
    assert owed("2026-01-01", "2026-06-30").stale_from is None
    assert owed("2026-01-01", "2026-07-01").stale_from == date(2026, 7, 1)
    assert owed("2026-08-01", "2026-12-01", late="2026-08-02").stale_from == date(2026, 8, 2)
    newer = with_newer(BASE_RATES["DE"], date(2026, 7, 1), D("2.00"))
    found = claim(D(10000), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), "DE", newer)
    assert (found.interest, found.stale_from) == (D("5.83"), None)
    assert with_newer(BASE_RATES["DE"], date(2026, 1, 1), D(3))[-2:] == (BASE_RATES["DE"][-2], (date(2026, 1, 1), D(3)))
    assert with_newer(BASE_RATES["DE"], None, None) == BASE_RATES["DE"]


@pytest.mark.parametrize(
    ("late", "until", "interest"),
    [
        # § 456 UGB: 9.2 points over the base rate of the half-year's first day; oenb.at, "business arrears".
        ("2026-01-01", "2026-01-01", "2.94"),  # 10000 · 10.73 % / 365
        ("2025-06-30", "2025-07-01", "6.15"),  # a day at 11.73 %, a day at 10.73 %
        ("2024-12-31", "2025-01-01", "6.80"),  # 13.08 % and 11.73 %
        ("2024-06-30", "2024-07-01", "7.17"),  # 13.08 % twice
        ("2023-06-30", "2023-07-01", "6.48"),  # 11.08 % and 12.58 %
        ("2022-12-31", "2023-01-01", "5.39"),  # 8.58 % and 11.08 %
        ("2026-02-01", "2026-01-31", "0.00"),
    ],
)
def test_interest_between_firms_in_austria(late: str, until: str, interest: str) -> None:
    found = owed("2022-01-01", until, "AT", late=late)
    assert found.interest == D(interest)
    # § 458 UGB.
    assert found.flat == (D(40) if D(interest) else None)


def test_a_newer_rate_is_set_for_each_country_by_itself() -> None:
    law = Law(base_rate_at=D("1.03"), base_rate_at_since=date(2026, 7, 1))
    assert law.newer("AT") == (date(2026, 7, 1), D("1.03"))
    assert law.newer("DE") == law.newer("CH") == (None, None)
    found = owed("2026-01-01", "2026-07-01", "AT", late="2026-07-01")
    assert found.stale_from == date(2026, 7, 1)


def test_switzerland_has_five_percent_and_no_flat_sum() -> None:
    # Art. 104(1) OR.
    found = owed("2026-01-01", "2026-01-31", "CH", late="2026-01-01", amount="36500")
    assert (found.interest, found.flat, found.days) == (D("155.00"), None, 31)


def test_a_default_before_the_first_known_rate_is_not_reckoned() -> None:
    assert owed("2015-01-01", "2026-01-01").interest is None


def test_interest_of_a_month() -> None:
    assert monthly_interest(D(12000), date(2026, 2, 1), "DE", BASE_RATES["DE"]) == D("102.70")
    assert monthly_interest(D(12000), date(2026, 2, 1), "CH", ()) == D("50.00")
    assert monthly_interest(D(12000), date(2026, 2, 1), "AT", BASE_RATES["AT"]) == D("107.30")
    assert monthly_interest(D(12000), date(2026, 2, 1), "FR", ()) is None


days = st.dates(date(2017, 1, 1), date(2030, 12, 31))


@fair
@given(
    st.decimals("0.01", "1000000", places=2),
    days,
    st.none() | days,
    days,
    st.integers(0, 500),
    st.sampled_from(("DE", "AT")),
)
def test_a_later_day_never_owes_less(
    amount: Decimal, due: date, late: date | None, until: date, more: int, country: str
) -> None:
    later = date.fromordinal(until.toordinal() + more)
    first, second = (claim(amount, due, late, day, country, BASE_RATES[country]) for day in (until, later))
    assert first.interest is not None
    assert second.interest is not None
    assert 0 <= first.interest <= second.interest
    assert first.days == max(0, (until - first.late_from).days + 1)

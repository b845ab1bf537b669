"""What must hold of end dates for every contract and day: never too early, on no excluded day, never backwards."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.client import Contract, ContractKind
from bot.domain.ending import Ending, Rule, earliest_end
from bot.domain.periods import end_of, months_later, period_of

fair = settings(max_examples=300, deadline=None, derandomize=True)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
units = st.builds(lambda n, unit: f"{n} {unit}s", st.integers(1, 24), st.sampled_from(["day", "week", "month", "year"]))
ends = st.sampled_from(["month_end", "quarter_end", "year_end"])
notices = st.one_of(
    st.just(""), st.just("any"), units, ends, st.builds(lambda span, end: f"{span} to {end}", units, ends)
)
contracts = st.builds(
    Contract,
    kind=st.sampled_from([None, *ContractKind]),
    start=st.none() | st.dates(date(2015, 1, 1), date(2030, 12, 31)),
    term_end=st.none() | days,
    notice=notices,
    pay_rhythm=st.sampled_from(["", "day", "week", "month", "quarter", "none"]),
    country=st.sampled_from(["DE", "AT", "CH"]),
)
_SHORTEST = {"day": 1, "week": 7, "month": 28, "year": 365}


def working(day: date) -> bool:
    """A calendar with holidays on many Mondays."""
    return day.weekday() < 5 and not (day.weekday() == 0 and day.day % 3 == 0)


def ending(contract: Contract, received: date) -> Ending:
    return earliest_end(contract, received, working)


@fair
@given(contracts, days)
def test_never_before_the_notice_is_received_nor_before_its_period_has_passed(
    contract: Contract, received: date
) -> None:
    found = ending(contract, received)
    if found.ends_on is None:
        return
    assert found.ends_on >= received
    if contract.notice and (period := period_of(contract.notice)):
        assert (found.ends_on - received).days >= period.number * _SHORTEST[period.unit]
    if contract.notice.endswith(("month", "months")):
        assert found.ends_on >= months_later(received, int(contract.notice.split()[0]))


@fair
@given(contracts, days)
def test_never_on_a_day_that_the_rule_excludes(contract: Contract, received: date) -> None:
    found = ending(contract, received)
    end = found.ends_on
    if end is None:
        return
    match found.rule:
        case Rule.WEEK:
            assert end.weekday() == 5
        case Rule.MONTH:
            assert end == end_of(end, "month_end")
            assert (received.day <= 15) is (end.month == received.month)
        case Rule.QUARTER:
            assert end == end_of(end, "quarter_end")
            assert (end - received).days >= 42
        case Rule.TERM | Rule.TERM_AND_NOTICE:
            assert end == contract.term_end
        case Rule.AGREED if (period := period_of(contract.notice)) and period.end:
            assert end == end_of(end, period.end)
        case _:
            pass


@fair
@given(contracts, days, st.integers(1, 400))
def test_later_notice_never_ends_it_earlier(contract: Contract, received: date, later: int) -> None:
    first, second = ending(contract, received), ending(contract, received + timedelta(days=later))
    if first.ends_on and second.ends_on:
        assert second.ends_on >= first.ends_on


@fair
@given(contracts, days)
def test_the_last_day_of_receipt_reaches_the_end_and_the_day_after_does_not(contract: Contract, received: date) -> None:
    found = ending(contract, received)
    if found.receive_by is None:
        return
    assert found.receive_by >= received
    assert ending(contract, found.receive_by).ends_on == found.ends_on
    after = ending(contract, found.receive_by + timedelta(days=1))
    assert after.ends_on != found.ends_on
    assert after.ends_on == found.missed_ends_on


@fair
@given(contracts, days)
def test_the_safe_day_is_a_working_day_from_today_to_the_last_one(contract: Contract, received: date) -> None:
    found = ending(contract, received)
    if found.safe_by is None:
        return
    assert found.receive_by is not None
    assert received <= found.safe_by <= found.receive_by
    assert working(found.safe_by)
    assert not any(
        working(found.safe_by + timedelta(days=n)) for n in range(1, (found.receive_by - found.safe_by).days + 1)
    )


@fair
@given(contracts, days)
def test_without_a_day_a_field_is_named(contract: Contract, received: date) -> None:
    found = ending(contract, received)
    statute_is_silent = found.rule in (Rule.WORKS, Rule.AT_OPEN, Rule.AT_WORKS, Rule.CH_WORKS)
    assert (found.ends_on is None) == (statute_is_silent or any(gap.blocks for gap in found.gaps))

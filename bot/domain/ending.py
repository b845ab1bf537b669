"""When a client's contract can end, from the contract facts as typed and the day on which notice is received.

Contract wording goes first, then the statute. A date is named only where the facts settle it; else ``gaps`` say which
field is missing or contradicts another, and what it would change. The sources stand in ``bot.notices.ending``; none of
this is legal advice. Which rule says what, and why: docs/adr/0034.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.client import Contract, ContractKind
from bot.domain.periods import Period, end_of, last_with_same, months_later, period_of

WorkingDays = Callable[[date], bool]
"""Whether a day is a working day of the firm's calendar."""


class Rule(StrEnum):
    """What an end date rests on, or why there is none."""

    AGREED = "agreed"
    AGREED_ANY = "agreed_any"
    TERM = "term"
    TERM_AND_NOTICE = "term_and_notice"
    DAY = "bgb_621_1"
    WEEK = "bgb_621_2"
    MONTH = "bgb_621_3"
    QUARTER = "bgb_621_4"
    UNTIMED = "bgb_621_5"
    TRUST = "bgb_627"
    WORKS = "bgb_648"
    AT_OPEN = "abgb_open"
    AT_WORKS = "abgb_1168"
    CH_MANDATE = "or_404"
    CH_WORKS = "or_377"
    OPEN = "open"


class Hint(StrEnum):
    """What has to be minded beside the date."""

    RECEIPT = "receipt"
    NO_EXTENSION = "no_extension"
    SAFE_DAY = "safe_day"
    TERM_ENDS_ITSELF = "term_ends_itself"
    RENEWAL = "renewal"
    MAIN_OCCUPATION = "main_occupation"
    FIRST_WORKING_DAY = "first_working_day"
    UNTIMELY = "untimely"
    FIXED_PAY = "fixed_pay"
    WORKS_REASON = "works_reason"
    WORKS_COOPERATION = "works_cooperation"
    WORKS_AGREED = "works_agreed"
    IMPORTANT_REASON = "important_reason"
    AT_EMPLOYEES = "at_employees"
    AT_COOPERATION = "at_cooperation"
    CH_ANY_TIME = "ch_any_time"
    CH_UNTIMELY = "ch_untimely"


@dataclass(frozen=True, slots=True)
class Gap:
    """A contract fact that is missing or contradicts another.

    ``field``: the form's name of it; ``changes``: a code of what it would change; ``blocks``: without it there is no
    date. ``day``: the day that the code speaks of, where it speaks of one.
    """

    field: str
    changes: str
    blocks: bool = True
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Otherwise:
    """An end that holds only if something is so that the facts do not tell."""

    hint: Hint
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """``ends_on``: the earliest day with which the contract ends if notice is received on ``received``; None where the
    facts do not settle it. ``receive_by``: the latest day of receipt that still reaches that end (None where the
    contract ends without notice, or there is no date). ``safe_by``: the last working day up to then and not before
    ``received``. ``missed_ends_on``: the next end, if that day is missed.
    """

    rule: Rule
    received: date
    ends_on: date | None = None
    receive_by: date | None = None
    safe_by: date | None = None
    missed_ends_on: date | None = None
    otherwise: tuple[Otherwise, ...] = ()
    hints: tuple[Hint, ...] = ()
    gaps: tuple[Gap, ...] = ()


def earliest_end(contract: Contract, received: date, is_working_day: WorkingDays) -> Ending:
    """The earliest end of a contract by ordinary notice, from the provider's side."""
    found = _found(contract, received, is_working_day)
    hints = (*found.hints, Hint.IMPORTANT_REASON)
    by = _receive_by(found, contract, is_working_day)
    if by is None:
        return replace(found, hints=hints)
    # In Germany nothing moves the last day off a weekend or a holiday (§ 193 BGB is not applied to notice); elsewhere
    # no later day is relied on.
    safe = by
    while safe >= received and not is_working_day(safe):
        safe -= timedelta(days=1)
    stays = Hint.NO_EXTENSION if contract.country == "DE" else Hint.SAFE_DAY
    extension = () if safe == by else (stays,)
    return replace(
        found,
        receive_by=by,
        safe_by=safe if safe >= received else None,
        missed_ends_on=_found(contract, by + timedelta(days=1), is_working_day).ends_on,
        hints=(Hint.RECEIPT, *extension, *hints),
    )


def _found(contract: Contract, received: date, is_working_day: WorkingDays) -> Ending:
    if contradictions := _contradictions(contract, received):
        return Ending(rule=Rule.OPEN, received=received, gaps=contradictions)
    if contract.notice:
        return _agreed(contract, received)
    found = _statute(contract, received, is_working_day)
    return replace(found, gaps=(*found.gaps, Gap("notice", "contract_first", blocks=False)))


def _contradictions(contract: Contract, received: date) -> tuple[Gap, ...]:
    """Facts that cannot all be true, or that leave open what is in force."""
    gaps: list[Gap] = []
    if contract.country not in ("DE", "AT", "CH"):
        gaps.append(Gap("country", "law_unknown"))
    if contract.start and contract.term_end and contract.term_end < contract.start:
        gaps.append(Gap("term_end", "end_before_start", day=contract.start))
    elif contract.term_end and contract.term_end < received:
        gaps.append(Gap("term_end", "term_passed", day=contract.term_end))
    if contract.start and contract.start > received:
        gaps.append(Gap("contract_start", "not_begun", day=contract.start))
    if contract.notice and not _counts(contract.notice, received):
        gaps.append(Gap("notice", "unreadable"))
    return tuple(gaps)


def _counts(notice: str, received: date) -> bool:
    """Whether a calendar can count the period at all."""
    period = period_of(notice)
    try:
        return period is not None and period.ends(received) < date.max
    except (ValueError, OverflowError):
        return False


# --- What the contract says --------------------------------------------------------------------------------------


def _agreed(contract: Contract, received: date) -> Ending:
    period = period_of(contract.notice)
    assert period is not None
    ends = period.ends(received)
    rule = Rule.AGREED_ANY if period == Period() else Rule.AGREED
    hints: tuple[Hint, ...] = ()
    otherwise: tuple[Otherwise, ...] = ()
    if contract.kind is ContractKind.WORKS:
        hints = (Hint.WORKS_AGREED,)
    elif contract.country == "CH" and ends > received:
        otherwise = (Otherwise(Hint.CH_ANY_TIME, received),)
        hints = (Hint.CH_UNTIMELY,)
    elif contract.country == "DE" and contract.kind is ContractKind.TRUST and ends > received:
        otherwise = (Otherwise(Hint.UNTIMELY, received),)
    found = Ending(rule=rule, received=received, ends_on=ends, otherwise=otherwise, hints=hints)
    return _within_term(found, contract.term_end) if contract.term_end else found


def _within_term(found: Ending, term_end: date) -> Ending:
    """A term and a notice period: whether notice is allowed before the term's end is for the contract's wording.

    The later day is certain. Where the period no longer fits into the term, it matters whether the term renews itself.
    """
    assert found.ends_on is not None
    if found.ends_on > term_end:
        gap = Gap("clause", "renews", day=term_end)
        return replace(found, rule=Rule.OPEN, ends_on=None, hints=(*found.hints, Hint.RENEWAL), gaps=(gap,))
    if found.ends_on == term_end:
        return replace(found, hints=(*found.hints, Hint.RENEWAL))
    early = Gap("clause", "notice_within_term", blocks=False, day=found.ends_on)
    hints = (*found.hints, Hint.RENEWAL)
    return replace(found, rule=Rule.TERM_AND_NOTICE, ends_on=term_end, hints=hints, gaps=(early,))


# --- What the statute says ---------------------------------------------------------------------------------------


def _statute(contract: Contract, received: date, is_working_day: WorkingDays) -> Ending:
    if contract.kind is None:
        return Ending(rule=Rule.OPEN, received=received, gaps=(Gap("contract_kind", "which_law"),))
    if contract.kind is ContractKind.WORKS:
        return _WORKS[contract.country](received)
    if contract.term_end:
        return _term(contract, received, contract.term_end)
    match contract.country:
        case "AT":
            return Ending(rule=Rule.AT_OPEN, received=received, hints=(Hint.AT_EMPLOYEES,))
        case "CH":
            return Ending(rule=Rule.CH_MANDATE, received=received, ends_on=received, hints=(Hint.CH_UNTIMELY,))
        case _:
            return _services(contract, received, is_working_day)


_WORKS: Mapping[str, Callable[[date], Ending]] = {
    "DE": lambda received: Ending(
        rule=Rule.WORKS, received=received, hints=(Hint.WORKS_REASON, Hint.WORKS_COOPERATION)
    ),
    "AT": lambda received: Ending(rule=Rule.AT_WORKS, received=received, hints=(Hint.AT_COOPERATION,)),
    "CH": lambda received: Ending(rule=Rule.CH_WORKS, received=received),
}
"""Free notice is the customer's alone: for the firm there is no date."""


def _term(contract: Contract, received: date, term_end: date) -> Ending:
    """A fixed term ends by itself; ordinary notice before is only what was agreed, or what trust allows."""
    otherwise: tuple[Otherwise, ...] = ()
    if contract.country == "CH":
        otherwise = (Otherwise(Hint.CH_ANY_TIME, received),)
    elif contract.country == "DE" and contract.kind is ContractKind.TRUST:
        otherwise = (Otherwise(Hint.UNTIMELY, received),)
    hints = (Hint.TERM_ENDS_ITSELF, Hint.RENEWAL)
    return Ending(rule=Rule.TERM, received=received, ends_on=term_end, otherwise=otherwise, hints=hints)


def _services(contract: Contract, received: date, is_working_day: WorkingDays) -> Ending:
    """§ 621 BGB by the rhythm of pay; § 627 beside it where the services rest on special trust."""
    trust = contract.kind is ContractKind.TRUST
    if contract.pay_rhythm not in _TABLE:
        hints = (Hint.UNTIMELY, Hint.FIXED_PAY) if trust else ()
        return Ending(rule=Rule.OPEN, received=received, hints=hints, gaps=(Gap("pay_rhythm", "which_row"),))
    if trust and contract.pay_rhythm == "none":
        return Ending(rule=Rule.TRUST, received=received, ends_on=received, hints=(Hint.UNTIMELY,))
    rule = _TABLE[contract.pay_rhythm]
    found = Ending(rule=rule, received=received, ends_on=_ends(rule, received, is_working_day))
    if trust:
        return replace(found, otherwise=(Otherwise(Hint.UNTIMELY, received),), hints=(Hint.FIXED_PAY,))
    if rule is Rule.UNTIMED:
        weeks = Otherwise(Hint.MAIN_OCCUPATION, received + timedelta(weeks=2))
        return replace(found, otherwise=(weeks,))
    return replace(found, hints=(Hint.FIRST_WORKING_DAY,)) if rule is Rule.WEEK else found


_TABLE: Mapping[str, Rule] = {
    "day": Rule.DAY,
    "week": Rule.WEEK,
    "month": Rule.MONTH,
    "quarter": Rule.QUARTER,
    "none": Rule.UNTIMED,
}
_SIX_WEEKS = Period(6, "week", "quarter_end")


def _ends(rule: Rule, received: date, is_working_day: WorkingDays) -> date:
    match rule:
        case Rule.DAY:
            return received + timedelta(days=1)
        case Rule.WEEK:
            return _saturday(received, is_working_day)
        case Rule.MONTH:
            return end_of(months_later(received, 1 if received.day > 15 else 0), "month_end")
        case Rule.QUARTER:
            return _SIX_WEEKS.ends(received)
        case _:
            return received


def _saturday(received: date, is_working_day: WorkingDays) -> date:
    """§ 621 No. 2: received by the first working day of a week, it ends with that week's Saturday."""
    monday = received - timedelta(days=received.weekday())
    week = [monday + timedelta(days=n) for n in range(5)]
    # A Saturday is a working day in the sense of the paragraph, but no calendar of offices knows which are holidays.
    first = next((day for day in week if is_working_day(day)), monday)
    return monday + timedelta(days=5 if received <= first else 12)


# --- The days of receipt -----------------------------------------------------------------------------------------


def _receive_by(found: Ending, contract: Contract, is_working_day: WorkingDays) -> date | None:
    if found.ends_on is None or found.rule is Rule.TERM:
        return None

    def same(day: date) -> date:
        if contract.notice:
            period = period_of(contract.notice)
            assert period is not None
            ends = period.ends(day)
            return max(ends, contract.term_end) if contract.term_end else ends
        return _ends(found.rule, day, is_working_day)

    return last_with_same(same, found.received)

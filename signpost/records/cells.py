"""One cell → one value, or a refusal that says what to write. Empty cells are the caller's matter."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from bot.domain.person import ChannelRef, PersonRef
from signpost.nearest import nearest
from signpost.records.rows import Row
from signpost.refs import person_written

_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NOTICE = re.compile(r"(\d{1,3}) (?:day|week|month)s? to (?:month_end|quarter_end|year_end)")
_CURRENCY = re.compile(r"[A-Z]{3}")
NOTICE_FORMS = "`3 months to month_end`, `6 weeks to quarter_end`, `1 month to year_end` or `any`"

E = TypeVar("E", bound=StrEnum)


def day(row: Row, column: str) -> date:
    """``2026-11-24``, or as German spreadsheets write it, ``24.11.2026``."""
    text = row.text(column)
    german = _GERMAN_DAY.fullmatch(text)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise row.refused(column, f"must be a day such as 2026-11-24, not {text[:40]!r}")


def past_day(row: Row, column: str, today: date) -> date:
    found = day(row, column)
    if found > today:
        raise row.refused(column, f"{found} is in the future (today is {today})")
    return found


def words(row: Row, column: str, limit: int) -> str:
    text = row.text(column)
    if len(text) > limit:
        raise row.refused(column, f"has {len(text)} characters; the limit is {limit}")
    return text


def choice(row: Row, column: str, choices: tuple[str, ...]) -> str:
    text = row.text(column)
    if text in choices:
        return text
    near = nearest(text, choices)
    hint = f"; did you mean {near}?" if near else ""
    raise row.refused(column, f"must be one of {', '.join(choices)}, not {text[:40]!r}{hint}")


def member(row: Row, column: str, kinds: type[E]) -> E:
    return kinds(choice(row, column, tuple(kind.value for kind in kinds)))


def severity(row: Row, column: str, default: int) -> int:
    """1 mild, 2 clear, 3 severe."""
    return int(choice(row, column, ("1", "2", "3"))) if row.text(column) else default


def people(row: Row, column: str) -> tuple[PersonRef, ...]:
    try:
        return tuple(dict.fromkeys(person_written(written) for written in row.many(column)))
    except ValueError as error:
        raise row.refused(column, str(error)) from error


def channels(row: Row, column: str) -> tuple[ChannelRef, ...]:
    try:
        return tuple(dict.fromkeys(ChannelRef.parse(written) for written in row.many(column)))
    except ValueError as error:
        raise row.refused(column, str(error)) from error


def money(row: Row, column: str) -> Decimal:
    """``1234.50`` or ``1234,50``; thousands are not separated, since 1.234 would be two numbers."""
    text = row.text(column)
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise row.refused(column, f"must be a number such as 4500 or 4500.50, not {text[:40]!r}") from error
    exponent = value.as_tuple().exponent
    if not value.is_finite() or value < 0 or value >= 10**10 or not isinstance(exponent, int) or exponent < -2:
        raise row.refused(column, f"must be an amount with at most two decimals, not {text[:40]!r}")
    return value


def currency(row: Row, column: str) -> str:
    text = row.text(column)
    if not _CURRENCY.fullmatch(text):
        raise row.refused(column, f"must be a currency of three capital letters such as EUR, not {text[:40]!r}")
    return text


def notice(row: Row, column: str) -> str:
    """The notice period as data: how long before which end."""
    text = " ".join(row.text(column).split())
    form = _NOTICE.fullmatch(text)
    if text == "any" or (form and int(form[1])):
        return text
    raise row.refused(column, f"must be {NOTICE_FORMS}, not {text[:40]!r}")

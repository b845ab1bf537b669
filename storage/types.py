"""Column types that behave the same on SQLite and PostgreSQL."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Words(TypeDecorator[str]):
    """Text of any length. PostgreSQL can hold no NUL and neither database a lone surrogate: both become U+FFFD.

    Refusing them would lose a report because of one stray character.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment, in UTC on the way in and out; a naive one raises ``ValueError``.

    SQLite has no such type: there it is text of fixed width (``2026-11-24T09:00:00.000000Z``), which sorts by time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))  # type: ignore[arg-type]

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: which moment is it?")
        moment = value.astimezone(UTC)
        return written(moment) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


def storable(text: str) -> str:
    """The text as both databases can hold it."""
    return _UNSTORABLE.sub("\ufffd", text)


def written(moment: datetime) -> str:
    """An aware moment in UTC as text of fixed width, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Money(TypeDecorator[Decimal]):
    """A decimal number kept digit by digit as text: SQLite would make it a float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Details(TypeDecorator[Mapping[str, Any]]):
    """A small mapping that no query looks into, as canonical JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else canonical(dict(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, Any] | None:
        return None if value is None else dict(json.loads(value))


class Texts(TypeDecorator[tuple[str, ...]]):
    """A few texts that no query looks into, as JSON. Whatever is in them is kept: JSON escapes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else canonical(list(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


def canonical(value: object) -> str:
    """The one way of writing a value as JSON: ASCII, keys sorted, no spaces; so that equal values hash equally."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))

"""Small helpers between rows and domain values."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import RowMapping

T = TypeVar("T")


def grouped(rows: Iterable[RowMapping], owner: str) -> dict[str, list[RowMapping]]:
    """Rows of parts by the id of what they belong to, each group in the order of the rows."""
    groups: dict[str, list[RowMapping]] = {}
    for row in rows:
        groups.setdefault(row[owner], []).append(row)
    return groups


def first(found: Sequence[T]) -> T | None:
    return found[0] if found else None

"""All tables, by topic. Migrations create them; ``tests/contract`` holds both to be the same."""

from storage.tables import parting, record, work
from storage.tables.base import metadata

__all__ = ["metadata", "parting", "record", "work"]

"""All tables, by topic. Migrations create them; ``tests/contract`` holds both to be the same."""

from storage.tables import checkins, record, work
from storage.tables.base import metadata

__all__ = ["checkins", "metadata", "record", "work"]

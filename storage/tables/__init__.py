"""All tables, by topic. Migrations create them; ``tests/contract`` holds both to be the same."""

from storage.tables import around_talks, checkins, parting, record, web, work
from storage.tables.base import metadata

__all__ = ["around_talks", "checkins", "metadata", "parting", "record", "web", "work"]

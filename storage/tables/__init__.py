"""All tables, by topic. Migrations create them; ``tests/contract`` holds both to be the same."""

from storage.tables import record, web, work
from storage.tables.base import metadata

__all__ = ["metadata", "record", "web", "work"]

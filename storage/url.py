"""The two forms of a storage URL, and the drivers behind them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import ConfigurationError

_FORMS = "write sqlite:///path/file.db or postgresql://user:password@host/database (also ?host=/socket/dir)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the record lies. ``file`` is set for SQLite only."""

    waiting: URL
    awaited: URL
    file: Path | None

    @property
    def is_sqlite(self) -> bool:
        return self.file is not None


def place_of(url: str) -> Place:
    """Read a URL; raises ``ConfigurationError`` that never repeats the URL (it may hold a password)."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigurationError("storage.url", f"not a URL; {_FORMS}") from None
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ConfigurationError("storage.url", f"SQLite needs a file; {_FORMS}")
        file = Path(parsed.database)
        # The bot opens what ``upgrade`` has made, and never makes an empty file where a path is mistyped.
        existing = parsed.set(database=f"file:{quote(str(file))}", query={"mode": "rw", "uri": "true"})
        return Place(parsed.set(drivername="sqlite"), existing.set(drivername="sqlite+aiosqlite"), file)
    if backend in ("postgresql", "postgres"):
        driver = parsed.set(drivername="postgresql+psycopg")
        return Place(driver, driver, None)
    raise ConfigurationError("storage.url", f"{backend!r} is not supported; {_FORMS}")

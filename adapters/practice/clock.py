"""The practice workspace's clock: real time plus an offset that only grows, kept in the workspace's own file."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from bot.ports import Clock

_SCHEMA = "CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), offset_us INTEGER NOT NULL)"


class PracticeClock:
    """The port ``Clock``, movable forward. A restart goes on from where the clock stood."""

    def __init__(self, path: Path, real: Clock) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute(_SCHEMA)
        self._real = real
        row = self._connection.execute("SELECT offset_us FROM clock").fetchone()
        self._offset = timedelta(microseconds=row[0]) if row else None

    @property
    def is_new(self) -> bool:
        """Nobody has set it yet."""
        return self._offset is None

    def now(self) -> datetime:
        return self._real.now() + (self._offset or timedelta())

    def move_to(self, moment: datetime) -> None:
        """Forward only: an earlier moment changes nothing."""
        if moment > self.now() or self.is_new:
            self._keep(max(moment - self._real.now(), self._offset or timedelta()))

    def restart(self, moment: datetime) -> None:
        """For a reset of all data: the only way back."""
        self._keep(moment - self._real.now())

    def close(self) -> None:
        self._connection.close()

    def _keep(self, offset: timedelta) -> None:
        self._offset = offset
        self._connection.execute("REPLACE INTO clock VALUES (1, ?)", (offset // timedelta(microseconds=1),))

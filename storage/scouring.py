"""Writing a database's files anew, so that nothing of what was deleted is left in them."""

import sqlite3
from contextlib import closing

from sqlalchemy import text

from bot.errors import StoreBusy, StoreFailed
from storage.engine import maintenance_engine
from storage.errors import translated
from storage.tables.checkins import checkin_answers
from storage.url import Place

_WAIT_SECONDS = 5.0


def scoured(place: Place) -> bool:
    """Waits; call it in a thread. False: a reader still sees an older moment. Raises ``NotRecorded``."""
    if place.file is None:
        _vacuumed(place)
        return True
    try:
        with closing(sqlite3.connect(place.file, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreBusy("scouring") from None
        raise StoreFailed("scouring") from None
    return not busy


def _vacuumed(place: Place) -> None:
    """The table's dead rows; what its log keeps of them are sealed bytes whose keys are gone."""
    engine = maintenance_engine(place).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with translated(), engine.connect() as connection:
            connection.execute(text(f"VACUUM {checkin_answers.name}"))
    finally:
        engine.dispose()

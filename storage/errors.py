"""The one place where a database's failures become meanings: nothing of SQLAlchemy or a driver leaves ``storage``."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import NotRecorded, StoreBusy, StoreFailed

# https://www.sqlite.org/rescode.html: SQLITE_BUSY, SQLITE_LOCKED (the low byte of extended codes)
_SQLITE_BUSY = {5, 6}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization failure, deadlock, lock not available,
# query cancelled (statement_timeout), too many connections
_POSTGRES_BUSY = {"40001", "40P01", "55P03", "57014", "53300"}


@contextmanager
def translated() -> Iterator[None]:
    """Raises ``StoreBusy`` (try again) or ``StoreFailed`` for whatever the database did.

    The cause is cut off: drivers quote the values of a row in their messages, and those may reach a log.
    """
    try:
        yield
    except PoolTimeout:
        raise StoreBusy("no free connection") from None
    except DBAPIError as error:
        raise meaning_of(error.orig or error) from None
    except StatementError as error:
        raise error.orig or StoreFailed("statement") from None
    except (sqlite3.Error, psycopg.Error, OSError, SQLAlchemyError) as error:
        raise meaning_of(error) from None


def meaning_of(error: BaseException) -> NotRecorded:
    """The driver's error without its text: class, code and the constraint's name."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        text = getattr(error, "sqlite_errorname", type(error).__name__)
        return StoreBusy(text) if code & 0xFF in _SQLITE_BUSY else StoreFailed(text)
    if isinstance(error, psycopg.Error):
        state = error.sqlstate or type(error).__name__
        text = " ".join(filter(None, (state, error.diag.constraint_name)))
        return StoreBusy(text) if state in _POSTGRES_BUSY else StoreFailed(text)
    return StoreFailed(type(error).__name__)

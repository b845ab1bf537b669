"""All rows of a database as a stream that the other kind of database understands too.

One consistent snapshot: SQLite's WAL and PostgreSQL's REPEATABLE READ show the same moment until the end, while others
go on writing.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, Table, func, select, text, update

from bot.domain.delivery import DeliveryState
from bot.domain.listening import ListeningState, Pause
from bot.errors import BackupRefused
from storage.engine import BEGIN, ISOLATION
from storage.migrate import current, head, maintenance, revision_of, upgrade
from storage.tables import metadata
from storage.tables.record import listened_channels
from storage.tables.work import deliveries, nudges, organizations
from storage.types import Moment, Money, Texts, written

Progress = Callable[[int, int], None]
Row = tuple[str, list[Any]]
_BATCH = 500
_UNSENT = (DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.BUNDLED)


def tables() -> Mapping[str, Table]:
    """Parents before their parts."""
    return {table.name: table for table in metadata.sorted_tables}


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """A database at one moment; refuses one whose tables this program does not know."""
    with maintenance(url, **{ISOLATION: "REPEATABLE READ"}) as connection:
        found = revision_of(connection)
        if found != head():
            raise BackupRefused(f"the database is at version {found or 'none'}, this Signpost needs {head()}")
        yield connection


def counts(connection: Connection) -> dict[str, int]:
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in tables().items()
    }


def rows(connection: Connection) -> Iterator[Row]:
    """Table by table, as values that JSON can hold."""
    for name, table in tables().items():
        for row in connection.execute(select(table), execution_options={"yield_per": _BATCH}):
            yield name, [_plain(value) for value in row]


@contextmanager
def empty_target(url: str) -> Iterator[Connection]:
    """A database to be filled, in one transaction; made ready when it has no tables, refused when it has rows."""
    if current(url) is None:
        upgrade(url)
    with maintenance(url, **{BEGIN: "BEGIN IMMEDIATE"}) as connection:
        if revision_of(connection) != head():
            raise BackupRefused(f"the target is at version {revision_of(connection)}, this Signpost needs {head()}")
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"LOCK TABLE {', '.join(tables())} IN EXCLUSIVE MODE"))
        if any(counts(connection).values()):
            raise BackupRefused("the target is not empty: name a new database")
        yield connection


def fill(connection: Connection, stream: Iterable[Row], total: int, progress: Progress | None) -> int:
    """Insert the rows; how many there were."""
    done = 0
    for name, group in groupby(stream, key=itemgetter(0)):
        table = tables()[name]
        while batch := [_stored(table, values) for _, values in islice(group, _BATCH)]:
            connection.execute(table.insert(), batch)
            done += len(batch)
            if progress:
                progress(done, total)
    return done


def hold_back(connection: Connection) -> None:
    """What was due before a restore may long be done: it waits until an administrator agrees."""
    connection.execute(update(organizations).values(held=True))
    connection.execute(update(deliveries).where(deliveries.c.state.in_(_UNSENT)).values(held_back=True))
    connection.execute(update(nudges).where(nudges.c.open_key.is_not(None)).values(held_back=True))
    # What was switched off since that backup must not be read again by it: somebody has to resume it.
    on = listened_channels.c.state.in_((ListeningState.STARTING, ListeningState.ON))
    connection.execute(update(listened_channels).where(on).values(state=ListeningState.PAUSED, pause=Pause.WISHED))


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return written(value)
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return dict(value)
        case bytes():
            return b64encode(value).decode()
        case tuple():
            return list(value)
    return value


def _stored(table: Table, values: list[Any]) -> dict[str, Any]:
    return {column.name: _value(column.type, value) for column, value in zip(table.columns, values, strict=True)}


def _value(kind: object, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, Money):
        return Decimal(value)
    if isinstance(kind, LargeBinary):
        return b64decode(value)
    if isinstance(kind, Texts):
        return tuple(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value

"""Clients with their names, people and channels."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from bot.domain.assessment import Stage
from bot.domain.client import Client, ClientName, name_key
from bot.domain.incident import IncidentState
from bot.domain.person import ChannelRef
from bot.errors import AlreadyTaken
from storage.client_rows import Parts, client_of, client_row
from storage.mapping import first
from storage.questions import Question
from storage.session import Row, Session, mine
from storage.tables.record import client_channels, client_names, client_people, clients, incidents


def _part(kind: str, table: Table, names: Sequence[str]) -> Select[Any]:
    # Typed, because PostgreSQL takes a bare NULL or literal of a UNION for "unknown".
    columns = [*(table.c[name] for name in names), *[cast(null(), Text)] * (3 - len(names))]
    labelled = (column.label(label) for column, label in zip(columns, "abc", strict=True))
    return select(table.c.client_id, cast(literal(kind), Text).label("kind"), table.c.position, *labelled)


def _parts(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The parts of the clients that fulfil the conditions."""
    wanted = select(clients.c.id).where(mine(clients), *conditions)
    tables = [
        ("name", client_names, ["name"]),
        ("person", client_people, ["part", "person_id"]),
        ("channel", client_channels, ["platform", "workspace", "channel"]),
    ]
    rows = union_all(
        *(_part(kind, table, names).where(mine(table), table.c.client_id.in_(wanted)) for kind, table, names in tables)
    ).subquery()
    return select(rows).order_by(rows.c.client_id, rows.c.kind, rows.c.position)


def _asked(*conditions: ColumnElement[bool]) -> Question:
    return Question(select(clients).where(mine(clients), *conditions), _parts(*conditions), "client_id")


def _owners(table: Table, *which: ColumnElement[bool]) -> Select[Any]:
    return select(table.c.client_id).where(mine(table), *which)


def _owned(table: Table, *which: ColumnElement[bool]) -> Question:
    return _asked(clients.c.id.in_(_owners(table, *which)))


def _sought(*which: ColumnElement[bool]) -> Select[Any]:
    """The ids of the clients one of whose names contains the words; those come first where one begins with them."""
    key = client_names.c.name_key
    place = func.min(case((key.like(bindparam("begins")), 0), else_=1))
    hits = _owners(client_names, key.is_not(None), key.like(bindparam("contains")), *which)
    ordered = hits.group_by(client_names.c.client_id).order_by(place, func.min(key))
    return ordered.limit(bindparam("limit", type_=Integer))


_OF_PERSON = client_people.c.person_id == bindparam("person")
# Of any age: storage has no clock, and retention bounds it.
_COUNTED = exists().where(
    mine(incidents), incidents.c.client_id == clients.c.id, incidents.c.state == IncidentState.CONFIRMED
)
_ALL = _asked()
_NAMES = (
    select(client_names.c.client_id, client_names.c.name, client_names.c.name_key)
    .where(mine(client_names))
    .order_by(client_names.c.client_id, client_names.c.position)
)
_BY_ID = _asked(clients.c.id == bindparam("id"))
_BY_IDS = _asked(clients.c.id.in_(bindparam("ids", expanding=True)))
_BY_NAME = _owned(client_names, client_names.c.name_key == bindparam("key"))
_BY_NAMES = _owned(client_names, client_names.c.name_key.in_(bindparam("keys", expanding=True)))
_BY_CHANNEL = _owned(
    client_channels,
    client_channels.c.platform == bindparam("platform"),
    client_channels.c.workspace == bindparam("workspace"),
    client_channels.c.channel == bindparam("channel"),
)
_LED_BY = _owned(client_people, _OF_PERSON)
_ABOVE_CALM = _asked(or_(clients.c.stage > Stage.CALM, _COUNTED))
_SOUGHT = _sought()
_SOUGHT_OF_LED = _sought(client_names.c.client_id.in_(_owners(client_people, _OF_PERSON)))


class SqlClients:
    """The port ``Clients``. A name is taken by its ``name_key``; a refused ``save`` leaves nothing behind."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, client: str) -> Client | None:
        return first(await self._ask(_BY_ID, {"id": client}))

    async def by_name(self, name: str) -> Client | None:
        return first(await self._ask(_BY_NAME, {"key": name_key(name)}))

    async def by_names(self, keys: Sequence[str]) -> Sequence[Client]:
        known = [key for key in keys if key]
        return await self._ask(_BY_NAMES, {"keys": known}) if known else ()

    async def sought(self, words: str, limit: int, led_by: str | None = None) -> Sequence[Client]:
        # A name key holds letters, digits and spaces only: nothing in it means anything to LIKE.
        key = name_key(words)
        values = {"begins": f"{key}%", "contains": f"%{key}%", "limit": limit, "person": led_by}
        hits = await self._session.rows(_SOUGHT if led_by is None else _SOUGHT_OF_LED, values)
        ids = [row["client_id"] for row in hits]
        found = {client.id: client for client in await self._ask(_BY_IDS, {"ids": ids})} if ids else {}
        return [found[id] for id in ids if id in found]

    async def by_channel(self, channel: ChannelRef) -> Client | None:
        where = {"platform": channel.platform, "workspace": channel.workspace, "channel": channel.channel}
        return first(await self._ask(_BY_CHANNEL, where))

    async def all(self) -> Sequence[Client]:
        return await self._ask(_ALL)

    async def names(self) -> Sequence[ClientName]:
        rows = await self._session.tuples(_NAMES)
        found = []
        for id, theirs in groupby(rows, key=itemgetter(0)):
            (_, name, key), *aliases = theirs
            found.append((key or name_key(name), ClientName(id, name, tuple(alias for _, alias, _ in aliases))))
        return [name for _, name in sorted(found, key=lambda one: (one[0], one[1].name, one[1].id))]

    async def led_by(self, person: str) -> Sequence[Client]:
        return await self._ask(_LED_BY, {"person": person})

    async def standing_above_calm(self) -> Sequence[Client]:
        """With every client that has a counted incident, of any age."""
        return await self._ask(_ABOVE_CALM)

    async def save(self, client: Client) -> None:
        async with self._session.savepoint():
            await self._session.put(clients, client_row(client))
            had = Parts.read(await self._session.rows(_BY_ID.parts, {"id": client.id}))
            want = Parts.of(client)
            if had.names != want.names:
                await self._claim_names(client)
            if had.people != want.people:
                people = [{"part": part, "person_id": person} for part, person in want.people]
                await self._session.put_parts(client_people, "client_id", client.id, people)
            if had.channels != want.channels:
                await self._claim_channels(client)

    async def _claim_names(self, client: Client) -> None:
        session = self._session
        await session.run(delete(client_names).where(mine(client_names), client_names.c.client_id == client.id))
        claimed: set[str] = set()
        for position, name in enumerate(client.names):
            key = name_key(name)
            fresh = key if key and key not in claimed else None
            claimed.add(key)
            row = {"client_id": client.id, "position": position, "name": name, "name_key": fresh}
            if not await session.add(client_names, row, ["name_key"]):
                await self._refuse(name, client_names, client_names.c.name_key == fresh)

    async def _claim_channels(self, client: Client) -> None:
        session = self._session
        old = client_channels.c.client_id == client.id
        await session.run(delete(client_channels).where(mine(client_channels), old))
        for position, ref in enumerate(dict.fromkeys(client.channels)):
            key = {"platform": ref.platform, "workspace": ref.workspace, "channel": ref.channel}
            if not await session.add(client_channels, {**key, "client_id": client.id, "position": position}, [*key]):
                await self._refuse(str(ref), client_channels, *_is(ref))

    async def _refuse(self, what: str, table: Table, *which: ColumnElement[bool]) -> None:
        owner = select(clients.c.name).where(mine(clients), clients.c.id.in_(_owners(table, *which)))
        raise AlreadyTaken(what, await self._session.value(owner) or "")

    async def _ask(self, question: Question, values: Row | None = None) -> list[Client]:
        rows, parts = await question.ask(self._session, values)
        found = [client_of(row, Parts.read(parts.get(row["id"], ()))) for row in rows]
        return sorted(found, key=lambda client: (name_key(client.name), client.name, client.id))


def _is(ref: ChannelRef) -> tuple[ColumnElement[bool], ...]:
    table = client_channels.c
    return table.platform == ref.platform, table.workspace == ref.workspace, table.channel == ref.channel

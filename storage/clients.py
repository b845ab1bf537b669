"""Clients with their names, people and channels."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
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
from bot.domain.client import Client, name_key
from bot.domain.incident import IncidentState
from bot.domain.person import ChannelRef
from bot.errors import AlreadyTaken
from storage.client_rows import Parts, client_of, client_row
from storage.mapping import first, grouped
from storage.session import Session
from storage.tables.record import client_channels, client_names, client_people, clients, incidents


class SqlClients:
    """The port ``Clients``. A name is taken by its ``name_key``; a refused ``save`` leaves nothing behind."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, client: str) -> Client | None:
        return first(await self._where(clients.c.id == client))

    async def by_name(self, name: str) -> Client | None:
        owners = self._owners(client_names, client_names.c.name_key == name_key(name))
        return first(await self._where(clients.c.id.in_(owners)))

    async def by_names(self, keys: Sequence[str]) -> Sequence[Client]:
        known = [key for key in keys if key]
        if not known:
            return ()
        owners = self._owners(client_names, client_names.c.name_key.in_(known))
        return await self._where(clients.c.id.in_(owners))

    async def sought(self, words: str, limit: int, led_by: str | None = None) -> Sequence[Client]:
        key, mine = name_key(words), [self._session.mine(client_names), client_names.c.name_key.is_not(None)]
        if led_by is not None:
            led = self._owners(client_people, client_people.c.person_id == led_by)
            mine.append(client_names.c.client_id.in_(led))
        # A name key holds letters, digits and spaces only: nothing in it means anything to LIKE.
        begins = client_names.c.name_key.like(f"{key}%")
        place = func.min(case((begins, 0), else_=1))
        hits = select(client_names.c.client_id).where(*mine, client_names.c.name_key.like(f"%{key}%"))
        ordered = hits.group_by(client_names.c.client_id).order_by(place, func.min(client_names.c.name_key))
        ids = [row["client_id"] for row in await self._session.rows(ordered.limit(limit))]
        found = {client.id: client for client in await self._where(clients.c.id.in_(ids))} if ids else {}
        return [found[id] for id in ids if id in found]

    async def by_channel(self, channel: ChannelRef) -> Client | None:
        owners = self._owners(client_channels, *_is(channel))
        return first(await self._where(clients.c.id.in_(owners)))

    async def all(self) -> Sequence[Client]:
        return await self._where()

    async def led_by(self, person: str) -> Sequence[Client]:
        return await self._where(clients.c.id.in_(self._owners(client_people, client_people.c.person_id == person)))

    async def standing_above_calm(self) -> Sequence[Client]:
        """With every client that has a counted incident, of any age: storage has no clock, and retention bounds it."""
        counted = exists().where(
            self._session.mine(incidents),
            incidents.c.client_id == clients.c.id,
            incidents.c.state == IncidentState.CONFIRMED,
        )
        return await self._where(or_(clients.c.stage > Stage.CALM, counted))

    async def save(self, client: Client) -> None:
        async with self._session.savepoint():
            await self._session.put(clients, client_row(client))
            had = (await self._parts(clients.c.id == client.id)).get(client.id, Parts())
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
        await session.run(delete(client_names).where(session.mine(client_names), client_names.c.client_id == client.id))
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
        await session.run(delete(client_channels).where(session.mine(client_channels), old))
        for position, ref in enumerate(dict.fromkeys(client.channels)):
            key = {"platform": ref.platform, "workspace": ref.workspace, "channel": ref.channel}
            if not await session.add(client_channels, {**key, "client_id": client.id, "position": position}, [*key]):
                await self._refuse(str(ref), client_channels, *_is(ref))

    async def _refuse(self, what: str, table: Table, *which: ColumnElement[bool]) -> None:
        owner = select(clients.c.name).where(self._session.mine(clients), clients.c.id.in_(self._owners(table, *which)))
        raise AlreadyTaken(what, await self._session.value(owner) or "")

    def _owners(self, table: Table, *which: ColumnElement[bool]) -> Select[Any]:
        return select(table.c.client_id).where(self._session.mine(table), *which)

    async def _where(self, *conditions: ColumnElement[bool]) -> list[Client]:
        session = self._session
        rows = await session.rows(select(clients).where(session.mine(clients), *conditions))
        parts = await self._parts(*conditions) if rows else {}
        found = [client_of(row, parts.get(row["id"], Parts())) for row in rows]
        return sorted(found, key=lambda client: (name_key(client.name), client.name, client.id))

    async def _parts(self, *conditions: ColumnElement[bool]) -> dict[str, Parts]:
        """The parts of the clients that fulfil the conditions, in one query."""
        session = self._session
        wanted = select(clients.c.id).where(session.mine(clients), *conditions)
        tables = [
            ("name", client_names, ["name"]),
            ("person", client_people, ["part", "person_id"]),
            ("channel", client_channels, ["platform", "workspace", "channel"]),
        ]
        rows = union_all(
            *(
                _part(kind, table, names).where(session.mine(table), table.c.client_id.in_(wanted))
                for kind, table, names in tables
            )
        ).subquery()
        ordered = await session.rows(select(rows).order_by(rows.c.client_id, rows.c.kind, rows.c.position))
        return {client: Parts.read(group) for client, group in grouped(ordered, "client_id").items()}


def _part(kind: str, table: Table, names: Sequence[str]) -> Select[Any]:
    # Typed, because PostgreSQL takes a bare NULL or literal of a UNION for "unknown".
    columns = [*(table.c[name] for name in names), *[cast(null(), Text)] * (3 - len(names))]
    labelled = (column.label(label) for column, label in zip(columns, "abc", strict=True))
    return select(table.c.client_id, cast(literal(kind), Text).label("kind"), table.c.position, *labelled)


def _is(ref: ChannelRef) -> tuple[ColumnElement[bool], ...]:
    table = client_channels.c
    return table.platform == ref.platform, table.workspace == ref.workspace, table.channel == ref.channel

"""Inbound keys, the organization's row, the audit log as a chain of hashes, and what is spent a day."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Integer, RowMapping, bindparam, delete, select, update

from bot.errors import StoreFailed
from bot.ports import Act, Organization
from storage.session import Session, insert, mine
from storage.tables.work import acts, counters, deliveries, inbound_keys, nudges, organizations
from storage.types import canonical, storable, written

_FIRST = "0" * 64
_SEEN = select(inbound_keys.c.result).where(mine(inbound_keys), inbound_keys.c.key == bindparam("key"))
_ORGANIZATION = select(organizations).where(mine(organizations))
_HASH = select(acts.c.hash).where(mine(acts), acts.c.seq == bindparam("seq"))
_WRITE = acts.insert()
_SPENT_LONG_AGO = delete(counters).where(
    mine(counters), counters.c.name >= bindparam("start"), counters.c.name < bindparam("before")
)


class SqlJournal:
    """The port ``Journal``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def seen(self, key: str) -> str | None:
        row = await self._session.row(_SEEN, {"key": key})
        return None if row is None else str(row["result"])

    async def take(self, key: str, at: datetime, result: str = "") -> bool:
        return await self._session.add(inbound_keys, {"key": key, "at": at, "result": result}, ["key"])

    async def organization(self) -> Organization | None:
        row = await self._session.row(_ORGANIZATION)
        return _organization(row) if row else None

    async def save_organization(self, organization: Organization) -> None:
        """With ``held`` false, what a restore held back is due again.

        The row is this store's organization, whatever ``organization.id`` says.
        """
        row = {
            "live_since": organization.live_since,
            "shadow_ended": organization.shadow_ended,
            "daily_due_at": organization.daily_due_at,
            "digest_due_at": organization.digest_due_at,
            "held": organization.held,
            "caution": organization.caution,
            "caution_since": organization.caution_since,
        }
        await self._session.put(organizations, row)
        if not organization.held:
            for table in (deliveries, nudges):
                held_back = (mine(table), table.c.held_back.is_(True))
                await self._session.run(update(table).where(*held_back).values(held_back=False))

    async def record(self, act: Act) -> None:
        seq = await next_in_sequence(self._session, "act")
        previous = _FIRST if seq == 1 else await self._session.value(_HASH, {"seq": seq - 1})
        row = {
            "organization_id": self._session.organization,
            "seq": seq,
            "at": act.at,
            "by_person": storable(act.by),
            "act": storable(act.act),
            "subject": storable(act.subject),
            "detail": act.detail,
            "previous": previous,
        }
        await self._session.run(_WRITE, {**row, "hash": _hash(row)})

    async def acts(self, limit: int = 200) -> Sequence[Act]:
        """The whole chain is checked, its end against the counter: a changed, missing or cut-off entry is found."""
        rows = await self._session.rows(select(acts).where(mine(acts)).order_by(acts.c.seq))
        previous = _FIRST
        for seq, row in enumerate(rows, start=1):
            if row["seq"] != seq or row["previous"] != previous or row["hash"] != _hash(dict(row)):
                raise StoreFailed(f"the audit log is broken at entry {seq}")
            previous = row["hash"]
        if len(rows) != await self._written():
            raise StoreFailed("the audit log has lost its last entries")
        return [_act(row) for row in reversed(rows[-limit:])]

    async def forget_keys_before(self, moment: datetime) -> int:
        old = (mine(inbound_keys), inbound_keys.c.at < moment)
        return (await self._session.run(delete(inbound_keys).where(*old))).rowcount

    async def spend(self, budget: str, day: date, limit: int) -> bool:
        """One row a day; those of the days before yesterday go with the first of a new day."""
        if limit < 1:
            return False
        first = {"organization_id": self._session.organization, "name": f"{budget} {day}", "value": 1}
        taken = (await self._session.run(_spend(self._session.dialect), {**first, "limit": limit})).scalar()
        if taken == 1:
            names = {"start": f"{budget} ", "before": f"{budget} {day - timedelta(days=1)}"}
            await self._session.run(_SPENT_LONG_AGO, names)
        return taken is not None

    async def _written(self) -> int:
        counter = select(counters.c.value).where(mine(counters), counters.c.name == "act")
        return int(await self._session.value(counter) or 0)


@cache
def _spend(dialect: str) -> Executable:
    statement = insert(dialect, counters)
    statement = statement.values({name: bindparam(name) for name in ("organization_id", "name", "value")})
    following = statement.on_conflict_do_update(
        index_elements=["organization_id", "name"],
        set_={"value": counters.c.value + 1},
        where=counters.c.value < bindparam("limit", type_=Integer()),
    )
    return following.returning(counters.c.value)


async def next_in_sequence(session: Session, name: str) -> int:
    """1, 2, 3 … within the transaction: the counter's row stays locked until its end, a rollback takes it back."""
    first = {"organization_id": session.organization, "name": name, "value": 1}
    return int((await session.run(_count(session.dialect), first)).scalar_one())


@cache
def _count(dialect: str) -> Executable:
    following = insert(dialect, counters).on_conflict_do_update(
        index_elements=["organization_id", "name"], set_={"value": counters.c.value + 1}
    )
    return following.returning(counters.c.value)


def _hash(row: Mapping[str, Any]) -> str:
    """SHA-256 of the previous hash and the entry as canonical JSON."""
    entry = {name: row[name] for name in ("organization_id", "seq", "by_person", "act", "subject", "detail")}
    entry["detail"] = None if row["detail"] is None else dict(row["detail"])
    text = canonical({**entry, "at": written(row["at"]), "previous": row["previous"]})
    return hashlib.sha256(text.encode()).hexdigest()


def _organization(row: RowMapping) -> Organization:
    return Organization(
        id=row["organization_id"],
        live_since=row["live_since"],
        shadow_ended=row["shadow_ended"],
        daily_due_at=row["daily_due_at"],
        digest_due_at=row["digest_due_at"],
        held=row["held"],
        caution=row["caution"],
        caution_since=row["caution_since"],
    )


def _act(row: RowMapping) -> Act:
    return Act(at=row["at"], by=row["by_person"], act=row["act"], subject=row["subject"], detail=row["detail"])

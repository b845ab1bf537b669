"""How people are reached on a platform that tells it only when they show up."""

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from bot.domain.person import PersonRef
from bot.domain.reference import ChatReference
from storage.session import Session, mine
from storage.tables.work import chat_references


class SqlReferences:
    """The port ``References``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_person(self, person: PersonRef) -> ChatReference | None:
        return await self._one(*_of(person.platform, person.workspace), chat_references.c.user_id == person.user)

    async def of_chat(self, platform: str, workspace: str, chat: str) -> ChatReference | None:
        return await self._one(*_of(platform, workspace), chat_references.c.chat == chat)

    async def latest_of(self, platform: str, workspace: str) -> ChatReference | None:
        return await self._one(*_of(platform, workspace))

    async def save(self, reference: ChatReference) -> None:
        await self._session.put(chat_references, _row(reference))

    async def _one(self, *conditions: ColumnElement[bool]) -> ChatReference | None:
        """The latest of those that fulfil the conditions."""
        found = select(chat_references).where(mine(chat_references), *conditions)
        latest = found.order_by(chat_references.c.seen_at.desc(), chat_references.c.user_id).limit(1)
        row = await self._session.row(latest)
        return _reference(row) if row else None


def _of(platform: str, workspace: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return chat_references.c.platform == platform, chat_references.c.workspace == workspace


def _row(reference: ChatReference) -> dict[str, Any]:
    person = reference.person
    return {
        "platform": person.platform,
        "workspace": person.workspace,
        "user_id": person.user,
        "address": reference.address,
        "account": reference.account,
        "chat": reference.chat,
        "seen_at": reference.seen_at,
    }


def _reference(row: RowMapping) -> ChatReference:
    return ChatReference(
        person=PersonRef(row["platform"], row["workspace"], row["user_id"]),
        address=row["address"],
        account=row["account"],
        chat=row["chat"],
        seen_at=row["seen_at"],
    )

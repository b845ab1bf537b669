"""Texts to clients, waiting for a person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select

from bot.domain.draft import Draft, DraftKind, Tone
from storage.session import Session, mine
from storage.tables.work import drafts


class SqlDrafts:
    """The port ``Drafts``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, draft: str) -> Draft | None:
        row = await self._session.row(self._query(drafts.c.id == draft))
        return _draft(row) if row else None

    async def of_client(self, client: str) -> Sequence[Draft]:
        newest = (drafts.c.written_at.desc(), drafts.c.id.desc())
        rows = await self._session.rows(self._query(drafts.c.client_id == client).order_by(*newest))
        return [_draft(row) for row in rows]

    async def save(self, draft: Draft) -> None:
        await self._session.put(drafts, _row(draft))

    def _query(self, condition: ColumnElement[bool]) -> Select[Any]:
        return select(drafts).where(mine(drafts), condition)


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "client_id": draft.client,
        "kind": draft.kind.value,
        "tone": draft.tone.value,
        "language": draft.language,
        "subject": draft.subject,
        "body": draft.body,
        "written_at": draft.written_at,
        "written_by": draft.written_by,
        "for_person": draft.for_person,
        "nudge_id": draft.nudge,
        "locked": draft.locked,
    }


def _draft(row: RowMapping) -> Draft:
    return Draft(
        id=row["id"],
        client=row["client_id"],
        kind=DraftKind(row["kind"]),
        tone=Tone(row["tone"]),
        language=row["language"],
        subject=row["subject"],
        body=row["body"],
        written_at=row["written_at"],
        written_by=row["written_by"],
        for_person=row["for_person"],
        nudge=row["nudge_id"],
        locked=row["locked"],
    )

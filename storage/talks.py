"""Talks and notes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from bot.domain.talk import Note, Outcome, Talk
from storage.session import Session
from storage.tables.work import notes, talks


class SqlTalks:
    """The port ``Talks``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_client(self, client: str) -> Sequence[Talk]:
        mine = select(talks).where(self._session.mine(talks), talks.c.client_id == client)
        rows = await self._session.rows(mine.order_by(talks.c.day, talks.c.recorded_at, talks.c.id))
        return [_talk(row) for row in rows]

    async def everything(self) -> Sequence[Talk]:
        mine = select(talks).where(self._session.mine(talks))
        rows = await self._session.rows(mine.order_by(talks.c.day, talks.c.recorded_at, talks.c.id))
        return [_talk(row) for row in rows]

    async def save(self, talk: Talk) -> None:
        await self._session.put(talks, _row(talk))

    async def add_note(self, note: Note) -> None:
        row = {
            "id": note.id,
            "client_id": note.client,
            "author_id": note.author,
            "text": note.text,
            "written_at": note.written_at,
        }
        await self._session.put(notes, row)

    async def notes_of(self, client: str) -> Sequence[Note]:
        mine = select(notes).where(self._session.mine(notes), notes.c.client_id == client)
        rows = await self._session.rows(mine.order_by(notes.c.written_at, notes.c.id))
        return [_note(row) for row in rows]


def _row(talk: Talk) -> dict[str, Any]:
    return {
        "id": talk.id,
        "client_id": talk.client,
        "day": talk.day,
        "outcome": talk.outcome.value,
        "lead_id": talk.lead,
        "note": talk.note,
        "recorded_at": talk.recorded_at,
        "sample": talk.sample,
    }


def _talk(row: RowMapping) -> Talk:
    return Talk(
        id=row["id"],
        client=row["client_id"],
        day=row["day"],
        outcome=Outcome(row["outcome"]),
        lead=row["lead_id"],
        note=row["note"],
        recorded_at=row["recorded_at"],
        sample=row["sample"],
    )


def _note(row: RowMapping) -> Note:
    return Note(
        id=row["id"],
        client=row["client_id"],
        author=row["author_id"],
        text=row["text"],
        written_at=row["written_at"],
    )

"""Talks and notes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from bot.domain.talk import Note, Outcome, Talk
from storage.session import Session, mine
from storage.tables.work import notes, talks

_EVERYTHING = select(talks).where(mine(talks)).order_by(talks.c.day, talks.c.recorded_at, talks.c.id)
_OF_CLIENT = _EVERYTHING.where(talks.c.client_id == bindparam("client"))
_NOTES = select(notes).where(mine(notes), notes.c.client_id == bindparam("client"))
_NOTES_OF_CLIENT = _NOTES.order_by(notes.c.written_at, notes.c.id)


class SqlTalks:
    """The port ``Talks``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_client(self, client: str) -> Sequence[Talk]:
        return [_talk(row) for row in await self._session.rows(_OF_CLIENT, {"client": client})]

    async def everything(self) -> Sequence[Talk]:
        return [_talk(row) for row in await self._session.rows(_EVERYTHING)]

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
        return [_note(row) for row in await self._session.rows(_NOTES_OF_CLIENT, {"client": client})]


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

"""Texts to clients, waiting for a person: each draft with its current wording, and all wordings there were."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, select

from bot.domain.draft import (
    Approval,
    Draft,
    DraftKind,
    Engine,
    Fact,
    FactKind,
    Order,
    Passage,
    Tone,
    Version,
)
from storage.session import Session, mine
from storage.tables.work import draft_versions, drafts

_WITH_WORDING = drafts.join(
    draft_versions,
    and_(
        draft_versions.c.organization_id == drafts.c.organization_id,
        draft_versions.c.draft_id == drafts.c.id,
        draft_versions.c.number == drafts.c.version,
    ),
)
_WORDING = [column for column in draft_versions.c if column.name not in ("organization_id", "written_at")]


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

    async def versions_of(self, draft: str) -> Sequence[Version]:
        of_draft = select(draft_versions).where(mine(draft_versions), draft_versions.c.draft_id == draft)
        return [_version(row) for row in await self._session.rows(of_draft.order_by(draft_versions.c.number))]

    async def save(self, draft: Draft) -> None:
        await self._session.put(drafts, _row(draft))
        await self._session.put(draft_versions, _version_row(draft.version))

    async def keep(self, version: Version) -> None:
        row = {"organization_id": self._session.organization, **_version_row(version)}
        await self._session.run(draft_versions.insert(), row)

    def _query(self, condition: ColumnElement[bool]) -> Select[Any]:
        return select(drafts, *_WORDING).select_from(_WITH_WORDING).where(mine(drafts), condition)


def _row(draft: Draft) -> dict[str, Any]:
    asked, order = draft.approval, draft.order
    return {
        "id": draft.id,
        "client_id": draft.client,
        "kind": draft.kind.value,
        "tone": draft.tone.value,
        "language": draft.language,
        "written_at": draft.written_at,
        "for_person": draft.for_person,
        "nudge_id": draft.nudge,
        "locked": draft.locked,
        "version": draft.number,
        "asked_by": asked.asked_by or None,
        "approver": asked.approver or None,
        "approved_by": asked.approved_by or None,
        "approved_at": asked.approved_at,
        "note": asked.note or None,
        "fell_back": draft.fell_back or None,
        "order_key": order.key if order else None,
        "order_by": order.by if order else None,
        "order_base": order.base if order else None,
        "order_wish": order.wish if order else None,
    }


def _draft(row: RowMapping) -> Draft:
    return Draft(
        id=row["id"],
        client=row["client_id"],
        kind=DraftKind(row["kind"]),
        tone=Tone(row["tone"]),
        language=row["language"],
        version=_version(row),
        for_person=row["for_person"],
        nudge=row["nudge_id"],
        locked=row["locked"],
        approval=Approval(
            asked_by=row["asked_by"] or "",
            approver=row["approver"] or "",
            approved_by=row["approved_by"] or "",
            approved_at=row["approved_at"],
            note=row["note"] or "",
        ),
        order=_order(row),
        fell_back=row["fell_back"] or "",
    )


def _order(row: RowMapping) -> Order | None:
    if not row["order_key"]:
        return None
    return Order(key=row["order_key"], by=row["order_by"], base=row["order_base"], wish=row["order_wish"])


def _version_row(version: Version) -> dict[str, Any]:
    return {
        "draft_id": version.draft,
        "number": version.number,
        "subject": version.subject,
        "body": version.body,
        "engine": version.engine.value,
        "author": version.author,
        "written_at": version.written_at,
        "wish": version.wish,
        "grounds": {
            "passages": [[passage.text, list(passage.facts)] for passage in version.passages],
            "facts": [[fact.id, fact.kind.value, dict(fact.values)] for fact in version.facts],
        },
    }


def _version(row: RowMapping) -> Version:
    grounds = row["grounds"]
    return Version(
        draft=row["draft_id"],
        number=row["number"],
        subject=row["subject"],
        body=row["body"],
        engine=Engine(row["engine"]),
        author=row["author"],
        written_at=row["written_at"],
        wish=row["wish"],
        passages=tuple(Passage(text, tuple(facts)) for text, facts in grounds["passages"]),
        facts=tuple(Fact(id, FactKind(kind), values) for id, kind, values in grounds["facts"]),
    )

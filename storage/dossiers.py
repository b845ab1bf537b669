"""Dossiers that were asked for; their files are kept nowhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, select

from bot.domain.dossier import DossierRequest, Made, Period, RequestState
from storage.session import Session, mine
from storage.tables.web import dossier_requests as requests

_BY_ID = select(requests).where(mine(requests), requests.c.id == bindparam("id"))
_OLD = delete(requests).where(mine(requests), requests.c.asked_at < bindparam("before"))


class SqlDossiers:
    """The port ``Dossiers``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, id: str) -> DossierRequest | None:
        row = await self._session.row(_BY_ID, {"id": id})
        return _request(row) if row else None

    async def save(self, request: DossierRequest) -> None:
        await self._session.put(requests, _row(request))

    async def forget_before(self, moment: datetime) -> int:
        return (await self._session.run(_OLD, {"before": moment})).rowcount


def _row(request: DossierRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "client_id": request.client,
        "person_id": request.person,
        "since": request.period.since,
        "until": request.period.until,
        "form": request.form,
        "asked_at": request.asked_at,
        "state": request.state.value,
        "entries": request.made and request.made.entries,
        "sha256": request.made and request.made.sha256,
    }


def _request(row: RowMapping) -> DossierRequest:
    return DossierRequest(
        id=row["id"],
        client=row["client_id"],
        person=row["person_id"],
        period=Period(row["since"], row["until"]),
        form=row["form"],
        asked_at=row["asked_at"],
        state=RequestState(row["state"]),
        made=Made(row["entries"], row["sha256"]) if row["sha256"] else None,
    )

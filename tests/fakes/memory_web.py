"""Sessions and dossiers asked for, in memory."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.dossier import DossierRequest
from bot.domain.person import PersonRef
from bot.domain.session import WebSession
from tests.fakes.memory_state import Desk, storable_value


class MemorySessions:
    """The port ``Sessions``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, id: str) -> WebSession | None:
        return self._desk.look().sessions.get(id)

    async def save(self, session: WebSession) -> None:
        self._desk.change().sessions[session.id] = storable_value(session)

    async def end_of(self, who: PersonRef) -> int:
        return self._drop([one.id for one in self._desk.change().sessions.values() if one.who == who])

    async def forget_ended(self, now: datetime) -> int:
        return self._drop([one.id for one in self._desk.change().sessions.values() if one.ends_at <= now])

    def _drop(self, ids: Sequence[str]) -> int:
        for id in ids:
            del self._desk.change().sessions[id]
        return len(ids)


class MemoryDossiers:
    """The port ``Dossiers``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, id: str) -> DossierRequest | None:
        return self._desk.look().dossiers.get(id)

    async def save(self, request: DossierRequest) -> None:
        self._desk.must_know(request.client)
        self._desk.change().dossiers[request.id] = storable_value(request)

    async def forget_before(self, moment: datetime) -> int:
        old = [one.id for one in self._desk.change().dossiers.values() if one.asked_at < moment]
        for id in old:
            del self._desk.change().dossiers[id]
        return len(old)

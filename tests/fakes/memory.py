"""A store in memory that passes the contract suite of the real ones: transactions, uniqueness, one writer at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.delivery import Delivery
from bot.errors import NotRecorded, StoreBusy
from bot.ports import (
    Agreements,
    Checkins,
    Clients,
    Counterweights,
    Deliveries,
    Dossiers,
    Drafts,
    Incidents,
    Installations,
    Jobs,
    Journal,
    Listened,
    Nudges,
    Partings,
    People,
    References,
    ReporterQuestions,
    Sessions,
    Talks,
    Unit,
)
from tests.fakes.memory_around_talks import MemoryAgreements, MemoryCounterweights, MemoryReporterQuestions
from tests.fakes.memory_checkins import MemoryCheckins
from tests.fakes.memory_installations import MemoryInstallations
from tests.fakes.memory_journal import MemoryJournal
from tests.fakes.memory_listened import MemoryListened
from tests.fakes.memory_outgoing import MemoryDeliveries, MemoryDrafts, MemoryNudges
from tests.fakes.memory_partings import MemoryPartings
from tests.fakes.memory_record import MemoryClients, MemoryIncidents, MemoryPeople, MemoryTalks
from tests.fakes.memory_references import MemoryReferences
from tests.fakes.memory_state import Desk, State
from tests.fakes.memory_web import MemoryDossiers, MemorySessions

WRITE_WAIT_SECONDS = 1.5


class MemoryUnit:
    """The port ``Unit`` on a copy of the state; ``commit`` makes the copy the state."""

    def __init__(self, desk: Desk, store: "MemoryStore") -> None:
        self._desk = desk
        self._store = store
        self._added: list[Delivery] = []
        self.people: People = MemoryPeople(desk)
        self.clients: Clients = MemoryClients(desk)
        self.incidents: Incidents = MemoryIncidents(desk)
        self.talks: Talks = MemoryTalks(desk)
        self.agreements: Agreements = MemoryAgreements(desk)
        self.counterweights: Counterweights = MemoryCounterweights(desk)
        self.reporter_questions: ReporterQuestions = MemoryReporterQuestions(desk)
        self.nudges: Nudges = MemoryNudges(desk)
        self.drafts: Drafts = MemoryDrafts(desk)
        self.partings: Partings = MemoryPartings(desk)
        self.deliveries: Deliveries = MemoryDeliveries(desk, self._added.append)
        self.journal: Journal = MemoryJournal(desk)
        self.installations: Installations = MemoryInstallations(desk)
        self.references: References = MemoryReferences(desk)
        self.listened: Listened = MemoryListened(desk)
        self.sessions: Sessions = MemorySessions(desk)
        self.dossiers: Dossiers = MemoryDossiers(desk)
        self.checkins: Checkins = MemoryCheckins(desk)

    async def lock_client(self, client: str) -> None:
        """Nothing to do: there is one writer at a time."""
        self._desk.change()

    async def commit(self) -> None:
        state = self._desk.change()
        jobs = self._store.jobs
        if jobs and self._added:
            await jobs.enqueue(self._store, self._added)
        self._store.state = state
        self._desk.over = True
        if jobs and self._added:
            jobs.committed()


class MemoryStore:
    """The port ``Store``. ``refuses``: raised by every write unit while it is set, as a full disk would be."""

    def __init__(self, organization: str = "main", jobs: Jobs | None = None) -> None:
        self.organization = organization
        self.jobs = jobs
        self.state = State()
        self.refuses: NotRecorded | None = None
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        desk = Desk(self.state, self.organization, writable=False)
        try:
            yield MemoryUnit(desk, self)
        finally:
            desk.over = True

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        if self.refuses:
            raise self.refuses
        try:
            async with asyncio.timeout(WRITE_WAIT_SECONDS):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreBusy("too many writers") from None
        desk = Desk(self.state.copy(), self.organization, writable=True)
        try:
            yield MemoryUnit(desk, self)
        finally:
            desk.over = True
            self._turn.release()

    async def scour(self) -> bool:
        """Memory keeps nothing of what is deleted."""
        return True

    async def close(self) -> None:
        """As the real ones; there is nothing to give back."""

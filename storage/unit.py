"""One transaction on a database."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select

from bot.domain.delivery import Delivery
from bot.errors import SignpostError, StoreFailed
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
)
from storage.agreements import SqlAgreements
from storage.checkins import SqlCheckins
from storage.clients import SqlClients
from storage.counterweights import SqlCounterweights
from storage.deliveries import SqlDeliveries
from storage.dossiers import SqlDossiers
from storage.drafts import SqlDrafts
from storage.errors import translated
from storage.incidents import SqlIncidents
from storage.installations import SqlInstallations
from storage.journal import SqlJournal
from storage.listened import SqlListened
from storage.nudges import SqlNudges
from storage.partings import SqlPartings
from storage.people import SqlPeople
from storage.references import SqlReferences
from storage.reporter_questions import SqlReporterQuestions
from storage.session import Session
from storage.sessions import SqlSessions
from storage.talks import SqlTalks


class SqlUnit:
    """The port ``Unit``. After ``commit`` it is over: a second step belongs into a unit of its own."""

    def __init__(self, session: Session, jobs: Jobs | None) -> None:
        self._session = session
        self._jobs = jobs
        self._added: list[Delivery] = []
        self.people: People = SqlPeople(session)
        self.clients: Clients = SqlClients(session)
        self.incidents: Incidents = SqlIncidents(session)
        self.talks: Talks = SqlTalks(session)
        self.agreements: Agreements = SqlAgreements(session)
        self.counterweights: Counterweights = SqlCounterweights(session)
        self.reporter_questions: ReporterQuestions = SqlReporterQuestions(session)
        self.nudges: Nudges = SqlNudges(session)
        self.drafts: Drafts = SqlDrafts(session)
        self.partings: Partings = SqlPartings(session)
        self.deliveries: Deliveries = SqlDeliveries(session, self._added.append)
        self.journal: Journal = SqlJournal(session)
        self.installations: Installations = SqlInstallations(session)
        self.references: References = SqlReferences(session)
        self.listened: Listened = SqlListened(session)
        self.sessions: Sessions = SqlSessions(session)
        self.dossiers: Dossiers = SqlDossiers(session)
        self.checkins: Checkins = SqlCheckins(session)

    async def lock_client(self, client: str) -> None:
        """PostgreSQL: an advisory lock of the transaction. SQLite has one writer at a time anyway.

        Take it before ``next_number``, always: two transactions that take them in different order wait for each other.
        """
        self._session.refuse_unless_writable()
        if self._session.dialect == "postgresql":
            lock = lock_number(self._session.organization, client)
            await self._session.row(select(func.pg_advisory_xact_lock(lock)))

    async def commit(self) -> None:
        """Deliveries are handed to the engine inside the transaction, and it is woken after the commit."""
        self._session.refuse_unless_writable()
        if self._jobs and self._added:
            await self._enqueue(self._jobs, self._added)
        with translated():
            await self._session.connection.commit()
        self._session.over = True
        if self._jobs and self._added:
            self._jobs.committed()

    async def _enqueue(self, jobs: Jobs, deliveries: Sequence[Delivery]) -> None:
        try:
            raw = await self._session.connection.get_raw_connection()
            await jobs.enqueue(raw.driver_connection, deliveries)
        except SignpostError:
            raise
        except Exception as error:
            # Whatever an engine raises here, the person must read that nothing was recorded.
            raise StoreFailed(f"jobs: {type(error).__name__}") from error


def lock_number(organization: str, client: str) -> int:
    """A signed 64-bit number that is the same in every process and release."""
    digest = hashlib.sha256(f"{organization}\0{client}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)

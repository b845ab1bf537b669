"""The record as a whole: all repositories in one transaction."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.repositories.checkins import Checkins
from bot.repositories.clients import Agreements, Clients, Counterweights, Talks
from bot.repositories.incidents import Incidents, ReporterQuestions
from bot.repositories.nudges import Deliveries, Nudges
from bot.repositories.organization import Installations, Journal, Listened
from bot.repositories.partings import Dossiers, Drafts, Partings
from bot.repositories.people import People, References, Sessions


class Unit(Protocol):
    """One transaction. A write unit that is left without ``commit`` is rolled back."""

    people: People
    clients: Clients
    incidents: Incidents
    talks: Talks
    agreements: Agreements
    counterweights: Counterweights
    reporter_questions: ReporterQuestions
    nudges: Nudges
    drafts: Drafts
    partings: Partings
    deliveries: Deliveries
    journal: Journal
    installations: Installations
    references: References
    listened: Listened
    sessions: Sessions
    dossiers: Dossiers
    checkins: Checkins

    async def lock_client(self, client: str) -> None:
        """Until the end of the transaction nobody else weighs this client."""

    async def commit(self) -> None:
        """Commit, and wake the job engine for the deliveries added."""


class Store(Protocol):
    def read(self) -> AbstractAsyncContextManager[Unit]: ...
    def write(self) -> AbstractAsyncContextManager[Unit]:
        """Raises ``StoreBusy`` when the write lock is not to be had within 1.5 s."""

    async def scour(self) -> bool:
        """Leave nothing of deleted rows in the database's files, as far as it can; False: to be tried again."""

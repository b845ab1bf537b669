"""Letters, partings and files about a client."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.dossier import DossierRequest
from bot.domain.draft import Draft, Version
from bot.domain.parting import CheckedItem, HandOver, OpenInvoice, PartingCase, Step


class Drafts(Protocol):
    async def by_id(self, draft: str) -> Draft | None: ...
    async def of_client(self, client: str) -> Sequence[Draft]:
        """Newest first."""

    async def versions_of(self, draft: str) -> Sequence[Version]:
        """All of them, oldest first; also those that were never the current one."""

    async def save(self, draft: Draft) -> None:
        """Insert or replace, and keep its current version with all others."""

    async def keep(self, version: Version) -> None:
        """A version beside the current one. Raises ``StoreFailed`` where the number is taken: a text is never lost."""


class Partings(Protocol):
    """Partings from clients. At most one case of a client is open; steps are only ever added."""

    async def open_or_get(self, case: PartingCase) -> tuple[PartingCase, bool]:
        """Insert against the UNIQUE key (client, open); (the open one, whether it is new)."""

    async def by_id(self, case: str) -> PartingCase | None: ...
    async def open_of(self, client: str) -> PartingCase | None: ...
    async def of_client(self, client: str) -> Sequence[PartingCase]:
        """All, newest first."""

    async def save(self, case: PartingCase) -> None: ...
    async def items_of(self, case: str) -> Sequence[CheckedItem]:
        """Those that somebody has touched, in any order."""

    async def save_item(self, item: CheckedItem) -> None: ...
    async def handover(self, handover: str) -> HandOver | None: ...
    async def handovers_of(self, case: str) -> Sequence[HandOver]:
        """By due day."""

    async def save_handover(self, handover: HandOver) -> None: ...
    async def invoice(self, invoice: str) -> OpenInvoice | None: ...
    async def invoices_of(self, case: str) -> Sequence[OpenInvoice]:
        """By due day."""

    async def save_invoice(self, invoice: OpenInvoice) -> None: ...
    async def add_step(self, step: Step) -> None:
        """Append; the step gets the case's next number. The caller holds the client's lock."""

    async def steps_of(self, case: str) -> Sequence[Step]:
        """Oldest first."""

    async def reminders_due(self, now: datetime, limit: int = 100) -> Sequence[HandOver]:
        """Whose ``remind_at`` has come, oldest due first."""

    async def look_backs_due(self, now: datetime, limit: int = 100) -> Sequence[PartingCase]:
        """Whose ``look_back_at`` has come, oldest due first."""

    async def next_due(self) -> datetime | None:
        """When the earliest reminder or look back is due."""


class Dossiers(Protocol):
    """Dossiers that were asked for."""

    async def by_id(self, id: str) -> DossierRequest | None: ...
    async def save(self, request: DossierRequest) -> None: ...
    async def forget_before(self, moment: datetime) -> int:
        """Delete those asked for before that moment."""

"""Incidents, and the questions put to those who reported them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.assessment import Record
from bot.domain.incident import Incident
from bot.domain.person import ChannelRef
from bot.domain.reporter_question import Answer, ReporterQuestion


class Incidents(Protocol):
    async def by_id(self, incident: str) -> Incident | None: ...
    async def by_ids(self, incidents: Sequence[str]) -> Sequence[Incident]:
        """Those that there are, in the order asked for; at most some hundred at once."""

    async def by_number(self, number: int) -> Incident | None: ...
    async def next_number(self) -> int:
        """The next report number of the organization, taken within this transaction (1, 2, 3 …)."""

    async def of_client(self, client: str) -> Sequence[Incident]:
        """All incidents of a client in any state, newest day first."""

    async def counted_of(self, client: str) -> Sequence[Incident]:
        """The confirmed ones only: what the policy weighs."""

    async def confirmed_between(self, client: str, since: date, until: date) -> Sequence[str]:
        """Ids of the confirmed ones that happened from one local day to another, both included, oldest first.

        For whoever reads a long record a part at a time (``by_ids``).
        """

    async def record_of(self, client: str) -> Record:
        """What the policy weighs of the confirmed ones, and nothing else of them; the talks are left out.

        The same as ``bot.record.record_from(counted_of(client), ())``, in any order, at a fraction of its cost: every
        report of a client asks for it.
        """

    async def by_link(self, client: str, sign: str, link: str) -> Incident | None:
        """The oldest living incident (not withdrawn, dismissed or expired) of that client, sign and non-empty link.

        A suspicion that somebody is asked about in private is none of them.
        """

    async def of_others(
        self, client: str, sign: str, day: date, person: str, *, to_owner: bool = False
    ) -> Incident | None:
        """The first confirmed incident of that client, sign and day in which the person is no reporter."""

    async def reported_by(self, person: str, limit: int = 50) -> Sequence[Incident]:
        """Incidents in which the person is a reporter, newest first."""

    async def waiting(self) -> Sequence[Incident]:
        """Reports for clients not known yet, oldest first."""

    async def suspected_of(self, client: str) -> Sequence[Incident]: ...
    async def of_message(self, channel: ChannelRef, message: str) -> Incident | None:
        """What the bot noticed in that message, in any state."""

    async def asked_of(self, person: str) -> Sequence[Incident]:
        """The suspicions that this person has not answered yet, oldest first."""

    async def unanswered_in(self, channel: ChannelRef) -> Sequence[Incident]:
        """The suspicions from that channel that nobody has answered yet."""

    async def answered(self, limit: int, since: datetime | None = None) -> Sequence[Incident]:
        """Suspicions that were confirmed or dismissed (``since`` excluded), the newest answer first."""

    async def counts_since(self, day: date) -> Mapping[str, int]:
        """How many confirmed incidents happened on that day or later, by client; clients without any are left out."""

    async def everything(self) -> Sequence[Incident]:
        """All incidents of the organization by number (exports, backtest)."""

    async def forget(self, before: date, quotes_before: date) -> int:
        """Delete incidents that happened before a local day, and the quotes of those before another; how many went."""

    async def save(self, incident: Incident) -> None: ...


class ReporterQuestions(Protocol):
    """What leads asked the reporters of an incident. Questions and answers go with their incident (``forget``).

    Answers come ordered by their text: neither who nor when is to be read from their order.
    """

    async def by_id(self, question: str) -> ReporterQuestion | None: ...
    async def about_incident(self, incident: str) -> Sequence[ReporterQuestion]:
        """Oldest first."""

    async def about_client(self, client: str) -> Sequence[ReporterQuestion]:
        """About whatever incident of the client; oldest first."""

    async def put_to(self, person: str, since: date) -> Sequence[ReporterQuestion]:
        """About incidents in which the person is a reporter, asked by somebody else on that local day or later, and
        not answered by the person; oldest first.
        """

    async def answers_to(self, question: str) -> Sequence[Answer]: ...
    async def answers_about_client(self, client: str) -> Sequence[Answer]: ...
    async def ask(self, question: ReporterQuestion) -> None: ...
    async def answer(self, answer: Answer) -> None:
        """Insert, or replace the person's."""

    async def take_back(self, incident: str, person: str) -> None:
        """Delete what the person answered to any question about the incident."""

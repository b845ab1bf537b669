"""The record, as the core asks for it: one repository per kind of thing, named after questions.

Every method may raise ``NotRecorded`` (``StoreBusy``, ``StoreFailed``); nothing of SQLAlchemy leaves ``storage/``.
``bot.ports`` gives them on, beside the other ports.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.agreement import Agreement
from bot.domain.assessment import Record
from bot.domain.checkin import Band, Published, Round, Sealed
from bot.domain.client import Client, ClientName
from bot.domain.counterweight import Counterweight
from bot.domain.delivery import Delivery
from bot.domain.dossier import DossierRequest
from bot.domain.draft import Draft, Version
from bot.domain.incident import Incident
from bot.domain.installation import Installation
from bot.domain.listening import Listening
from bot.domain.nudge import Nudge
from bot.domain.parting import CheckedItem, HandOver, OpenInvoice, PartingCase, Step
from bot.domain.person import ChannelRef, Person, PersonRef, Role
from bot.domain.reference import ChatReference
from bot.domain.reporter_question import Answer, ReporterQuestion
from bot.domain.schedule import Schedule
from bot.domain.session import WebSession
from bot.domain.talk import Note, Talk


class People(Protocol):
    async def by_ref(self, ref: PersonRef) -> Person | None: ...
    async def by_id(self, person: str) -> Person | None: ...
    async def by_ids(self, people: Sequence[str]) -> Mapping[str, Person]: ...
    async def everybody(self) -> Sequence[Person]:
        """All people, by name."""

    async def let_in(self) -> Sequence[Person]:
        """Guests and people of other firms whom an admin has let in, their account in use; by name."""

    async def with_role(self, *roles: Role) -> Sequence[Person]:
        """Those who have one of the firm-wide roles, by name; active or not."""

    async def save(self, person: Person) -> None:
        """Insert or replace, with all refs. A new person whose ref is taken already is not made: ask ``by_ref``."""

    async def take_over(self, person: Person, gone: str) -> None:
        """Save the person, who is the same as another: whatever ``gone`` did or was told is theirs, and that one is no
        more. Where both stand below one report or nudge, the first of the two stays. Clients and the audit log keep
        the old id.
        """


class Clients(Protocol):
    async def by_id(self, client: str) -> Client | None: ...
    async def by_name(self, name: str) -> Client | None:
        """By name or alias, compared through ``name_key``."""

    async def by_names(self, keys: Sequence[str]) -> Sequence[Client]:
        """Those whose name or alias has one of these ``name_key``s, by name."""

    async def by_channel(self, channel: ChannelRef) -> Client | None: ...
    async def sought(self, words: str, limit: int, led_by: str | None = None) -> Sequence[Client]:
        """Type-ahead: names or aliases that begin with the words, then those that contain them, by ``name_key``.

        ``led_by``: only clients of which that person is lead or deputy.
        """

    async def all(self) -> Sequence[Client]:
        """All clients, by name."""

    async def names(self) -> Sequence[ClientName]:
        """The names of all clients, in the order of ``all``, at a fraction of its cost."""

    async def led_by(self, person: str) -> Sequence[Client]:
        """Clients of which the person is lead or deputy, by name."""

    async def standing_above_calm(self) -> Sequence[Client]:
        """Clients to look at once a day: stage above calm, or with any confirmed incident."""

    async def save(self, client: Client) -> None:
        """Insert or replace; raises ``AlreadyTaken`` when a name, alias or channel belongs to another client."""


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


class Talks(Protocol):
    async def of_client(self, client: str) -> Sequence[Talk]:
        """All talks of a client, oldest first."""

    async def everything(self) -> Sequence[Talk]: ...
    async def save(self, talk: Talk) -> None: ...
    async def add_note(self, note: Note) -> None: ...
    async def notes_of(self, client: str) -> Sequence[Note]:
        """Oldest first."""


class Agreements(Protocol):
    """Points agreed with a client, and warnings to it."""

    async def by_id(self, agreement: str) -> Agreement | None: ...
    async def of_client(self, client: str) -> Sequence[Agreement]:
        """All, by the day they are due."""

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Agreement]:
        """Those whose ``remind_at`` has come, oldest first."""

    async def next_due(self) -> datetime | None:
        """When the earliest reminder is due."""

    async def save(self, agreement: Agreement) -> None: ...


class Counterweights(Protocol):
    """Good deeds of a client, and misses of our own."""

    async def by_id(self, counterweight: str) -> Counterweight | None: ...
    async def of_client(self, client: str) -> Sequence[Counterweight]:
        """Newest day first."""

    async def save(self, counterweight: Counterweight) -> None: ...
    async def remove(self, counterweight: str) -> None: ...
    async def forget(self, before: date) -> int:
        """Delete those of before a local day; how many went."""


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


class Nudges(Protocol):
    async def open_or_get(self, nudge: Nudge) -> tuple[Nudge, bool]:
        """Insert against the UNIQUE key (client, stage, unfinished); (the unfinished one, whether it is new)."""

    async def by_id(self, nudge: str) -> Nudge | None: ...
    async def unfinished_of(self, client: str) -> Sequence[Nudge]: ...
    async def of_client(self, client: str) -> Sequence[Nudge]:
        """All, newest first."""

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Nudge]:
        """Unfinished ones whose ``next_step_at``, ``wakes_at`` or ``overdue_at`` has come, oldest due first."""

    async def shadowed(self) -> Sequence[Nudge]:
        """All that were opened in shadow mode."""

    async def next_due(self) -> datetime | None:
        """When the earliest unfinished nudge has something due."""

    async def save(self, nudge: Nudge) -> None: ...


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


class Deliveries(Protocol):
    async def add(self, delivery: Delivery) -> bool:
        """Insert; False when the key is there already (then nothing happened)."""

    async def by_id(self, delivery: str) -> Delivery | None: ...
    async def by_key(self, key: str) -> Delivery | None: ...
    async def edit_due(self, delivery: str) -> Delivery | None:
        """The edit of that message that waits (state ``due``), if any."""

    async def due(self, now: datetime, limit: int = 100, busy: Collection[str] = ()) -> Sequence[Delivery]:
        """State ``due`` or ``sending`` with ``due_at`` ≤ now, by urgency, then due time; none of ``busy`` people."""

    async def next_due(self) -> datetime | None:
        """When the earliest unsent delivery is due."""

    async def sent_of_nudge(self, nudge: str) -> Sequence[Delivery]:
        """Sent messages (no edits) whose ``about["nudge"]`` is this nudge, oldest first."""

    async def sent_between(self, person: str, start: datetime, end: datetime) -> int:
        """How many messages that count towards the cap (see ``OUTSIDE_THE_CAP``) the person got; whispers do not."""

    async def whispers_since(self, person: str, moment: datetime) -> int:
        """How many whispers were written for the person after that moment."""

    async def bundled_for(self, person: str) -> Sequence[Delivery]:
        """State ``bundled``, by urgency, then creation."""

    async def with_bundles(self) -> Sequence[str]:
        """Ids of people who have bundled messages."""

    async def of_person(self, person: str, limit: int = 100) -> Sequence[Delivery]: ...
    async def failed(self, limit: int = 50) -> Sequence[Delivery]: ...
    async def save(self, delivery: Delivery) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """The deployment's one organization. ``live_since``: the start that shadow mode is counted from.

    ``held``: a restore set it; deliveries and nudges that were due before it wait until it is saved as false.
    ``caution``: by how many steps a suspicion has to be surer than the detector asks, since ``caution_since``.
    """

    id: str
    live_since: datetime
    shadow_ended: bool = False
    daily_due_at: datetime | None = None
    digest_due_at: datetime | None = None
    held: bool = False
    caution: int = 0
    caution_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A privileged act for the hash-chained audit log; ``detail`` holds ids and counts, never texts."""

    at: datetime
    by: str
    act: str
    subject: str = ""
    detail: Mapping[str, str] | None = None


class Journal(Protocol):
    """Inbound keys, the organization row, the audit log and what may be spent a day."""

    async def seen(self, key: str) -> str | None:
        """What an earlier delivery of this key left (``take``'s result; may be empty), None when the key is new."""

    async def take(self, key: str, at: datetime, result: str = "") -> bool:
        """Insert the key under UNIQUE; False when it is taken. ``result``: an incident id, say."""

    async def organization(self) -> Organization | None:
        """The deployment's one row; None before the first start."""

    async def save_organization(self, organization: Organization) -> None: ...
    async def record(self, act: Act) -> None:
        """Append to the audit log."""

    async def acts(self, limit: int = 200) -> Sequence[Act]:
        """Newest first. Raises ``StoreFailed`` when the hash chain is broken."""

    async def forget_keys_before(self, moment: datetime) -> int: ...
    async def spend(self, budget: str, day: date, limit: int) -> bool:
        """Take one of a day's ``limit``; False where all are taken. Replicas and restarts count together."""


class Installations(Protocol):
    """Workspaces that let the bot in. Tokens come and go sealed; the vault opens them."""

    async def of_workspace(self, platform: str, workspace: str) -> Installation | None: ...
    async def all(self, platform: str) -> Sequence[Installation]:
        """By workspace."""

    async def save(self, installation: Installation) -> None:
        """Insert, or replace the one of that platform and workspace."""

    async def reseal(self, platform: str, workspace: str, sealed: str, anew: str) -> bool:
        """Put ``anew`` in place of ``sealed``; False, and nothing happens, where that is not the stored token any more.

        So neither a deleted nor a newer installation is undone by somebody who read it before.
        """

    async def forget(self, platform: str, workspace: str) -> bool:
        """Delete it; whether there was one."""


class References(Protocol):
    """How people are reached on a platform that tells it only when they show up."""

    async def of_person(self, person: PersonRef) -> ChatReference | None: ...
    async def of_chat(self, platform: str, workspace: str, chat: str) -> ChatReference | None:
        """Whose 1:1 chat with the bot that is."""

    async def latest_of(self, platform: str, workspace: str) -> ChatReference | None:
        """The one learned last, whoever it is of: its address serves others of the workspace."""

    async def save(self, reference: ChatReference) -> None:
        """Insert, or replace the person's."""


class Listened(Protocol):
    """Channels in which listening was agreed or switched on; of all others nothing is read."""

    async def of_channel(self, channel: ChannelRef) -> Listening | None: ...
    async def all(self) -> Sequence[Listening]:
        """By channel."""

    async def save(self, listening: Listening) -> None:
        """Insert, or replace the channel's."""

    async def end(self, channel: ChannelRef) -> bool:
        """Delete it; whether there was one."""


class Sessions(Protocol):
    """Who looks at pages in a browser."""

    async def by_id(self, id: str) -> WebSession | None:
        """Also one whose time is over."""

    async def save(self, session: WebSession) -> None: ...
    async def end_of(self, who: PersonRef) -> int:
        """Delete all of that person's; how many there were."""

    async def forget_ended(self, now: datetime) -> int:
        """Delete those whose time is over."""


class Dossiers(Protocol):
    """Dossiers that were asked for."""

    async def by_id(self, id: str) -> DossierRequest | None: ...
    async def save(self, request: DossierRequest) -> None: ...
    async def forget_before(self, moment: datetime) -> int:
        """Delete those asked for before that moment."""


class Checkins(Protocol):
    """Check-in rounds: who is asked, what was answered (sealed), what was published. ``client`` None: firm-wide."""

    async def open(self, round: Round) -> bool:
        """Insert against the UNIQUE key of open rounds; False where the client has one already."""

    async def by_id(self, round: str) -> Round | None: ...
    async def open_of(self, client: str | None) -> Round | None: ...
    async def open_for(self, person: str) -> Sequence[Round]:
        """The open rounds in which the person is asked, the one that closes first comes first."""

    async def unfinished(self) -> Sequence[Round]:
        """Those that are open, or whose traces are not gone yet."""

    async def save(self, round: Round) -> None:
        """Replace what changes of it; its seats stay."""

    async def forget_seats(self, round: str) -> None:
        """Nobody can tell any more who was asked."""

    async def forget(self, before: datetime) -> int:
        """Delete rounds whose close lies before, with all that was published of them; how many went."""

    async def put_answer(self, answer: Sealed) -> None:
        """Insert, or replace the one of that slot."""

    async def take_back(self, round: str, slots: Collection[bytes]) -> None: ...
    async def answers_of(self, round: str) -> Sequence[Sealed]:
        """By slot, which is no order of time or people."""

    async def destroy_answers(self, round: str) -> None: ...
    async def publish(self, published: Published) -> None:
        """Insert, or replace what the same round gave."""

    async def results_of(self, client: str | None, limit: int = 200) -> Sequence[Published]:
        """Newest first."""

    async def bands_of(self, client: str) -> Sequence[Band]:
        """Of the client's last two published rounds, oldest first."""

    async def schedule_of(self, client: str | None) -> Schedule | None: ...
    async def schedules(self) -> Sequence[Schedule]:
        """The one that is due first comes first."""

    async def save_schedule(self, schedule: Schedule) -> None:
        """Insert, or replace the client's."""

    async def end_schedule(self, client: str | None) -> bool:
        """Delete it; whether there was one."""

    async def declined(self, people: Collection[str]) -> frozenset[str]:
        """Those of the people who do not want to be asked."""

    async def decline(self, person: str, *, declined: bool) -> None: ...
    async def canary(self) -> str:
        """What the folder of keys has to say of itself; empty before the first start."""

    async def save_canary(self, canary: str) -> None: ...


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

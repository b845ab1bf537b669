"""What the core needs from outside, next to its users. Adapters, storage and policies implement these.

Repositories are named after questions. Every repository method may raise ``NotRecorded`` (``StoreBusy``,
``StoreFailed``); nothing of SQLAlchemy leaves ``storage/``.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeVar

from bot.domain.assessment import Assessment, Record, Stage, StageChange
from bot.domain.chart import ChartData
from bot.domain.client import Client
from bot.domain.delivery import Delivery
from bot.domain.draft import Brief, Draft, Letter
from bot.domain.incident import Incident
from bot.domain.installation import Installation
from bot.domain.nudge import Nudge
from bot.domain.person import ChannelRef, Person, PersonRef
from bot.domain.playbook import Ladder as Ladder
from bot.domain.playbook import Sign as Sign
from bot.domain.talk import Note, Talk
from bot.messages import ChartAsked, ClientsSought, DoorMessage, DoorNews, PageAsked
from bot.notices.pages import Trouble
from bot.notices.parts import Notice, Option, Page
from bot.replies import Reply, Told

T = TypeVar("T")

# --- Time, ids, chance -------------------------------------------------------------------------------------------


class Clock(Protocol):
    def now(self) -> datetime:
        """This moment, aware, in UTC."""


class IdFactory(Protocol):
    def new(self) -> str:
        """A new id: 32 lower-case hexadecimal digits, never seen before."""


class Rng(Protocol):
    def shuffled(self, items: Sequence[T]) -> list[T]: ...


class Calendar(Protocol):
    """The organization's days. Working hours are 09:00–17:00 on working days, in its zone."""

    def day(self, moment: datetime) -> date:
        """The local day of an aware moment."""

    def starts(self, day: date) -> datetime:
        """The first moment of a local day, in UTC."""

    def is_working_day(self, day: date) -> bool: ...

    def is_working_time(self, moment: datetime) -> bool: ...

    def working_moment(self, moment: datetime) -> datetime:
        """The moment itself within working hours, else the next 09:00 of a working day (UTC)."""

    def next_morning(self, moment: datetime) -> datetime:
        """09:00 of the first working day after the moment's local day (UTC)."""

    def after_working_days(self, moment: datetime, days: int) -> datetime:
        """The same wall-clock time so many working days later, moved into working hours (UTC)."""

    def next_digest(self, moment: datetime) -> datetime:
        """09:00 of the first working day of the week, the first such moment after ``moment`` (UTC)."""


# --- The record --------------------------------------------------------------------------------------------------


class People(Protocol):
    async def by_ref(self, ref: PersonRef) -> Person | None: ...
    async def by_id(self, person: str) -> Person | None: ...
    async def by_ids(self, people: Sequence[str]) -> Mapping[str, Person]: ...
    async def everybody(self) -> Sequence[Person]:
        """All people, by name."""

    async def save(self, person: Person) -> None:
        """Insert or replace, with all refs. A new person whose ref is taken already is not made: ask ``by_ref``."""


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

    async def led_by(self, person: str) -> Sequence[Client]:
        """Clients of which the person is lead or deputy, by name."""

    async def standing_above_calm(self) -> Sequence[Client]:
        """Clients to look at once a day: stage above calm, or with any confirmed incident."""

    async def save(self, client: Client) -> None:
        """Insert or replace; raises ``AlreadyTaken`` when a name, alias or channel belongs to another client."""


class Incidents(Protocol):
    async def by_id(self, incident: str) -> Incident | None: ...
    async def by_number(self, number: int) -> Incident | None: ...
    async def next_number(self) -> int:
        """The next report number of the organization, taken within this transaction (1, 2, 3 …)."""

    async def of_client(self, client: str) -> Sequence[Incident]:
        """All incidents of a client in any state, newest day first."""

    async def counted_of(self, client: str) -> Sequence[Incident]:
        """The confirmed ones only: what the policy weighs."""

    async def by_link(self, client: str, sign: str, link: str) -> Incident | None:
        """The oldest living incident (not withdrawn, dismissed or expired) of that client, sign and non-empty link."""

    async def of_day(self, client: str, sign: str, day: date) -> Sequence[Incident]:
        """Confirmed incidents of that client, sign and day, oldest first."""

    async def reported_by(self, person: str, limit: int = 50) -> Sequence[Incident]:
        """Incidents in which the person is a reporter, newest first."""

    async def waiting(self) -> Sequence[Incident]:
        """Reports for clients not known yet, oldest first."""

    async def suspected_of(self, client: str) -> Sequence[Incident]: ...
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

    async def save(self, draft: Draft) -> None: ...


class Deliveries(Protocol):
    async def add(self, delivery: Delivery) -> bool:
        """Insert; False when the key is there already (then nothing happened)."""

    async def by_id(self, delivery: str) -> Delivery | None: ...
    async def by_key(self, key: str) -> Delivery | None: ...
    async def due(self, now: datetime, limit: int = 100) -> Sequence[Delivery]:
        """State ``due`` or ``sending`` with ``due_at`` ≤ now, by urgency, then due time."""

    async def next_due(self) -> datetime | None:
        """When the earliest unsent delivery is due."""

    async def sent_of_nudge(self, nudge: str) -> Sequence[Delivery]:
        """Sent messages (no edits) whose ``about["nudge"]`` is this nudge, oldest first."""

    async def sent_between(self, person: str, start: datetime, end: datetime) -> int:
        """How many messages that count towards the cap (see ``OUTSIDE_THE_CAP``) the person got."""

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
    """

    id: str
    live_since: datetime
    shadow_ended: bool = False
    daily_due_at: datetime | None = None
    digest_due_at: datetime | None = None
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A privileged act for the hash-chained audit log; ``detail`` holds ids and counts, never texts."""

    at: datetime
    by: str
    act: str
    subject: str = ""
    detail: Mapping[str, str] | None = None


class Journal(Protocol):
    """Inbound keys, the organization row and the audit log."""

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


class Unit(Protocol):
    """One transaction. A write unit that is left without ``commit`` is rolled back."""

    people: People
    clients: Clients
    incidents: Incidents
    talks: Talks
    nudges: Nudges
    drafts: Drafts
    deliveries: Deliveries
    journal: Journal
    installations: Installations

    async def lock_client(self, client: str) -> None:
        """Until the end of the transaction nobody else weighs this client."""

    async def commit(self) -> None:
        """Commit, and wake the job engine for the deliveries added."""


class Store(Protocol):
    def read(self) -> AbstractAsyncContextManager[Unit]: ...
    def write(self) -> AbstractAsyncContextManager[Unit]:
        """Raises ``StoreBusy`` when the write lock is not to be had within 1.5 s."""


# --- Jobs and chat -----------------------------------------------------------------------------------------------


class Jobs(Protocol):
    """The engine: wakes the deliverer after commits and calls ``Work.tick`` every minute.

    The rows are the truth; a lost wake-up costs a minute, a doubled one nothing.
    """

    async def enqueue(self, connection: object, deliveries: Sequence[Delivery]) -> None:
        """Within the transaction of ``connection`` (the opaque driver connection), for deliveries due soon."""

    def committed(self) -> None:
        """After a commit that enqueued something."""


class Work(Protocol):
    """What a job engine calls: everything that time makes due. All of it may run twice without harm."""

    async def tick(self) -> None:
        """Do what is due by the clock (ladder, snoozes, daily check, digest); adds deliveries, sends none."""

    async def due(self) -> Sequence[Delivery]:
        """The deliveries to send now, in the order of right to attention."""

    async def deliver(self, delivery: str) -> datetime | None:
        """Send one; the moment of the next try where it has to be tried again."""

    async def next_due(self) -> datetime | None:
        """The earliest moment at which ``tick`` or ``due`` has something to do."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message went: ``chat`` and ``message`` are the platform's ids."""

    chat: str
    message: str


class Chat(Protocol):
    """One door's outbound side. All methods raise ``RateLimited``, ``Unreachable`` or ``Rejected``."""

    platform: str

    async def send(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        """To the person's 1:1 chat with the bot. ``key`` travels as metadata where the platform allows it.

        ``follows``: the first message about the same thing; a platform with threads puts this one below it.
        """

    async def edit(self, sent: Sent, notice: Notice) -> None: ...
    async def find(self, person: PersonRef, key: str) -> Sent | None:
        """A message sent before under this key; None where the platform cannot tell."""


class Vault(Protocol):
    """What the deployment's secret key does: texts that cannot be read at rest, and signatures that are ours."""

    def seal(self, text: str, context: str) -> str:
        """As ASCII. It opens under the same ``context`` only (whose and what for, ``slack/T01TEST/bot-token``)."""

    def open(self, sealed: str, context: str) -> str:
        """Raises ``ConfigurationError`` where no key opens it: an old key is missing, or the text is not ours."""

    def needs_resealing(self, sealed: str) -> bool:
        """Whether another key than the newest sealed it."""

    def sign(self, text: str, purpose: str) -> str:
        """A signature as URL-safe ASCII; those of one purpose say nothing for another."""

    def is_signed(self, text: str, purpose: str, signature: str) -> bool: ...


# --- Policy, drafts, charts --------------------------------------------------------------------------------------


class Policy(Protocol):
    """The rules, pure. ``version`` is stored with whatever they open."""

    @property
    def version(self) -> str: ...
    @property
    def ladder(self) -> Ladder: ...
    @property
    def stage_lines(self) -> Mapping[str, float]:
        """Stage key → score of its line in charts (watch, talk, exit)."""

    def sign_keys(self) -> Sequence[str]:
        """The ten keys in the file's order."""

    def sign(self, key: str, language: str) -> Sign: ...
    def find_sign(self, words: str) -> str | None:
        """A key or a label in any language → key."""

    def propose_sign(self, text: str) -> str | None:
        """The sign that the word lists find in a text, or None."""

    def assess(self, record: Record, today: date, standing: Stage) -> Assessment:
        """The verdict of today for a client that stood at ``standing`` before."""

    def replay(self, record: Record, until: date) -> Sequence[StageChange]:
        """Every stage change from the first incident to ``until``, day by day."""

    def history(self, record: Record, start: date, until: date) -> Sequence[tuple[date, float]]:
        """The score of every day from ``start`` to ``until``, for charts."""


class Drafter(Protocol):
    async def write(self, brief: Brief) -> Letter: ...


class Charts(Protocol):
    async def draw(
        self, data: ChartData, form: Literal["png", "svg"] = "png", scheme: Literal["light", "dark"] = "light"
    ) -> bytes: ...


class Door(Protocol):
    """What a door may ask of the core. None of these raises a ``Refused``: the person gets a notice instead."""

    async def answer(self, message: DoorMessage) -> Reply:
        """Commands, buttons, forms. Returns after the commit; the reply is the acknowledgement."""

    async def page(self, asked: PageAsked) -> Page | Told: ...
    async def chart(self, asked: ChartAsked) -> bytes | Told: ...
    async def clients(self, sought: ClientsSought) -> Sequence[Option]: ...
    async def heard(self, news: DoorNews) -> bool:
        """News that nobody waits for an answer to; False when it could not be stored, so that it may be told again."""

    async def strangers(self, platform: str) -> Sequence[PersonRef]:
        """People of a platform who are known by nothing but their ref."""


class Doors(Protocol):
    """The open doors' own health, as far as they know it."""

    def troubles(self) -> Sequence[Trouble]: ...


class Log(Protocol):
    """Structured log without personal text: event names, ids, counts, codes."""

    def info(self, event: str, **values: object) -> None: ...
    def warning(self, event: str, **values: object) -> None: ...
    def error(self, event: str, **values: object) -> None: ...

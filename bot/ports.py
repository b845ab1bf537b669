"""What the core needs from outside, next to its users. Adapters, storage and policies implement these.

Repositories are named after questions. Every repository method may raise ``NotRecorded`` (``StoreBusy``,
``StoreFailed``); nothing of SQLAlchemy leaves ``storage/``.
"""

from collections.abc import AsyncIterable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Literal, Protocol, TypeVar

from bot.domain.assessment import Assessment, Record, Stage, StageChange
from bot.domain.chart import Drawable
from bot.domain.checkin import Answer, Published, Round
from bot.domain.delivery import Delivery
from bot.domain.detection import KnownNames, Lesson, Side, Verdict
from bot.domain.draft import Brief, Letter
from bot.domain.person import ChannelRef, PersonRef
from bot.domain.playbook import Ladder as Ladder
from bot.domain.playbook import Sign as Sign
from bot.domain.playbook import TalkWords as TalkWords
from bot.domain.session import Ticket
from bot.domain.sheet import LetterForm, LetterSheet
from bot.messages import (
    ChartAsked,
    ClientsSought,
    DoorMessage,
    DoorNews,
    DossierFetched,
    From,
    LetterFetched,
    PageAsked,
)
from bot.notices.pages import Trouble
from bot.notices.paper import Cover, Foot
from bot.notices.parts import Notice, Option, Page, Section
from bot.replies import File, Reply, Told
from bot.repositories import Act as Act
from bot.repositories import Agreements as Agreements
from bot.repositories import Checkins as Checkins
from bot.repositories import Clients as Clients
from bot.repositories import Counterweights as Counterweights
from bot.repositories import Deliveries as Deliveries
from bot.repositories import Dossiers as Dossiers
from bot.repositories import Drafts as Drafts
from bot.repositories import Incidents as Incidents
from bot.repositories import Installations as Installations
from bot.repositories import Journal as Journal
from bot.repositories import Listened as Listened
from bot.repositories import Nudges as Nudges
from bot.repositories import Organization as Organization
from bot.repositories import Partings as Partings
from bot.repositories import People as People
from bot.repositories import References as References
from bot.repositories import ReporterQuestions as ReporterQuestions
from bot.repositories import Sessions as Sessions
from bot.repositories import Store as Store
from bot.repositories import Talks as Talks
from bot.repositories import Unit as Unit

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

    def at_hour(self, day: date, hour: int) -> datetime:
        """A full hour of a local day by the wall clock, in UTC."""

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

    async def due(self, busy: Collection[str] = ()) -> Sequence[Delivery]:
        """The deliveries to send now, in the order of right to attention; none of ``busy`` people."""

    async def deliver(self, delivery: str) -> datetime | None:
        """Send one; the moment of the next try where it has to be tried again."""

    async def next_due(self) -> datetime | None:
        """The earliest moment at which ``tick`` or ``due`` has something to do."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message went: ``chat`` and ``message`` are the platform's ids."""

    chat: str
    message: str


MEMBERS_MOST = 300
"""People in a channel about one client: in a larger one nobody is looked up, and a lead names people."""


class Chat(Protocol):
    """One door's outbound side. All methods raise ``RateLimited``, ``Unreachable`` or ``Rejected``."""

    platform: str

    async def send(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        """To the person's 1:1 chat with the bot. ``key`` travels as metadata where the platform allows it.

        ``follows``: the first message about the same thing; a platform with threads puts this one below it.
        """

    async def post(self, channel: ChannelRef, notice: Notice, key: str, only_for: PersonRef | None = None) -> Sent:
        """Into a channel: for everybody who reads it, or shown there to one person alone (a whisper).

        Only what a handler addressed to a channel comes here, and never anything about a client's record. A whisper is
        never the only copy: ``Sent.message`` is empty where it cannot be edited later, and a platform that cannot
        whisper raises ``Rejected("no_whispers")``.
        """

    async def edit(self, sent: Sent, notice: Notice) -> None: ...
    async def find(self, place: PersonRef | ChannelRef, key: str) -> Sent | None:
        """A message sent before under this key, to a person or for all in a channel; None where the platform cannot
        tell."""

    async def members(self, channel: ChannelRef) -> Sequence[From]:
        """Who is in a channel, but for bots; what the platform says of each (``external`` None: nothing, this time).

        It may take seconds. ``Rejected("too_many_members")`` above ``MEMBERS_MOST``.
        """


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


class Links(Protocol):
    """Addresses of our pages that let one person in: once, within a quarter of an hour."""

    def address(self, who: PersonRef, path: str) -> str:
        """``path`` below ``/app/``. Whoever has the address comes in as that person: it is for a private place."""

    def read(self, token: str) -> Ticket | None:
        """What such an address carries; None where it is not ours, or its time is over. Whether it was used already
        is the store's to say (``Journal.take``)."""


class RoundKeys(Protocol):
    """The keys of check-in rounds, outside the database and its backups. All methods but the first four raise
    ``KeysLost`` for a round whose keys are not there, and ``OSError`` where the folder cannot be written.
    """

    def trouble(self) -> str:
        """Why they cannot be kept here, as a word (``beside_the_database``, ``readable_by_others``, ``not_writable``);
        empty: nothing is wrong."""

    def canary(self) -> str:
        """What the folder says of itself: other replicas have to find the same. Empty: nothing was put there."""

    def put_canary(self, canary: str) -> None:
        """Where it cannot be written nothing is raised: ``canary`` tells."""

    def known(self) -> Collection[str]:
        """The rounds whose keys are here."""

    def make(self, round: str) -> None:
        """New keys. They are on the disk when this returns."""

    def has(self, round: str) -> bool: ...
    def slot(self, round: str, seat: str) -> bytes:
        """16 bytes that are the same for the same seat, and tell nothing of it without the keys."""

    def seal(self, round: str, content: bytes) -> bytes:
        """48 bytes longer; the same content is never sealed alike twice."""

    def open(self, round: str, sealed: bytes) -> bytes: ...
    def destroy(self, round: str) -> None:
        """For good; nothing happens where they are gone already."""


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
    def talk_words(self, key: str, language: str) -> TalkWords:
        """What can be said about a sign in a clarifying talk."""

    def find_sign(self, words: str) -> str | None:
        """A key or a label in any language → key."""

    def assess(self, record: Record, today: date, standing: Stage) -> Assessment:
        """The verdict of today for a client that stood at ``standing`` before."""

    def replay(self, record: Record, until: date) -> Sequence[StageChange]:
        """Every stage change from the first incident to ``until``, day by day."""

    def publish(
        self, round: Round, answers: Sequence[Answer], earlier: Sequence[Published], at: datetime
    ) -> Published | None:
        """What of a closed check-in is shown; None: too few answers. ``earlier``: the client's, newest first."""

    def history(self, record: Record, start: date, until: date) -> Sequence[tuple[date, float]]:
        """The score of every day from ``start`` to ``until``, for charts."""


class Permit(Protocol):
    """Leave to ask a language model: an admin's, about the doubtful messages of one channel (``Listening``), or the
    deployment's, about a letter that somebody asks for.
    """

    async def spend(self) -> KnownNames | None:
        """Take one request of the day's budget; what must not leave with it. None where no request is left, the leave
        is gone, or neither can be told.
        """


class Drafter(Protocol):
    """Writes letters to clients. Whatever fails, there is one: a template's, and it says why."""

    async def write(self, brief: Brief, permit: Permit | None = None) -> Letter:
        """Without a ``permit`` at once, by template, and nothing leaves this process. With one it may take as long as
        ``openai.timeout_seconds``: never within a transaction.
        """


class Detector(Protocol):
    """Tells incidents in messages. Any text is fine, and takes bounded time; nothing of it is kept."""

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        """``language``: ``de``, ``en`` or empty where it is not known.

        Without a ``permit`` nothing leaves this process. With one, a verdict may take
        as long as ``openai.timeout_seconds``.
        """

    def taught(self, lessons: Sequence[Lesson]) -> "Detector":
        """This detector adjusted to an organization's answers (up to some 500), within bounds; itself without any.

        The same lessons give the same detector; it is made in less than 0.2 s, so after each answer anew.
        """


class Charts(Protocol):
    async def draw(
        self,
        data: Drawable,
        form: Literal["png", "svg", "small"] = "png",
        scheme: Literal["light", "dark"] = "light",
    ) -> bytes: ...


class Documents(Protocol):
    """Files that people download. Any text is fine and stays text; the same sheet gives the same bytes."""

    async def letter(self, letter: LetterSheet, form: LetterForm) -> bytes:
        """A letter of up to some 200,000 characters; what is longer is cut, and says so."""

    async def printed(self, cover: Cover, parts: AsyncIterable[Section | Foot], out: BinaryIO) -> None:
        """A paper (PDF) with as many parts as come, a few in memory at a time.

        A section without a heading goes on with the one before; the last part is the ``Foot`` of every page.
        """


class Door(Protocol):
    """What a door may ask of the core. None of these raises a ``Refused``: the person gets a notice instead."""

    async def answer(self, message: DoorMessage) -> Reply:
        """Commands, buttons, forms. Returns after the commit; the reply is the acknowledgement."""

    async def page(self, asked: PageAsked) -> Page | Told: ...
    async def chart(self, asked: ChartAsked) -> bytes | Told: ...
    async def dossier(self, asked: DossierFetched) -> File | Told: ...
    async def letter(self, asked: LetterFetched) -> File | Told: ...
    async def clients(self, sought: ClientsSought) -> Sequence[Option]: ...
    async def heard(self, news: DoorNews) -> bool:
        """News that nobody waits for an answer to; False when it could not be stored, so that it may be told again."""

    def listens(self, channel: ChannelRef) -> bool:
        """Whether messages of that channel are wanted (``MessageHeard``). Asked for every message: it costs nothing."""

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

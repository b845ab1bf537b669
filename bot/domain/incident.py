"""One thing a client did, as its reporters told it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.detection import Side
from bot.domain.person import ChannelRef

SUMMARY_LIMIT = 2_000
QUOTE_LIMIT = 3_000
LINK_LIMIT = 2_000
SEVERITIES = (1, 2, 3)
CLEAR = 2
GUESS_DAYS = 14
"""So long somebody may say whether a guess or suspicion is right."""


class IncidentState(StrEnum):
    WAITING = "waiting"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    COMMAND = "command"
    SHORTCUT = "shortcut"
    DETECTED = "detected"
    PAGE = "page"
    API = "api"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who stands behind an incident. The first one filed it, the others joined as witnesses.

    ``consent``: "my lead may know my name". ``joined_at`` is aware and in UTC.
    """

    person: str
    joined_at: datetime
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Where the bot noticed an incident by itself, and who is asked whether it is one.

    ``message`` is the platform's id; at most one incident a message. ``side``: who wrote it; ``asked``: a person id.
    ``answered_at``: when that person confirmed or dismissed it.
    """

    channel: ChannelRef
    message: str
    side: Side
    asked: str
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A report and its state.

    ``number`` is what people read (``#123``), one sequence per organization. ``client`` is a client id, or None while
    the client is not known (then ``client_words`` is what was typed). ``guessed``: the sign was proposed by the bot and
    nobody has confirmed it yet. ``own_message``: the reporter wrote the quoted message. ``to_owner``: told straight
    to the owner. ``by_lead``/``about_oneself``: see ``RecordedIncident``. ``counted_on``: local day of confirmation.
    ``heard``: for what the bot noticed itself; until somebody confirms it, it has no reporter.
    """

    id: str
    number: int
    client: str | None
    client_words: str = ""
    sign: str
    severity: int = CLEAR
    summary: str
    quote: str = ""
    link: str = ""
    occurred_on: date
    reported_on: date
    reported_at: datetime
    counted_on: date | None = None
    source: Source = Source.COMMAND
    state: IncidentState = IncidentState.CONFIRMED
    reporters: tuple[Reporter, ...] = ()
    guessed: bool = False
    own_message: bool = False
    to_owner: bool = False
    by_lead: bool = False
    about_oneself: bool = False
    facts_confirmed_by: str | None = None
    released_on: date | None = None
    heard: Heard | None = None
    sample: bool = False

    @property
    def reporter(self) -> str | None:
        return self.reporters[0].person if self.reporters else None

    @property
    def counts(self) -> bool:
        return self.state is IncidentState.CONFIRMED and self.client is not None

    @property
    def is_open_suspicion(self) -> bool:
        """Noticed by the bot, and nobody has answered yet."""
        return self.heard is not None and self.state is IncidentState.SUSPECTED

    @property
    def never_reported(self) -> bool:
        """Noticed by the bot, and no human has said that it is an incident: nobody but whoever is asked hears of it."""
        return self.heard is not None and not self.reporters

    @property
    def names_consented(self) -> bool:
        """Link and quote may be shown to others: the first reporter agreed to be known."""
        return bool(self.reporters) and self.reporters[0].consent

    @property
    def shown_quote(self) -> str:
        """The quote, for others than its reporter: of a message that the reporter wrote only with consent."""
        return self.quote if self.names_consented or not self.own_message else ""

    @property
    def shown_link(self) -> str:
        """The link, for others than its reporter: it leads to where one sees who was there."""
        return self.link if self.names_consented else ""

    def is_from(self, person: str) -> bool:
        return any(reporter.person == person for reporter in self.reporters)

    def joined_by(self, reporter: Reporter) -> "Incident":
        """The incident with one more witness; joining twice changes nothing."""
        return self if self.is_from(reporter.person) else replace(self, reporters=(*self.reporters, reporter))


def last_day(suspicion: Incident) -> date:
    """The last local day on which it can be answered."""
    return suspicion.reported_on + timedelta(days=GUESS_DAYS)

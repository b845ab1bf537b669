"""Commands and questions: what people ask of the core. Imperative, frozen, free of platforms.

Doors send the first group; ``bot.intake`` turns it into the second, for which ``bot.handlers.table`` has one handler
each. Every message with effects carries ``by.key``, the platform's id of the delivery (or a form's nonce): the same key
twice is one effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.domain.client import ClientState, Contract
from bot.domain.draft import DraftKind, Tone
from bot.domain.incident import Source
from bot.domain.person import ChannelRef, PersonRef
from bot.domain.talk import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Who speaks, where, and under which inbound key. ``language`` as the platform knows it (``de``, ``en-GB``).

    ``external`` is what the door knows of the person (guest, other firm); the core gives such people no rights. None:
    the platform could not be asked, so what was known before stands. ``timezone``: the person's own, an IANA name.
    ``fleeting``: the door's answers vanish, so what matters is sent as a message too. ``absent``: the bot is no member
    of the channel; ``shared``: people of other firms can read along there.
    """

    who: PersonRef
    key: str
    channel: ChannelRef | None = None
    name: str = ""
    language: str | None = None
    external: bool | None = False
    timezone: str = ""
    fleeting: bool = False
    absent: bool = False
    shared: bool = False


# --- What doors send ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line: ``command`` without slash (``client-flag``), ``text`` the rest as the person typed it."""

    by: From
    command: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a notice or page: ``action`` a key of ``bot.intake.ACTIONS``."""

    by: From
    action: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form came back: ``form`` its kind, ``values`` by field name, ``state`` as it was given out.

    ``people``: those whom the values name by a ref, as the door knows them (the core may meet them here first).
    """

    by: From
    form: str
    values: Mapping[str, str]
    state: Mapping[str, str] = field(default_factory=dict)
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageFlagged:
    """The message action "Flag this message". ``own``: the person wrote that message."""

    by: From
    quote: str
    link: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class PageAsked:
    """A page to look at: ``home``, or ``client`` with its id as ``subject``."""

    by: From
    page: Literal["home", "client"]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """The score chart of a client, as bytes."""

    by: From
    client: str
    form: Literal["png", "svg"] = "svg"
    scheme: Literal["light", "dark"] = "light"


@dataclass(frozen=True, slots=True)
class ClientsSought:
    """Type-ahead: clients by a part of their name; ``led``: only those whose record the person may see."""

    by: From
    words: str = ""
    led: bool = False


DoorMessage = Typed | Pressed | Submitted | MessageFlagged


# --- What doors hear without anybody waiting for an answer -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """Somebody mentioned the bot or wrote to it: help comes as a message of its own."""

    by: From


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """What the platform says of a person whom the core knows by a ref. ``active``: the account is in use."""

    by: From
    active: bool = True


@dataclass(frozen=True, slots=True)
class SharingChanged:
    """From now on people of another firm can read along in a channel (``shared``), or no longer."""

    key: str
    channel: ChannelRef
    shared: bool


@dataclass(frozen=True, slots=True)
class StrangersSought:
    """Who on a platform is known by nothing but a ref (from ``app.yaml`` or an import), so that the door can ask."""

    platform: str


DoorNews = HelpWanted | PersonSeen | SharingChanged


# --- What handlers take ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """Open a dialog, or keep it open with ``problems`` (field → problem code) and everything that was typed.

    ``subject``: the id of what it is about; ``words``: a client's name as typed.
    """

    by: From
    form: str
    subject: str = ""
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagByWords:
    """``/client-flag acme disrespect:3 called us idiots``: client and sign still inside ``words``."""

    by: From
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagIncident:
    """File a report. ``client`` is an id, ``client_words`` what was typed where no client was found.

    ``guessed``: the sign was proposed by the bot, so the report waits for one click.
    """

    by: From
    client: str | None
    client_words: str = ""
    sign: str
    severity: int = 2
    summary: str
    quote: str = ""
    link: str = ""
    occurred_on: date | None = None
    consent: bool = False
    to_owner: bool = False
    about_oneself: bool = False
    own_message: bool = False
    guessed: bool = False
    source: Source = Source.COMMAND


@dataclass(frozen=True, slots=True)
class ConfirmIncident:
    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class DismissIncident:
    """ "Not an incident": for suspicions."""

    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class WithdrawIncident:
    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class JoinIncident:
    """ "The same thing": the reporter of ``mine`` becomes a witness of ``other``, and ``mine`` is withdrawn."""

    by: From
    mine: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectIncident:
    by: From
    incident: str
    client: str | None
    sign: str
    severity: int
    summary: str
    quote: str
    link: str
    occurred_on: date
    consent: bool
    about_oneself: bool


@dataclass(frozen=True, slots=True)
class ConfirmFacts:
    """An owner confirms the facts of a fast track: the exit letter is unlocked."""

    by: From
    client: str


@dataclass(frozen=True, slots=True)
class ShowMine:
    by: From


@dataclass(frozen=True, slots=True)
class ShowIncident:
    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class ShowHelp:
    by: From
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ShowPrivacy:
    by: From


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """``words`` name a client; empty: the channel's client, else all of one's own."""

    by: From
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetClient:
    """Add (``client`` None) or edit a client. ``bind`` adds the channel the form was opened in.

    ``leads`` and ``deputies`` are person ids or written refs; ``people``: what the door knows of those refs.
    """

    by: From
    client: str | None
    name: str
    aliases: tuple[str, ...]
    language: str
    leads: tuple[str, ...]
    deputies: tuple[str, ...]
    contract: Contract
    bind: ChannelRef | None = None
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class BindChannel:
    by: From
    words: str


@dataclass(frozen=True, slots=True)
class UnbindChannel:
    by: From


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTalk:
    by: From
    client: str
    day: date
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    by: From
    client: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClientState:
    """Begin a parting, finish it, or go back to working together; always with a reason."""

    by: From
    client: str
    state: ClientState
    reason: str


@dataclass(frozen=True, slots=True)
class AcknowledgeNudge:
    by: From
    nudge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeNudge:
    by: From
    nudge: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissNudge:
    by: From
    nudge: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDraft:
    by: From
    client: str
    kind: DraftKind
    tone: Tone = Tone.PLAIN
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShowDraft:
    by: From
    draft: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAway:
    """``until``: the first day back; None: here again."""

    by: From
    until: date | None


@dataclass(frozen=True, slots=True)
class AdmitPerson:
    """An admin lets a single guest in (freelancers), or out again."""

    by: From
    person: str
    admitted: bool


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """An admin agrees that what waited since a restore may be sent."""

    by: From


Command = (
    OpenForm
    | FlagByWords
    | FlagIncident
    | ConfirmIncident
    | DismissIncident
    | WithdrawIncident
    | JoinIncident
    | CorrectIncident
    | ConfirmFacts
    | ShowMine
    | ShowIncident
    | ShowHelp
    | ShowPrivacy
    | ShowStatus
    | SetClient
    | BindChannel
    | UnbindChannel
    | RecordTalk
    | AddNote
    | ChangeClientState
    | AcknowledgeNudge
    | SnoozeNudge
    | DismissNudge
    | WriteDraft
    | ShowDraft
    | SetAway
    | AdmitPerson
    | ReleaseHeld
)
Question = PageAsked | ChartAsked | ClientsSought | StrangersSought

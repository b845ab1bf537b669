"""What doors send: who speaks, what was typed, pressed, filled in or asked, and what a door hears by itself.

``bot.messages`` gives these on, beside what handlers take.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.domain.person import ChannelRef, PersonRef
from bot.domain.sheet import LetterForm
from bot.notices.paths import PageName as PageName


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Who speaks, where, and under which inbound key. ``language`` as the platform knows it (``de``, ``en-GB``).

    ``external`` is what the door knows of the person (guest, other firm); the core gives such people no rights. None:
    the platform could not be asked, so what was known before stands. ``timezone``: the person's own, an IANA name.
    ``fleeting``: the door's answers vanish, so what matters is sent as a message too. ``absent``: the bot is no member
    of the channel; ``unseen``: it may not look at it; ``shared``: people of other firms can read along there.
    ``overheard``: on this platform everybody in a channel reads what is typed to the bot.
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
    unseen: bool = False
    shared: bool = False
    overheard: bool = False


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
    """A page to look at: ``home``, or another one (``bot.notices.paths``) with the id of what it is about."""

    by: From
    page: PageName
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DossierFetched:
    """The file of a dossier that the person asked for, made anew."""

    by: From
    dossier: str


@dataclass(frozen=True, slots=True)
class LetterFetched:
    """A draft's current wording as a file, to be sent by the person who fetches it."""

    by: From
    draft: str
    form: LetterForm


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """A picture as bytes: the score of a client (its id), or what a ``checkins_picture`` names. ``small``: a PNG of a
    few thousand, for a place inside a message."""

    by: From
    client: str
    form: Literal["png", "svg", "small"] = "svg"
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
class Installed:
    """Somebody has put the bot into their chats or into a team: one message says what it is, once."""

    by: From


@dataclass(frozen=True, slots=True)
class ReceiptWanted:
    """The confirmation of the person's report could not be shown: it comes as a message of its own."""

    by: From
    number: int


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
class OutsiderJoined:
    """A guest, or somebody of another firm, came into a channel and reads along from now on."""

    key: str
    channel: ChannelRef


@dataclass(frozen=True, slots=True)
class ChannelLeft:
    """Signpost was removed from a channel, or the app from a team or chat: nothing is told of it any more."""

    key: str
    channel: ChannelRef


@dataclass(frozen=True, slots=True)
class ChannelMoved:
    """A channel goes on under another id (Slack: a private channel that is shared with another firm)."""

    key: str
    old: ChannelRef
    new: ChannelRef


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageHeard:
    """Somebody wrote something in a channel that is listened to (``Door.listens``), or ``edited`` it.

    Never from a bot, and never the bot's own. ``text``: plain words, quoted lines with ``>`` in front, code between
    backticks as typed. ``message``: the platform's id, the same after an edit; ``parent``: that of the message above
    it in a thread. ``by.external``: guests and people of other firms; None where nobody knows. ``by.shared``: people
    of other firms can read along. ``whispers``: this platform can show the author something there that nobody else
    sees.
    """

    by: From
    channel: ChannelRef
    message: str
    text: str
    link: str = ""
    parent: str = ""
    edited: bool = False
    whispers: bool = False


@dataclass(frozen=True, slots=True)
class MessageGone:
    """A message of a channel was deleted."""

    key: str
    channel: ChannelRef
    message: str


@dataclass(frozen=True, slots=True)
class StrangersSought:
    """Who on a platform is known by nothing but a ref (from ``app.yaml`` or an import), so that the door can ask."""

    platform: str


DoorNews = (
    HelpWanted
    | Installed
    | ReceiptWanted
    | PersonSeen
    | SharingChanged
    | OutsiderJoined
    | ChannelLeft
    | ChannelMoved
    | MessageHeard
    | MessageGone
)

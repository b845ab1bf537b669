"""What people report, and what they look up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.incident import Source
from bot.messages.door import From


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

    ``guessed``: the sign was proposed by the bot, so the report waits for one click; ``doubtful``: so does one whose
    severity may have been a word of the text.
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
    doubtful: bool = False
    source: Source = Source.COMMAND


@dataclass(frozen=True, slots=True)
class ConfirmIncident:
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

"""A person's own things, and what admins do for people."""

from dataclasses import dataclass
from datetime import date

from bot.domain.dossier import DossierForm, Period
from bot.messages.door import From


@dataclass(frozen=True, slots=True)
class ShowHelp:
    by: From
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ShowPrivacy:
    by: From


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
class LinkPeople:
    """An admin says that two people of the record are one, met in several places; ``person`` stays."""

    by: From
    person: str
    same: str


@dataclass(frozen=True, slots=True)
class OpenInBrowser:
    """A link to one of our pages (``path`` below ``/app/``) that lets this person in."""

    by: From
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForDossier:
    """A client's record of a period as a file, made in a while and handed over in private."""

    by: From
    client: str
    period: Period
    form: DossierForm


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """An admin agrees that what waited since a restore may be sent."""

    by: From

"""What the bot noticed, and the channels that it listens to."""

from dataclasses import dataclass

from bot.messages.door import From


@dataclass(frozen=True, slots=True)
class ConfirmSuspicion:
    """What the bot noticed is an incident, says the person who is asked. ``consent``: "my lead may know my name"."""

    by: From
    incident: str
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectSuspicion:
    """It is an incident, but of another sign, client or weight."""

    by: From
    incident: str
    client: str
    sign: str
    severity: int
    summary: str
    consent: bool
    about_oneself: bool


@dataclass(frozen=True, slots=True)
class DismissSuspicion:
    """ "Not an incident"."""

    by: From
    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchListening:
    """An admin switches listening on in the channel; an owner says that the client was ``informed``, or both."""

    by: From
    language_model: bool = False
    informed: bool = False


@dataclass(frozen=True, slots=True)
class PauseListening:
    by: From


@dataclass(frozen=True, slots=True)
class ResumeListening:
    by: From


@dataclass(frozen=True, slots=True)
class EndListening:
    by: From

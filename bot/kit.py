"""The ports that nearly every handler needs, handed round as one value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.ports import Calendar, Clock, IdFactory, Links, Log, Policy
from bot.settings import Settings
from bot.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """``links``: None where nobody can be let in by a link (no secret key, or an address browsers may not trust)."""

    clock: Clock
    ids: IdFactory
    policy: Policy
    calendar: Calendar
    settings: Settings
    voices: Callable[[str], Voice]
    log: Log
    shadow: bool = True
    links: Links | None = None

    def now(self) -> datetime:
        return self.clock.now()

    def today(self) -> date:
        return self.calendar.day(self.clock.now())

    def voice(self, language: str | None) -> Voice:
        """The voice of a language, or of the deployment's where that one is unknown."""
        return self.voices(language or self.settings.language)

"""What the core answers to the person who just did something. Always private to that person."""

from dataclasses import dataclass
from typing import BinaryIO

from bot.notices.parts import Form, Notice


@dataclass(frozen=True, slots=True)
class Told:
    """A private answer (ephemeral, 1:1). ``recorded`` carries the report's number where one was stored."""

    notice: Notice
    recorded: int | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """The message that carried the pressed button shows this from now on."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Asked:
    """A form opens, or stays open with errors at its fields and everything that was typed."""

    form: Form


@dataclass(frozen=True, slots=True)
class File:
    """Made for the person who fetches it: ``size`` in bytes; ``content`` is read once, and is gone when closed."""

    name: str
    media_type: str
    size: int
    content: BinaryIO


Reply = Told | Replaced | Asked

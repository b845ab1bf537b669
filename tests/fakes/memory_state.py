"""What the memory store remembers, and the desk at which a unit works on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from bot.domain.agreement import Agreement
from bot.domain.checkin import Published, Round, Sealed
from bot.domain.client import Client
from bot.domain.counterweight import Counterweight
from bot.domain.delivery import Delivery
from bot.domain.dossier import DossierRequest
from bot.domain.draft import Draft, Version
from bot.domain.incident import Incident
from bot.domain.installation import Installation
from bot.domain.listening import Listening
from bot.domain.nudge import Nudge
from bot.domain.parting import CheckedItem, HandOver, Item, OpenInvoice, PartingCase, Step
from bot.domain.person import ChannelRef, Person, PersonRef
from bot.domain.reference import ChatReference
from bot.domain.reporter_question import Answer, ReporterQuestion
from bot.domain.schedule import Schedule
from bot.domain.session import WebSession
from bot.domain.talk import Note, Talk
from bot.errors import StoreFailed
from bot.ports import Act, Organization
from storage.types import storable

V = TypeVar("V")


@dataclass
class State:
    """Dictionaries of frozen values by id: a copy of the dictionaries is a copy of the whole."""

    people: dict[str, Person] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    counterweights: dict[str, Counterweight] = field(default_factory=dict)
    reporter_questions: dict[str, ReporterQuestion] = field(default_factory=dict)
    reporter_answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    nudges: dict[str, Nudge] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    partings: dict[str, PartingCase] = field(default_factory=dict)
    parting_items: dict[tuple[str, Item], CheckedItem] = field(default_factory=dict)
    handovers: dict[str, HandOver] = field(default_factory=dict)
    invoices: dict[str, OpenInvoice] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    draft_versions: dict[tuple[str, int], Version] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    installations: dict[tuple[str, str], Installation] = field(default_factory=dict)
    references: dict[PersonRef, ChatReference] = field(default_factory=dict)
    listened: dict[ChannelRef, Listening] = field(default_factory=dict)
    sessions: dict[str, WebSession] = field(default_factory=dict)
    dossiers: dict[str, DossierRequest] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    answers: dict[tuple[str, bytes], Sealed] = field(default_factory=dict)
    published: dict[str, Published] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    declined: dict[str, None] = field(default_factory=dict)
    canary: str = ""
    keys: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    number: int = 0
    spent: dict[tuple[str, date], int] = field(default_factory=dict)
    organization: Organization | None = None

    def copy(self) -> "State":
        twin = replace(self)
        for part in fields(self):
            if isinstance(value := getattr(self, part.name), dict):
                setattr(twin, part.name, dict(value))
        return twin


class Desk:
    """A unit's view of the state. Refuses as the real sessions do."""

    def __init__(self, state: State, organization: str, *, writable: bool) -> None:
        self._state = state
        self.organization = organization
        self.writable = writable
        self.over = False

    def look(self) -> State:
        if self.over:
            raise RuntimeError("the unit of work is over")
        return self._state

    def change(self) -> State:
        if not self.writable:
            raise RuntimeError("a read unit cannot write")
        return self.look()

    def must_know(self, client: str | None) -> None:
        """The foreign key to clients."""
        if client is not None and client not in self.look().clients:
            raise StoreFailed("no such client")


def storable_value(value: V) -> V:
    """As a database keeps it: what it cannot hold replaced in every text, naive moments refused."""
    return replace(value, **{part.name: _kept(getattr(value, part.name)) for part in fields(value)})  # type: ignore[type-var, arg-type]


def _kept(value: Any) -> Any:
    if type(value) is str:
        return storable(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored: which moment is it?")
    if isinstance(value, tuple):
        return tuple(_kept(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return storable_value(value)
    return dict(value) if isinstance(value, Mapping) else value

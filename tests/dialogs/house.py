"""A firm to play dialogs in: real handlers, policy and clockwork over a store in memory and a chat that remembers.

People type, press and submit as they would; ``hears`` tells what a person finds in the chat with Signpost.
"""

from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import BinaryIO, Literal

from adapters.calendar import WorkingCalendar
from adapters.jobs.engine import settle
from adapters.language.template import TemplateDrafter
from adapters.vault.links import SignedLinks
from adapters.vault.sealing import Sealer
from bot.domain.assessment import Stage
from bot.domain.chart import Drawable
from bot.domain.client import Client
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.person import ChannelRef, PersonRef
from bot.domain.sheet import LetterForm, LetterSheet
from bot.dossier.making import Workshop
from bot.ears import Ears
from bot.front import Front
from bot.handlers.people import start
from bot.keeping import adopt
from bot.kit import Kit
from bot.messages import (
    DoorMessage,
    DoorNews,
    From,
    MessageFlagged,
    MessageGone,
    MessageHeard,
    PageAsked,
    PageName,
    Pressed,
    Submitted,
    Typed,
)
from bot.notices.paper import Cover, Foot
from bot.notices.parts import (
    Action,
    Bars,
    Block,
    Facts,
    Form,
    Items,
    Notice,
    Page,
    Paragraph,
    Pressable,
    Quote,
    Section,
    Table,
    plain,
)
from bot.ports import Charts, Documents, Drafter, RoundKeys, Store
from bot.record import assessed
from bot.replies import Asked, Reply, Told
from bot.rosters import Rosters
from bot.settings import Detection, People, PolicySettings, Secret, Settings
from bot.work.clockwork import Clockwork
from policies.policy import load_policy
from signpost.voices import voices
from tests.fakes.bus import bus_of
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.detector import FakeDetector
from tests.fakes.doors import FakeDoors
from tests.fakes.ids import SequenceIds
from tests.fakes.keys import MemoryKeys
from tests.fakes.log import RecordingLog
from tests.fakes.memory import MemoryStore

POLICY = load_policy()
OWNER, ADMIN = "olivia", "tarik"
SECRET_KEY = "a key of our own of thirty-two characters or more"


def ref(user: str) -> PersonRef:
    return PersonRef("practice", "demo", user)


def channel(name: str) -> ChannelRef:
    return ChannelRef("practice", "demo", name)


def settings(*, shadow_days: int = 14, listening: bool = True) -> Settings:
    people = People(owners=(ref(OWNER),), admins=(ref(ADMIN),))
    detection = Detection(mode="ask" if listening else "disabled")
    return replace(Settings(), people=people, policy=PolicySettings(shadow_days=shadow_days), detection=detection)


class NoCharts:
    """No dialog looks at a picture."""

    async def draw(
        self, data: Drawable, form: Literal["png", "svg", "small"] = "png", scheme: Literal["light", "dark"] = "light"
    ) -> bytes:
        return b"picture"


class NoDocuments:
    """Nobody reads a paper; what would stand in it is gathered all the same."""

    async def letter(self, letter: LetterSheet, form: LetterForm) -> bytes:
        return form.encode()

    async def printed(self, cover: Cover, parts: AsyncIterable[Section | Foot], out: BinaryIO) -> None:
        async for part in parts:
            out.write(f"{part}\n".encode("utf-8", "replace"))


@dataclass
class House:
    """``language``: what the people's platform says; ``externals``: guests; ``fleeting``: answers vanish on it;
    ``timezone``: the people's own; ``unsure``: people whom the platform can say nothing about at the moment;
    ``shared``: channels in which another firm reads along; ``linked``: whether there is a way into the browser.
    """

    store: Store = field(default_factory=MemoryStore)
    clock: FakeClock = field(default_factory=FakeClock)
    chat: FakeChat = field(default_factory=FakeChat)
    log: RecordingLog = field(default_factory=RecordingLog)
    keys: RoundKeys = field(default_factory=MemoryKeys)
    doors: FakeDoors = field(default_factory=FakeDoors)
    detector: FakeDetector = field(default_factory=FakeDetector)
    drafter: Drafter = field(default_factory=TemplateDrafter)
    shadow: bool = False
    language: str = "en"
    externals: frozenset[str] = frozenset()
    fleeting: bool = False
    timezone: str = ""
    unsure: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    settings: Settings = field(default_factory=settings)
    linked: bool = True
    public_url: str = "https://signpost.example.com"
    charts: Charts = field(default_factory=lambda: NoCharts())
    documents: Documents = field(default_factory=lambda: NoDocuments())

    def __post_init__(self) -> None:
        self.links = SignedLinks(
            public_url=self.public_url,
            vault=Sealer(Secret(SECRET_KEY)),
            clock=self.clock,
            ids=SequenceIds(900_000),
        )
        self.kit = Kit(
            clock=self.clock,
            ids=SequenceIds(),
            policy=POLICY,
            calendar=WorkingCalendar(self.settings.timezone, self.settings.holidays),
            settings=self.settings,
            voices=voices(),
            log=self.log,
            shadow=self.shadow,
            links=self.links if self.linked else None,
        )
        self.ears = Ears(self.store, self.kit, self.detector)
        chats = {"practice": self.chat}
        rosters = Rosters(self.store, self.kit, chats)
        own = {"drafter": self.drafter, "charts": self.charts, "documents": self.documents, "rosters": rosters}
        self.bus = bus_of(self.store, self.kit, self.ears, doors=self.doors, keys=self.keys, **own)
        self.front = Front(self.bus, self.store, self.kit, self.ears)
        shop = Workshop(self.store, self.kit, self.charts, self.documents)
        self.work = Clockwork(self.store, self.kit, self.drafter, chats, self.ears, shop, self.keys, rosters)
        self._nonce = 0

    async def opens(self, *people: str) -> None:
        """The firm is there, with these people known by their first word to the bot."""
        await start(self.store, self.kit)
        await adopt(self.store, self.kit, self.keys, alone=True)
        for person in (OWNER, ADMIN, *people):
            await self.says(person, "/client-flag help")
        await self.settles()

    async def has_client(self, name: str, lead: str, deputy: str = "", **values: str) -> Client:
        """A client set up by the owner through the form."""
        ids = {person: await self.id_of(person) for person in (lead, deputy) if person}
        filled = {"name": name, "language": "en", "leads": ids.get(lead, ""), "deputies": ids.get(deputy, "")}
        reply = await self.submits(OWNER, "client", {**filled, **values})
        assert isinstance(reply, Told), read_form(reply)
        return await self.client(name)

    async def client(self, name: str) -> Client:
        async with self.store.read() as unit:
            found = await unit.clients.by_name(name)
        assert found is not None, name
        return found

    async def id_of(self, user: str) -> str:
        async with self.store.read() as unit:
            person = await unit.people.by_ref(ref(user))
        assert person is not None, user
        return person.id

    def by(self, user: str, place: str = "", key: str = "") -> From:
        self._nonce += 1
        return From(
            who=ref(user),
            key=key or f"n{self._nonce}",
            channel=channel(place) if place else None,
            name="" if user in self.unsure else user.capitalize(),
            language=self.language,
            external=None if user in self.unsure else user in self.externals,
            timezone=self.timezone,
            fleeting=self.fleeting,
            shared=place in self.shared,
        )

    async def says(self, user: str, line: str, place: str = "", key: str = "") -> Reply:
        command, _, text = line.lstrip("/").partition(" ")
        return await self.front.answer(Typed(self.by(user, place, key), command, text))

    async def writes(
        self,
        user: str,
        place: str,
        text: str,
        *,
        message: str = "",
        parent: str = "",
        edited: bool = False,
        whispers: bool = True,
        key: str = "",
    ) -> str:
        """An ordinary message in a channel, told by a door if it is wanted; its id."""
        by = self.by(user, place, key)
        message = message or by.key
        if self.front.listens(channel(place)):
            heard = MessageHeard(
                by=by,
                channel=channel(place),
                message=message,
                text=text,
                link=f"practice:demo/{place}#{message}",
                parent=parent,
                edited=edited,
                whispers=whispers,
            )
            assert await self.front.heard(heard)
        return message

    async def deletes(self, place: str, message: str) -> None:
        assert await self.front.heard(MessageGone(f"gone-{message}", channel(place), message))

    async def presses(self, user: str, label: str, notice: Notice | Page | Told, key: str = "") -> Reply:
        """The button of that label on a notice or page."""
        action = button(notice, label)
        return await self.front.answer(Pressed(self.by(user, key=key), action.name, action.value))

    async def files(
        self, user: str, client: str, sign: str, severity: int = 2, summary: str = "it happened", **more: str
    ) -> Reply:
        """A report through the form: ``more`` may hold ``occurred_on``, ``link``, ``consent``, ``to_owner`` …"""
        values = {
            "client": (await self.client(client)).id,
            "sign": sign,
            "severity": str(severity),
            "summary": summary,
            "occurred_on": self.kit.today().isoformat(),
            **more,
        }
        return await self.submits(user, "flag", values)

    async def stage(self, client: str) -> Stage:
        return (await self.client(client)).standing.stage

    async def score(self, client: str) -> float:
        async with self.store.read() as unit:
            return (await assessed(unit, self.kit, await self.client(client))).score

    async def incident(self, number: int) -> Incident:
        async with self.store.read() as unit:
            found = await unit.incidents.by_number(number)
        assert found is not None, number
        return found

    async def nudges(self, client: str) -> Sequence[Nudge]:
        """All nudges of a client, newest first."""
        async with self.store.read() as unit:
            return await unit.nudges.of_client((await self.client(client)).id)

    async def nudge(self, client: str) -> Nudge:
        """The one unfinished nudge."""
        (found,) = [nudge for nudge in await self.nudges(client) if nudge.state.unfinished]
        return found

    async def submits(
        self, user: str, form: str | Form, values: Mapping[str, str], place: str = "", key: str = ""
    ) -> Reply:
        """A form's values over what stands in it already."""
        if isinstance(form, str):
            return await self.front.answer(Submitted(self.by(user, place, key), form, values))
        standing = {entry.name: entry.value for entry in form.fields}
        return await self.front.answer(
            Submitted(self.by(user, place, key), form.kind, {**standing, **values}, form.state)
        )

    async def hears_of(self, news: DoorNews) -> bool:
        """Something that a door tells by itself."""
        return await self.front.heard(news)

    async def answers(self, message: DoorMessage) -> Reply:
        return await self.front.answer(message)

    async def flags_message(self, user: str, quote: str, link: str = "", *, own: bool = False) -> Reply:
        return await self.front.answer(MessageFlagged(self.by(user), quote, link, own))

    async def page(self, user: str, page: PageName = "home", subject: str = "") -> Page | Told:
        return await self.front.page(PageAsked(self.by(user), page, subject))

    async def settles(self) -> None:
        """Everything due now is done."""
        await settle(self.work, self.log)

    async def until(self, moment: datetime) -> None:
        """Time passes; whatever comes due on the way happens at its own time."""
        await self.settles()
        for _ in range(2_000):
            due = await self.work.next_due()
            if due is None or due > moment:
                break
            self.clock.set(max(due, self.clock.now() + timedelta(minutes=1)))
            await self.settles()
        self.clock.set(max(moment, self.clock.now()))
        await self.settles()

    async def passes(self, *, days: float = 0, hours: float = 0) -> None:
        await self.until(self.clock.now() + timedelta(days=days, hours=hours))

    def hears(self, user: str) -> list[Notice]:
        """What a person finds in the chat with Signpost, as it looks now, oldest first."""
        return self.chat.seen_by(ref(user))

    def whispered(self, user: str, place: str) -> list[Notice]:
        """What is shown to a person alone in a channel."""
        return self.chat.seen_in(channel(place), ref(user))

    def posted(self, place: str) -> list[Notice]:
        """What everybody in a channel reads of Signpost."""
        return self.chat.seen_in(channel(place))

    def nudged(self, user: str) -> list[Notice]:
        """Only the nudges among them."""
        return [notice for notice in self.hears(user) if notice.kind == "nudge"]

    def count(self) -> int:
        """How many messages were sent in all."""
        return len(self.chat.shown)

    def titles(self, user: str) -> list[str]:
        return [plain(notice.title) for notice in self.hears(user)]


def told(reply: Reply | Page) -> Notice:
    """The notice of a reply that is one."""
    assert not isinstance(reply, Asked | Page), reply
    return reply.notice


def asked(reply: Reply) -> Form:
    assert isinstance(reply, Asked), reply
    return reply.form


def read_form(reply: Reply) -> str:
    if isinstance(reply, Asked):
        return "; ".join(f"{entry.name}: {entry.error}" for entry in reply.form.fields if entry.error)
    return read(reply.notice)


def button(shown: Notice | Page | Told, label: str) -> Action:
    for action in _actions(shown):
        if isinstance(action, Action) and action.label == label:
            return action
    labels = [action.label for action in _actions(shown)]
    raise AssertionError(f"no button {label!r}, only {labels}")


def _actions(shown: Notice | Page | Told) -> Sequence[Pressable]:
    if isinstance(shown, Told):
        return shown.notice.actions
    if isinstance(shown, Notice):
        return shown.actions
    return [action for section in shown.sections for action in section.actions]


def number(reply: Reply) -> int | None:
    """The number of the report that a reply confirms."""
    return reply.recorded if isinstance(reply, Told) else None


def read(shown: Notice | Page | Section | Told) -> str:
    """All words of something shown, one line a block."""
    if isinstance(shown, Told):
        return read(shown.notice)
    if isinstance(shown, Page):
        return "\n".join([shown.title, plain(shown.lead), *(read(section) for section in shown.sections)])
    head = shown.heading if isinstance(shown, Section) else plain(shown.title)
    labels = [action.label for action in shown.actions]
    return "\n".join([head, *map(_block, shown.blocks), " ".join(f"[{label}]" for label in labels)])


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text):
            return plain(text)
        case Bars(instead=lines):
            return _block(lines)
        case Items(items=items):
            return "\n".join(plain(item) for item in items)
        case Facts(rows=rows):
            return "\n".join(f"{label}: {plain(value)}" for label, value in rows)
        case Table(rows=rows, footer=footer):
            return "\n".join(" | ".join(plain(cell) for cell in row) for row in (*rows, footer))
        case Quote(text=text):
            return text
        case _:
            return ""

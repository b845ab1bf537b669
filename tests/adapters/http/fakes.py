"""A core with one page, one chart and scripted replies, for the server's own tests."""

import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.domain.person import ChannelRef, PersonRef
from bot.messages import (
    ChartAsked,
    ClientsSought,
    DoorMessage,
    DoorNews,
    DossierFetched,
    LetterFetched,
    PageAsked,
    Pressed,
    Submitted,
)
from bot.notices.parts import (
    Action,
    Badge,
    Bar,
    Bars,
    CheckField,
    ChoiceField,
    DateField,
    Facts,
    Form,
    Items,
    Notice,
    Option,
    Page,
    PageLink,
    Paragraph,
    PeopleField,
    Picture,
    Quote,
    Section,
    Small,
    Span,
    Style,
    Subhead,
    Table,
    TextField,
)
from bot.replies import Asked, File, Replaced, Reply, Told


class CountingIds:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def new(self) -> str:
        return f"{next(self._numbers):032x}"


@dataclass
class ListLog:
    lines: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def info(self, event: str, **values: object) -> None:
        self.lines.append((event, values))

    warning = error = info


def page(text: str = "Acme") -> Page:
    """Every block type, filled with one text."""
    user = (Span(text, Style.USER),)
    blocks = (
        Paragraph((Span("plain "), Span(text, Style.NAME), Span("strong", Style.STRONG), Span("code", Style.CODE))),
        Small(user),
        Subhead(user),
        Items((user, user), numbered=True),
        Facts(((text, user),)),
        Table((text, "n"), ((user, (Span("1.0"),)),), numeric=(1,), footer=((Span("sum"),), (Span("1.0"),))),
        Quote(text, copyable=True),
        Picture("c1", text),
        Badge("talk", text),
        Bars(text, ((text, (Bar(text, 1.0, text), Bar(text, 0.0, text, early=True))),), Items((user,))),
    )
    actions = (Action("nudge.acknowledge", text, "n1", "primary"), PageLink(text, "clients/c1"))
    return Page("home", text, (Section(text, blocks, actions),), lead=user)


def form(text: str, error: str = "") -> Form:
    options = (Option("a", text, text), Option("b", "B"))
    return Form(
        kind="snooze",
        title=text,
        fields=(
            TextField(name="reason", label=text, value=text, error=error, hint=text, lines=3, required=True),
            TextField(name="line", label="Line", value=text),
            ChoiceField(name="sign", label="Sign", value="b", options=options),
            PeopleField(name="people", label="People", value="a,b", options=options),
            DateField(name="until", label="Until", value="2026-12-01"),
            CheckField(name="consent", label=text, value="yes"),
        ),
        submit="Save",
        cancel="Cancel",
        state={"nudge": text},
    )


@dataclass
class PageDoor:
    """``text`` is shown everywhere; without ``allowed`` every page is refused; ``more``: sections below the others."""

    text: str = "Acme"
    allowed: bool = True
    more: tuple[Section, ...] = ()
    asked: list[DoorMessage | PageAsked] = field(default_factory=list)

    async def answer(self, message: DoorMessage) -> Reply:
        self.asked.append(message)
        match message:
            case Pressed(action="nudge.snooze"):
                return Asked(form(self.text))
            case Pressed():
                return Replaced(Notice("done", (Span(self.text, Style.USER),)))
            case Submitted(values=values) if values.get("reason"):
                return Told(Notice("told", (Span("Snoozed until then."),)))
        return Asked(form(self.text, error="Please say why."))

    async def page(self, asked: PageAsked) -> Page | Told:
        self.asked.append(asked)
        if not self.allowed:
            return Told(Notice("refused", (Span("Only the lead sees this."),)))
        shown = page(self.text)
        return replace(shown, sections=(*shown.sections, *self.more))

    async def chart(self, asked: ChartAsked) -> bytes | Told:
        return b"<svg xmlns='http://www.w3.org/2000/svg'/>" if self.allowed else Told(Notice("no", (Span("no"),)))

    async def letter(self, asked: LetterFetched) -> File | Told:
        if not self.allowed:
            return Told(Notice("refused", (Span("Only the lead gets this."),)))
        return File(f"letter.{asked.form}", "application/pdf", 4, io.BytesIO(b"%PDF"))

    async def dossier(self, asked: DossierFetched) -> File | Told:
        if not self.allowed:
            return Told(Notice("refused", (Span("Only the lead gets this."),)))
        return File("dossier.pdf", "application/pdf", 4, io.BytesIO(b"%PDF"))

    async def clients(self, sought: ClientsSought) -> Sequence[Option]:
        return []

    def listens(self, channel: ChannelRef) -> bool:
        return False

    async def heard(self, news: DoorNews) -> bool:
        return True

    async def strangers(self, platform: str) -> Sequence[PersonRef]:
        return ()

"""What people who are asked read of check-ins: the question, the promise, and their answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.checkin import COMMENT_LIMIT
from bot.notices.labels import N_
from bot.notices.parts import (
    Action,
    Block,
    ChoiceField,
    Field,
    Form,
    Items,
    Notice,
    Option,
    PageLink,
    Paragraph,
    Pressable,
    Section,
    Small,
    Text,
    TextField,
)
from bot.notices.paths import path_of
from bot.voice import Voice

FACES: Mapping[int, str] = {
    1: N_("😞 very bad"),
    2: N_("🙁 rather bad"),
    3: N_("😐 so-so"),
    4: N_("🙂 rather good"),
    5: N_("😀 very good"),
}
FIRM = "firm"
ASKED = 5


@dataclass(frozen=True, slots=True)
class OpenRound:
    """One in which the reader is asked. ``client``: its name; empty for the firm-wide one."""

    id: str
    client: str
    until: date


def question(say: Voice, client: str) -> Text:
    if client:
        return say("How is working with {client} for you right now?", client=client)
    return say("How is work going for you right now?")


def promise(say: Voice) -> tuple[Block, ...]:
    """In two lines, wherever somebody is about to answer; more is a click away."""
    return (*bare_promise(say), Small(say("More behind *What is this?*.")))


def bare_promise(say: Voice) -> tuple[Block, ...]:
    return (
        Small(
            say(
                "Your answer is sealed at once; when the round closes its keys are destroyed, and neither leads nor "
                "admins nor backups can tell who answered what."
            )
        ),
        Small(
            say(
                "Until then whoever runs the server could technically find out, and the chat platform carries your "
                "click."
            )
        ),
    )


def card(say: Voice, rounds: Sequence[OpenRound], *, reminder: bool) -> Notice:
    """To everybody in the group alike, whether or not they have answered: nobody here knows."""
    lines = tuple(
        say("{question} (until {day})", question=question(say, one.client), day=say.day(one.until)) for one in rounds
    )
    blocks: tuple[Block, ...] = (Items(lines), *promise(say))
    title = say("A question, answered anonymously")
    if reminder:
        title = say("A reminder to everybody: a check-in is open")
        first = Paragraph(say("Whoever has answered already has nothing to do. You can still change your answer."))
        blocks = (first, *blocks)
    return Notice("checkin.card", title, blocks, answering(say, rounds))


def what_is_this(say: Voice) -> PageLink:
    """What ``docs/anonymity.md`` says, one click away at every door."""
    return PageLink(say.word("What is this?"), path_of("anonymity"))


def answering(say: Voice, rounds: Sequence[OpenRound]) -> tuple[Pressable, ...]:
    buttons = tuple(
        Action(
            "checkin.answer", say.word("Answer: {client}", client=one.client or say.word("the firm")), one.id, "primary"
        )
        if len(rounds) > 1
        else Action("checkin.answer", say.word("Answer"), one.id, "primary")
        for one in rounds[:ASKED]
    )
    return (
        *buttons,
        what_is_this(say),
        Action("checkin.decline", say.word("Do not ask me")),
    )


def home_section(say: Voice, asked: Sequence[OpenRound]) -> Section:
    shown = card(say, asked, reminder=False)
    return Section(say.word("Check-ins"), shown.blocks, shown.actions)


def answer_form(say: Voice, one: OpenRound) -> Form:
    fields: tuple[Field, ...] = (
        ChoiceField(
            name="face",
            label=say.word("Your answer"),
            options=tuple(Option(str(face), say.word(label)) for face, label in FACES.items()),
            required=True,
        ),
        TextField(
            name="comment",
            label=say.word("A comment, if you like"),
            hint=say.word(
                "Do not write names, and nothing that gives you away. Comments are shown without the answers, from "
                "three on."
            ),
            lines=3,
            limit=COMMENT_LIMIT,
        ),
    )
    intro = (Paragraph(question(say, one.client)), *promise(say))
    return Form(
        kind="checkin",
        title=say.word("Check-in"),
        fields=fields,
        submit=say.word("Seal my answer"),
        cancel=say.word("Cancel"),
        intro=intro,
        state={"subject": one.id},
    )


def answered(say: Voice, until: date) -> Notice:
    return Notice(
        "checkin.answered",
        say("Thank you. Your answer is sealed."),
        (Paragraph(say("You can change it until {day}: the last one counts.", day=say.day(until))),),
    )


def explained(say: Voice, group: int) -> Notice:
    """What is this: the design in plain words, and what nobody should be left in doubt about."""
    points: tuple[Text, ...] = (
        say("Your answer is sealed with the round's own key before it is stored, padded so that all look alike."),
        say(
            "While a round is open nobody is shown how many have answered, who, or what. Reminders go to everybody in "
            "the group."
        ),
        say(
            "When it closes, answers are opened together, counted, and the keys destroyed. With fewer than {n} answers "
            "all are destroyed unread.",
            n=group,
        ),
        say(
            "Shown is a band (low, middling, high), or from twelve answers on how often each face was chosen; comments "
            "in the order of the alphabet, without their faces."
        ),
        say("*What this cannot promise:* Slack, Teams and the like carry your click and could see it."),
        say(
            "While a round is open, whoever runs the server could technically find out. What a disk keeps of deleted "
            "files is beyond a program."
        ),
        say("Somebody may recognise your style: write no names and nothing that gives you away."),
    )
    link = PageLink(say.word("How it is built, and how that is tested"), path_of("anonymity"))
    return Notice("checkin.explained", say("What a check-in is, and what it promises"), (Items(points),), (link,))


def declined(say: Voice) -> Notice:
    return Notice(
        "checkin.declined",
        say("You will not be asked any more."),
        (
            Paragraph(
                say("Your answers in rounds that are open were taken back. `/client-checkin in` lets you join again.")
            ),
        ),
    )


def joined_again(say: Voice) -> Notice:
    return Notice("checkin.joined", say("You will be asked again, from the next round on."))


def lost(say: Voice, client: str) -> Notice:
    """To everybody who was asked, and the leads."""
    return Notice(
        "checkin.void",
        say("The check-in about {what} is void.", what=about_what(say, client)),
        (
            Paragraph(
                say(
                    "Its keys were lost, so no answer can be read any more, by anybody. Nothing of it is shown, and "
                    "nothing is guessed. You may be asked anew."
                )
            ),
        ),
    )


def about_what(say: Voice, client: str) -> Text:
    return say("*{client}*", client=client) if client else say("work in the firm")

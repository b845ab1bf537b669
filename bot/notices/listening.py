"""What a channel sees of listening, and what those who switch it read."""

from bot.domain.listening import Listening, ListeningState
from bot.notices.parts import Items, Notice, Paragraph, Small, Text, plain
from bot.voice import Voice


def started(say: Voice, client: str, quote_days: int, *, language_model: bool = False) -> Notice:
    """To everybody in a channel in which only the team reads: what is read, why, how long it is kept, how to pause."""
    points: tuple[Text, ...] = (
        say("*What:* every message in this channel, for signs that working with {client} goes wrong.", client=client),
        say("*Why:* people forget to report. What looks like an incident is shown to its author alone, who decides."),
        _where(say, language_model),
        say(
            "*How long:* other messages are not stored at all; words that were found are kept {n} days at most, and 14 "
            "days if nobody answers.",
            n=quote_days,
        ),
        say("*Pause:* anybody here can, with `/client-setup pause`."),
    )
    return Notice("listening.started", say("Signpost reads along in this channel from now on."), (Items(points),))


def _where(say: Voice, language_model: bool) -> Text:
    if language_model:
        return say(
            "*Where:* on our own server; doubtful messages go to a language model, after names that we know, addresses "
            "and account and phone numbers were taken out."
        )
    return say("*Where:* on our own server. No message goes anywhere else.")


def informed(say: Voice, organization: str, quote_days: int, *, language_model: bool = False) -> Notice:
    """The same where the client reads along: neutral, and seen before by the owner who agreed."""
    points: tuple[Text, ...] = (
        say("*What:* messages in this channel are evaluated automatically, to notice early when we should talk."),
        _where(say, language_model),
        say(
            "*How long:* messages are not stored; single passages are kept {n} days at most, for the people "
            "responsible at {organization}.",
            n=quote_days,
            organization=organization,
        ),
        say("*Pause:* everybody at {organization} can pause it. Just ask.", organization=organization),
    )
    return Notice(
        "listening.informed",
        say("{organization} uses Signpost in this channel.", organization=organization),
        (Items(points),),
    )


def with_model(say: Voice) -> str:
    """The line that says where messages are judged, as it reads once doubtful ones go to a language model."""
    return f"• {plain(_where(say, language_model=True))}"


def preview(notice: Notice) -> str:
    """A notice's words, line by line, to be read before it is posted."""
    lines = [plain(notice.title)]
    for block in notice.blocks:
        lines += [f"• {plain(item)}" for item in block.items] if isinstance(block, Items) else []
    return "\n".join(lines)


def halted(say: Voice) -> Notice:
    """To everybody in the channel."""
    return Notice(
        "listening.halted",
        say("Signpost reads nothing in this channel any more."),
        (Small(say("It is paused. A lead of the client or an admin can go on with `/client-setup resume`.")),),
    )


def stopped(say: Voice) -> Notice:
    """To everybody in the channel."""
    return Notice("listening.stopped", say("Listening has ended: Signpost reads nothing in this channel any more."))


def switched(say: Voice, client: str, listening: Listening) -> Notice:
    """To whoever switched it."""
    match listening.state:
        case ListeningState.STARTING:
            return Notice(
                "listening.switched",
                say("Signpost listens in this channel of *{client}* as soon as its notice stands here.", client=client),
                (Paragraph(say("The channel gets to read what is read, why, how long it is kept, and how to pause.")),),
            )
        case ListeningState.ON:
            text = say("Signpost listens here already.")
        case ListeningState.AGREED:
            text = say("Nothing is read yet: an admin has to switch it on here, with `/client-setup listen`.")
        case ListeningState.PAUSED:
            text = say("It is paused. A lead of the client or an admin can go on with `/client-setup resume`.")
    return Notice(
        "listening.switched",
        say("It is kept that *{client}* knows that Signpost listens here.", client=client),
        (Paragraph(text),),
    )


def paused(say: Voice, client: str) -> Notice:
    return Notice(
        "listening.paused",
        say("Paused: Signpost reads nothing in this channel of *{client}*.", client=client),
        (Small(say("A lead of the client or an admin can go on with `/client-setup resume`.")),),
    )


def ended(say: Voice, client: str) -> Notice:
    return Notice(
        "listening.ended",
        say("Listening in this channel of *{client}* has ended.", client=client),
        (Small(say("Suspicions nobody has answered are gone, too.")),),
    )


def agreed(say: Voice, client: str) -> Notice:
    """To the admins."""
    return Notice(
        "listening.agreed",
        say("*{client}* was informed: an owner agrees to listening in a shared channel.", client=client),
        (Paragraph(say("To switch it on, type `/client-setup listen` in that channel.")),),
    )


def shared(say: Voice, client: str) -> Notice:
    """To leads and admins."""
    return Notice(
        "listening.shared",
        say("Listening is paused in a channel of *{client}*: another firm reads along there now.", client=client),
        (
            Paragraph(
                say(
                    "It goes on only after an owner has confirmed, with `/client-setup listen` there, that the client "
                    "was informed."
                )
            ),
        ),
    )


def caution(say: Voice, right: int, answers: int) -> Notice:
    """To the admins, once for each step."""
    return Notice(
        "listening.caution",
        say("Signpost has become more careful with suspicions."),
        (
            Paragraph(
                say(
                    "Of the last {n} suspicions {m} were right. From now on only surer ones are shown; when more of "
                    "them are right, it asks more often again.",
                    n=answers,
                    m=right,
                )
            ),
        ),
    )

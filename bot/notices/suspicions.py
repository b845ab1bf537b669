"""What the person who is asked reads of a suspicion: the words, the sign, why, and that nobody else sees it."""

from bot.domain.detection import Side
from bot.domain.incident import Incident
from bot.domain.playbook import FRICTION, Sign
from bot.notices.parts import Action, Block, Notice, Paragraph, Quote, Section, Small, Text
from bot.voice import Voice


def summary(say: Voice, side: Side) -> str:
    """What stands in the record in place of a report's own words: none of the message's, which may be hidden."""
    if side is Side.CLIENT:
        return say.word("Noticed in a message from the client.")
    return say.word("Noticed in a message of the team.")


def asked(say: Voice, incident: Incident, client: str, sign: Sign, until: str) -> Notice:
    """``until``: the last day on which it can be answered, in words."""
    return Notice(
        "suspicion.asked", _title(say, incident, client), _blocks(say, incident, sign, until), _buttons(say, incident)
    )


def section(say: Voice, incident: Incident, client: str, sign: Sign, until: str) -> Section:
    """The same in Home."""
    heading = say.word("#{n}: an incident with {client}?", n=incident.number, client=client)
    return Section(heading, _blocks(say, incident, sign, until), _buttons(say, incident))


def over(say: Voice, incident: Incident) -> Notice:
    """In the place of a suspicion that nobody can answer any more; nothing of the message is in it."""
    return Notice(
        "suspicion.over",
        say("#{n} is closed. It counts for nothing.", n=incident.number),
        (Small(say("The message has changed or is gone, listening has ended, or nobody answered within 14 days.")),),
    )


def passed_on(say: Voice, incident: Incident) -> Notice:
    """In the place of a suspicion that somebody else is asked about now; nothing of the message is in it."""
    return Notice(
        "suspicion.passed_on",
        say("#{n} is not with you any more.", n=incident.number),
        (Small(say("Somebody else who looks after the client is asked now.")),),
    )


def _title(say: Voice, incident: Incident, client: str) -> Text:
    if incident.own_message:
        return say("What you wrote: is it an incident with *{client}*?", client=client)
    return say("What *{client}* wrote: is it an incident?", client=client)


def _blocks(say: Voice, incident: Incident, sign: Sign, until: str) -> tuple[Block, ...]:
    return (
        Quote(incident.quote),
        Paragraph(say("It reads like *{sign}*: {help}", sign=sign.label, help=sign.help)),
        *_oneself(say, incident),
        Small(_promise(say, incident, until)),
    )


def _oneself(say: Voice, incident: Incident) -> tuple[Block, ...]:
    if incident.sign != FRICTION:
        return ()
    return (Paragraph(say("Confirm it only if it is about your own relation to this client.")),)


def _promise(say: Voice, incident: Incident, until: str) -> Text:
    if incident.own_message:
        return say(
            "Only you see this. It counts once you confirm it, as your report; without your name your words and the "
            "link stay hidden from the lead. Unanswered it is gone after {day}.",
            day=until,
        )
    return say(
        "Only you see this. It counts once you confirm it, as your report. Unanswered it is gone after {day}.",
        day=until,
    )


def _buttons(say: Voice, incident: Incident) -> tuple[Action, ...]:
    named = (Action("suspicion.named", say.word("Confirm, with my name"), incident.id),)
    return (
        Action("suspicion.confirm", say.word("Confirm"), incident.id, "primary"),
        *(named if incident.own_message else ()),
        Action("suspicion.other", say.word("Other sign"), incident.id),
        Action("suspicion.client", say.word("Wrong client"), incident.id),
        Action("suspicion.dismiss", say.word("Not an incident"), incident.id),
    )

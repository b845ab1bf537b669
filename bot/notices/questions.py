"""A lead's question to the reporters of an incident, and their answers without a name."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.reporter_question import ReporterQuestion
from bot.notices.parts import Action, Block, Items, Notice, PageLink, Paragraph, Quote, Section, Small, plain
from bot.notices.talk_forms import unnamed
from bot.voice import Voice


def asked(say: Voice, question: ReporterQuestion, incident: Incident, client: str, asker: str) -> Notice:
    """To a reporter."""
    return Notice(
        "question.asked",
        say("A question about #{n}, *{client}*", n=incident.number, client=client),
        (
            Paragraph(say("*{name}* asks those who reported it:", name=asker)),
            Quote(question.text),
            Small(unnamed(say)),
            Small(say("It can be answered until {day}.", day=say.day(question.last_day))),
        ),
        (
            Action("question.answer", say.word("Answer"), question.id, "primary"),
            Action("question.decline", say.word("Rather not"), question.id),
        ),
    )


def section(say: Voice, question: ReporterQuestion, incident: Incident, client: str, asker: str) -> Section:
    """The same in Home, until it is answered or over."""
    notice = asked(say, question, incident, client, asker)
    return Section(plain(notice.title), notice.blocks, tuple(a for a in notice.actions if isinstance(a, Action)))


def passed_on(say: Voice, question: ReporterQuestion, incident: Incident) -> Notice:
    """To the lead who asked."""
    return Notice(
        "question.passed_on",
        say("Your question about #{n} goes to those who reported it.", n=incident.number),
        (Small(say("Answers come without a name, if any come, until {day}.", day=say.day(question.last_day))),),
    )


def answered(say: Voice, question: ReporterQuestion, incident: Incident) -> Notice:
    """To the reporter who answered."""
    return Notice(
        "question.answered",
        say("Your answer about #{n} is kept, without your name.", n=incident.number),
        (Small(say("The lead reads it on the next working day.")),),
        (Action("question.answer", say.word("Change"), question.id),),
    )


def declined(say: Voice) -> Notice:
    """To the reporter who would rather not answer."""
    return Notice("question.declined", say("All right. Nobody hears of it."))


def answers(say: Voice, question: ReporterQuestion, incident: Incident, client: str, given: Sequence[str]) -> Notice:
    """To the lead who asked: all answers so far."""
    title = say.many(
        "*{client}*, #{number}: an answer to your question",
        "*{client}*, #{number}: {n} answers to your question",
        len(given),
        client=client,
        number=incident.number,
    )
    link = PageLink(say.word("Client page"), f"clients/{incident.client}")
    return Notice("question.answers", title, below(say, question, given), (link,))


def below(say: Voice, question: ReporterQuestion, given: Sequence[str], asker: str = "") -> tuple[Block, ...]:
    """Question and answers, below an incident on the client's page or in a message."""
    head = (
        say("*{name}* asked: {text}", name=asker, text=question.text)
        if asker
        else say("You asked: {text}", text=question.text)
    )
    if not given:
        return (Small((*head, *say(" · no answer yet"))),)
    return (Small(head), Items(tuple(say("Answer: {text}", text=text) for text in given)))

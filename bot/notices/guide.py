"""How to prepare a clarifying talk: protection first, then facts, effect, request, questions, and what to try."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.agreement import Agreement, AgreementState
from bot.domain.client import Client
from bot.domain.counterweight import Counterweight
from bot.domain.playbook import Sign, TalkWords
from bot.domain.talk import Talk
from bot.notices import agreements, counterweights
from bot.notices.nudges import outcome_word
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Section,
    Small,
    Subhead,
    Text,
)
from bot.notices.sheet import on_a_card
from bot.voice import Voice

_ON_THE_CARD, _ON_THE_PAGE = 3, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened, as it may be said to the client: nobody's name, no weight. ``quote`` and ``link`` are
    empty where they may not be shown.
    """

    day: date
    sign: str
    what: str
    quote: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideView:
    """All a guide shows. ``facts``: newest first; ``withheld``: how many more were told straight to the owner.

    ``strongest``: keys of the signs to talk about, strongest first; ``protect``: the sign that was so severe that
    protection comes first; ``affected``: the reader is one of those who reported that.
    """

    client: Client
    today: date
    signs: Mapping[str, Sign]
    words: Mapping[str, TalkWords]
    facts: Sequence[Fact]
    withheld: int
    strongest: Sequence[str]
    protect: Sign | None = None
    affected: bool = False
    talks: Sequence[Talk] = ()
    agreements: Sequence[Agreement] = ()
    counterweights: Sequence[Counterweight] = ()


def guide_card(say: Voice, view: GuideView) -> Notice:
    """What is needed most, in the person's own chat: the strongest sign, what is still open, what happened last."""
    late = [point for point in view.agreements if point.state is not AgreementState.KEPT]
    short = replace(
        view,
        strongest=view.strongest[:1],
        talks=view.talks[-1:],
        agreements=late[-_ON_THE_CARD:],
        counterweights=view.counterweights[:_ON_THE_CARD],
    )
    found = [
        *_protection(say, short),
        *_before(say, short),
        _facts(say, short, _ON_THE_CARD),
        *_beside(say, short),
        *_said(say, short),
        *_agreed(say, short),
        *_questions(say, short),
    ]
    link = PageLink(say.word("The whole guide"), f"talks/{view.client.id}")
    title = say("*{client}*: preparing the talk", client=view.client.name)
    return Notice("talk.guide", title, on_a_card(found), (*next_steps(say, view), link))


def next_steps(say: Voice, view: GuideView) -> tuple[Action, ...]:
    return (
        Action("client.talk", say.word("Record talk"), view.client.id, "primary"),
        Action("client.draft", say.word("Draft message"), view.client.id),
        Action("client.ask", say.word("Ask the reporters"), view.client.id),
    )


def guide_sections(say: Voice, view: GuideView) -> list[Section]:
    """All of it, in the order of a talk."""
    return [
        *_protection(say, view),
        *_before(say, view),
        Section(say.word("How to hold it"), (Items(_manners(say)),)),
        _facts(say, view, _ON_THE_PAGE),
        *_beside(say, view),
        *_said(say, view),
        *_agreed(say, view),
        *_questions(say, view, own_side=True),
        *_playbook(say, view),
    ]


def _protection(say: Voice, view: GuideView) -> list[Section]:
    """Severe disrespect: whoever was hurt does not lead the talk (§ 12(4) AGG)."""
    if view.protect is None:
        return []
    blocks: list[Block] = []
    if view.affected:
        blocks.append(Paragraph(say("*You reported this yourself: somebody else leads this talk, not you.*")))
    blocks.append(Items(_as(say, view.protect.protect), numbered=True))
    if view.protect.source:
        blocks.append(Small(say("{text}", text=view.protect.source)))
    return [Section(say.word("First of all: protect"), tuple(blocks))]


def _before(say: Voice, view: GuideView) -> list[Section]:
    texts = [view.words[key].before for key in view.strongest if view.words[key].before]
    return [Section(say.word("Before any talk"), tuple(map(Paragraph, _as(say, texts))))] if texts else []


def _manners(say: Voice) -> tuple[Text, ...]:
    return (
        say("In person or by call, in private, with somebody of theirs who may decide."),
        say("Say what happened and when. Name nobody of ours, and do not let yourself be asked who noticed it."),
        say("Ask, then listen: there may be a cause that you do not know. Own up to what went wrong on our side."),
        say("Write down what is agreed before you part: who does what until when."),
    )


def _facts(say: Voice, view: GuideView, shown: int) -> Section:
    blocks: list[Block] = []
    if view.facts:
        blocks.append(Items(tuple(_fact(say, view, fact) for fact in view.facts[:shown])))
    else:
        blocks.append(Paragraph(say("Nothing is on record that could be said to the client.")))
    if (more := len(view.facts) - shown) > 0:
        blocks.append(Small(say.many("{n} older one is left out.", "{n} older ones are left out.", more)))
    if view.withheld:
        blocks.append(
            Small(
                say.many(
                    "{n} more was told straight to the owner: it is not for this talk.",
                    "{n} more were told straight to the owner: they are not for this talk.",
                    view.withheld,
                )
            )
        )
    return Section(say.word("What happened"), tuple(blocks))


def _fact(say: Voice, view: GuideView, fact: Fact) -> Text:
    parts = [*say("*{day}* · {sign}: {what}", day=say.day(fact.day), sign=view.signs[fact.sign].label, what=fact.what)]
    if fact.quote:
        parts += say(" · in their words: “{quote}”", quote=fact.quote)
    if fact.link:
        parts += say(" · {link}", link=fact.link)
    return tuple(parts)


def _beside(say: Voice, view: GuideView) -> list[Section]:
    """What a fair talk begins with."""
    if not view.counterweights:
        return []
    lines = tuple(counterweights.line(say, one) for one in view.counterweights)
    return [Section(say.word("What to thank for, and to own up to"), (Items(lines),))]


def _said(say: Voice, view: GuideView) -> list[Section]:
    blocks: list[Block] = []
    for key in view.strongest:
        words = view.words[key]
        rows = (
            (say.word("What it does to us"), words.effect),
            (say.word("What we ask for"), words.request),
            (say.word("If nothing changes"), words.otherwise),
        )
        blocks += [
            Subhead(say("{sign}", sign=view.signs[key].label)),
            Facts(tuple((label, say("{text}", text=text)) for label, text in rows)),
        ]
    return [Section(say.word("What you can say"), tuple(blocks))] if blocks else []


def _agreed(say: Voice, view: GuideView) -> list[Section]:
    """What the last talks brought: the next one begins there."""
    if not (view.talks or view.agreements):
        return []
    lines = [
        say("Talk on {day}: *{outcome}*", day=say.day(talk.day), outcome=outcome_word(say, talk.outcome.value))
        for talk in reversed(view.talks)
    ]
    lines += [agreements.line(say, point, view.today) for point in view.agreements]
    return [Section(say.word("What was agreed so far"), (Items(tuple(lines)),))]


def _questions(say: Voice, view: GuideView, *, own_side: bool = False) -> list[Section]:
    """``own_side``: with what the firm asks itself first."""
    if not view.strongest:
        return []
    blocks: list[Block] = []
    for key in view.strongest:
        blocks += [*_of_sign(say, view, key), Items(_as(say, view.words[key].questions))]
    if own_side:
        blocks.append(Subhead(say("Ask yourselves first")))
        blocks.append(Items(_as(say, [view.words[key].own_side for key in view.strongest])))
    return [Section(say.word("Questions that look for the cause"), tuple(blocks))]


def _playbook(say: Voice, view: GuideView) -> list[Section]:
    blocks: list[Block] = []
    for key in view.strongest:
        blocks += [*_of_sign(say, view, key), Items(_as(say, view.signs[key].playbook), numbered=True)]
    return [Section(say.word("What to try first"), tuple(blocks))] if blocks else []


def _of_sign(say: Voice, view: GuideView, key: str) -> tuple[Subhead, ...]:
    """A heading where there are several signs to tell apart."""
    return (Subhead(say("{sign}", sign=view.signs[key].label)),) if len(view.strongest) > 1 else ()


def _as(say: Voice, texts: Iterable[str]) -> tuple[Text, ...]:
    """Texts of the policy's files, which are in the reader's language already."""
    return tuple(say("{text}", text=text) for text in texts)

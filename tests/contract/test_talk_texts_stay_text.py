"""Guarantee 14 for what stands around a talk: hostile words in everything people write, through every door's renderer.

Read back by the independent readers of the doors' own suites.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.practice import render as practice
from adapters.slack import render as slack
from adapters.slack import views as slack_views
from adapters.teams import render as teams
from adapters.teams import views as teams_views
from bot.domain.agreement import AgreementState, PointKind, Whose
from bot.notices import (
    agreements,
    client_page,
    counterweights,
    decision,
    decision_page,
    guide,
    guide_page,
    questions,
    talk_forms,
)
from bot.notices.parts import Form, Notice, Option, Page
from bot.voice import Voice
from signpost.voices import voices
from tests.adapters import product
from tests.adapters.practice.hostile import HOSTILE
from tests.adapters.slack import blockkit, reading
from tests.adapters.slack.test_text_stays_text import SLACKS_OWN
from tests.adapters.teams import cards
from tests.adapters.teams import reading as teams_reading
from tests.adapters.teams.test_text_stays_text import TEXTS as TEAMS_TEXTS

Json = dict[str, Any]
TEXTS = tuple(dict.fromkeys((*SLACKS_OWN, *TEAMS_TEXTS, *HOSTILE)))
SAY = voices()("en")


def everything(say: Voice, text: str) -> Iterator[Notice | Form | Page]:
    """Each notice, form and page around a talk, with the text wherever somebody typed it."""
    client = replace(product.CLIENT, name=text, contract=replace(product.CLIENT.contract, clause=text))
    points = [
        product.agreement(text=text, moves=1, **more)
        for more in (
            {},
            {"whose": Whose.OURS, "due_on": product.TODAY + timedelta(days=3)},
            {"state": AgreementState.BROKEN, "settled_by": product.LENA},
            {"kind": PointKind.DEADLINE, "said_on": product.TODAY},
            {"kind": PointKind.WARNED, "said_on": product.TODAY, "state": AgreementState.BROKEN},
        )
    ]
    notes = [replace(one, text=text, author=product.LENA) for one in product.good_and_bad()]
    question, report = replace(product.QUESTION, text=text), product.incident(summary=text)
    for point in points:
        yield agreements.agreement(say, point, text, product.TODAY, text)
        yield agreements.added(say, point, text, product.TODAY)
    yield counterweights.kept(say, text, delicate=True)
    yield counterweights.removed(say, text)
    yield questions.asked(say, question, report, text, text)
    yield questions.answers(say, question, report, text, [text, text])
    yield questions.passed_on(say, question, report)
    yield questions.answered(say, question, report)
    yield talk_forms.talk(say, [Option(client.id, text, text)], client.id, "2026-11-24")
    yield talk_forms.became(say, client.id, points, points[0].id, "open")
    yield talk_forms.counterweight(say, client.id, "2026-11-24", notes[0])
    yield talk_forms.ask(say, client.id, [Option("i1", text)])
    yield talk_forms.answer(say, question, text, text)
    fact = guide.Fact(day=product.TODAY, sign="disrespect", what=text, quote=text, link=text)
    told = replace(
        product.guide_view(say),
        client=client,
        facts=[fact],
        agreements=points,
        counterweights=notes,
        talks=[replace(product.talk(), note=text)],
    )
    yield guide_page.guide_page(say, told)
    yield guide.guide_card(say, told)
    weighed = product.decision_view(say, client=client, agreements=points, counterweights=notes)
    yield decision_page.decision_page(say, weighed)
    yield decision.decision_card(say, weighed)
    view = product.client_view(say)
    exchange = client_page.Exchange(question, [text, text])
    names = dict.fromkeys(view.names, text)
    yield client_page.client_page(
        say,
        replace(view, agreements=points, counterweights=notes, questions=[exchange], names=names, reader=product.ALICE),
    )


def _slack(shown: Notice | Form | Page) -> tuple[Json, list[str], list[str]]:
    match shown:
        case Notice():
            made = slack.message(shown)
        case Form():
            made = slack_views.form_view(shown, workspace="T01TEST")
        case Page():
            made = slack_views.page_view(shown, close="Close")
    return made, blockkit.problems(made), reading.active(made)


def _teams(shown: Notice | Form | Page) -> tuple[Json, list[str], list[str]]:
    match shown:
        case Notice():
            made = teams.message(shown, say=SAY)
        case Form():
            made = teams_views.form_view(shown, say=SAY, tenant="t")
        case Page():
            made = teams_views.page_message(shown, say=SAY)
    return made, cards.problems(made), teams_reading.active(made)


def _practice(shown: Notice | Form | Page) -> tuple[Json, list[str], list[str]]:
    """Its JSON is text by construction: what must not come through is what no browser or log can carry."""
    match shown:
        case Notice():
            made = practice.notice_json(shown)
        case Form():
            made = practice.form_json(shown)
        case Page():
            made = practice.page_json(shown)
    return made, [one for one in str(made) if one == "\x00" or "\ud800" <= one <= "\udfff"], []


DOORS: dict[str, Callable[[Notice | Form | Page], tuple[Json, list[str], list[str]]]] = {
    "practice": _practice,
    "slack": _slack,
    "teams": _teams,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_around_a_talk_is_sendable_and_does_nothing(text: str, door: str) -> None:
    for shown in everything(SAY, text):
        _, problems, active = DOORS[door](shown)
        assert problems == [], shown.kind
        assert active == [], shown.kind

"""German is longer than English; forms keep to the narrowest door (Slack: titles and buttons 24, options 75)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from bot.domain.agreement import Agreement, Whose
from bot.domain.assessment import Stage
from bot.domain.reporter_question import ReporterQuestion
from bot.notices import forms, labels, talk_forms
from bot.notices.parts import ChoiceField, Form
from bot.voice import Voice
from policies.policy import load_policy
from signpost.voices import voices

TITLE, OPTION = 24, 75
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
POINT = Agreement(
    id="a1", client="c1", text="a " * 200, whose=Whose.OURS, due_on=date(2026, 12, 31), made_by="p1", made_at=NOW
)
QUESTION = ReporterQuestion(
    id="q1", incident="i1", asked_by="p1", text="Who else was there?", asked_on=NOW.date(), asked_at=NOW
)


def all_forms(say: Voice) -> Mapping[str, Form]:
    policy = load_policy()
    signs = [policy.sign(key, say.language) for key in policy.sign_keys()]
    return {
        "flag": forms.flag(say, signs, [], {}, own=True),
        "correct": forms.flag(say, [], [], {}, own=False, correct="i1"),
        "client": forms.client(say, [], {}, "", "practice:demo/c1"),
        "talk": talk_forms.talk(say, [], "", "2026-11-24"),
        "agreement": talk_forms.agreement(say, "c1"),
        "warning": talk_forms.warning(say, "c1", "2026-11-24"),
        "became": talk_forms.became(say, "c1", [POINT], "", ""),
        "counterweight": talk_forms.counterweight(say, "c1", "2026-11-24"),
        "ask": talk_forms.ask(say, "c1", []),
        "answer": talk_forms.answer(say, QUESTION, "Lena Vogt", ""),
        "exit": forms.exit(say, [], "", "parting", labels.stage_name(say, Stage.EXIT)),
        "snooze": forms.snooze(say, "n1", "2026-11-24", "24.12.2026"),
        "dismiss": forms.dismiss(say, "n1"),
        "note": forms.note(say, "c1"),
        "draft": forms.draft(say, [], "", "exit", "de"),
        "away": forms.away(say, ""),
    }


@pytest.mark.parametrize("language", ["de", "en"])
def test_titles_and_buttons_of_forms_fit(language: str) -> None:
    for form in all_forms(voices()(language)).values():
        assert [text for text in (form.title, form.submit, form.cancel) if not 0 < len(text) <= TITLE] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_choices_fit(language: str) -> None:
    for form in all_forms(voices()(language)).values():
        for field in form.fields:
            if isinstance(field, ChoiceField):
                texts = [text for option in field.options for text in (option.label, option.hint)]
                assert [text for text in texts if len(text) > OPTION] == []

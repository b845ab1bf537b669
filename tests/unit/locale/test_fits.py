"""German is longer than English; forms keep to the narrowest door (Slack: titles and buttons 24, options 75)."""

from collections.abc import Mapping

import pytest

from bot.domain.assessment import Stage
from bot.notices import forms, labels
from bot.notices.parts import ChoiceField, Form
from bot.voice import Voice
from policies.policy import load_policy
from signpost.voices import voices

TITLE, OPTION = 24, 75


def all_forms(say: Voice) -> Mapping[str, Form]:
    policy = load_policy()
    signs = [policy.sign(key, say.language) for key in policy.sign_keys()]
    return {
        "flag": forms.flag(say, signs, [], {}, own=True),
        "correct": forms.flag(say, [], [], {}, own=False, correct="i1"),
        "client": forms.client(say, [], {}, "", "practice:demo/c1"),
        "talk": forms.talk(say, [], "", "2026-11-24"),
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

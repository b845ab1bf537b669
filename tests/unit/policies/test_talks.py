"""What can be said in a talk: read from its file, refused where something is missing."""

import json
import re

import pytest

from bot.domain.playbook import SIGN_KEYS
from policies.errors import PolicyError
from policies.policy import load_policy
from policies.talks import talks_of
from policies.yaml_lines import parse_yaml

Tree = dict[str, dict[str, dict[str, object]]]


def tree() -> Tree:
    return {key: _words() for key in SIGN_KEYS}


def _words() -> dict[str, dict[str, object]]:
    parts = ("effect", "request", "otherwise", "own_side")
    said: dict[str, dict[str, object]] = {
        part: {"de": f"{part} auf Deutsch", "en": f"{part} in English"} for part in parts
    }
    said["questions"] = {"de": ["Warum?", "Wozu?"], "en": ["Why?", "What for?"]}
    return said


def written(talks: Tree) -> bytes:
    return json.dumps({"talks": talks}, ensure_ascii=False, indent=1).encode()


def test_words_speak_german_and_english_and_else_english() -> None:
    told = tree()
    told["ethics"]["before"] = {"de": "erst prüfen", "en": "examine first"}
    talks = talks_of(parse_yaml(written(told), "talks.yaml"))
    assert talks.of("ethics", "de").before == "erst prüfen"
    assert talks.of("late_payment", "de").before == ""
    assert talks.of("late_payment", "en").questions == ("Why?", "What for?")
    assert talks.of("late_payment", "fr") == talks.of("late_payment", "en")
    with pytest.raises(KeyError):
        talks.of("unknown", "en")


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("effect", {"de": "A"}, "missing: talks.ethics.effect.en"),
        ("request", {"de": "A", "en": "x" * 601}, "must have at most 600 characters"),
        ("otherwise", {"de": "A", "en": "B", "fr": "C"}, "unknown key 'talks.ethics.otherwise.fr'"),
        ("questions", {"de": ["eine"], "en": ["a", "b"]}, "must have 2 to 8 entries, not 1"),
        ("questions", {"de": "x", "en": ["x", "y"]}, "must be a list"),
        ("own_side", {"de": " ", "en": "x"}, "must not be empty"),
        ("efect", {"de": "x", "en": "x"}, "unknown key 'talks.ethics.efect' (did you mean 'effect'?)"),
    ],
)
def test_wrong_words_are_refused(part: str, value: dict[str, object], reason: str) -> None:
    changed = tree()
    changed["ethics"][part] = value
    with pytest.raises(PolicyError) as caught:
        talks_of(parse_yaml(written(changed), "talks.yaml"))
    assert reason in caught.value.reason
    assert caught.value.line > 1


def test_sign_without_words_is_refused() -> None:
    told = tree()
    del told["ethics"]
    with pytest.raises(PolicyError, match=r"missing: talks\.ethics"):
        talks_of(parse_yaml(written(told), "talks.yaml"))


def test_packaged_words_are_open_questions_and_speak_to_the_client_politely() -> None:
    policy = load_policy()
    for key in policy.sign_keys():
        for language, close in (("de", "“"), ("en", "”")):
            words = policy.talk_words(key, language)
            assert all(question.endswith("?") for question in words.questions), key
            said = (words.effect, words.request, words.otherwise)
            assert all(text.startswith("„" if language == "de" else "“") and text.endswith(close) for text in said)
            assert bool(words.before) is (key == "ethics"), "only there nobody talks before it is examined"
            if language == "de":
                spoken = " ".join((*said, *words.questions))
                assert not re.search(r"\b(du|dir|dich|euch|eure?[mnrs]?)\b", spoken), key


THREATS = re.compile(
    r"\b(drohen|klage\w*|anzeigen?|strafe\w*|unverschämt|frech\w*|lächerlich|schuld|schämen|immer wieder|nie"
    r"|sue|court|punish\w*|shame\w*|ridiculous|blame\w*|fault|always|never)\b",
    re.IGNORECASE,
)


def test_packaged_words_hold_no_threat_blame_or_exaggeration() -> None:
    policy = load_policy()
    for key in policy.sign_keys():
        for language in ("de", "en"):
            words = policy.talk_words(key, language)
            said = " ".join((words.effect, words.request, words.otherwise, *words.questions))
            assert not THREATS.search(said), (key, THREATS.search(said))

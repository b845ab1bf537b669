"""Signs by name, on a small file of their own."""

import json
from pathlib import Path

import pytest

from bot.domain.playbook import SIGN_KEYS
from policies.errors import PolicyError
from policies.policy import load_policy
from policies.signs import Signs, read_signs, signs_of
from policies.yaml_lines import parse_yaml

LABELS = {
    "extra_demands": ("Überzogene Erwartungen", "Extra demands"),
    "late_payment": ("Zahlungsausfälle", "Late payment"),
}

Tree = dict[str, dict[str, dict[str, object]]]


def tree() -> Tree:
    return {key: _sign(key) for key in SIGN_KEYS}


def _sign(key: str) -> dict[str, dict[str, object]]:
    label_de, label_en = LABELS.get(key, (f"{key} deutsch", f"{key} english"))
    said: dict[str, dict[str, object]] = {
        part: {"de": f"{part} auf Deutsch", "en": f"{part} in English"}
        for part in ("help", "part_when", "say", "backing")
    }
    said["label"] = {"de": label_de, "en": label_en}
    said["playbook"] = {"de": ["eins", "zwei", "drei"], "en": ["one", "two", "three"]}
    return said


def written(signs: Tree) -> bytes:
    return json.dumps({"signs": signs}, ensure_ascii=False, indent=1).encode()


@pytest.fixture(scope="module")
def signs() -> Signs:
    return signs_of(parse_yaml(written(tree()), "signs.yaml"))


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("late_payment", "late_payment"),
        ("Late Payment", "late_payment"),
        (" late-payment ", "late_payment"),
        ("ZAHLUNGSAUSFÄLLE", "late_payment"),
        ("Zahlungsausfaelle", "late_payment"),
        ("uberzogene erwartungen", "extra_demands"),
        ("ueberzogene_erwartungen", "extra_demands"),
        ("late", None),
        ("", None),
        ("---", None),
    ],
)
def test_sign_is_found_by_key_or_label(signs: Signs, words: str, sign: str | None) -> None:
    assert signs.find(words) == sign


def test_sign_speaks_german_and_english_and_else_english(signs: Signs) -> None:
    assert signs.sign("late_payment", "de").label == "Zahlungsausfälle"
    assert signs.sign("late_payment", "fr") == signs.sign("late_payment", "en")
    assert signs.sign("late_payment", "en").playbook == ("one", "two", "three")
    assert signs.sign("late_payment", "en").protect == ()
    assert tuple(signs.keys()) == SIGN_KEYS
    with pytest.raises(KeyError):
        signs.sign("unknown", "en")


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("label", {"de": "A"}, "missing: signs.ethics.label.en"),
        ("label", {"de": "A", "en": "Late payment"}, "'late_payment english'|is also the name of"),
        ("label", {"de": "A", "en": "x" * 41}, "must have at most 40 characters"),
        ("label", {"de": "A", "en": "B", "fr": "C"}, "unknown key 'signs.ethics.label.fr'"),
        ("help", {"de": "A", "en": "two\nlines"}, "must be one line"),
        ("playbook", {"de": [], "en": ["x"]}, "must have 1 to 8 entries, not 0"),
        ("playbook", {"de": "x", "en": ["x"]}, "must be a list"),
        ("labl", {"de": "x", "en": "x"}, "unknown key 'signs.ethics.labl' (did you mean 'label'?)"),
    ],
)
def test_wrong_signs_are_refused(part: str, value: dict[str, object], reason: str) -> None:
    changed = tree()
    changed["ethics"][part] = value
    with pytest.raises(PolicyError) as caught:
        signs_of(parse_yaml(written(changed), "signs.yaml"))
    assert any(words in caught.value.reason for words in reason.split("|"))
    assert caught.value.line > 1


def test_bare_no_in_a_word_list_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "signs.yaml"
    file.write_bytes(b"signs:\n  ethics:\n    words: {de: [nein], en: [no]}\n")
    with pytest.raises(PolicyError, match=r"signs\.yaml:3: YAML reads a bare no") as caught:
        read_signs(file)
    assert caught.value.line == 3


def test_packaged_signs_are_complete_in_both_languages() -> None:
    policy = load_policy()
    assert set(policy.sign_keys()) == set(SIGN_KEYS)
    for key in policy.sign_keys():
        for language in ("de", "en"):
            sign = policy.sign(key, language)
            assert 3 <= len(sign.playbook) <= 5
            assert policy.find_sign(sign.label) == key
            assert bool(sign.protect) is (key == "disrespect")


def test_source_and_backers_may_be_missing_and_are_read(signs: Signs) -> None:
    plain = signs.sign("ethics", "de")
    assert (plain.source, plain.by_owner) == ("", False)
    told = tree()
    told["ethics"]["source"] = {"de": "§ 12 AGG", "en": "§ 12 AGG"}
    told["ethics"]["backed_by"] = "owner"  # type: ignore[assignment]
    sign = signs_of(parse_yaml(written(told), "signs.yaml")).sign("ethics", "de")
    assert (sign.source, sign.by_owner) == ("§ 12 AGG", True)


def test_nobody_else_may_back_a_reporter() -> None:
    told = tree()
    told["ethics"]["backed_by"] = "ownr"  # type: ignore[assignment]
    with pytest.raises(PolicyError, match="did you mean 'owner'"):
        signs_of(parse_yaml(written(told), "signs.yaml"))

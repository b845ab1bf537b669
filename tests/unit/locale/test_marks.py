"""Placeholders, *strong* marks and `code` come through the translation."""

import re

from bot.notices.parts import Style, Text, plain
from bot.voice import Voice
from bot.wording import find_sign
from policies.policy import load_policy
from signpost.voices import voices
from tests.unit.locale.german import catalog, codes, names, pairs

# Command lines to imitate: the command stays, the sentence after it is German.
EXAMPLES = {
    "/client-flag acme disrespect:3 called the team idiots": (
        "/client-flag acme disrespect:3 hat das Team Idioten genannt"
    ),
    "/client-flag acme wants a third free revision": "/client-flag acme will eine dritte kostenlose Korrekturrunde",
}


def test_placeholders_are_the_same() -> None:
    assert [(e, g) for e, g in pairs() if set(names(e)) != set(names(g))] == []


def test_marks_are_as_many_and_in_pairs() -> None:
    for mark in "*`":
        assert [(e, g) for e, g in pairs() if e.count(mark) != g.count(mark) or g.count(mark) % 2] == []


def test_code_is_the_same() -> None:
    for english, german in pairs():
        assert sorted(EXAMPLES.get(code, code) for code in codes(english)) == sorted(codes(german))


def test_german_examples_do_what_they_say() -> None:
    policy = load_policy()
    explicit, guessed = (example.removeprefix("/client-flag acme ") for example in EXAMPLES.values())
    assert (find_sign(explicit, policy).sign, find_sign(explicit, policy).severity) == ("disrespect", 3)
    assert find_sign(guessed, policy).sign is None


def test_edges_and_line_breaks_are_the_same() -> None:
    """A leading blank joins two texts; a final full stop or colon belongs to the layout around it."""
    for english, german in pairs():
        assert _edge(english) == _edge(german), (english, german)


def _edge(text: str) -> tuple[str, str, int, bool]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text.count("\n"), text.endswith(":")


def test_every_text_speaks_without_a_mark_or_brace_left_over() -> None:
    say = voices()("de")
    for message in catalog():
        if not message.id:
            continue
        for text in _spoken(say, message.id):
            shown = "".join(span.text for span in text if span.style is not Style.CODE)
            assert not re.search(r"[*`{}]", shown), plain(text)


def _spoken(say: Voice, id: str | tuple[str, ...] | list[str]) -> list[Text]:
    if isinstance(id, str):
        return [say(id, **{name: "x" for name in names(id)})]
    others = {name: "x" for form in id for name in names(form) if name != "n"}
    return [say.many(id[0], id[1], n, **others) for n in (0, 1, 2)]

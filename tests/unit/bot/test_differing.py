"""Two wordings compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.differing import GONE, NEW, SAME, differences

TEXTS = st.lists(st.sampled_from(["we", "end", "our", "contract", ",", "\n\n", "on [date]", "thank you", " "])).map(
    " ".join
)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", []),
        ("the same", "the same", [(SAME, "the same")]),
        ("", "new words", [(NEW, "new words")]),
        ("old words", "", [(GONE, "old words")]),
        (
            "we thank you for the work so far and wish you well",
            "we thank you for the relaunch so far and wish you well",
            [(SAME, "we thank you for the "), (GONE, "work "), (NEW, "relaunch "), (SAME, "so far and wish you well")],
        ),
    ],
)
def test_what_is_gone_and_what_is_new(before: str, after: str, found: list[tuple[str, str]]) -> None:
    assert differences(before, after) == found


def test_a_line_that_was_reworded_stays_a_line() -> None:
    found = differences("Dear [name],\n\nwe write", "Dear Ms Falk,\n\nwe write")
    assert found == [(SAME, "Dear "), (GONE, "[name],"), (NEW, "Ms Falk,"), (SAME, "\n\nwe write")]


def test_single_words_that_stayed_amid_changes_are_no_islands() -> None:
    found = differences("We are ending our work and give notice", "We shall stop our contract and say goodbye")
    assert [kind for kind, _ in found] == [SAME, GONE, NEW]


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_from_it(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(text for kind, text in found if kind != NEW) == before
    assert "".join(text for kind, text in found if kind != GONE) == after
    assert all(one[0] != other[0] for one, other in zip(found, found[1:], strict=False))

"""Guarantee 14: the readers of ``test_text_stays_text`` see it when a renderer lets text act, or leaves it out."""

import pytest

from tests.adapters.slack.reading import active
from tests.adapters.slack.test_text_stays_text import PLACES, SLACKS_OWN, _stands, rendered
from tests.faults.planted import planted


def caught() -> list[str]:
    """What the test of the guarantee would complain of."""
    acting = [f"acts: {text}" for text in SLACKS_OWN for payload in rendered(text) if active(payload)]
    lost = [
        f"lost: {text} as {place}"
        for text in SLACKS_OWN
        for place, (most, made) in PLACES.items()
        if not _stands(text, made(text), most)
    ]
    return acting + lost


def test_nothing_acts_and_nothing_is_lost() -> None:
    assert caught() == []


@pytest.mark.parametrize("fault", ["fallback_unescaped", "mrkdwn_for_plain", "words_left_out"])
def test_planted_fault_of_a_renderer_is_caught(fault: str) -> None:
    with planted(fault):
        assert caught()

"""How good the detector is on messages that it has not learned from. All figures: ``tests.bench.detection``.

The limits leave some air below what was measured (docs/detection.md). Messages of the packaged files are harder than
a set of their own: many are pairs that differ in one word, and one of a pair is learned with the other label.
"""

import pytest

from adapters.language.local.corpus import packaged
from adapters.language.local.detector import LocalDetector
from adapters.language.local.train import train
from signpost.judging.figures import Judged, figures
from tests.bench.detection.crossed import aside, judged

pytestmark = pytest.mark.timeout(400)  # training, on a busy machine


@pytest.fixture(scope="module")
def unseen() -> list[Judged]:
    messages = packaged()
    detector = LocalDetector(train([message for message in messages if not aside(message)], folds=2))
    return judged(detector, (message for message in messages if aside(message) and not message.hard))


def test_incidents_are_told_from_the_rest(unseen: list[Judged]) -> None:
    found = figures(unseen)
    assert found.auc > 0.91
    assert found.recall_at > 0.65
    assert found.precision > 0.85
    assert found.sign_right > 0.77
    assert found.error < 0.06


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_language_is_left_behind(unseen: list[Judged], language: str) -> None:
    assert figures([one for one in unseen if one.language == language]).auc > 0.89


@pytest.mark.parametrize("side", ["team", "client"])
def test_no_side_is_left_behind(unseen: list[Judged], side: str) -> None:
    assert figures([one for one in unseen if one.side == side]).auc > 0.89

"""How good the detector is on messages that it has not learned from. All figures: ``tests.bench.detection``.

The limits leave a little air below what was measured (docs/detection.md).
"""

import pytest

from adapters.language.local.corpus import packaged
from adapters.language.local.train import taken_apart
from signpost.judging.figures import Judged, figures
from tests.bench.detection.crossed import set_aside

pytestmark = pytest.mark.timeout(400)  # training, on a busy machine


@pytest.fixture(scope="module")
def unseen() -> list[Judged]:
    messages = packaged()
    return set_aside(messages, taken_apart(messages), folds=2)


def test_incidents_are_told_from_the_rest(unseen: list[Judged]) -> None:
    found = figures(unseen)
    assert found.auc > 0.95
    assert found.recall_at > 0.85
    assert found.precision > 0.87
    assert found.sign_right > 0.89
    assert found.error < 0.06


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_language_is_left_behind(unseen: list[Judged], language: str) -> None:
    assert figures([one for one in unseen if one.language == language]).auc > 0.94


@pytest.mark.parametrize("side", ["team", "client"])
def test_no_side_is_left_behind(unseen: list[Judged], side: str) -> None:
    assert figures([one for one in unseen if one.side == side]).auc > 0.94

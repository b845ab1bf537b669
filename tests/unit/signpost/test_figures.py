"""Figures of verdicts, against results computed by hand."""

import math

import numpy as np
import pytest

from signpost.judging.figures import Judged, auc, bins, calibration_error, confusion, figures, recall_at, slices
from signpost.judging.tables import confusion_table, figures_table

SIGNS = ("ethics", "disrespect")


def one(signs: tuple[str, ...], probability: float, leading: str = "ethics", decided: bool = False) -> Judged:
    other = next(sign for sign in SIGNS if sign != leading)
    each = {leading: probability * 0.9, other: probability * 0.1}
    return Judged("de", "team", signs, probability, each, (leading,) if decided else ())


FOUR = [one(("ethics",), 0.9, decided=True), one((), 0.8, decided=True), one(("disrespect",), 0.6), one((), 0.1)]


def test_area_counts_pairs_in_order_and_ties_half() -> None:
    assert auc(np.array([0.9, 0.8, 0.6, 0.1]), np.array([True, False, True, False])) == 0.75
    assert auc(np.array([0.5, 0.5]), np.array([True, False])) == 0.5
    assert math.isnan(auc(np.array([0.5]), np.array([True])))


def test_recall_at_a_wanted_precision() -> None:
    scores, told = np.array([0.9, 0.8, 0.6, 0.1]), np.array([True, False, True, False])
    assert recall_at(scores, told, 0.9) == 0.5
    assert recall_at(scores, told, 0.6) == 1.0


def test_calibration_is_the_mean_difference() -> None:
    scores, told = np.array([0.95, 0.95, 0.05, 0.05]), np.array([True, False, False, False])
    assert list(bins(scores, told)) == [(2, 0.05, 0.0), (2, 0.95, 0.5)]
    assert calibration_error(scores, told) == pytest.approx(0.25)
    assert calibration_error(np.array([1.0]), np.array([True])) == 0.0


def test_figures_of_four() -> None:
    found = figures(FOUR)
    assert (found.messages, found.incidents) == (4, 2)
    assert (found.precision, found.recall, found.sign_right) == (0.5, 0.5, 0.5)


def test_a_sign_stands_against_everything_else() -> None:
    slices_of = dict(slices(FOUR, SIGNS))
    found = figures(slices_of["ethics"])
    assert (found.messages, found.incidents, found.precision, found.recall) == (4, 1, 0.5, 1.0)
    assert figures(slices_of["disrespect"]).recall == 0.0


def test_nothing_gives_dashes_and_no_warning() -> None:
    assert math.isnan(figures([]).auc)
    assert "–" in list(figures_table([], SIGNS))[1]


def test_confusion_shows_what_was_taken_for_what() -> None:
    assert confusion(FOUR, SIGNS) == [[1, 0, 0], [0, 0, 1], [1, 0, 1]]
    assert list(confusion_table(FOUR, SIGNS))[1].split() == ["1", "ethics", "1", "·", "·"]


def test_a_second_true_sign_is_right() -> None:
    both = one(("disrespect", "ethics"), 0.9, decided=True)
    assert confusion([both], SIGNS)[0][0] == 1
    assert figures([both]).sign_right == 1.0

"""Screening looks things up in short ways; what it sees is what the model learned from, feature by feature."""

import numpy as np
import pytest

from adapters.language.local.corpus import Labelled, packaged
from adapters.language.local.features import read, views
from adapters.language.local.index import ORDER
from adapters.language.local.model import Model
from adapters.language.local.sheet import KEPT_TOKENS
from bot.domain.detection import Side

ODD = [
    "",
    "?",
    "_",
    "a $ b ^ c",
    "Nein!Doch. Nein! Doch.\n\nNein",
    "not not happening again",
    "x" * 90,
    "<@U1> 1.250 <@U1>",
    "¯\\_(ツ)_/¯ … ... :+1: https://x.example/a.",
    "noch mal: wie reagieren sie, noch mal?",
]


def by_names(model: Model, text: str, side: Side) -> list[dict[int, int]]:
    """Row → how often, view by view, by the names that training uses."""
    found = zip(model.names, views(read(text, side)), strict=True)
    return [{names[name]: count for name, count in view.items() if name in names} for names, view in found]


def outputs_by_names(model: Model, text: str, side: Side) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    told = model.bias.astype(float)
    for weight, rows in zip(model.weights, by_names(model, text, side), strict=True):
        if rows:
            total = np.array(list(rows.values())) @ model.table[list(rows)].astype(float)
            told += weight * total[:-1] / np.sqrt(total[-1])
    return told


@pytest.mark.parametrize("side", Side)
def test_short_ways_lead_to_the_same(model: Model, side: Side) -> None:
    messages: list[Labelled] = packaged()[::97]
    for text in [*(message.text for message in messages), *ODD]:
        seen = model.seen(text, side)
        assert np.abs(model.weighed(seen)[0] - outputs_by_names(model, text, side)).max() < 1e-4
        by_view = by_names(model, text, side)
        assert [set(rows.tolist()) for rows in model.rows(seen)] == [set(by_view[view]) for view in ORDER]


def test_what_each_sentence_tells_adds_up(model: Model) -> None:
    def told(text: str) -> list[float]:
        seen = model.seen(text, Side.TEAM)
        return [*seen.sheet.told_by_sentence(seen, [0.0] * 10 + [1.0], model.weighed(seen)[1]).tolist()]

    assert len(told("Zahlt nicht.")) == 1
    first, second = told("Zahlt nicht. Alles gut, danke!")
    assert first > second


def words(first: int, many: int) -> str:
    """So many words that nobody has met, each another one."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return " ".join(
        "q" + "".join(letters[number // 26**place % 26] for place in range(4)) for number in range(first, first + many)
    )


def test_what_was_met_is_bounded_and_changes_no_digit(model: Model) -> None:
    text = f"Sie zahlen nicht. {words(7, 3)} wieder."
    told = model.weighed(model.seen(text, Side.TEAM))
    for first in range(0, 2 * KEPT_TOKENS, 150):
        model.seen(words(first, 150), Side.TEAM)
    assert model._sheet.met() <= KEPT_TOKENS
    assert model.weighed(model.seen(text, Side.TEAM)) == told

"""The picture of check-ins: bands and nothing between them, in both schemes and as every form."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from xml.etree import ElementTree

import pytest

from adapters.charts.palette import PALETTES
from adapters.charts.pictures import SMALL_MOST, Form, MatplotlibCharts
from adapters.charts.trend import trend_figure
from bot.domain.chart import TrendData
from bot.domain.checkin import Band, Published
from bot.notices.checkin_results import Looked, trend
from signpost.voices import voices
from tests.adapters.charts.test_pictures import FORMS, SCHEMES, SVG, size_of, texts_of

START = date(2026, 3, 2)
CHARTS = MatplotlibCharts()


def published(number: int, band: Band, counts: tuple[int, ...] | None = None) -> Published:
    return Published(
        round=f"r{number}",
        client="c1",
        published_at=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=28 * number),
        band=band,
        counts=counts,
    )


def looked(*results: Published) -> Looked:
    newest = list(results)[::-1]
    return Looked("c1", "Acme", newest, [one.published_at.date() for one in newest])


RESULTS = (
    published(0, Band.LOW),
    published(1, Band.MID, (3, 3, 3, 3, 0)),
    published(2, Band.HIGH, (0, 0, 2, 8, 3)),
    published(3, Band.HIGH),
)


def data(language: str = "en") -> TrendData:
    return trend(voices()(language), looked(*RESULTS))


def test_data_holds_days_and_bands_oldest_first_and_nothing_finer() -> None:
    assert data().rounds == tuple((START + timedelta(days=28 * n), band) for n, band in enumerate((0, 1, 2, 2)))
    other = (RESULTS[0], published(1, Band.MID, (0, 0, 12, 0, 1)), *RESULTS[2:])
    assert trend(voices()("en"), looked(*other)) == data()


def test_every_mark_stands_in_the_middle_of_its_band() -> None:
    (axes,) = trend_figure(data(), PALETTES["light"]).axes
    marks = [line for line in axes.lines if line.get_marker() not in ("None", None, "")]
    assert [list(map(float, line.get_ydata())) for line in marks] == [[0.5], [1.5], [2.5], [2.5]]  # type: ignore[arg-type]
    assert list(axes.get_yticks()) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("form", FORMS)
async def test_picture_in_every_form_and_scheme(form: Form, scheme: Literal["light", "dark"]) -> None:
    drawn = await CHARTS.draw(data(), form, scheme)
    assert drawn == await MatplotlibCharts().draw(data(), form, scheme)
    if form == "svg":
        assert ElementTree.fromstring(drawn).tag == f"{SVG}svg" and b"style=" not in drawn
    elif form == "png":
        assert size_of(drawn) == (1200, 520)
    else:
        assert len(drawn) <= SMALL_MOST


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Check-ins about Acme over time", "low", "middling", "high")), ("de", ("niedrig", "mittel", "hoch"))],
)
async def test_words_are_the_readers(language: str, words: tuple[str, ...]) -> None:
    texts = texts_of(await CHARTS.draw(data(language), "svg"))
    assert all(any(word in text for text in texts) for word in words)


async def test_one_round_and_a_name_with_signs_are_drawn() -> None:
    one = trend(voices()("en"), Looked("c1", "$x$ <b>&", [RESULTS[0]], [START]))
    assert any("$x$ <b>&" in text for text in texts_of(await CHARTS.draw(one, "svg")))

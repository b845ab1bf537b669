import asyncio
import struct
import zlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.charts.canvas import INCHES
from adapters.charts.drawing import figure
from adapters.charts.palette import PALETTES
from adapters.charts.pictures import SMALL_MOST, Form, MatplotlibCharts
from bot.domain.chart import ChartData, ChartMark
from bot.ports import Charts

START = date(2026, 3, 2)
SVG = "{http://www.w3.org/2000/svg}"
FORMS: tuple[Form, ...] = ("png", "svg", "small")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RECORD = ChartData(
    title="Nordlicht Versicherung",
    scores=tuple((START + timedelta(days=n), 8 * (n // 20) * 0.99 ** (n % 20)) for n in range(120)),
    lines=(("Watch", 10.0), ("Talk", 20.0), ("Exit", 40.0)),
    marks=tuple(ChartMark(day=START + timedelta(days=20 * n), severity=n % 3 + 1, label="x") for n in range(6)),
    talks=(START + timedelta(days=50),),
    score_label="Score",
    talk_label="Talk held",
    language="en",
)
EMPTY = replace(RECORD, scores=(), marks=(), talks=())
BUSY = replace(
    RECORD,
    title="W" * 80,
    scores=tuple((START + timedelta(days=n), 40 + 30 * (n * 7919 % 13) / 13) for n in range(365)),
    marks=tuple(ChartMark(day=START + timedelta(days=3 * n), severity=n % 3 + 1, label="x") for n in range(120)),
    talks=tuple(START + timedelta(days=30 * n) for n in range(12)),
)
CHARTS: Charts = MatplotlibCharts()


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height, after checking signature and checksum of the header (PNG specification, 5.2 and 11.2.2)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[12:16] == b"IHDR"
    assert zlib.crc32(png[12:29]) == struct.unpack(">I", png[29:33])[0]
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def texts_of(svg: bytes) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("data", [RECORD, EMPTY], ids=["record", "empty"])
async def test_png_has_twice_the_density(data: ChartData, scheme: Literal["light", "dark"]) -> None:
    assert size_of(await CHARTS.draw(data, "png", scheme)) == (1200, 520)


@pytest.mark.parametrize(("data", "width"), [(RECORD, 900), (EMPTY, 1200), (BUSY, 450)], ids=["usual", "empty", "busy"])
async def test_small_png_is_as_large_as_its_bytes_let_it(data: ChartData, width: int) -> None:
    small = await CHARTS.draw(data, "small")
    assert len(small) <= SMALL_MOST
    assert size_of(small) == (width, round(width * 520 / 1200))
    assert len(await CHARTS.draw(data, "small", "dark")) <= SMALL_MOST


async def test_schemes_differ() -> None:
    for form in FORMS:
        assert await CHARTS.draw(RECORD, form, "light") != await CHARTS.draw(RECORD, form, "dark")


@pytest.mark.parametrize("form", FORMS)
async def test_same_data_same_bytes(form: Form) -> None:
    first, second = await CHARTS.draw(RECORD, form), await MatplotlibCharts().draw(RECORD, form)
    assert first == second
    assert b"Date" not in first and b"matplotlib.org" not in first


async def test_svg_says_everything_as_text_and_has_no_inline_style() -> None:
    svg = await CHARTS.draw(RECORD, "svg")
    said = texts_of(svg)
    for expected in ("Nordlicht Versicherung", "Watch", "Talk", "Exit", "Talk held", "Apr", "1", "2", "3"):
        assert expected in said
    assert f"Score: {RECORD.scores[-1][1]:.1f}" in said
    assert ElementTree.fromstring(svg).findtext(f"{SVG}title") == "Nordlicht Versicherung"
    assert b"style" not in svg and b"<script" not in svg and b"http://www.w3.org/Graphics" not in svg


async def test_german_dates_and_decimals() -> None:
    said = texts_of(await CHARTS.draw(replace(RECORD, language="de"), "svg"))
    assert {"Apr.", "Mai", "Juni"} <= set(said)
    assert f"Score: {RECORD.scores[-1][1]:.1f}".replace(".", ",") in said


@pytest.mark.parametrize(
    "title",
    [
        "$x_1$",
        "$",
        "$$",
        r"\frac{a}{b}",
        "a_b^c",
        r"\$5",
        "100 % {x}",
        "<b>&amp;</b>",
        "]]>",
        '" style="fill:red',
        "--",
    ],
)
async def test_text_stays_text(title: str) -> None:
    data = replace(RECORD, title=title, score_label=title, talk_label=title, lines=((title[:7], 10.0),))
    said = texts_of(await CHARTS.draw(data, "svg"))
    assert said.count(title) == (3 if len(title) <= 7 else 2)
    assert title[:7].strip() in said
    assert f"{title}: {RECORD.scores[-1][1]:.1f}" in said
    assert size_of(await CHARTS.draw(data, "png"))


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("客户 GmbH", "□□ GmbH"),
        ("a\x00b\x07c", "abc"),
        ("a\nb\tc", "a b c"),
        ("\u202eevil\u200b", "evil"),
        ("\ud800x", "□x"),
        ("\U000f0000x", "□x"),
        ("", ""),
    ],
)
async def test_what_cannot_be_drawn_is_a_square_or_gone(title: str, drawn: str) -> None:
    data = replace(RECORD, title=title)
    svg = await CHARTS.draw(data, "svg")
    assert (ElementTree.fromstring(svg).findtext(f"{SVG}title") or "") == drawn
    assert size_of(await CHARTS.draw(data, "png"))


async def test_endless_title_is_shortened() -> None:
    said = texts_of(await CHARTS.draw(replace(RECORD, title="W" * 1_000_000), "svg"))
    assert max(map(len, said)) < 60
    assert any(text.startswith("WWW") and text.endswith("…") for text in said)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120), st.text(max_size=40))
def test_no_title_crashes(title: str, label: str) -> None:
    data = replace(EMPTY, title=title, score_label=label, talk_label=label, lines=((label, 10.0),), talks=(START,))
    svg = asyncio.run(CHARTS.draw(data, "svg"))
    ElementTree.fromstring(svg)


@pytest.mark.parametrize("days", [0, 1, 2, 8, 9, 30, 60, 120, 365, 366, 1_000, 4_000])
def test_labels_neither_overlap_nor_leave_the_picture(days: int) -> None:
    scores = tuple((START + timedelta(days=n), float(n % 90)) for n in range(days + 1))
    lines = (("Beobachten", 10.0), ("Klärendes Gespräch", 11.0), ("Abschied vorbereiten", 12.0))
    drawn = figure(replace(RECORD, scores=scores, marks=(), talks=(), lines=lines, language="de"), PALETTES["light"])
    drawn.set_dpi(100)
    drawn.draw_without_rendering()
    (axes,) = drawn.axes
    texts = [text for text in (*drawn.texts, *axes.texts, *axes.get_xticklabels()) if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    for n, box in enumerate(boxes):
        assert box.x0 >= -1 and box.x1 <= INCHES[0] * 100 + 1
        for other in boxes[n + 1 :]:
            assert not box.overlaps(other), (days, [text.get_text() for text in texts])


@pytest.mark.parametrize("scores", [(0.0,), (0.0, 0.0), (1e6,), (0.001,)])
async def test_odd_scores_are_drawn(scores: tuple[float, ...]) -> None:
    data = replace(EMPTY, scores=tuple((START + timedelta(days=n), score) for n, score in enumerate(scores)))
    assert size_of(await CHARTS.draw(data))
    assert size_of(await CHARTS.draw(replace(data, lines=())))


async def test_many_marks_of_one_day_stay_inside() -> None:
    marks = tuple(ChartMark(day=START, severity=severity, label="") for severity in (1, 2, 3) * 15)
    assert size_of(await CHARTS.draw(replace(RECORD, marks=marks)))


async def test_event_loop_goes_on_while_drawing() -> None:
    longest, beats, done = 0.0, 0, asyncio.Event()
    loop = asyncio.get_running_loop()

    async def beat() -> None:
        nonlocal longest, beats
        while not done.is_set():
            before = loop.time()
            await asyncio.sleep(0.005)
            longest, beats = max(longest, loop.time() - before), beats + 1

    heart = asyncio.create_task(beat())
    begin = loop.time()
    pictures = await asyncio.gather(*[CHARTS.draw(RECORD, form) for form in FORMS * 3])
    done.set()
    await heart
    assert len(set(pictures)) == len(FORMS)
    # Drawing holds the interpreter lock for moments only (switch interval 5 ms), not for the whole picture.
    assert beats > 5 and longest < (loop.time() - begin) / 2

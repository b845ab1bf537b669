"""A client's score as a matplotlib figure.

Every text that may hold somebody's words is drawn with ``parse_math=False``: a client called ``$x$`` keeps its name.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from adapters.charts.canvas import (
    BELOW_TITLE,
    BODY,
    LABEL_LIMIT,
    LEFT,
    RIGHT,
    apart,
    canvas,
    days_along,
    named_right,
    titled,
    x_of,
)
from adapters.charts.dates import number
from adapters.charts.literal import literal
from adapters.charts.palette import SHAPES, Palette
from bot.domain.chart import ChartData

_HEADROOM = 1.14
_LEAST_SCALE = 10.0


def figure(data: ChartData, palette: Palette) -> Figure:
    """The client's score over time with stage lines, incidents and talks; an empty record gives lines alone."""
    fig, axes = canvas(palette)
    top = _scale(axes, data)
    _frame(axes, data, palette)
    _stage_lines(axes, data, palette, top)
    _curve(axes, data, palette)
    _talks(axes, data, palette)
    _marks(axes, data, palette, top)
    _header(fig, data, palette)
    return fig


def _scale(axes: Axes, data: ChartData) -> float:
    """The score axis; returns its top. Stage lines are always in view, so that calm looks calm."""
    highest = [score for _, score in data.scores] + [score for _, score in data.lines]
    top = max([*highest, _LEAST_SCALE]) * _HEADROOM
    axes.set_ylim(0, top)
    return top


def _span(data: ChartData) -> tuple[date, date]:
    """Days outside the scores are drawn too, if there are any; a single day gets a week around it."""
    days = [day for day, _ in data.scores] + [mark.day for mark in data.marks] + list(data.talks)
    if not days:
        return date(2000, 1, 1), date(2000, 1, 31)
    start, end = min(days), max(days)
    return (start, end) if end > start else (start - timedelta(days=6), end + timedelta(days=1))


def _frame(axes: Axes, data: ChartData, palette: Palette) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis="y", color=palette.grid, linewidth=0.5)
    start, end = _span(data)
    days_along(axes, start, end, data.language, marked=bool(data.scores or data.marks or data.talks))


def _stage_lines(axes: Axes, data: ChartData, palette: Palette, top: float) -> None:
    """Each line with a tint up to the next one, and its name in the right margin, moved apart where lines are close."""
    lines = sorted(data.lines, key=lambda line: line[1])
    ends = [*(score for _, score in lines), top][1:]
    places = apart([score / top for _, score in lines])
    for n, ((label, score), end, place) in enumerate(zip(lines, ends, places, strict=True)):
        colour = palette.stages[min(n, len(palette.stages) - 1)]
        axes.axhspan(score, end, color=colour, alpha=0.055, linewidth=0, zorder=0.5)
        axes.axhline(score, color=colour, linewidth=0.8, linestyle=(0, (5, 3)), zorder=1.5)
        named_right(axes, label, place, colour)


def _curve(axes: Axes, data: ChartData, palette: Palette) -> None:
    if not data.scores:
        return
    days, scores = _path(data.scores)
    axes.fill_between(days, scores, color=palette.curve, alpha=0.12, linewidth=0, zorder=2)
    axes.plot(days, scores, color=palette.curve, linewidth=1.5, solid_joinstyle="round", zorder=3)
    axes.plot(days[-1:], scores[-1:], "o", color=palette.curve, markersize=3.4, zorder=3.5)


def _path(scores: Sequence[tuple[date, float]]) -> tuple[list[float], list[float]]:
    """A score falls slowly and rises at once: a rise is drawn upright, on the day of the incident."""
    points = [(x_of(scores[0][0]), scores[0][1])]
    for (_, before), (day, score) in pairwise(scores):
        if score > before:
            points.append((x_of(day), before))
        points.append((x_of(day), score))
    return [x for x, _ in points], [y for _, y in points]


def _talks(axes: Axes, data: ChartData, palette: Palette) -> None:
    for day in data.talks:
        axes.axvline(x_of(day), color=palette.talk, linewidth=1.1, linestyle=(0, (1, 1.4)), zorder=2.5)


def _marks(axes: Axes, data: ChartData, palette: Palette, top: float) -> None:
    """Incidents sit on the curve at their day; several of one day are piled up, the mildest on top of the pile."""
    score_on = dict(data.scores)
    piled: dict[date, int] = {}
    step = top * 0.05
    for mark in sorted(data.marks, key=lambda mark: (mark.day, -mark.severity)):
        place = piled[mark.day] = piled.get(mark.day, -1) + 1
        level = max(0, min(mark.severity, 3) - 1)
        shape, colour = SHAPES[level], palette.severities[level]
        height = min(score_on.get(mark.day, 0.0) + place * step, top * 0.97)
        axes.plot([x_of(mark.day)], [max(height, top * 0.012)], shape.marker, color=colour, markersize=shape.size,
                  markeredgecolor=palette.ground, markeredgewidth=0.7, zorder=4, clip_on=False)  # fmt: skip


def _header(fig: Figure, data: ChartData, palette: Palette) -> None:
    """Title; below it what the curve is and where it stands today; opposite, what the marks mean."""
    line = BELOW_TITLE
    score = literal(data.score_label, LABEL_LIMIT)
    today = f"{score}: {number(data.scores[-1][1], data.language)}" if data.scores else score
    titled(fig, data.title, palette)
    fig.text(LEFT - 0.035, line, today, color=palette.curve, fontsize=BODY, va="center", parse_math=False)
    _legend(fig, data, palette, line)


def _legend(fig: Figure, data: ChartData, palette: Palette, line: float) -> None:
    keys: list[tuple[Line2D, str]] = []
    for severity in sorted({max(1, min(mark.severity, 3)) for mark in data.marks}):
        shape = SHAPES[severity - 1]
        key = Line2D([], [], linestyle="", marker=shape.marker, markersize=shape.size, markeredgewidth=0,
                     color=palette.severities[severity - 1])  # fmt: skip
        keys.append((key, str(severity)))
    if data.talks:
        key = Line2D([], [], color=palette.talk, linewidth=1.1, linestyle=(0, (1, 1.4)))
        keys.append((key, literal(data.talk_label, LABEL_LIMIT)))
    if not keys:
        return
    legend = fig.legend(
        [key for key, _ in keys], [""] * len(keys), loc="center right", bbox_to_anchor=(RIGHT + 0.004, line),
        ncols=len(keys), frameon=False, fontsize=BODY, labelcolor=palette.faint, handlelength=1.2,
        handletextpad=0.35, columnspacing=1.1, borderpad=0, borderaxespad=0,
    )  # fmt: skip
    for text, (_, label) in zip(legend.get_texts(), keys, strict=True):
        text.set_parse_math(False)
        text.set_text(label)

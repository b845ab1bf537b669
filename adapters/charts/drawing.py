"""One chart as a matplotlib figure, without pyplot: no global state, nothing to leak.

Every text that may hold somebody's words is drawn with ``parse_math=False``: a client called ``$x$`` keeps its name.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from adapters.charts.dates import number, ticks
from adapters.charts.literal import literal
from adapters.charts.palette import SHAPES, Palette
from bot.domain.chart import ChartData

INCHES = (6.0, 2.6)
_LEFT, _RIGHT, _BOTTOM, _TOP = 0.052, 0.855, 0.15, 0.8
_SMALL, _BODY, _HEAD = 6.6, 7.2, 9.0
_HEADROOM = 1.14
_LEAST_SCALE = 10.0
_LABEL_GAP = 0.085
TITLE_LIMIT, _LABEL_LIMIT = 90, 24


def figure(data: ChartData, palette: Palette) -> Figure:
    """The client's score over time with stage lines, incidents and talks; an empty record gives lines alone."""
    fig = Figure(figsize=INCHES, facecolor=palette.ground)
    axes = fig.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, _TOP - _BOTTOM), facecolor=palette.ground)
    top = _scale(axes, data)
    _frame(axes, data, palette)
    _stage_lines(axes, data, palette, top)
    _curve(axes, data, palette)
    _talks(axes, data, palette)
    _marks(axes, data, palette, top)
    _header(fig, data, palette)
    return fig


def _scale(axes: Axes, data: ChartData) -> float:
    """Both axes; returns the top of the score axis. Stage lines are always in view, so that calm looks calm."""
    highest = [score for _, score in data.scores] + [score for _, score in data.lines]
    top = max([*highest, _LEAST_SCALE]) * _HEADROOM
    axes.set_ylim(0, top)
    start, end = _span(data)
    margin = max((end - start).days * 0.012, 0.4)
    axes.set_xlim(_x(start) - margin, _x(end) + margin)
    return top


def _span(data: ChartData) -> tuple[date, date]:
    """Days outside the scores are drawn too, if there are any; a single day gets a week around it."""
    days = [day for day, _ in data.scores] + [mark.day for mark in data.marks] + list(data.talks)
    if not days:
        return date(2000, 1, 1), date(2000, 1, 31)
    start, end = min(days), max(days)
    return (start, end) if end > start else (start - timedelta(days=6), end + timedelta(days=1))


def _frame(axes: Axes, data: ChartData, palette: Palette) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=palette.faint, linewidth=0.6)
    axes.tick_params(axis="y", length=0, labelsize=_SMALL, labelcolor=palette.faint, pad=2)
    axes.tick_params(axis="x", length=2, width=0.6, color=palette.faint, labelsize=_SMALL, labelcolor=palette.faint)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis="y", color=palette.grid, linewidth=0.5)
    axes.set_axisbelow(True)
    start, end = _span(data)
    marked = ticks(start, end, data.language) if data.scores or data.marks or data.talks else []
    axes.set_xticks([_x(day) for day, _ in marked], [label for _, label in marked], parse_math=False)


def _stage_lines(axes: Axes, data: ChartData, palette: Palette, top: float) -> None:
    """Each line with a tint up to the next one, and its name in the right margin, moved apart where lines are close."""
    lines = sorted(data.lines, key=lambda line: line[1])
    ends = [*(score for _, score in lines), top][1:]
    places = _apart([score / top for _, score in lines])
    for n, ((label, score), end, place) in enumerate(zip(lines, ends, places, strict=True)):
        colour = palette.stages[min(n, len(palette.stages) - 1)]
        axes.axhspan(score, end, color=colour, alpha=0.055, linewidth=0, zorder=0.5)
        axes.axhline(score, color=colour, linewidth=0.8, linestyle=(0, (5, 3)), zorder=1.5)
        text = axes.text(1.008, place, "", transform=axes.transAxes, color=colour, fontsize=_BODY, va="center",
                         parse_math=False)  # fmt: skip
        _fit(text, literal(label, _LABEL_LIMIT), 1 - _RIGHT - 0.018)


def _apart(places: list[float]) -> list[float]:
    """Ascending heights (0 to 1), moved up and then down as little as it takes to keep labels from touching."""
    moved = list(places)
    for n, (below, above) in enumerate(pairwise(places), start=1):
        moved[n] = max(above, moved[n - 1] + _LABEL_GAP, below)
    ceiling = 1.0
    for n in reversed(range(len(moved))):
        moved[n] = min(moved[n], ceiling)
        ceiling = moved[n] - _LABEL_GAP
    return moved


def _curve(axes: Axes, data: ChartData, palette: Palette) -> None:
    if not data.scores:
        return
    days, scores = _path(data.scores)
    axes.fill_between(days, scores, color=palette.curve, alpha=0.12, linewidth=0, zorder=2)
    axes.plot(days, scores, color=palette.curve, linewidth=1.5, solid_joinstyle="round", zorder=3)
    axes.plot(days[-1:], scores[-1:], "o", color=palette.curve, markersize=3.4, zorder=3.5)


def _path(scores: Sequence[tuple[date, float]]) -> tuple[list[float], list[float]]:
    """A score falls slowly and rises at once: a rise is drawn upright, on the day of the incident."""
    points = [(_x(scores[0][0]), scores[0][1])]
    for (_, before), (day, score) in pairwise(scores):
        if score > before:
            points.append((_x(day), before))
        points.append((_x(day), score))
    return [x for x, _ in points], [y for _, y in points]


def _talks(axes: Axes, data: ChartData, palette: Palette) -> None:
    for day in data.talks:
        axes.axvline(_x(day), color=palette.talk, linewidth=1.1, linestyle=(0, (1, 1.4)), zorder=2.5)


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
        axes.plot([_x(mark.day)], [max(height, top * 0.012)], shape.marker, color=colour, markersize=shape.size,
                  markeredgecolor=palette.ground, markeredgewidth=0.7, zorder=4, clip_on=False)  # fmt: skip


def _header(fig: Figure, data: ChartData, palette: Palette) -> None:
    """Title; below it what the curve is and where it stands today; opposite, what the marks mean."""
    line = _TOP + 0.045
    score = literal(data.score_label, _LABEL_LIMIT)
    today = f"{score}: {number(data.scores[-1][1], data.language)}" if data.scores else score
    title = fig.text(_LEFT - 0.035, 0.945, "", color=palette.ink, fontsize=_HEAD, fontweight="bold", va="center",
                     parse_math=False)  # fmt: skip
    fig.text(_LEFT - 0.035, line, today, color=palette.curve, fontsize=_BODY, va="center", parse_math=False)
    _fit(title, literal(data.title, TITLE_LIMIT), 0.98 - (_LEFT - 0.035))
    _legend(fig, data, palette, line)


def _fit(text: Text, words: str, width: float) -> None:
    """Shorten until it fits into this share of the figure's width."""
    text.set_text(words)
    figure = text.get_figure(root=True)
    assert figure is not None
    while len(words) > 1 and text.get_window_extent().width > width * figure.bbox.width:
        words = words[:-2].rstrip() + "…"
        text.set_text(words)


def _legend(fig: Figure, data: ChartData, palette: Palette, line: float) -> None:
    keys: list[tuple[Line2D, str]] = []
    for severity in sorted({max(1, min(mark.severity, 3)) for mark in data.marks}):
        shape = SHAPES[severity - 1]
        key = Line2D([], [], linestyle="", marker=shape.marker, markersize=shape.size, markeredgewidth=0,
                     color=palette.severities[severity - 1])  # fmt: skip
        keys.append((key, str(severity)))
    if data.talks:
        key = Line2D([], [], color=palette.talk, linewidth=1.1, linestyle=(0, (1, 1.4)))
        keys.append((key, literal(data.talk_label, _LABEL_LIMIT)))
    if not keys:
        return
    legend = fig.legend(
        [key for key, _ in keys], [""] * len(keys), loc="center right", bbox_to_anchor=(_RIGHT + 0.004, line),
        ncols=len(keys), frameon=False, fontsize=_BODY, labelcolor=palette.faint, handlelength=1.2,
        handletextpad=0.35, columnspacing=1.1, borderpad=0, borderaxespad=0,
    )  # fmt: skip
    for text, (_, label) in zip(legend.get_texts(), keys, strict=True):
        text.set_parse_math(False)
        text.set_text(label)


def _x(day: date) -> float:
    return float(day.toordinal())

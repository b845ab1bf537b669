"""What check-ins gave over time: a mark in one of three bands for every published round, and nothing finer.

A round of which more was published than its band stands where the others of its band do: a point between would tell of
its neighbours what was not to be told.
"""

from datetime import timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from adapters.charts.canvas import BELOW_TITLE, BODY, LABEL_LIMIT, LEFT, canvas, days_along, named_right, titled, x_of
from adapters.charts.literal import literal
from adapters.charts.palette import SHAPES, Palette
from bot.domain.chart import TrendData


def trend_figure(data: TrendData, palette: Palette) -> Figure:
    """Bands from below: low, middling, high."""
    fig, axes = canvas(palette)
    axes.set_ylim(0, len(data.bands))
    axes.set_yticks([])
    days = [day for day, _ in data.rounds]
    start, end = min(days), max(days)
    if start == end:
        start, end = start - timedelta(days=6), end + timedelta(days=1)
    days_along(axes, start, end, data.language)
    _bands(axes, data, palette)
    _marks(axes, data, palette)
    titled(fig, data.title, palette)
    below = literal(data.label, 4 * LABEL_LIMIT)
    fig.text(LEFT - 0.035, BELOW_TITLE, below, color=palette.faint, fontsize=BODY, va="center", parse_math=False)
    return fig


def _colours(palette: Palette) -> tuple[str, ...]:
    """Of a low band that of what is severe."""
    return palette.severities[::-1]


def _bands(axes: Axes, data: TrendData, palette: Palette) -> None:
    for n, (label, colour) in enumerate(zip(data.bands, _colours(palette), strict=True)):
        axes.axhspan(n, n + 1, color=colour, alpha=0.07, linewidth=0, zorder=0.5)
        if n:
            axes.axhline(n, color=palette.grid, linewidth=0.6, zorder=1)
        named_right(axes, label, (n + 0.5) / len(data.bands), palette.ink)


def _marks(axes: Axes, data: TrendData, palette: Palette) -> None:
    places = [(x_of(day), band + 0.5) for day, band in data.rounds]
    axes.plot(*zip(*places, strict=True), color=palette.faint, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2,
              drawstyle="steps-post")  # fmt: skip
    for (x, y), (_, band) in zip(places, data.rounds, strict=True):
        shape = SHAPES[::-1][band]
        axes.plot([x], [y], shape.marker, color=_colours(palette)[band], markersize=1.6 * shape.size,
                  markeredgecolor=palette.ground, markeredgewidth=0.8, zorder=4, clip_on=False)  # fmt: skip

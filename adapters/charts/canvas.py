"""What all charts share: their size, where things stand, title, days along the bottom, names in the right margin."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from adapters.charts.dates import ticks
from adapters.charts.literal import literal
from adapters.charts.palette import Palette

INCHES = (6.0, 2.6)
LEFT, RIGHT, BOTTOM, TOP = 0.052, 0.855, 0.15, 0.8
BELOW_TITLE = TOP + 0.045
SMALL, BODY, HEAD = 6.6, 7.2, 9.0
TITLE_LIMIT, LABEL_LIMIT = 90, 24
_LABEL_GAP = 0.085


def canvas(palette: Palette) -> tuple[Figure, Axes]:
    """Without pyplot: no global state, nothing to leak."""
    fig = Figure(figsize=INCHES, facecolor=palette.ground)
    axes = fig.add_axes((LEFT, BOTTOM, RIGHT - LEFT, TOP - BOTTOM), facecolor=palette.ground)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=palette.faint, linewidth=0.6)
    axes.tick_params(axis="y", length=0, labelsize=SMALL, labelcolor=palette.faint, pad=2)
    axes.tick_params(axis="x", length=2, width=0.6, color=palette.faint, labelsize=SMALL, labelcolor=palette.faint)
    axes.set_axisbelow(True)
    return fig, axes


def days_along(axes: Axes, start: date, end: date, language: str, *, marked: bool = True) -> None:
    """From the first day to the last, with some room beside them; ``marked``: days are written there."""
    margin = max((end - start).days * 0.012, 0.4)
    axes.set_xlim(x_of(start) - margin, x_of(end) + margin)
    shown = ticks(start, end, language) if marked else []
    axes.set_xticks([x_of(day) for day, _ in shown], [label for _, label in shown], parse_math=False)


def x_of(day: date) -> float:
    return float(day.toordinal())


def titled(fig: Figure, title: str, palette: Palette) -> None:
    text = fig.text(LEFT - 0.035, 0.945, "", color=palette.ink, fontsize=HEAD, fontweight="bold", va="center",
                    parse_math=False)  # fmt: skip
    fit(text, literal(title, TITLE_LIMIT), 0.98 - (LEFT - 0.035))


def named_right(axes: Axes, label: str, place: float, colour: str) -> None:
    """A name in the right margin, at a height from 0 to 1."""
    text = axes.text(1.008, place, "", transform=axes.transAxes, color=colour, fontsize=BODY, va="center",
                     parse_math=False)  # fmt: skip
    fit(text, literal(label, LABEL_LIMIT), 1 - RIGHT - 0.018)


def fit(text: Text, words: str, width: float) -> None:
    """Shorten until it fits into this share of the figure's width."""
    text.set_text(words)
    figure = text.get_figure(root=True)
    assert figure is not None
    while len(words) > 1 and text.get_window_extent().width > width * figure.bbox.width:
        words = words[:-2].rstrip() + "…"
        text.set_text(words)


def apart(places: Sequence[float]) -> list[float]:
    """Ascending heights (0 to 1), moved up and then down as little as it takes to keep labels from touching."""
    moved = list(places)
    for n, (below, above) in enumerate(pairwise(places), start=1):
        moved[n] = max(above, moved[n - 1] + _LABEL_GAP, below)
    ceiling = 1.0
    for n in reversed(range(len(moved))):
        moved[n] = min(moved[n], ceiling)
        ceiling = moved[n] - _LABEL_GAP
    return moved

"""How good a detector is, as a picture: precision against recall, and whether its probabilities are true."""

import io
from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from adapters.charts.palette import PALETTES, Palette

INCHES = (7.6, 3.6)
Points = Sequence[tuple[float, float]]


def drawn_curves(precision: Points, calibration: Points, form: Literal["png", "svg"]) -> bytes:
    """``precision``: (recall, precision) along the threshold. ``calibration``: (probability said, share found true)."""
    palette = PALETTES["light"]
    fig = Figure(figsize=INCHES, facecolor=palette.ground)
    left, right = fig.subplots(1, 2)
    _frame(left, palette, "recall", "precision")
    left.plot(*_columns(precision), color=palette.curve, linewidth=1.6)
    _frame(right, palette, "probability said", "share that was an incident")
    right.plot((0, 1), (0, 1), color=palette.faint, linewidth=0.8, linestyle="--")
    right.plot(*_columns(calibration), color=palette.curve, linewidth=1.6, marker="o", markersize=4)
    fig.tight_layout()
    content = io.BytesIO()
    # Without the date, so that the same figures give the same file.
    fig.savefig(content, format=form, dpi=160, metadata={"Date": None} if form == "svg" else None)
    return content.getvalue()


def _columns(points: Points) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _frame(axes: Axes, palette: Palette, along: str, up: str) -> None:
    axes.set_facecolor(palette.ground)
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, 1.03)
    axes.grid(color=palette.grid, linewidth=0.6)
    axes.set_xlabel(along, color=palette.ink, fontsize=8)
    axes.set_ylabel(up, color=palette.ink, fontsize=8)
    axes.tick_params(colors=palette.faint, labelsize=7)
    for spine in axes.spines.values():
        spine.set_color(palette.grid)

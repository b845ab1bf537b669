"""Pictures, drawn by matplotlib. Whoever answers people meanwhile uses ``ChartsApart``."""

import asyncio
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import matplotlib
from PIL import Image

from adapters.charts.canvas import TITLE_LIMIT
from adapters.charts.drawing import figure
from adapters.charts.literal import literal
from adapters.charts.palette import PALETTES
from adapters.charts.plain_svg import plain_svg
from adapters.charts.trend import trend_figure
from bot.domain.chart import ChartData, Drawable

Form = Literal["png", "svg", "small"]

DPI = 200
"""1200 × 520 pixels: twice the 600 × 260 at which chats show a picture."""

SMALL_MOST = 8_000
"""Bytes of a small one: within the 28 KB of a card in Teams it leaves more than half to the texts."""

_SMALLER = ((1200, 32), (900, 32), (600, 32), (600, 16), (450, 16), (450, 8), (300, 8))

# matplotlib is not thread-safe: https://matplotlib.org/stable/users/faq.html#work-with-threads
_ONE_AT_A_TIME = threading.Lock()
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
}


class MatplotlibCharts:
    """The port ``Charts`` in a thread of this process.

    Same data, same bytes: no dates, no random ids. SVG keeps texts as text (readable by machines, small).
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")

    async def draw(self, data: Drawable, form: Form = "png", scheme: Literal["light", "dark"] = "light") -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._thread, drawn, data, form, scheme)


def drawn(data: Drawable, form: Form, scheme: Literal["light", "dark"]) -> bytes:
    """The picture's bytes; takes a fraction of a second of pure computing."""
    written = io.BytesIO()
    settings = matplotlib.rc_context(
        {"svg.hashsalt": "signpost", "svg.fonttype": "none", "font.family": ["DejaVu Sans", "sans-serif"]}
    )
    kind = "svg" if form == "svg" else "png"
    with _ONE_AT_A_TIME, settings:
        palette = PALETTES[scheme]
        shown = figure(data, palette) if isinstance(data, ChartData) else trend_figure(data, palette)
        shown.savefig(written, format=kind, dpi=DPI, facecolor=shown.get_facecolor(), metadata=_METADATA[kind])
    if form == "small":
        return _small(written)
    return written.getvalue() if form == "png" else plain_svg(written.getvalue(), literal(data.title, TITLE_LIMIT))


def _small(written: io.BytesIO) -> bytes:
    """The largest with the most colours that is small enough; the smallest where none is."""
    whole = Image.open(written).convert("RGB")
    small = b""
    for width, colours in _SMALLER:
        height = round(whole.height * width / whole.width)
        scaled = whole if width == whole.width else whole.resize((width, height), Image.Resampling.LANCZOS)
        # Keeps the white of the ground and the few strong colours of the marks; the other methods give up one of them.
        reduced = scaled.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        packed = io.BytesIO()
        reduced.save(packed, "PNG", optimize=True)
        small = packed.getvalue()
        if len(small) <= SMALL_MOST:
            break
    return small

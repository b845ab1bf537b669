"""Pictures, drawn by matplotlib. Whoever answers people meanwhile uses ``ChartsApart``."""

import asyncio
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import matplotlib

from adapters.charts.drawing import TITLE_LIMIT, figure
from adapters.charts.literal import literal
from adapters.charts.palette import PALETTES
from adapters.charts.plain_svg import plain_svg
from bot.domain.chart import ChartData

DPI = 200
"""1200 × 520 pixels: twice the 600 × 260 at which chats show a picture."""

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

    async def draw(
        self, data: ChartData, form: Literal["png", "svg"] = "png", scheme: Literal["light", "dark"] = "light"
    ) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._thread, drawn, data, form, scheme)


def drawn(data: ChartData, form: Literal["png", "svg"], scheme: Literal["light", "dark"]) -> bytes:
    """The picture's bytes; takes a fraction of a second of pure computing."""
    written = io.BytesIO()
    settings = matplotlib.rc_context(
        {"svg.hashsalt": "signpost", "svg.fonttype": "none", "font.family": ["DejaVu Sans", "sans-serif"]}
    )
    with _ONE_AT_A_TIME, settings:
        shown = figure(data, PALETTES[scheme])
        shown.savefig(written, format=form, dpi=DPI, facecolor=shown.get_facecolor(), metadata=_METADATA[form])
    picture = written.getvalue()
    return picture if form == "png" else plain_svg(picture, literal(data.title, TITLE_LIMIT))

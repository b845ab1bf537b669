"""The port ``Charts`` in a process of its own (docs/adr/0017).

matplotlib computes for a fraction of a second without giving the interpreter away. In a thread beside the event loop
every answer to a person waits for it, five milliseconds at each step; measured at 10 reports a second: p99 of 390 ms
and more, against some 40 ms with the drawing elsewhere.
"""

from typing import Literal

from adapters.common.apart import Apart
from bot.domain.chart import Drawable

Form = Literal["png", "svg", "small"]
Scheme = Literal["light", "dark"]
Job = tuple[Drawable, Form, Scheme]


class ChartsApart:
    """Starts its worker with the first picture and keeps it; where none can be started, it draws here."""

    def __init__(self) -> None:
        self.apart = Apart("adapters.charts.worker", drawn_job)

    async def draw(self, data: Drawable, form: Form = "png", scheme: Scheme = "light") -> bytes:
        return await self.apart.ask((data, form, scheme))

    def close(self) -> None:
        """End the worker, also in the middle of a picture."""
        self.apart.close()


def drawn_job(job: Job) -> bytes:
    # Here, so that the server does without matplotlib: a second of its start, and memory.
    from adapters.charts.pictures import drawn

    return drawn(*job)

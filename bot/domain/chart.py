"""What a chart of a client's score shows; how it looks is an adapter's business."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartMark:
    day: date
    severity: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """A client's score over time. ``lines``: (label, score) of the stage lines; ``talks``: days of recorded talks."""

    title: str
    scores: tuple[tuple[date, float], ...]
    lines: tuple[tuple[str, float], ...]
    marks: tuple[ChartMark, ...]
    talks: tuple[date, ...]
    score_label: str
    talk_label: str
    language: str

"""What charts show: a client's score, and what check-ins gave; how they look is an adapter's business."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendData:
    """Published check-ins. ``rounds``: day and number of the band, oldest first, at least one; ``bands``: their names,
    from the lowest. There is nothing finer in it, so that no picture can show it."""

    title: str
    label: str
    rounds: tuple[tuple[date, int], ...]
    bands: tuple[str, ...]
    language: str


Drawable = ChartData | TrendData

_TREND = "checkins-"


def checkins_picture(about: str) -> str:
    """The name under which a door asks for the picture of check-ins about a client (its id), or about the firm."""
    return _TREND + about


def checkins_pictured(name: str) -> str | None:
    """Whose check-ins such a name means; None: it is a client's own id, and means the score."""
    return name.removeprefix(_TREND) if name.startswith(_TREND) else None

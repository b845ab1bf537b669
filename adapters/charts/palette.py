"""The two schemes. Severities differ by shape and size too, so that no meaning hangs on colour alone."""

from dataclasses import dataclass
from typing import Literal

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """``stages``: from the lowest stage line up. ``severities``: mild, clear, severe (after Okabe and Ito)."""

    ground: str
    ink: str
    faint: str
    grid: str
    curve: str
    talk: str
    stages: tuple[str, ...]
    severities: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """A matplotlib marker and its diameter in points."""

    marker: str
    size: float


SHAPES = (Shape("o", 4.2), Shape("^", 5.6), Shape("D", 6.0))

PALETTES: dict[Scheme, Palette] = {
    "light": Palette(
        ground="#ffffff",
        ink="#1d2530",
        faint="#5d6875",
        grid="#e4e8ed",
        curve="#1f5fae",
        talk="#3d7a57",
        stages=("#8a6d00", "#b45309", "#b3123c"),
        severities=("#56b4e9", "#e69f00", "#c22f12"),
    ),
    "dark": Palette(
        ground="#15191f",
        ink="#e9edf2",
        faint="#9ba6b4",
        grid="#2a313b",
        curve="#79b0f5",
        talk="#7cc79c",
        stages=("#e0c04d", "#f0964a", "#ff7a94"),
        severities=("#56b4e9", "#f0b429", "#ff6a4d"),
    ),
}

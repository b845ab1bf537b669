"""Draws the app's icons into this folder: ``python adapters/teams/icons/draw.py``, after a change to the sign itself.

The shapes are those of ``adapters/http/static/signpost.svg``: 192 × 192 pixels in colour, with the margin that Teams
cuts round; 32 × 32 in white on nothing.
"""

from pathlib import Path

from PIL import Image, ImageDraw

_SIDE = 48.0
_SMOOTH = 8
_GREEN, _POST, _YELLOW, _WHITE = "#0b6b57", "#f3e9d2", "#ffd166", "#ffffff"
POST = ((22.2, 8.0), (25.8, 8.0), (25.8, 41.0), (22.2, 41.0))
RIGHT = ((11.0, 12.5), (32.2, 12.5), (37.5, 17.25), (32.2, 22.0), (11.0, 22.0))
LEFT = ((37.0, 25.0), (15.8, 25.0), (10.5, 29.75), (15.8, 34.5), (37.0, 34.5))
Shape = tuple[tuple[float, float], ...]


def colour() -> Image.Image:
    """Opaque to the corners: Teams rounds them itself."""
    return _drawn(192, _GREEN, ((POST, _POST), (RIGHT, _YELLOW), (LEFT, _WHITE)), scale=0.9)


def outline() -> Image.Image:
    return _drawn(32, None, ((POST, _WHITE), (RIGHT, _WHITE), (LEFT, _WHITE)), scale=1.15)


def _drawn(side: int, ground: str | None, shapes: tuple[tuple[Shape, str], ...], scale: float) -> Image.Image:
    large = side * _SMOOTH
    picture = Image.new("RGBA", (large, large), ground or (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    for shape, filled in shapes:
        pen.polygon([_at(point, large, scale) for point in shape], fill=filled)
    return picture.resize((side, side), Image.Resampling.BOX)


def _at(point: tuple[float, float], large: int, scale: float) -> tuple[float, float]:
    x, y = ((value - _SIDE / 2) * scale + _SIDE / 2 for value in point)
    return x / _SIDE * large, y / _SIDE * large


if __name__ == "__main__":
    folder = Path(__file__).parent
    colour().save(folder / "color.png", optimize=True)
    outline().save(folder / "outline.png", optimize=True)

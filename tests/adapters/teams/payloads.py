"""Recorded activities: those of ``playground_…`` as Microsoft's test client sent them, the others in the shape that
Microsoft documents and its SDK reads; all ids, names and words are invented.
"""

import json
from pathlib import Path
from typing import Any

PAYLOADS = Path(__file__).parents[2] / "payloads" / "teams"


def payload(name: str) -> dict[str, Any]:
    """A fresh copy of a recorded activity."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_bytes())
    return found


def names() -> list[str]:
    return sorted(file.stem for file in PAYLOADS.glob("*.json"))

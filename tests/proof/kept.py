"""What earlier runs have shown, kept in ``build/`` so that one guarantee can be proved again without the others."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.proof.outcome import Outcome

FILE = Path(__file__).parents[2] / "build" / "proof.json"


@dataclass(frozen=True, slots=True)
class Shown:
    """One guarantee's run. ``share``: which part of the full numbers it was."""

    at: datetime
    share: float
    seconds: float
    outcomes: Sequence[Outcome]


def read() -> dict[int, Shown]:
    """The latest run of each guarantee; none where nothing is kept."""
    if not FILE.exists():
        return {}
    kept: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return {int(number): _shown(content) for number, content in kept.items()}


def _shown(content: dict[str, Any]) -> Shown:
    outcomes = [Outcome(**one) for one in content["outcomes"]]
    return Shown(datetime.fromisoformat(content["at"]), content["share"], content["seconds"], outcomes)


def write(shown: Mapping[int, Shown]) -> None:
    content = {number: {**asdict(run), "at": run.at.isoformat()} for number, run in shown.items()}
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(content), encoding="utf-8")

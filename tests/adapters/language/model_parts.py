"""Doubles around the asking detector: a local part that doubts, a permit with a purse, a clock that is set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from adapters.language.openai.detector import Asking, Model, OpenAIDetector
from bot.domain.detection import KnownNames, Lesson, Side, Verdict
from bot.ports import Permit
from tests.fakes.log import RecordingLog

THRESHOLD = 0.67
LEADING = "late_payment"


@dataclass
class Local:
    """Says ``probability`` of every message, and that it was ``taught``."""

    probability: float = 0.5
    lessons: tuple[Lesson, ...] = ()

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        signs = {LEADING: self.probability}
        return Verdict(self.probability, signs, (LEADING,) if self.probability >= THRESHOLD else (), text[:40])

    def taught(self, lessons: Sequence[Lesson]) -> "Local":
        return Local(self.probability, tuple(lessons))


@dataclass
class Purse:
    """The port ``Permit``."""

    left: int = 100
    names: KnownNames = KnownNames(frozenset({"Anna Berger"}), frozenset({"Acme Outdoor"}))

    async def spend(self) -> KnownNames | None:
        self.left -= 1
        return self.names if self.left >= 0 else None


@dataclass
class Parts:
    model: Model
    local: Local = field(default_factory=Local)
    log: RecordingLog = field(default_factory=RecordingLog)
    seconds: float = 1_000.0

    def detector(self) -> OpenAIDetector:
        return OpenAIDetector(self.local, THRESHOLD, Asking(self.model, self.log, lambda: self.seconds))

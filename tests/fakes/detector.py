"""A detector that knows a few phrases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.detection import Lesson, Side, Verdict
from bot.ports import Permit

PHRASES: Mapping[str, str] = {
    "free revision": "extra_demands",
    "gratis": "extra_demands",
    "idiots": "disrespect",
    "amateurs": "disrespect",
    "backdate": "ethics",
    "no capacity for other clients": "crowding_out",
    "invoice": "late_payment",
    "rechnung": "late_payment",
    "discount": "price_pressure",
    "rabatt": "price_pressure",
    "cannot stand me": "personal_friction",
    "wrong kind of client": "strategic_misfit",
}
SURE = 0.9


@dataclass
class FakeDetector:
    """The port ``Detector``: a message with one of ``PHRASES`` is an incident; a lesson is known by heart.

    ``judged``: the texts it was asked about; ``permits``: with what leave. ``sure``: the
    probability it gives to what it finds.
    """

    sure: float = SURE
    lessons: tuple[Lesson, ...] = ()
    judged: list[str] = field(default_factory=list)
    permits: list[Permit | None] = field(default_factory=list)

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        self.judged.append(text)
        self.permits.append(permit)
        known = next((lesson for lesson in self.lessons if lesson.text in text), None)
        found = [sign for phrase, sign in PHRASES.items() if phrase in text.lower()]
        signs = tuple(dict.fromkeys(known.signs if known else found))
        if not signs:
            return Verdict(0.05, {})
        telling = next((part for part in text.split("\n\n") if any(p in part.lower() for p in PHRASES)), text)
        return Verdict(self.sure, dict.fromkeys(signs, self.sure), signs, telling)

    def taught(self, lessons: Sequence[Lesson]) -> "FakeDetector":
        return FakeDetector(self.sure, tuple(lessons), self.judged, self.permits)

"""The port ``Detector`` on this machine alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import exp, log

import numpy as np

from adapters.language.local.corpus import SIGNS
from adapters.language.local.features import Reading, read
from adapters.language.local.lessons import Doubles, corrected, folded
from adapters.language.local.model import INCIDENT, OUTPUTS, SIGN_OUTPUTS, Floats, Model
from adapters.language.local.passages import apart, passages, sentences, without_code
from bot.domain.detection import Lesson, Side, Verdict

MOST_CORRECTION = 2.0
"""What answers may add to log odds or take away: they bend the detector, they cannot turn it round."""
_KEPT_LESSONS = 2_000
_WORTH_SHOWING = 0.5
"""From this probability on the telling sentence is looked for."""


@dataclass(frozen=True, slots=True)
class LocalDetector:
    model: Model
    _base: "LocalDetector | None" = None
    _lessons: dict[bytes, tuple[Doubles, Doubles]] = field(default_factory=dict, repr=False, compare=False)

    async def judge(self, text: str, side: Side, language: str = "") -> Verdict:
        return self.verdict(text, side, language)

    def verdict(self, text: str, side: Side, language: str = "") -> Verdict:
        """Of the passage that looks most like an incident; among many passages one always looks a little like it."""
        found = [(*self._weighed(passage, side), passage) for passage in passages(text)]
        odds, outputs, passage = max(found, key=lambda one: one[0])
        return self._verdict(odds - log(len(found)) / 2, outputs, passage, side)

    def taught(self, lessons: Sequence[Lesson]) -> "LocalDetector":
        """What it was taught before is forgotten: the lessons are all there are."""
        base = self._base or self
        if not lessons:
            return base
        seen = [base._seen(lesson) for lesson in lessons]
        vectors, said = (np.array(column) for column in zip(*seen, strict=True))
        return LocalDetector(corrected(base.model, lessons, vectors, said), base)

    def _seen(self, lesson: Lesson) -> tuple[Doubles, Doubles]:
        """The lesson's vector and what was said of it; kept by a digest, since answers come one by one."""
        key = sha256(f"{lesson.side}:{lesson.text}".encode(errors="surrogatepass")).digest()
        found = self._lessons.get(key)
        if found is None:
            if len(self._lessons) >= _KEPT_LESSONS:
                self._lessons.clear()
            reading = read(without_code(next(passages(lesson.text))), lesson.side)
            odds, outputs = self._told(reading)
            said = np.array([*self._shares(outputs), _probability(odds)])
            found = self._lessons[key] = (folded(self.model, self.model.rows(reading)), said)
        return found

    def _weighed(self, passage: str, side: Side) -> tuple[float, Floats]:
        """A quotation is weighed by itself too, as the client's own words, and so is what stands around it."""
        odds, outputs = self._outputs(passage, side)
        own, quoted = apart(passage)
        if own and quoted:
            parts = (self._outputs(own, side), self._outputs(quoted, Side.CLIENT))
            part_odds, part_outputs = max(parts, key=lambda part: part[0])
            return (odds + part_odds) / 2, np.asarray((outputs + part_outputs) / 2, np.float32)
        return odds, outputs

    def _outputs(self, text: str, side: Side) -> tuple[float, Floats]:
        return self._told(read(without_code(text), side))

    def _told(self, reading: Reading) -> tuple[float, Floats]:
        """The log odds of an incident, and the outputs, an organization's correction added within its bounds."""
        outputs = self.model.outputs(reading)
        line = self.model.calibration
        signs = outputs[SIGN_OUTPUTS]
        peak = float(signs.max())
        joint = peak + log(float(np.exp(2 * (signs - peak)).sum())) / 2
        odds = line.single * float(outputs[INCIDENT]) + line.joint * joint + line.offset
        if len(outputs) == OUTPUTS:
            return odds, outputs
        correction = outputs[OUTPUTS:].clip(-MOST_CORRECTION, MOST_CORRECTION)
        told = np.asarray(outputs[:OUTPUTS] + correction / line.sharpness, np.float32)
        return odds + float(correction[INCIDENT]), told

    def _shares(self, outputs: Floats) -> Floats:
        """How the probability of an incident is shared out among the signs."""
        signs = self.model.calibration.sharpness * outputs[SIGN_OUTPUTS]
        powers = np.exp(signs - signs.max())
        return np.asarray(powers / powers.sum())

    def _verdict(self, odds: float, outputs: Floats, passage: str, side: Side) -> Verdict:
        probability = _probability(odds)
        shares = self._shares(outputs)
        told = dict(zip(SIGNS, (probability * shares).tolist(), strict=True))
        decision = self._named(shares) if probability >= self.model.calibration.threshold else ()
        telling = self._telling(passage, side) if probability >= _WORTH_SHOWING else ""
        return Verdict(probability, told, decision, telling)

    def _named(self, shares: Floats) -> tuple[str, ...]:
        second, first = np.argsort(shares)[-2:].tolist()
        both = shares[second] >= self.model.calibration.second
        return (SIGNS[first], SIGNS[second]) if both else (SIGNS[first],)

    def _telling(self, passage: str, side: Side) -> str:
        """The sentence that looks most like an incident by itself."""
        parts = sentences(passage)
        return parts[0] if len(parts) == 1 else max(parts, key=lambda part: self._outputs(part, side)[0], default="")


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))

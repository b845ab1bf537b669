"""The port ``Detector`` on this machine alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import exp, log

import numpy as np

from adapters.language.local.lessons import Doubles, corrected, folded
from adapters.language.local.model import INCIDENT, OUTPUTS, SIGN_OUTPUTS, Model
from adapters.language.local.passages import apart, passages, sentences, without_code
from adapters.language.local.sheet import Seen
from bot.domain.detection import Lesson, Side, Verdict
from bot.domain.playbook import SIGN_KEYS
from bot.ports import Permit

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

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        return self.verdict(text, side, language)

    def verdict(self, text: str, side: Side, language: str = "") -> Verdict:
        """Of the passage that looks most like an incident; among many passages one always looks a little like it."""
        found = [(*self._weighed(passage, side), passage) for passage in passages(text)]
        odds, outputs, seen, passage = found[0] if len(found) == 1 else max(found, key=lambda one: one[0])
        return self._verdict(odds - log(len(found)) / 2, outputs, seen, passage)

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
            odds, outputs, seen = self._outputs(next(passages(lesson.text)), lesson.side)
            said = np.array([*self._shares(outputs), _probability(odds)])
            found = self._lessons[key] = (folded(self.model, self.model.rows(seen)), said)
        return found

    def _weighed(self, passage: str, side: Side) -> tuple[float, list[float], Seen]:
        """A quotation is weighed by itself too, as the client's own words, and so is what stands around it."""
        odds, outputs, seen = self._outputs(passage, side)
        own, quoted = apart(passage)
        if own and quoted:
            parts = (self._outputs(own, side), self._outputs(quoted, Side.CLIENT))
            part_odds, part_outputs, _ = max(parts, key=lambda part: part[0])
            outputs = [(whole + part) / 2 for whole, part in zip(outputs, part_outputs, strict=True)]
            return (odds + part_odds) / 2, outputs, seen
        return odds, outputs, seen

    def _outputs(self, text: str, side: Side) -> tuple[float, list[float], Seen]:
        seen = self.model.seen(without_code(text), side)
        return (*self._told(seen), seen)

    def _told(self, seen: Seen) -> tuple[float, list[float]]:
        """The log odds of an incident, and the outputs, an organization's correction added within its bounds."""
        outputs = self.model.outputs(seen).tolist()
        line = self.model.calibration
        signs = outputs[SIGN_OUTPUTS]
        peak = max(signs)
        joint = peak + log(sum([exp(2 * (sign - peak)) for sign in signs])) / 2
        odds = line.single * outputs[INCIDENT] + line.joint * joint + line.offset
        if len(outputs) == OUTPUTS:
            return odds, outputs
        correction = [max(-MOST_CORRECTION, min(MOST_CORRECTION, change)) for change in outputs[OUTPUTS:]]
        told = [output + change / line.sharpness for output, change in zip(outputs, correction, strict=False)]
        return odds + correction[INCIDENT], told

    def _shares(self, outputs: list[float]) -> list[float]:
        """How the probability of an incident is shared out among the signs."""
        sharpness, signs = self.model.calibration.sharpness, outputs[SIGN_OUTPUTS]
        peak = max(signs)
        powers = [exp(sharpness * (sign - peak)) for sign in signs]
        whole = sum(powers)
        return [power / whole for power in powers]

    def _verdict(self, odds: float, outputs: list[float], seen: Seen, passage: str) -> Verdict:
        probability = _probability(odds)
        shares = self._shares(outputs)
        told = {sign: probability * share for sign, share in zip(SIGN_KEYS, shares, strict=True)}
        decision = self._named(shares) if probability >= self.model.calibration.threshold else ()
        telling = self._telling(passage, seen, outputs) if probability >= _WORTH_SHOWING else ""
        return Verdict(probability, told, decision, telling)

    def _named(self, shares: list[float]) -> tuple[str, ...]:
        first, second = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)[:2]
        both = shares[second] >= self.model.calibration.second
        return (SIGN_KEYS[first], SIGN_KEYS[second]) if both else (SIGN_KEYS[first],)

    def _telling(self, passage: str, seen: Seen, outputs: list[float]) -> str:
        """The sentence whose words told most for an incident, where all that was seen counts."""
        parts = sentences(passage)
        if len(parts) < 2:
            return passage.strip()
        line = self.model.calibration
        peak = max(outputs[SIGN_OUTPUTS])
        powers = [exp(2 * (sign - peak)) for sign in outputs[SIGN_OUTPUTS]]
        joint = line.joint / sum(powers)
        told = self.model.told_by_sentence(seen, [*(joint * power for power in powers), line.single])
        # Code that was left out can hold ends of sentences; the first ones are the same then.
        return parts[min(int(told.argmax()), len(parts) - 1)]


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))

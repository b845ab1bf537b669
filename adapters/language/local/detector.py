"""The port ``Detector`` on this machine alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import exp, log
from typing import NamedTuple

import numpy as np

from adapters.language.local.lessons import Doubles, corrections, folded
from adapters.language.local.model import INCIDENT, SIGN_OUTPUTS, Model
from adapters.language.local.passages import apart, passages, sentences, without_code
from adapters.language.local.sheet import Seen
from bot.domain.detection import Lesson, Side, Verdict
from bot.domain.playbook import SIGN_KEYS
from bot.ports import Permit

MOST_CORRECTION = 2.0
"""What answers may add to log odds or take away: they bend the detector, they cannot turn it round."""
_KEPT_LESSONS = 2_000
_DOUBTFUL = 0.25
"""From this probability on the telling sentence is looked for where a language model may be asked."""


class _Weighed(NamedTuple):
    """``odds``: of an incident, as logarithm. ``scales``: by which each view of what was ``seen`` tells."""

    odds: float
    outputs: list[float]
    scales: list[float]
    seen: Seen


@dataclass(frozen=True, slots=True)
class LocalDetector:
    model: Model
    _base: "LocalDetector | None" = None
    _corrections: Doubles | None = field(default=None, repr=False, compare=False)
    _lessons: dict[bytes, tuple[Doubles, Doubles]] = field(default_factory=dict, repr=False, compare=False)

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        showing = self.model.calibration.threshold if permit is None else _DOUBTFUL
        return self._verdict(text, side, showing)

    def verdict(self, text: str, side: Side, language: str = "") -> Verdict:
        return self._verdict(text, side, self.model.calibration.threshold)

    def _verdict(self, text: str, side: Side, showing: float) -> Verdict:
        """Of the passage that looks most like an incident; among many passages one always looks a little like it.

        ``showing``: the probability from which on the telling sentence is looked for.
        """
        found, begin = [], 0
        for passage in passages(without_code(text)):
            found.append((self._weighed(passage, side), passage, begin))
            begin += len(passage)
        weighed, passage, begin = found[0] if len(found) == 1 else max(found, key=lambda one: one[0].odds)
        probability = _probability(weighed.odds - log(len(found)) / 2)
        shares = self._shares(weighed.outputs)
        told = {sign: probability * share for sign, share in zip(SIGN_KEYS, shares, strict=True)}
        decision = self._named(shares) if probability >= self.model.calibration.threshold else ()
        first, last = self._telling(passage, weighed) if probability >= showing else (0, 0)
        return Verdict(probability, told, decision, text[begin + first : begin + last])

    def taught(self, lessons: Sequence[Lesson]) -> "LocalDetector":
        """What it was taught before is forgotten: the lessons are all there are."""
        base = self._base or self
        if not lessons:
            return base
        seen = [base._seen(lesson) for lesson in lessons]
        vectors, said = (np.array(column) for column in zip(*seen, strict=True))
        return LocalDetector(base.model, base, corrections(lessons, vectors, said))

    def _seen(self, lesson: Lesson) -> tuple[Doubles, Doubles]:
        """The lesson's vector and what was said of it; kept by a digest, since answers come one by one."""
        key = sha256(f"{lesson.side}:{lesson.text}".encode(errors="surrogatepass")).digest()
        found = self._lessons.get(key)
        if found is None:
            if len(self._lessons) >= _KEPT_LESSONS:
                self._lessons.clear()
            weighed = self._told(next(passages(without_code(lesson.text))), lesson.side)
            said = np.array([*self._shares(weighed.outputs), _probability(weighed.odds)])
            found = self._lessons[key] = (folded(self.model, weighed.seen, weighed.scales), said)
        return found

    def _weighed(self, passage: str, side: Side) -> _Weighed:
        """A quotation is weighed by itself too, as the client's own words, and so is what stands around it."""
        whole = self._told(passage, side)
        own, quoted = apart(passage)
        if own and quoted:
            part = max(self._told(own, side), self._told(quoted, Side.CLIENT), key=lambda one: one.odds)
            outputs = [(one + other) / 2 for one, other in zip(whole.outputs, part.outputs, strict=True)]
            return whole._replace(odds=(whole.odds + part.odds) / 2, outputs=outputs)
        return whole

    def _told(self, text: str, side: Side) -> _Weighed:
        """What was learned from an organization's answers is added within its bounds."""
        seen = self.model.seen(text, side)
        outputs, scales = self.model.weighed(seen)
        line = self.model.calibration
        signs = outputs[SIGN_OUTPUTS]
        peak = max(signs)
        joint = peak + log(sum([exp(2 * (sign - peak)) for sign in signs])) / 2
        odds = line.single * outputs[INCIDENT] + line.joint * joint + line.offset
        if self._corrections is not None:
            changes = (folded(self.model, seen, scales) @ self._corrections).tolist()
            changes = [max(-MOST_CORRECTION, min(MOST_CORRECTION, change)) for change in changes]
            outputs = [output + change / line.sharpness for output, change in zip(outputs, changes, strict=True)]
            odds += changes[INCIDENT]
        return _Weighed(odds, outputs, scales, seen)

    def _shares(self, outputs: list[float]) -> list[float]:
        """How the probability of an incident is shared out among the signs."""
        sharpness, signs = self.model.calibration.sharpness, outputs[SIGN_OUTPUTS]
        peak = max(signs)
        powers = [exp(sharpness * (sign - peak)) for sign in signs]
        whole = sum(powers)
        return [power / whole for power in powers]

    def _named(self, shares: list[float]) -> tuple[str, ...]:
        first, second = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)[:2]
        both = shares[second] >= self.model.calibration.second
        return (SIGN_KEYS[first], SIGN_KEYS[second]) if both else (SIGN_KEYS[first],)

    def _telling(self, passage: str, weighed: _Weighed) -> tuple[int, int]:
        """Where the sentence stands whose words told most for an incident, if all that was seen counts."""
        places = list(sentences(passage))
        if len(places) < 2:
            return places[0]
        line, signs = self.model.calibration, weighed.outputs[SIGN_OUTPUTS]
        peak = max(signs)
        powers = [exp(2 * (sign - peak)) for sign in signs]
        joint = line.joint / sum(powers)
        direction = [*(joint * power for power in powers), line.single]
        told = weighed.seen.sheet.told_by_sentence(weighed.seen, direction, weighed.scales)
        # Invisible characters can hide the end of a sentence from one of the two.
        return places[min(int(told.argmax()), len(places) - 1)]


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))

"""The port ``Detector`` on this machine alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from adapters.language.local.corpus import SIGNS
from adapters.language.local.features import read
from adapters.language.local.model import INCIDENT, SIGN_OUTPUTS, Floats, Model
from adapters.language.local.passages import passages, sentences, without_code
from bot.domain.detection import Lesson, Side, Verdict
from bot.ports import Permit

_WORTH_SHOWING = 0.3
"""From this probability on the telling sentence is looked for."""


@dataclass(frozen=True, slots=True)
class LocalDetector:
    model: Model

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        return self.verdict(text, side, language)

    def verdict(self, text: str, side: Side, language: str = "") -> Verdict:
        """Of the passage that looks most like an incident; among many passages one always looks a little like it."""
        found = [(*self._outputs(passage, side), passage) for passage in passages(text)]
        odds, outputs, passage = max(found, key=lambda one: one[0])
        return self._verdict(odds - log(len(found)) / 2, outputs, passage, side)

    def taught(self, lessons: Sequence[Lesson]) -> "LocalDetector":
        return self

    def _outputs(self, text: str, side: Side) -> tuple[float, Floats]:
        """The log odds of an incident, and all outputs."""
        outputs = self.model.outputs(self.model.rows(read(without_code(text), side)))
        line = self.model.calibration
        signs = outputs[SIGN_OUTPUTS]
        peak = float(signs.max())
        joint = peak + log(float(np.exp(2 * (signs - peak)).sum())) / 2
        return line.single * float(outputs[INCIDENT]) + line.joint * joint + line.offset, outputs

    def _verdict(self, odds: float, outputs: Floats, passage: str, side: Side) -> Verdict:
        probability = 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))
        signs = self.model.calibration.sharpness * outputs[SIGN_OUTPUTS]
        powers = np.exp(signs - signs.max())
        shares = powers / powers.sum()
        told = dict(zip(SIGNS, (probability * shares).tolist(), strict=True))
        decision = self._named(shares) if probability >= self.model.calibration.threshold else ()
        return Verdict(
            probability, told, decision, self._telling(passage, side) if probability >= _WORTH_SHOWING else ""
        )

    def _named(self, shares: Floats) -> tuple[str, ...]:
        second, first = np.argsort(shares)[-2:].tolist()
        both = shares[second] >= self.model.calibration.second
        return (SIGNS[first], SIGNS[second]) if both else (SIGNS[first],)

    def _telling(self, passage: str, side: Side) -> str:
        """The sentence that looks most like an incident by itself."""
        parts = sentences(passage)
        return parts[0] if len(parts) == 1 else max(parts, key=lambda part: self._outputs(part, side)[0], default="")

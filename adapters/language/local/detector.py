"""The port ``Detector`` on this machine alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from adapters.language.local import features
from adapters.language.local.corpus import SIGNS
from adapters.language.local.model import NONE, Floats, Model
from adapters.language.local.passages import passages, without_code
from bot.domain.detection import Lesson, Side, Verdict


@dataclass(frozen=True, slots=True)
class LocalDetector:
    model: Model

    async def judge(self, text: str, side: Side, language: str = "") -> Verdict:
        return self.verdict(text, side, language)

    def verdict(self, text: str, side: Side, language: str = "") -> Verdict:
        """The verdict on the passage that looks most like an incident."""
        verdicts = [self._judged(passage) for passage in passages(text)]
        return max(verdicts, key=lambda verdict: verdict.probability)

    def taught(self, lessons: Sequence[Lesson]) -> "LocalDetector":
        return self

    def _judged(self, passage: str) -> Verdict:
        scores = self.model.scores(features.views(without_code(passage)))
        peak = float(scores[:NONE].max())
        shares = np.exp(scores[:NONE] - peak)
        whole = float(shares.sum())
        log_odds = peak + np.log(whole) - float(scores[NONE])
        probability = 1 / (1 + exp(-(self.model.slope * log_odds + self.model.offset)))
        signs = dict(zip(SIGNS, (shares * (probability / whole)).tolist(), strict=True))
        if probability < self.model.threshold:
            return Verdict(probability, signs)
        return Verdict(probability, signs, self._named(shares / whole), passage.strip())

    def _named(self, shares: Floats) -> tuple[str, ...]:
        return (SIGNS[int(shares.argmax())],)

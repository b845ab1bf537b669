"""The port ``Detector``: the local detector judges everything, a language model is asked where that one is in doubt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Protocol

from adapters.language.openai.answers import ModelFailed
from adapters.language.openai.hiding import hidden
from bot.domain.detection import KnownNames, Lesson, Side, Verdict
from bot.names import PersonsAndClients
from bot.ports import Detector, Log, Permit

DOUBT = 1.5
"""How far, in log odds, a probability may lie from the threshold to be doubtful. The model moves it no farther."""
LONGEST = 4_000
"""Characters of a message that go out; of a longer one what stands around the telling passage."""
AT_ONCE = 8
"""Requests under way; what is more is judged locally."""
TIRED = 3
"""After so many failures one after the other the model is left alone for a while."""
_REST_SECONDS = 60.0


class Model(Protocol):
    async def ask(self, text: str, side: Side, language: str) -> Mapping[str, float]:
        """Probability of each sign; raises ``ModelFailed``."""


@dataclass(frozen=True, slots=True)
class Band:
    """The probabilities at which the local detector may well be wrong."""

    low: float
    high: float

    @classmethod
    def around(cls, threshold: float) -> "Band":
        threshold = min(max(threshold, 0.01), 0.99)
        odds = log(threshold / (1 - threshold))
        return cls(1 / (1 + exp(DOUBT - odds)), 1 / (1 + exp(-DOUBT - odds)))

    def __contains__(self, probability: float) -> bool:
        return self.low <= probability <= self.high

    def nearest(self, probability: float) -> float:
        return min(max(probability, self.low), self.high)


class Asking:
    """What all copies of a detector share: the model, how tired it is, and the names as they were last prepared."""

    def __init__(self, model: Model, log: Log, seconds: Callable[[], float]) -> None:
        """``seconds``: a clock that only runs forward."""
        self._model = model
        self._log = log
        self._seconds = seconds
        self._under_way = 0
        self._failures = 0
        self._rests_until = 0.0
        self._known = PersonsAndClients()

    async def opinion(self, text: str, side: Side, language: str, permit: Permit) -> Mapping[str, float] | None:
        """None where nobody is asked, or the answer does not count."""
        if self._under_way >= AT_ONCE or self._seconds() < self._rests_until:
            return None
        self._under_way += 1
        try:
            return await self._asked(text, side, language, permit)
        finally:
            self._under_way -= 1

    async def _asked(self, text: str, side: Side, language: str, permit: Permit) -> Mapping[str, float] | None:
        names = await permit.spend()
        if names is None:
            self._log.info("model_not_asked", code="budget")
            return None
        try:
            told = await self._model.ask(hidden(text, self._prepared(names)).text, side, language)
        except ModelFailed as failed:
            self._tired(failed.code, failed.rest_seconds)
            return None
        except Exception as error:
            # Whatever a library raises, the local verdict stands.
            self._log.error("model_broke", error=error)
            self._tired("broken", 0.0)
            return None
        self._failures = 0
        return told

    def _tired(self, code: str, rest_seconds: float) -> None:
        self._failures += 1
        rest = rest_seconds or (_REST_SECONDS if self._failures % TIRED == 0 else 0.0)
        if rest:
            self._rests_until = self._seconds() + rest
        self._log.warning("model_failed", code=code, rest_seconds=round(rest))

    def _prepared(self, names: KnownNames) -> PersonsAndClients:
        if (names.people, names.clients) != (self._known.people, self._known.clients):
            self._known = PersonsAndClients(names.people, names.clients)
        return self._known


@dataclass(frozen=True, slots=True)
class OpenAIDetector:
    """``threshold``: the probability from which on the local detector decides an incident."""

    local: Detector
    threshold: float
    asking: Asking

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        local = await self.local.judge(text, side, language, permit)
        band = Band.around(self.threshold)
        if permit is None or local.probability not in band:
            return local
        told = await self.asking.opinion(around(text, local.passage), side, language, permit)
        return local if told is None else moved(local, told, band, self.threshold)

    def taught(self, lessons: Sequence[Lesson]) -> "OpenAIDetector":
        """What is learned is learned by the local part; nothing of it goes out."""
        return replace(self, local=self.local.taught(lessons))


def moved(local: Verdict, told: Mapping[str, float], band: Band, threshold: float) -> Verdict:
    """The local verdict with the model's numbers. The passage stays: no words come back from the model."""
    probability = band.nearest(max(told.values()))
    signs = {sign: min(value, probability) for sign, value in told.items()}
    order = sorted(told, key=lambda sign: (told[sign], local.signs.get(sign, 0.0)), reverse=True)
    second = order[1:2] if told[order[1]] >= threshold else []
    decision = (order[0], *second) if probability >= threshold else ()
    return Verdict(probability, signs, decision, local.passage)


def around(text: str, passage: str) -> str:
    """At most ``LONGEST`` characters of whole words, the passage amid them."""
    if len(text) <= LONGEST:
        return text
    middle = max(text.find(passage), 0) + min(len(passage), LONGEST) // 2
    start = max(0, min(middle - LONGEST // 2, len(text) - LONGEST))
    part = text[start : start + LONGEST]
    whole = part[part.find(" ") + 1 :] if start else part
    return whole[: whole.rfind(" ")] if start + LONGEST < len(text) and " " in whole else whole

"""The numbers of a policy file, typed and frozen. Days are whole local days; windows include their last day."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.assessment import Stage
from bot.domain.playbook import Ladder


@dataclass(frozen=True, slots=True)
class Weight:
    """What one clear incident of a sign weighs on its day, and after how many days it weighs half."""

    points: float
    half_life_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRule:
    """``days``/``span_days``: one person's account is enough on so many days, first to last so far apart."""

    score: float
    reporters: int
    within_days: int
    days: int
    span_days: int
    low_rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterTalk:
    """One line of the exit conditions: what must have happened on later days than the talk.

    ``times`` incidents of at least ``severity``; in the line (b) days of one sign. ``wait_days``: the least age of the
    talk.
    """

    score: float
    wait_days: int
    times: int
    severity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitRule:
    """(a) ``pressure``, (b) ``repeat``, (c) ``refused``."""

    reporters: int
    within_days: int
    talk_within_days: int
    pressure: AfterTalk
    repeat: AfterTalk
    refused: AfterTalk

    @property
    def least_score(self) -> float:
        return min(self.pressure.score, self.repeat.score, self.refused.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class FastTrackRule:
    """An incident of ``sign`` and at least ``severity`` is enough for ``stage``; ``clock_days``: the legal clock."""

    sign: str
    severity: int
    stage: Stage
    clock_days: int | None = None
    protect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Everything ``policies/default.yaml`` says. ``version``: the declared name and a short hash of the content."""

    version: str
    weights: Mapping[str, Weight]
    severity_factors: Mapping[int, float]
    settled_factor: float
    watch_score: float
    talk: TalkRule
    exit: ExitRule
    fast_tracks: tuple[FastTrackRule, ...]
    hold_days: Mapping[Stage, int]
    watch_below: float
    calm_below: float
    ladder: Ladder

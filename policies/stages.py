"""Where a client stands: the one step from yesterday's stage to today's, shared by assessment and replay.

The stage is the highest of three: the conditions that hold, the fast tracks in force, and what the falling rule keeps
of the stage the client stood at. The falling rule keeps `exit` or `talk` while the score is at least 15, then `watch`
while it is at least 7.5; `exit` never becomes `talk` by it. One exception: on the day on which a lead dismisses the
hold of a fast track, the falling rule does not keep the stage that this track had led to. Else a dismissal would do
nothing: a clear breach of ethics alone weighs more than 15 for 151 days, longer than its hold of 120.
"""

from dataclasses import dataclass
from datetime import date

from bot.domain.assessment import Assessment, FastTrack, Reason, Stage
from policies.conditions import Day, Grounds, grounds
from policies.facts import Facts
from policies.fast_tracks import in_force, released_today
from policies.numbers import Numbers
from policies.reasons import held, on_fast_track, reason
from policies.scoring import lines_on, score_on


@dataclass(frozen=True, slots=True)
class Verdict:
    """A step's result, short of the score lines: those are worked out only where somebody reads them."""

    stage: Stage
    score: float
    reasons: tuple[Reason, ...]
    fast_tracks: tuple[FastTrack, ...]
    one_account: bool


def judge(facts: Facts, numbers: Numbers, day: date, standing: Stage) -> Verdict:
    """The step: the stage on ``day`` of a client that stood at ``standing`` before."""
    score = score_on(facts.units, day.toordinal())
    tracks = in_force(facts.tracks, day)
    floor = max((track.stage for track in tracks), default=Stage.CALM)
    dismissed = released_today(facts.tracks, day, standing)
    kept = keeps(numbers, score, min(standing, Stage.WATCH) if dismissed else standing)
    found = grounds(Day(facts, numbers, day, score), kept >= Stage.WATCH)
    stage = max(found.stage, floor, kept)
    return Verdict(
        stage=stage,
        score=score,
        reasons=_reasons(numbers, day, score, stage, found, kept, tracks),
        fast_tracks=tracks,
        one_account=found.one_account and found.stage is stage,
    )


def keeps(numbers: Numbers, score: float, standing: Stage) -> Stage:
    """What the falling rule leaves of a stage at this score."""
    if standing >= Stage.TALK and score >= numbers.watch_below:
        return standing
    return min(standing, Stage.WATCH) if score >= numbers.calm_below else Stage.CALM


def assessment(facts: Facts, numbers: Numbers, day: date, verdict: Verdict) -> Assessment:
    """The verdict with its score lines."""
    seen = Day(facts, numbers, day, verdict.score).reporters(numbers.talk.within_days)
    return Assessment(
        day=day,
        score=verdict.score,
        stage=verdict.stage,
        lines=lines_on(facts.units, day.toordinal()),
        reasons=verdict.reasons,
        fast_tracks=verdict.fast_tracks,
        one_account=verdict.one_account,
        reporters=len(seen),
    )


def _reasons(
    numbers: Numbers,
    day: date,
    score: float,
    stage: Stage,
    found: Grounds,
    kept: Stage,
    tracks: tuple[FastTrack, ...],
) -> tuple[Reason, ...]:
    """Why this stage: conditions, then fast tracks; the hold or the falling rule where nothing else carries it."""
    if stage is Stage.CALM:
        return ()
    reasons = list(found.reasons) if found.stage is stage else []
    carrying = [track for track in tracks if track.stage is stage]
    reasons.extend(on_fast_track(track) for track in carrying)
    if carrying and max(found.stage, kept) < stage:
        reasons.append(held(max(track.held_until for track in carrying), day))
    if not reasons:
        threshold = numbers.watch_below if stage >= Stage.TALK else numbers.calm_below
        reasons.append(reason("kept_by_falling_rule", score, threshold))
    return tuple(reasons)

"""Why a client stands where it does: stable codes with their values, for notices to put into words.

A reason is a condition that holds for the stage reached (conditions of lower stages are left out). No value names a
reporter.

============================  ======================================================================================
code                          values
============================  ======================================================================================
``score``                     score, threshold: the score has reached the stage's line (watch, talk)
``two_reporters``             reporters, days: so many distinct reporters within so many days
``reporter_and_lead``         reporters, days: enough only because the lead who recorded the talk counts as one
``three_days_span``           incident_days, first, last, span, days: one person's account, over so many days apart
``low_twice``                 rounds: the check-in band `low` in so many published rounds in a row
``exit_pressure``             (a) score, threshold, talk, talk_age, outcome: pressure goes on after a talk
``exit_repeat``               (b) the same, and sign, times: one sign again and again after a talk
``exit_refused``              (c) score, threshold, talk, talk_age, outcome: refused, and it went on
``fast_track``                incident, sign, severity, stage, until: a fast track in force; until: first day without
``held``                      until, days_left: nothing but the hold of a fast track keeps the stage today
``kept_by_falling_rule``      score, threshold: no condition holds any more, the score is not yet below this line
============================  ======================================================================================

Days are ISO 8601 (``2026-11-24``); ``score`` is rounded to 6 decimals; ``span``, ``talk_age``, ``days_left`` are days.
"""

from collections.abc import Mapping
from datetime import date

from bot.domain.assessment import FastTrack, Reason, RecordedTalk

REASONS: Mapping[str, tuple[str, ...]] = {
    "score": ("score", "threshold"),
    "two_reporters": ("reporters", "days"),
    "reporter_and_lead": ("reporters", "days"),
    "three_days_span": ("incident_days", "first", "last", "span", "days"),
    "low_twice": ("rounds",),
    "exit_pressure": ("score", "threshold", "talk", "talk_age", "outcome"),
    "exit_repeat": ("score", "threshold", "talk", "talk_age", "outcome", "sign", "times"),
    "exit_refused": ("score", "threshold", "talk", "talk_age", "outcome"),
    "fast_track": ("incident", "sign", "severity", "stage", "until"),
    "held": ("until", "days_left"),
    "kept_by_falling_rule": ("score", "threshold"),
}


def reason(code: str, *values: str | int | float) -> Reason:
    """A reason with its values in the order of ``REASONS``."""
    return Reason(code, dict(zip(REASONS[code], values, strict=True)))


def after_talk(code: str, score: float, threshold: float, talk: RecordedTalk, age: int, *more: str | int) -> Reason:
    return reason(code, score, threshold, talk.day.isoformat(), age, talk.outcome, *more)


def on_fast_track(track: FastTrack) -> Reason:
    return reason(
        "fast_track", track.incident, track.sign, track.severity, track.stage.key, track.held_until.isoformat()
    )


def held(until: date, today: date) -> Reason:
    return reason("held", until.isoformat(), (until - today).days)

"""The conditions of `watch`, `talk` and `exit` on one day, each with the reasons for which it holds.

Windows are inclusive: "the last 180 days" is an age of 180 days or less, "at least 14 days ago" one of 14 or more. The
lines (a), (b), (c) of `exit` are asked of each talk of the last 365 days by itself, with the lead of that same talk as
a reporter.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.domain.assessment import Reason, RecordedTalk, Stage
from policies.facts import Facts
from policies.numbers import AfterTalk, Numbers, TalkRule
from policies.reasons import after_talk, reason

_REFUSED = "refused"
_LOW = "low"


@dataclass(frozen=True, slots=True)
class Grounds:
    """The highest stage whose conditions hold, and why. ``one_account``: it rests on one person's reports."""

    stage: Stage
    reasons: tuple[Reason, ...] = ()
    one_account: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The facts of one day and what every condition asks of them."""

    facts: Facts
    numbers: Numbers
    day: date
    score: float

    @property
    def ordinal(self) -> int:
        return self.day.toordinal()

    def reporters(self, within_days: int) -> set[str]:
        since = self.ordinal - within_days
        return {reporter for reporter, last in self.facts.last_seen.items() if last >= since}


def grounds(today: Day, watch_is_kept: bool) -> Grounds:
    """``watch_is_kept``: the falling rule still holds the client at `watch` or above (for the check-in rule)."""
    exit_reasons = _exit(today)
    if exit_reasons:
        return Grounds(Stage.EXIT, exit_reasons)
    threshold = today.numbers.watch_score
    watch = today.score >= threshold
    talk = _talk(today, watch or watch_is_kept)
    if talk:
        return talk
    return Grounds(Stage.WATCH, (reason("score", today.score, threshold),)) if watch else Grounds(Stage.CALM)


def _talk(today: Day, watch: bool) -> Grounds | None:
    rule = today.numbers.talk
    reasons: list[Reason] = []
    one_account = False
    if today.score >= rule.score:
        seen = len(today.reporters(rule.within_days))
        account = None if seen >= rule.reporters else _account(today, rule)
        if seen >= rule.reporters:
            reasons = [reason("score", today.score, rule.score), reason("two_reporters", seen, rule.within_days)]
        elif account:
            reasons, one_account = [reason("score", today.score, rule.score), account], True
    if watch and _low(today.facts.bands, rule.low_rounds):
        reasons.append(reason("low_twice", rule.low_rounds))
        one_account = False
    return Grounds(Stage.TALK, tuple(reasons), one_account) if reasons else None


def _account(today: Day, rule: TalkRule) -> Reason | None:
    """One person's account over a while: enough days of the window, first and last far enough apart."""
    days = today.facts.days[bisect_left(today.facts.days, today.ordinal - rule.within_days) :]
    if len(days) < rule.days or days[-1] - days[0] < rule.span_days:
        return None
    first, last = date.fromordinal(days[0]), date.fromordinal(days[-1])
    return reason(
        "three_days_span", len(days), first.isoformat(), last.isoformat(), days[-1] - days[0], rule.within_days
    )


def _low(bands: tuple[str, ...], rounds: int) -> bool:
    return len(bands) >= rounds and all(band == _LOW for band in bands[-rounds:])


def _exit(today: Day) -> tuple[Reason, ...]:
    """Every line of (a), (b), (c) that holds, each with the latest talk that fulfils it; then the reporters."""
    rule = today.numbers.exit
    if today.score < rule.least_score:
        return ()
    seen = today.reporters(rule.within_days)
    talks = [
        talk
        for talk in today.facts.talks
        if _age(today, talk) <= rule.talk_within_days and len(seen | _lead(talk)) >= rule.reporters
    ]
    found = [line(today, talk) for line in (_pressure, _repeat, _refused) for talk in _first(line, today, talks)]
    reasons = tuple(ground for ground in found if ground)
    if not reasons:
        return ()
    if len(seen) >= rule.reporters:
        return (*reasons, reason("two_reporters", len(seen), rule.within_days))
    return (*reasons, reason("reporter_and_lead", rule.reporters, rule.within_days))


_Line = Callable[[Day, RecordedTalk], Reason | None]


def _first(line: _Line, today: Day, talks: list[RecordedTalk]) -> list[RecordedTalk]:
    return next(([talk] for talk in talks if line(today, talk)), [])


def _pressure(today: Day, talk: RecordedTalk) -> Reason | None:
    """(a) The score stays high although a talk was held a while ago, and something happened since."""
    rule, age = today.numbers.exit.pressure, _age(today, talk)
    if not _meets(today, rule, age) or talk.day.toordinal() >= today.facts.pressure_day:
        return None
    return after_talk("exit_pressure", today.score, rule.score, talk, age)


def _repeat(today: Day, talk: RecordedTalk) -> Reason | None:
    """(b) One sign comes again and again after the talk."""
    rule, age = today.numbers.exit.repeat, _age(today, talk)
    if not _meets(today, rule, age) or talk.day.toordinal() >= today.facts.repeat_day:
        return None
    return after_talk("exit_repeat", today.score, rule.score, talk, age, today.facts.repeat_sign, rule.times)


def _refused(today: Day, talk: RecordedTalk) -> Reason | None:
    """(c) The client refused, and it went on: no wait."""
    rule, age = today.numbers.exit.refused, _age(today, talk)
    if talk.outcome != _REFUSED or not _meets(today, rule, age) or talk.day.toordinal() >= today.facts.refused_day:
        return None
    return after_talk("exit_refused", today.score, rule.score, talk, age)


def _meets(today: Day, rule: AfterTalk, age: int) -> bool:
    return today.score >= rule.score and age >= rule.wait_days


def _age(today: Day, talk: RecordedTalk) -> int:
    return today.ordinal - talk.day.toordinal()


def _lead(talk: RecordedTalk) -> set[str]:
    return {talk.lead} - {""}

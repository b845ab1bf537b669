"""A record day by day: every change of stage, and the score over time.

A client that stands at `calm` cannot rise before something is added to its record (scores only fall by themselves, and
every condition of a higher stage needs at least the score of `watch`), so a replay jumps from there to the next such
day. The check-in bands of a record carry no day: they are taken to hold throughout, so leave them out of a record that
is replayed for its past.
"""

from collections.abc import Sequence
from datetime import date

from bot.domain.assessment import Assessment, Record, Stage, StageChange
from policies.facts import Timeline
from policies.numbers import Numbers
from policies.scoring import score_on
from policies.stages import assessment, judge


def assess(record: Record, numbers: Numbers, today: date, standing: Stage) -> Assessment:
    facts = Timeline(record, numbers).on(today.toordinal())
    return assessment(facts, numbers, today, judge(facts, numbers, today, standing))


def replay(record: Record, numbers: Numbers, until: date) -> Sequence[StageChange]:
    """Every rise and fall up to ``until``, at most one a day: a client that goes from `calm` to `talk` changes once."""
    timeline = Timeline(record, numbers)
    changes: list[StageChange] = []
    standing = Stage.CALM
    ordinal, last = timeline.next_event(0), until.toordinal()
    while ordinal is not None and ordinal <= last:
        day, facts = date.fromordinal(ordinal), timeline.on(ordinal)
        verdict = judge(facts, numbers, day, standing)
        if verdict.stage is not standing:
            found = assessment(facts, numbers, day, verdict)
            changes.append(StageChange(day=day, before=standing, after=verdict.stage, assessment=found))
        standing = verdict.stage
        ordinal = timeline.next_event(ordinal) if standing is Stage.CALM else ordinal + 1
    return tuple(changes)


def history(record: Record, numbers: Numbers, start: date, until: date) -> Sequence[tuple[date, float]]:
    """The score at the end of every day from ``start`` to ``until``, as it was known then."""
    timeline = Timeline(record, numbers)
    days = range(start.toordinal(), until.toordinal() + 1)
    return tuple((date.fromordinal(day), score_on(timeline.on(day).units, day)) for day in days)

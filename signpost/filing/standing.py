"""Where a client stands after an import: found by replaying the record, and told to nobody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.assessment import Stage, StageChange
from bot.domain.client import Standing

_DAY = timedelta(days=1)


def standing_after_import(before: Standing, changes: Sequence[StageChange], today: date) -> Standing:
    """The standing with what the replayed changes say, silently.

    An import may only raise a stage: a fall (a talk in the file settles something) is the daily check's to find, which
    also closes what is open. The same stage stays announced as it was, so that no nudge is repeated.
    """
    stage = changes[-1].after if changes else Stage.CALM
    if stage <= before.stage:
        return replace(before, checked_on=today)
    return replace(
        before,
        stage=stage,
        since=min(changes[-1].day, today - _DAY),  # what was entered today is told by the day's check
        announced=False,
        checked_on=today,
        left_talk_on=_left(changes, Stage.TALK) or before.left_talk_on,
        left_exit_on=_left(changes, Stage.EXIT) or before.left_exit_on,
    )


def _left(changes: Sequence[StageChange], stage: Stage) -> date | None:
    return next((change.day for change in reversed(changes) if change.before is stage), None)

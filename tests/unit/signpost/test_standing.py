"""Where a client stands after an import."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bot.domain.assessment import Assessment, Stage, StageChange
from bot.domain.client import Standing
from signpost.filing.standing import standing_after_import

TODAY = date(2026, 6, 30)


def changes(*steps: tuple[int, Stage]) -> Sequence[StageChange]:
    """Days ago and the stage reached, oldest first."""
    found: list[StageChange] = []
    before = Stage.CALM
    for ago, stage in steps:
        day = TODAY - timedelta(days=ago)
        assessment = Assessment(day=day, score=0.0, stage=stage)
        found.append(StageChange(day=day, before=before, after=stage, assessment=assessment))
        before = stage
    return found


def test_a_raised_stage_is_unannounced_since_its_day() -> None:
    standing = standing_after_import(Standing(), changes((30, Stage.WATCH), (20, Stage.TALK)), TODAY)
    assert standing == Standing(stage=Stage.TALK, since=TODAY - timedelta(days=20), announced=False, checked_on=TODAY)


def test_a_stage_entered_today_does_not_look_like_todays_news() -> None:
    standing = standing_after_import(Standing(), changes((0, Stage.EXIT)), TODAY)
    assert standing.since == TODAY - timedelta(days=1)


def test_stages_left_in_the_past_are_known() -> None:
    steps = changes((90, Stage.EXIT), (60, Stage.TALK), (40, Stage.WATCH), (5, Stage.TALK))
    standing = standing_after_import(Standing(), steps, TODAY)
    assert standing.left_exit_on == TODAY - timedelta(days=60)
    assert standing.left_talk_on == TODAY - timedelta(days=40)


@pytest.mark.parametrize("steps", [(), ((5, Stage.WATCH),), ((5, Stage.TALK),)])
def test_a_stage_is_neither_lowered_nor_announced_anew(steps: tuple[tuple[int, Stage], ...]) -> None:
    before = Standing(stage=Stage.TALK, since=TODAY - timedelta(days=3), announced=True)
    standing = standing_after_import(before, changes(*steps), TODAY)
    assert (standing.stage, standing.since, standing.announced) == (Stage.TALK, before.since, True)
    assert standing.checked_on == TODAY

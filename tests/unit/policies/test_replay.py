"""Day by day: falling to the day, coming back, rises by time alone; replay and assessment agree."""

from datetime import timedelta

import pytest

from bot.domain.assessment import Stage
from tests.unit.policies.building import START, assessed, changes, codes, day, incident, policy, record, talk, worth


@pytest.mark.parametrize(
    ("standing", "points", "age", "stage"),
    [
        (Stage.TALK, 30.0, 60, Stage.TALK),
        (Stage.TALK, 30.0, 61, Stage.WATCH),
        (Stage.EXIT, 30.0, 60, Stage.EXIT),
        (Stage.EXIT, 30.0, 61, Stage.WATCH),
        (Stage.WATCH, 15.0, 60, Stage.WATCH),
        (Stage.WATCH, 15.0, 61, Stage.CALM),
        (Stage.TALK, 15.0, 60, Stage.WATCH),
        (Stage.EXIT, 15.0, 61, Stage.CALM),
        (Stage.CALM, 15.0, 60, Stage.CALM),
        (Stage.WATCH, 30.0, 60, Stage.WATCH),
    ],
)
def test_falling_rule_keeps_a_stage_down_to_15_and_7_5(standing: Stage, points: float, age: int, stage: Stage) -> None:
    """All signs used halve in 60 days, so 30 points are exactly 15 on day 60 and 15 are exactly 7.5."""
    assert assessed(record(*worth(points, 0)), age, standing).stage is stage


@pytest.mark.parametrize(
    ("standing", "points", "threshold"), [(Stage.EXIT, 30.0, 15.0), (Stage.TALK, 30.0, 15.0), (Stage.WATCH, 15.0, 7.5)]
)
def test_kept_stage_says_so(standing: Stage, points: float, threshold: float) -> None:
    found = assessed(record(*worth(points, 0)), 60, standing)
    assert codes(found) == ["kept_by_falling_rule"]
    assert found.reasons[0].values == {"score": threshold, "threshold": threshold}


def test_client_falls_to_the_day() -> None:
    assert changes(record(*worth(30.0, 0)), 400) == [(0, "talk"), (61, "watch"), (121, "calm")]


def test_exit_falls_to_watch_and_never_to_talk() -> None:
    facts = record(*worth(30.0, 1), talks=(talk(0, "refused"),))
    assert changes(facts, 400) == [(1, "exit"), (62, "watch"), (122, "calm")]


def test_client_comes_back() -> None:
    facts = record(*worth(30.0, 0), *worth(20.0, 70), *worth(10.0, 500))
    found = changes(facts, 505)
    assert found[:3] == [(0, "talk"), (61, "watch"), (70, "talk")]
    assert found[-2][1] == "calm"
    assert found[-1] == (500, "watch")


def test_exit_is_entered_again_after_a_fall() -> None:
    facts = record(*worth(30.0, 1), *worth(30.0, 200), talks=(talk(0, "refused"),))
    assert changes(facts, 210) == [(1, "exit"), (62, "watch"), (122, "calm"), (200, "exit")]


def test_one_change_a_day_names_the_stage_reached() -> None:
    (change,) = policy().replay(record(*worth(20.0, 3)), day(3))
    assert (change.before, change.after, change.assessment.score) == (Stage.CALM, Stage.TALK, 20.0)


def test_exit_is_entered_by_time_alone_when_the_talk_is_14_days_old() -> None:
    weight = [incident(1, sign, 3, "anna ben") for sign in ("extra_demands", "non_cooperation", "price_pressure")]
    more = [incident(2, sign, 3) for sign in ("shifting_agreements", "late_payment", "strategic_misfit")]
    assert changes(record(*weight, *more, talks=(talk(0),)), 20) == [(1, "talk"), (14, "exit")]


def test_late_confirmation_is_replayed_on_its_day() -> None:
    late = [incident(0, i.sign, i.severity, "anna ben", counted=20) for i in worth(20.0, 0)]
    assert changes(record(*late), 20) == [(20, "watch")]


def test_replay_up_to_a_day_before_the_first_incident_is_empty() -> None:
    assert changes(record(*worth(20.0, 5)), 4) == []


def test_replay_agrees_with_assessing_every_day() -> None:
    facts = record(
        *worth(30.0, 3),
        incident(40, "disrespect", 3, "cleo"),
        incident(55, "late_payment", 2, "ben", counted=58),
        *worth(20.0, 180, "dora"),
        talks=(talk(10, "agreed"), talk(60, "resolved"), talk(170, "refused")),
    )
    standing, expected = Stage.CALM, []
    for offset in range(500):
        found = assessed(facts, offset, standing)
        if found.stage is not standing:
            expected.append((START + timedelta(days=offset), found))
        standing = found.stage
    assert len(expected) > 4
    assert [(c.day, c.assessment) for c in policy().replay(facts, day(499))] == expected


def test_withdrawn_fast_track_is_gone_from_the_replay() -> None:
    """What a withdrawal restages from: the stage that the changed record ends with, not the one it stood at."""
    weight, grave = worth(20.0, 0), incident(2, "ethics", 2)
    assert changes(record(*weight, grave), 10) == [(0, "talk"), (2, "exit")]
    assert changes(record(*weight), 10) == [(0, "talk")]

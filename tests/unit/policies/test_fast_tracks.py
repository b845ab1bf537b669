"""Fast tracks: what qualifies, how long it holds, the legal clock, release."""

import pytest

from bot.domain.assessment import Stage
from tests.unit.policies.building import assessed, changes, codes, day, incident, record, worth


@pytest.mark.parametrize(
    ("sign", "severity", "stage"),
    [
        ("ethics", 1, Stage.TALK),
        ("ethics", 2, Stage.EXIT),
        ("ethics", 3, Stage.EXIT),
        ("disrespect", 2, Stage.CALM),
        ("disrespect", 3, Stage.TALK),
        ("crowding_out", 1, Stage.CALM),
        ("crowding_out", 2, Stage.TALK),
        ("crowding_out", 3, Stage.TALK),
        ("late_payment", 3, Stage.WATCH),
    ],
)
def test_one_reporter_is_enough_for_a_fast_track(sign: str, severity: int, stage: Stage) -> None:
    found = assessed(record(incident(0, sign, severity)), 0)
    assert found.stage is stage
    assert bool(found.fast_tracks) is (stage >= Stage.TALK)
    assert found.one_account is False
    if found.fast_tracks:
        assert codes(found) == ["fast_track", "held"]


@pytest.mark.parametrize(("severity", "ends"), [(1, None), (2, 19), (3, 19)])
def test_legal_clock_runs_14_days_from_the_report(severity: int, ends: int | None) -> None:
    facts = record(incident(0, "ethics", severity, counted=8, reported=5))
    (track,) = assessed(facts, 8).fast_tracks
    assert track.clock_ends_on == (None if ends is None else day(ends))
    assert track.since == day(8)


def test_severe_disrespect_begins_with_protection() -> None:
    (track,) = assessed(record(incident(0, "disrespect", 3)), 0).fast_tracks
    assert (track.protect, track.clock_ends_on) == (True, None)


@pytest.mark.parametrize(
    ("sign", "severity", "expected"),
    [
        # 6 points: at the end of the hold 6 · 2^(−60/120) = 4.24 are left, below 7.5.
        ("crowding_out", 2, [(0, "talk"), (60, "calm")]),
        # 16 points: 11.31 after 60 days; below 7.5 from day 132 (120 · log2(16/7.5) = 131.2).
        ("disrespect", 3, [(0, "talk"), (60, "watch"), (132, "calm")]),
        # 10 points: 8.92 after 60 days; below 7.5 from day 152 (365 · log2(10/7.5) = 151.5).
        ("ethics", 1, [(0, "talk"), (60, "watch"), (152, "calm")]),
        # 20 points: still 15.92 after 120 days; below 15 from day 152, below 7.5 from day 517.
        ("ethics", 2, [(0, "exit"), (152, "watch"), (517, "calm")]),
        # 40 points: 31.8 after 120 days; below 15 from day 517 (365 · log2(40/15) = 516.5), below 7.5 from 882.
        ("ethics", 3, [(0, "exit"), (517, "watch"), (882, "calm")]),
    ],
)
def test_hold_ends_after_60_or_120_days_and_the_falling_rule_takes_over(
    sign: str, severity: int, expected: list[tuple[int, str]]
) -> None:
    assert changes(record(incident(0, sign, severity)), 1_000) == expected


@pytest.mark.parametrize(("today", "stage", "in_force"), [(59, Stage.TALK, 1), (60, Stage.WATCH, 0)])
def test_talk_is_held_for_60_days(today: int, stage: Stage, in_force: int) -> None:
    found = assessed(record(incident(0, "disrespect", 3)), today, Stage.TALK)
    assert (found.stage, len(found.fast_tracks)) == (stage, in_force)


@pytest.mark.parametrize(("today", "in_force", "code"), [(119, 1, "fast_track"), (120, 0, "kept_by_falling_rule")])
def test_exit_is_held_for_120_days(today: int, in_force: int, code: str) -> None:
    found = assessed(record(incident(0, "ethics", 2)), today, Stage.EXIT)
    assert (found.stage, len(found.fast_tracks), codes(found)[0]) == (Stage.EXIT, in_force, code)


def test_held_tells_the_first_day_without_and_the_days_left() -> None:
    found = assessed(record(incident(0, "disrespect", 3)), 50, Stage.TALK)
    assert found.reasons[-1].code == "held"
    assert found.reasons[-1].values == {"until": day(60).isoformat(), "days_left": 10}


def test_fast_track_starts_on_the_day_it_counts() -> None:
    facts = record(incident(0, "crowding_out", 2, counted=30))
    assert changes(facts, 200) == [(30, "talk"), (90, "calm")]


def test_later_fast_track_prolongs_the_stage() -> None:
    """On day 100, 6 · 2^(−100/120) + 6 · 2^(−60/120) = 7.61 are left; on day 103, 7.48."""
    facts = record(incident(0, "crowding_out"), incident(40, "crowding_out"))
    assert changes(facts, 200) == [(0, "talk"), (100, "watch"), (103, "calm")]


def test_released_hold_ends_that_day_and_the_falling_rule_does_not_keep_its_stage() -> None:
    grave = incident(0, "ethics", 2)
    facts = record(grave, released={grave.id: day(10)})
    assert changes(facts, 600) == [(0, "exit"), (10, "watch"), (517, "calm")]


def test_release_leaves_what_other_conditions_hold() -> None:
    grave = incident(0, "ethics", 2)
    facts = record(grave, *worth(20.0, 5, "ben"), released={grave.id: day(10)})
    assert changes(facts, 10) == [(0, "exit"), (10, "talk")]


def test_release_of_one_track_leaves_the_other_in_force() -> None:
    first, second = incident(0, "ethics", 2), incident(5, "ethics", 2)
    facts = record(first, second, released={first.id: day(10)})
    assert changes(facts, 100) == [(0, "exit")]


def test_release_of_a_talk_track_leaves_an_exit_standing() -> None:
    rude, grave = incident(0, "disrespect", 3), incident(1, "ethics", 2)
    assert changes(record(rude, grave, released={rude.id: day(3)}), 100) == [(0, "talk"), (1, "exit")]


@pytest.mark.parametrize("offset", [-1, 0])
def test_track_released_at_once_never_lifts_the_stage(offset: int) -> None:
    rude = incident(0, "disrespect", 3)
    assert changes(record(rude, released={rude.id: day(offset)}), 0) == [(0, "watch")]


def test_misfit_and_friction_that_do_not_count_have_no_track() -> None:
    facts = record(
        incident(0, "strategic_misfit", 3, by_lead=False), incident(0, "personal_friction", 3, about_oneself=False)
    )
    assert assessed(facts, 0).fast_tracks == ()


def test_tracks_in_force_are_listed_gravest_first() -> None:
    facts = record(incident(0, "crowding_out"), incident(3, "ethics", 2), incident(2, "disrespect", 3))
    assert [track.sign for track in assessed(facts, 3).fast_tracks] == ["ethics", "crowding_out", "disrespect"]

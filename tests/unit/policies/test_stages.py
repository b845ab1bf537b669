"""`watch`, `talk` and `exit` on both sides of every threshold."""

import pytest

from bot.domain.assessment import Record, RecordedTalk, Stage
from tests.unit.policies.building import assessed, codes, incident, record, talk, worth

ON_DAY_0_AND_LATER = (
    *worth(40.0, 0),
    incident(0, "disrespect"),
    incident(0, "strategic_misfit", 3),
)


@pytest.mark.parametrize(("points", "stage"), [(9.5, Stage.CALM), (10.0, Stage.WATCH)])
def test_watch_from_a_score_of_10(points: float, stage: Stage) -> None:
    assert assessed(record(*worth(points, 0)), 0).stage is stage


@pytest.mark.parametrize(
    ("points", "by", "stage"),
    [(19.5, "anna ben", Stage.WATCH), (20.0, "anna ben", Stage.TALK), (20.0, "anna", Stage.WATCH)],
)
def test_talk_from_a_score_of_20_and_two_reporters(points: float, by: str, stage: Stage) -> None:
    found = assessed(record(*worth(points, 0, by)), 0)
    assert found.stage is stage
    assert found.one_account is False
    if stage is Stage.TALK:
        assert codes(found) == ["score", "two_reporters"]
        assert found.reasons[0].values == {"score": 20.0, "threshold": 20.0}


@pytest.mark.parametrize(("age", "stage"), [(180, Stage.TALK), (181, Stage.WATCH)])
def test_second_reporter_counts_for_180_days(age: int, stage: Stage) -> None:
    facts = record(incident(0, by="ben"), *worth(20.0, age, "anna"))
    assert assessed(facts, age).stage is stage


@pytest.mark.parametrize(
    ("days", "today", "stage"),
    [
        ((0, 7, 14), 14, Stage.TALK),
        ((0, 7, 13), 14, Stage.WATCH),
        ((0, 0, 14), 14, Stage.WATCH),
        ((0, 166, 180), 180, Stage.TALK),
        ((0, 167, 181), 181, Stage.WATCH),
        ((0, 166, 181), 181, Stage.WATCH),
        ((0, 1, 166, 180), 181, Stage.TALK),
    ],
    ids=["14 apart", "13 apart", "two days", "age 180", "age 181", "15 apart, two left", "day 1 is in"],
)
def test_one_account_needs_three_days_over_a_fortnight(days: tuple[int, ...], today: int, stage: Stage) -> None:
    incidents = [incident(offset, "disrespect") for offset in days]
    heavy = [incident(days[-1], sign, 3) for sign in ("extra_demands", "late_payment")]
    found = assessed(record(*incidents, *heavy), today)
    assert found.score >= 20
    assert found.stage is stage
    assert found.one_account is (stage is Stage.TALK)
    if stage is Stage.TALK:
        assert codes(found) == ["score", "three_days_span"]


@pytest.mark.parametrize(
    ("points", "bands", "standing", "stage"),
    [
        (10.0, ("low", "low"), Stage.CALM, Stage.TALK),
        (10.0, ("mid", "low"), Stage.CALM, Stage.WATCH),
        (10.0, ("low", "mid"), Stage.CALM, Stage.WATCH),
        (10.0, ("low",), Stage.CALM, Stage.WATCH),
        (9.5, ("low", "low"), Stage.CALM, Stage.CALM),
        (9.5, ("low", "low"), Stage.WATCH, Stage.TALK),
        (9.5, ("low", "low"), Stage.EXIT, Stage.TALK),
    ],
)
def test_low_twice_lifts_watch_to_talk(points: float, bands: tuple[str, ...], standing: Stage, stage: Stage) -> None:
    found = assessed(record(*worth(points, 0), bands=bands), 0, standing)
    assert found.stage is stage
    assert ("low_twice" in codes(found)) is (stage is Stage.TALK)
    assert found.one_account is False


@pytest.mark.parametrize(
    ("points", "talk_day", "stage"),
    [(40.0, 0, Stage.EXIT), (39.5, 0, Stage.TALK), (40.0, 1, Stage.TALK)],
    ids=["40, talk 14 days ago", "39.5", "talk 13 days ago"],
)
def test_exit_a_needs_40_points_and_a_talk_two_weeks_old(points: float, talk_day: int, stage: Stage) -> None:
    found = assessed(record(*worth(points, 14), talks=(talk(talk_day),)), 14)
    assert found.stage is stage
    if stage is Stage.EXIT:
        assert codes(found) == ["exit_pressure", "two_reporters"]
        assert found.reasons[0].values == {
            "score": 40.0,
            "threshold": 40.0,
            "talk": "2026-01-01",
            "talk_age": 14,
            "outcome": "agreed",
        }


@pytest.mark.parametrize(("later", "stage"), [(0, Stage.TALK), (1, Stage.EXIT)])
def test_exit_a_needs_an_incident_on_a_later_day_than_the_talk(later: int, stage: Stage) -> None:
    facts = record(*ON_DAY_0_AND_LATER, incident(later, "crowding_out", 1), talks=(talk(0),))
    found = assessed(facts, 14)
    assert found.score >= 40
    assert found.stage is stage


def test_exit_a_without_a_talk_stays_at_talk() -> None:
    assert assessed(record(*worth(40.0, 0), *worth(40.0, 20)), 20).stage is Stage.TALK


@pytest.mark.parametrize(("age", "stage"), [(365, Stage.EXIT), (366, Stage.TALK)])
def test_talk_counts_for_365_days(age: int, stage: Stage) -> None:
    assert assessed(record(*worth(40.0, age), talks=(talk(0),)), age).stage is stage


def test_talk_of_tomorrow_does_not_count() -> None:
    facts = record(*worth(40.0, 14), talks=(talk(15, "refused"),))
    assert assessed(facts, 14).stage is Stage.TALK


@pytest.mark.parametrize(
    ("days", "severity", "talk_day", "stage"),
    [
        ((10, 12, 14), 2, 0, Stage.EXIT),
        ((10, 12, 14), 2, 1, Stage.TALK),
        ((0, 12, 14), 2, 0, Stage.TALK),
        ((1, 12, 14), 2, 0, Stage.EXIT),
        ((12, 12, 14), 2, 0, Stage.TALK),
        ((10, 12, 14), 1, 0, Stage.TALK),
    ],
    ids=["holds", "talk 13 days ago", "one on the day of the talk", "the day after", "two days only", "one mild"],
)
def test_exit_b_needs_one_sign_on_three_days_after_the_talk(
    days: tuple[int, int, int], severity: int, talk_day: int, stage: Stage
) -> None:
    first, second, third = days
    repeated = (
        incident(first, "late_payment", severity),
        incident(second, "late_payment"),
        incident(third, "late_payment"),
    )
    others = worth(9.5, 14, "ben")[:2]
    found = assessed(record(*repeated, *others, talks=(talk(talk_day),), bands=("low", "low")), 14)
    assert found.stage is stage
    if stage is Stage.EXIT:
        assert codes(found) == ["exit_repeat", "two_reporters"]
        assert found.reasons[0].values["sign"] == "late_payment"


def test_exit_b_needs_one_and_the_same_sign() -> None:
    mixed = (incident(10, "late_payment"), incident(12, "disrespect"), incident(14, "late_payment", by="ben"))
    found = assessed(record(*mixed, incident(14, "non_cooperation"), talks=(talk(0),)), 14)
    assert found.score >= 20
    assert found.stage is Stage.TALK


@pytest.mark.parametrize(
    ("others", "score", "stage"),
    [
        ((("late_payment", 2), ("non_cooperation", 2), ("price_pressure", 1)), 20.0, Stage.EXIT),
        ((("late_payment", 2), ("price_pressure", 2), ("non_cooperation", 1)), 19.5, Stage.WATCH),
    ],
)
def test_exit_b_needs_20_points(others: tuple[tuple[str, int], ...], score: float, stage: Stage) -> None:
    """The repeated sign lies two, one and no half-lives back: 1 + 2 + 4 points."""
    repeated = [incident(offset) for offset in (20, 80, 140)]
    today = [incident(140, sign, severity, "ben") for sign, severity in others]
    found = assessed(record(*repeated, *today, talks=(talk(0),)), 140)
    assert found.score == score
    assert found.stage is stage


@pytest.mark.parametrize(
    ("outcome", "points", "offset", "stage"),
    [
        ("refused", 20.0, 1, Stage.EXIT),
        ("agreed", 20.0, 1, Stage.TALK),
        ("resolved", 20.0, 1, Stage.TALK),
        ("refused", 19.5, 1, Stage.WATCH),
        ("refused", 20.0, 0, Stage.TALK),
    ],
)
def test_exit_c_needs_a_refusal_and_a_clear_incident_after_it(
    outcome: str, points: float, offset: int, stage: Stage
) -> None:
    found = assessed(record(*worth(points, offset), talks=(talk(0, outcome),)), offset)
    assert found.stage is stage
    if stage is Stage.EXIT:
        assert codes(found) == ["exit_refused", "two_reporters"]


@pytest.mark.parametrize(("severity", "stage"), [(1, Stage.TALK), (2, Stage.EXIT)])
def test_exit_c_is_not_met_by_mild_incidents_after_the_refusal(severity: int, stage: Stage) -> None:
    facts = record(*worth(30.0, 0), incident(1, "late_payment", severity), talks=(talk(0, "refused"),))
    assert assessed(facts, 1).stage is stage


@pytest.mark.parametrize(
    ("by", "lead", "stage", "reporters"),
    [
        ("anna", "lena", Stage.EXIT, "reporter_and_lead"),
        ("anna", "anna", Stage.WATCH, ""),
        ("anna", "", Stage.WATCH, ""),
        ("anna ben", "anna", Stage.EXIT, "two_reporters"),
        ("", "lena", Stage.WATCH, ""),
    ],
)
def test_lead_who_recorded_the_talk_counts_as_a_reporter(by: str, lead: str, stage: Stage, reporters: str) -> None:
    found = assessed(record(*worth(20.0, 1, by), talks=(talk(0, "refused", lead),)), 1)
    assert found.stage is stage
    assert not reporters or codes(found)[-1] == reporters


@pytest.mark.parametrize(
    ("talks", "stage"),
    [
        ((talk(0, lead="anna"), talk(10, lead="lena")), Stage.WATCH),
        ((talk(0, lead="lena"), talk(10, lead="anna")), Stage.EXIT),
        ((talk(0, "agreed", "lena"), talk(14, "refused", "lena")), Stage.EXIT),
    ],
    ids=["old enough, but no second person", "one talk fulfils the line", "the older talk still counts"],
)
def test_one_and_the_same_talk_must_fulfil_the_whole_line(talks: tuple[RecordedTalk, ...], stage: Stage) -> None:
    assert assessed(record(*worth(40.0, 14, "anna"), talks=talks), 14).stage is stage


def test_exit_names_every_line_that_holds() -> None:
    repeated = [incident(offset, "late_payment", 3, "anna ben") for offset in (1, 5, 9, 13)]
    found = assessed(record(*repeated, *worth(20.0, 14), talks=(talk(0, "refused"),)), 14)
    assert codes(found) == ["exit_pressure", "exit_repeat", "exit_refused", "two_reporters"]


def test_reasons_name_no_reporter() -> None:
    facts: Record = record(*worth(40.0, 14, "canary1 canary2"), talks=(talk(0, "refused", "canary3"),))
    assert "canary" not in repr(assessed(facts, 14).reasons)

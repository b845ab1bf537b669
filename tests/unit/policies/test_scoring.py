"""The score by hand: points, severity, decay to the day, the same-day rule, settled talks, what counts."""

import pytest

from bot.domain.assessment import RecordedIncident, RecordedTalk, Stage
from policies.policy import load_policy
from tests.unit.policies.building import assessed, day, incident, record, talk

POINTS = {
    "extra_demands": (4, 60),
    "disrespect": (8, 120),
    "non_cooperation": (5, 60),
    "ethics": (20, 365),
    "late_payment": (6, 90),
    "price_pressure": (4, 60),
    "shifting_agreements": (4, 60),
    "crowding_out": (6, 120),
    "personal_friction": (4, 90),
    "strategic_misfit": (5, 180),
}


@pytest.mark.parametrize(("sign", "points", "half_life"), [(s, p, h) for s, (p, h) in POINTS.items()])
def test_sign_weighs_its_points_and_half_of_them_after_its_half_life(sign: str, points: float, half_life: int) -> None:
    facts = record(incident(0, sign))
    assert assessed(facts, 0).score == points
    assert assessed(facts, half_life).score == points / 2
    assert assessed(facts, 2 * half_life).score == points / 4


@pytest.mark.parametrize(("severity", "points"), [(1, 3), (2, 6), (3, 12)])
def test_severity_halves_or_doubles_the_points(severity: int, points: float) -> None:
    assert assessed(record(incident(0, "late_payment", severity)), 0).score == points


@pytest.mark.parametrize(
    ("age", "score"), [(0, 4), (1, 3.954056), (7, 3.689265), (59, 2.023239), (60, 2), (61, 1.977028), (365, 0.058992)]
)
def test_score_decays_to_the_day(age: int, score: float) -> None:
    assert assessed(record(incident(0)), age).score == score


def test_score_is_rounded_to_six_decimals_and_the_lines_sum_up_to_it() -> None:
    found = assessed(record(incident(0), incident(3, "late_payment", 3), incident(9, "disrespect", 1)), 31)
    assert found.score == round(found.score, 6)
    assert round(sum(line.points for line in found.lines), 6) == found.score
    for line in found.lines:
        assert line.points == line.base * line.severity_factor * line.settled * line.decay


@pytest.mark.parametrize(
    ("reports", "score", "units"),
    [
        ([incident(5), incident(5)], 4, 1),
        ([incident(5, severity=1), incident(5, severity=3)], 8, 1),
        ([incident(5), incident(6)], 4 + 3.954056, 2),
        ([incident(5), incident(5, "price_pressure")], 8, 2),
    ],
)
def test_reports_of_one_sign_and_day_count_once_for_the_highest_severity(
    reports: list[RecordedIncident], score: float, units: int
) -> None:
    found = assessed(record(*reports), max((r.occurred_on - day(0)).days for r in reports))
    assert found.score == pytest.approx(score, abs=1e-6)
    assert len(found.lines) == units


def test_same_day_unit_names_the_gravest_first_and_unites_the_reporters() -> None:
    mild, severe = incident(5, severity=1, by="anna ben"), incident(5, severity=3, by="ben cleo")
    (line,) = assessed(record(mild, severe), 5).lines
    assert line.incidents == (severe.id, mild.id)
    assert (line.severity, line.reporters) == (3, 3)


@pytest.mark.parametrize(
    ("offset", "settled"), [(19, 0.5), (20, 0.5), (21, 1.0)], ids=["day before", "day of the talk", "day after"]
)
def test_talk_that_resolved_the_matter_settles_what_was_before(offset: int, settled: float) -> None:
    (line,) = assessed(record(incident(offset), talks=(talk(20, "resolved"),)), 30).lines
    assert line.settled == settled


@pytest.mark.parametrize("settling", [talk(20, "agreed"), talk(20, "refused"), talk(31, "resolved")])
def test_other_outcomes_and_later_talks_settle_nothing(settling: RecordedTalk) -> None:
    (line,) = assessed(record(incident(5), talks=(settling,)), 30).lines
    assert line.settled == 1.0


@pytest.mark.parametrize(
    ("report", "counts"),
    [
        (incident(0, "personal_friction", about_oneself=True, by_lead=False), True),
        (incident(0, "personal_friction", about_oneself=False, by_lead=True), False),
        (incident(0, "strategic_misfit", about_oneself=False, by_lead=True), True),
        (incident(0, "strategic_misfit", about_oneself=True, by_lead=False), False),
        (incident(0, about_oneself=False, by_lead=False), True),
        (incident(10), True),
        (incident(11), False),
        (incident(0, counted=10), True),
        (incident(0, counted=11), False),
    ],
)
def test_report_counts_only_when_it_is_due_and_its_sign_allows_it(report: RecordedIncident, counts: bool) -> None:
    found = assessed(record(report), 10)
    assert (found.score > 0) is counts
    assert (len(found.lines), found.reporters) == ((1, 1) if counts else (0, 0))


def test_severity_of_a_unit_rises_when_a_later_report_of_that_day_counts() -> None:
    facts = record(incident(0, severity=1), incident(0, severity=3, counted=60))
    assert assessed(facts, 59).lines[0].severity == 1
    assert assessed(facts, 60).score == 4


@pytest.mark.parametrize(("age", "reporters"), [(180, 1), (181, 0)])
def test_reporters_are_those_of_the_last_180_days(age: int, reporters: int) -> None:
    assert assessed(record(incident(0)), age).reporters == reporters


def test_history_gives_the_score_of_each_day_as_it_was_known() -> None:
    facts = record(incident(1), incident(0, "late_payment", counted=3), talks=(talk(4, "resolved"),))
    scores = [score for _, score in load_policy().history(facts, day(0), day(4))]
    expected = [
        0.0,
        4.0,
        4 * 2 ** (-1 / 60),
        4 * 2 ** (-2 / 60) + 6 * 2 ** (-3 / 90),
        2 * 2 ** (-3 / 60) + 3 * 2 ** (-4 / 90),
    ]
    assert scores == pytest.approx(expected, abs=1e-6)


def test_empty_record_is_calm() -> None:
    found = assessed(record(), 0, Stage.EXIT)
    assert (found.stage, found.score, found.lines, found.reasons) == (Stage.CALM, 0.0, (), ())
    assert found.strongest_sign is None

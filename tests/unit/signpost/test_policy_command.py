"""``signpost policy``: backtests with results computed by hand, check and explain."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.signpost.deployment import Deployment

START = date(2026, 1, 1)
ROOT = Path(__file__).resolve().parents[3]
Line = dict[str, Any]


def day(n: int) -> str:
    return (START + timedelta(days=n)).isoformat()


def did(n: int, sign: str, severity: int = 2, reporter: str = "r1", **more: object) -> Line:
    return {"client": "Acme", "sign": sign, "severity": severity, "occurred_on": day(n), "reporter": reporter} | more


def talked(n: int, outcome: str = "agreed", lead: str = "lead") -> Line:
    return {"client": "Acme", "talk": day(n), "outcome": outcome, "lead": lead}


def by_two(n: int, *signs: tuple[str, int]) -> list[Line]:
    """Incidents of one day, reported by two people in turn."""
    return [did(n, sign, severity, f"r{number % 2 + 1}") for number, (sign, severity) in enumerate(signs)]


def replayed(deployment: Deployment, lines: Iterable[Line], *options: str) -> list[Line]:
    file = deployment.file("record.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    return deployment.done("policy", "backtest", file, *options).lines


def entered(deployment: Deployment, *lines: Line) -> list[tuple[int, str, float]]:
    """Day number, stage and score of each rise."""
    rises = replayed(deployment, lines)
    return [((date.fromisoformat(r["at"]) - START).days, r["stage"], r["score"]) for r in rises]


# 8 + 6 + 5 + 2 = 21 points by two people; 46 points by two people (no sign among them has a fast track of its own).
TWENTY_ONE = by_two(0, ("disrespect", 2), ("late_payment", 2), ("non_cooperation", 2), ("extra_demands", 1))
FORTY_SIX = by_two(
    0,
    ("late_payment", 3),
    ("non_cooperation", 3),
    ("extra_demands", 3),
    ("price_pressure", 3),
    ("shifting_agreements", 3),
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([did(0, "non_cooperation"), did(0, "price_pressure")], []),  # 5 + 4 = 9
        ([did(0, "late_payment"), did(0, "price_pressure")], [(0, "watch", 10.0)]),  # 6 + 4
        (by_two(0, ("disrespect", 2), ("late_payment", 2), ("non_cooperation", 2)), [(0, "watch", 19.0)]),
        (
            by_two(0, ("disrespect", 2), ("late_payment", 2), ("extra_demands", 2), ("price_pressure", 1)),
            [(0, "talk", 20.0)],  # 8 + 6 + 4 + 4 · 0.5
        ),
        (TWENTY_ONE, [(0, "talk", 21.0)]),
        ([line | {"reporter": "r1"} for line in TWENTY_ONE], [(0, "watch", 21.0)]),  # one person, one day
    ],
    ids=["below-watch", "watch", "below-talk", "talk", "above-talk", "one-reporter"],
)
def test_stage_lines_hold_on_both_sides(deployment: Deployment, lines: list[Line], expected: object) -> None:
    assert entered(deployment, *lines) == expected


def test_reports_of_one_sign_and_day_count_once_for_the_highest_severity(deployment: Deployment) -> None:
    lines = [did(0, "late_payment", 1), did(0, "late_payment", 3, "r2"), did(0, "late_payment", 2, "r3")]
    assert entered(deployment, *lines) == [(0, "watch", 12.0)]


def test_score_halves_to_the_day_and_a_client_comes_back(deployment: Deployment) -> None:
    """12 points fall below 7.5 on day 62 (calm); on day 90 they are 6, and 8 more make 14."""
    lines = [did(0, "late_payment", 3), did(90, "disrespect")]
    assert entered(deployment, *lines) == [(0, "watch", 12.0), (90, "watch", 14.0)]


@pytest.mark.parametrize(("last", "stage"), [(13, "watch"), (14, "talk")])
def test_one_persons_account_needs_three_days_over_a_fortnight(deployment: Deployment, last: int, stage: str) -> None:
    rises = entered(deployment, did(0, "late_payment", 3), did(7, "late_payment", 3), did(last, "late_payment", 3))
    assert rises[-1][1] == stage
    if stage == "talk":
        score = 12 * (2 ** (-14 / 90) + 2 ** (-7 / 90) + 1)
        assert rises == [(0, "watch", 12.0), (14, "talk", round(score, 6))]


def test_exit_by_pressure_waits_for_the_talk_to_be_a_fortnight_old(deployment: Deployment) -> None:
    lines = [*FORTY_SIX, talked(1), did(14, "late_payment", 3)]
    score = 12 * 2 ** (-15 / 90) + 34 * 2 ** (-15 / 60) + 12 * 2 ** (-1 / 90)
    assert entered(deployment, *lines) == [(0, "talk", 46.0), (15, "exit", round(score, 6))]


@pytest.mark.parametrize(
    "lines",
    [
        [*FORTY_SIX, did(14, "late_payment", 3)],  # no talk
        [*FORTY_SIX, talked(14), did(14, "late_payment", 3)],  # nothing after the talk
        [*FORTY_SIX, talked(1, "resolved"), did(14, "late_payment", 3)],  # settled halves: 46 → 23 and less
        [*(line | {"reporter": "r1"} for line in FORTY_SIX), talked(1, lead="r1"), did(14, "late_payment", 3)],
    ],
    ids=["no-talk", "nothing-after", "resolved", "one-person"],
)
def test_exit_by_pressure_needs_every_condition(deployment: Deployment, lines: list[Line]) -> None:
    assert "exit" not in {stage for _, stage, _ in entered(deployment, *lines)}


@pytest.mark.parametrize(("days", "reaches"), [((3, 5, 15), True), ((3, 5), False)])
def test_exit_by_repetition_needs_one_sign_on_three_days(
    deployment: Deployment, days: tuple[int, ...], reaches: bool
) -> None:
    rises = entered(deployment, *TWENTY_ONE, talked(1), *(did(n, "late_payment") for n in days))
    before = 8 * 2 ** (-15 / 120) + 6 * 2 ** (-15 / 90) + 7 * 2 ** (-15 / 60)
    score = before + 6 * (2 ** (-12 / 90) + 2 ** (-10 / 90) + 1)
    assert rises == [(0, "talk", 21.0), *([(15, "exit", round(score, 6))] if reaches else [])]


@pytest.mark.parametrize(
    ("outcome", "severity", "reaches"), [("refused", 2, True), ("refused", 1, False), ("agreed", 2, False)]
)
def test_exit_after_a_refused_talk_needs_no_wait(
    deployment: Deployment, outcome: str, severity: int, reaches: bool
) -> None:
    rises = entered(deployment, *TWENTY_ONE, talked(1, outcome), did(2, "late_payment", severity))
    score = 8 * 2 ** (-2 / 120) + 6 * 2 ** (-2 / 90) + 7 * 2 ** (-2 / 60) + 6
    assert rises[1:] == ([(2, "exit", round(score, 6))] if reaches else [])


def test_a_lead_who_recorded_the_talk_counts_as_a_reporter(deployment: Deployment) -> None:
    alone = [did(n, "late_payment", 3) for n in (0, 7, 14)]
    rises = replayed(deployment, [*alone, talked(15, "refused"), did(16, "late_payment")])
    assert [(rise["at"], rise["stage"]) for rise in rises] == [(day(0), "watch"), (day(14), "talk"), (day(16), "exit")]
    assert "reporter_and_lead" in rises[-1]["reasons"]


@pytest.mark.parametrize(
    ("sign", "severity", "expected"),
    [
        ("ethics", 1, [(0, "talk", 10.0)]),
        ("ethics", 2, [(0, "exit", 20.0)]),
        ("ethics", 3, [(0, "exit", 40.0)]),
        ("disrespect", 2, []),
        ("disrespect", 3, [(0, "talk", 16.0)]),
        ("crowding_out", 1, []),
        ("crowding_out", 2, [(0, "talk", 6.0)]),
        ("late_payment", 3, [(0, "watch", 12.0)]),
    ],
)
def test_fast_tracks_need_one_reporter(deployment: Deployment, sign: str, severity: int, expected: object) -> None:
    assert entered(deployment, did(0, sign, severity)) == expected


@pytest.mark.parametrize(("again", "rises"), [(59, 1), (60, 1), (61, 2)])
def test_a_hold_of_sixty_days_ends_on_its_day(deployment: Deployment, again: int, rises: int) -> None:
    """``talk`` is held to day 59; on day 60 the client falls to `watch` (8.9 points), so a new one is a new entry."""
    assert len(entered(deployment, did(0, "ethics", 1), did(again, "ethics", 1))) == rises


def test_only_confirmed_incidents_count_and_columns_of_an_export_are_fine(deployment: Deployment) -> None:
    states = ("waiting", "suspected", "dismissed", "expired", "withdrawn")
    ignored = [did(0, "ethics", 3, state=state, summary="s", source="command", id="1") for state in states]
    counted = did(3, "ethics", 1, state="confirmed", reporters=["r1", "r2"], whatever={"x": 1})
    assert entered(deployment, *ignored, counted) == [(3, "talk", 10.0)]


def test_backtest_prints_lines_to_stdout_and_a_summary_to_stderr(deployment: Deployment) -> None:
    file = deployment.file("r.jsonl", json.dumps(did(0, "ethics", 1)))
    said = deployment.done("policy", "backtest", file)
    assert said.lines == [
        {"at": day(0), "client": "Acme", "stage": "talk", "score": 10.0, "reasons": said.lines[0]["reasons"]}
    ]
    assert said.err.splitlines() == [
        "1 clients, 1 incidents, 0 talks.",
        "Clients that entered each stage (or a higher one): watch 1, talk 1, exit 0.",
    ]


def test_backtest_with_outcomes_tells_warning_and_false_alarms(deployment: Deployment) -> None:
    record = [did(0, "ethics", 2), did(0, "ethics", 2) | {"client": "Beta"}]
    deployment.file("record.jsonl", "".join(json.dumps(line) + "\n" for line in record))
    outcomes = deployment.file("out.jsonl", json.dumps({"client": "acme", "parted": day(30)}))
    said = deployment.done("policy", "backtest", str(deployment.folder / "record.jsonl"), "--outcomes", outcomes)
    assert said.err.splitlines()[2:] == [
        f"Acme, parted {day(30)}: days of warning by talk 30, by exit 30.",
        "Median days of warning: talk 30, exit 30.",
        "False alarms (entered exit, not parted with): 2026-Q1 1.",
    ]


def test_backtest_under_another_policy(deployment: Deployment) -> None:
    text = (ROOT / "policies" / "default.yaml").read_text(encoding="utf-8")
    lines = [did(0, "non_cooperation"), did(0, "price_pressure")]
    assert replayed(deployment, lines) == []
    other = deployment.file("mine.yaml", text.replace("score: 10", "score: 9", 1))
    assert [rise["stage"] for rise in replayed(deployment, lines, "--policy", other)] == ["watch"]


def test_backtest_without_a_file_replays_the_own_record(firm: Deployment) -> None:
    rows = "client,sign,severity,occurred_on,summary,reporter\nacme,ethics,1,2026-03-01,a,r1\n"
    firm.done("incidents", "import", firm.file("history.csv", rows))
    (rise,) = firm.done("policy", "backtest").lines
    assert (rise["at"], rise["client"], rise["stage"], rise["score"]) == ("2026-03-01", "Acme GmbH", "talk", 10.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"client":"A","sign":"etics","occurred_on":"2026-01-01"}', "line 1, column sign: must be one of"),
        ('\n{"client":"A","sign":"ethics"}', "line 2, column occurred_on: is missing"),
        ('{"client":"A","talk":"2026-01-01","outcome":"ok"}', "line 1, column outcome: must be one of resolved"),
        ('{"client":"A","sgin":"ethics"}', "line 1, column sgin: there is no such column; did you mean sign?"),
        ('{"client":"..","sign":"ethics","occurred_on":"2026-01-01"}', "line 1, column client: must be a name"),
    ],
)
def test_backtest_of_a_wrong_record_names_the_place(deployment: Deployment, content: str, message: str) -> None:
    said = deployment.run("policy", "backtest", deployment.file("r.jsonl", content))
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"r.jsonl, {message}")


def test_check_names_the_version_or_the_line(deployment: Deployment) -> None:
    default = ROOT / "policies" / "default.yaml"
    assert "can be used" in deployment.done("policy", "check", str(default)).out
    wrong = deployment.file("mine.yaml", default.read_text(encoding="utf-8") + "\nsurplus: 1\n")
    said = deployment.run("policy", "check", wrong)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"{wrong}:")
    assert "surplus" in said.err


def test_explain_lists_the_points_of_today_and_their_sum(firm: Deployment) -> None:
    rows = "acme,ethics,1,2026-03-01,a,r1\nacme,late_payment,3,2026-03-02,b,r1\n"
    header = "client,sign,severity,occurred_on,summary,reporter\n"
    firm.done("incidents", "import", firm.file("history.csv", header + rows))
    out = firm.done("policy", "explain", "Acme").out.splitlines()
    assert out[0].startswith("Acme GmbH: ")
    assert out[1].startswith("Why: ")
    table = [line.split() for line in out[4:]]
    points = {line[1]: float(line[2]) for line in table[:-1]}
    assert set(points) == {"ethics", "late_payment"}
    assert table[-1][0] == "sum"
    assert abs(float(table[-1][1]) - sum(points.values())) <= 0.011
    assert firm.run("policy", "explain", "Acmee").err.startswith("there is no client 'Acmee'; did you mean 'acme'?")

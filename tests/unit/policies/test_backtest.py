"""Backtests on hand-computed records, and what wrong rows get."""

import json

import pytest

from bot.domain.assessment import Stage
from policies.backtest import Backtest, Rise, Warned, backtest
from policies.backtest_rows import Row
from policies.errors import RowError
from tests.unit.policies.building import day, policy


def rows(*lines: Row) -> list[tuple[int, Row]]:
    return list(enumerate(lines, 1))


def report(client: str, sign: str, on: str, by: str | None = None, severity: int | None = None) -> Row:
    return {"client": client, "sign": sign, "occurred_on": on, "reporter": by, "severity": severity}


def run(*lines: Row, outcomes: tuple[Row, ...] | None = None) -> Backtest:
    return backtest(rows(*lines), policy(), outcomes=None if outcomes is None else rows(*outcomes))


BUSY = (
    # 8 on 1 January; 10 on 2 January: 8 · 2^(−1/120) + 6 = 13.95 → watch.
    report("Acme", "disrespect", "2026-01-01", "anna"),
    report("Acme", "late_payment", "2026-01-02", "ben"),
    # 4 January: 8 · 2^(−3/120) + 6 · 2^(−2/90) + 10 = 23.77 → talk.
    report("Acme", "non_cooperation", "2026-01-04", "anna", 3),
    {"client": "acme", "talk": "2026-01-11", "outcome": "refused", "lead": "lena"},
    # Mild after the refusal: nothing; clear: exit on 15 January by (c).
    report("ACME", "price_pressure", "2026-01-12", "anna", 1),
    report("Acme", "price_pressure", "2026-01-15", "anna"),
)


def test_backtest_prints_one_line_per_rise_in_order() -> None:
    found = run(
        *BUSY, report("Zeta", "ethics", "2026-01-04", "zoe"), report("Beta", "extra_demands", "2026-01-01", "zoe")
    )
    assert [(r.at.isoformat(), r.client, r.stage.key) for r in found.rises] == [
        ("2026-01-02", "Acme", "watch"),
        ("2026-01-04", "Acme", "talk"),
        ("2026-01-04", "Zeta", "exit"),
        ("2026-01-15", "Acme", "exit"),
    ]
    scores = [rise.score for rise in found.rises]
    assert scores[0] == round(8 * 2 ** (-1 / 120) + 6, 6)
    assert scores[1] == round(8 * 2 ** (-3 / 120) + 6 * 2 ** (-2 / 90) + 10, 6)
    assert found.rises[3].reasons == ("exit_refused", "two_reporters")
    assert (found.clients, found.incidents, found.talks) == (3, 7, 1)
    assert found.entered == {Stage.WATCH: 2, Stage.TALK: 2, Stage.EXIT: 2}


def test_rise_is_a_line_of_json() -> None:
    (rise,) = run(report("Zeta", "ethics", "2026-01-04", "zoe")).rises
    assert json.loads(json.dumps(rise.row())) == {
        "at": "2026-01-04",
        "client": "Zeta",
        "stage": "exit",
        "score": 20.0,
        "reasons": ["fast_track", "held"],
    }


def test_exported_rows_are_taken_as_they_are() -> None:
    exported: Row = {
        "id": 7,
        "client": "Acme",
        "sign": "crowding_out",
        "severity": "2",
        "state": "confirmed",
        "source": "command",
        "summary": "…",
        "quote": "",
        "link": "",
        "occurred_on": "2026-02-28",
        "reported_on": "2026-03-03",
        "reporters": ["r1", "r2"],
        "talk": None,
    }
    assert [(r.at.isoformat(), r.stage.key) for r in run(exported).rises] == [("2026-02-28", "talk")]


@pytest.mark.parametrize("state", ["waiting", "suspected", "dismissed", "expired", "withdrawn"])
def test_only_confirmed_rows_count(state: str) -> None:
    found = run({**report("Zeta", "ethics", "2026-01-04", "zoe"), "state": state})
    assert (found.rises, found.incidents) == ((), 0)


@pytest.mark.parametrize("state", ["confirmed", "", None])
def test_missing_state_is_confirmed(state: str | None) -> None:
    assert len(run({**report("Zeta", "ethics", "2026-01-04", "zoe"), "state": state}).rises) == 1


def test_rise_by_time_alone_after_the_last_event_is_found() -> None:
    heavy = [
        report("Acme", sign, "2026-01-02", by, 3)
        for sign in ("extra_demands", "non_cooperation", "price_pressure", "late_payment", "strategic_misfit")
        for by in ("anna", "ben")
    ]
    found = run(*heavy, {"client": "Acme", "talk": "2026-01-01", "outcome": "agreed", "lead": "lena"})
    assert [(r.at.isoformat(), r.stage.key) for r in found.rises] == [("2026-01-02", "talk"), ("2026-01-15", "exit")]


def test_given_end_is_the_last_day() -> None:
    found = backtest(rows(*BUSY), policy(), until=day(13))
    assert [rise.stage for rise in found.rises] == [Stage.WATCH, Stage.TALK]


def test_rises_after_a_fall_are_lines_of_their_own() -> None:
    found = run(report("Acme", "crowding_out", "2026-01-01"), report("Acme", "crowding_out", "2026-06-01"))
    assert [(r.at.isoformat(), r.stage.key) for r in found.rises] == [("2026-01-01", "talk"), ("2026-06-01", "talk")]


def test_outcomes_tell_days_of_warning_and_false_alarms() -> None:
    found = run(
        *BUSY,
        report("Zeta", "ethics", "2026-04-01", "zoe"),
        report("Yota", "ethics", "2026-09-30", "zoe"),
        report("Late", "crowding_out", "2026-03-10"),
        outcomes=(
            {"client": "Acme", "parted": "2026-03-01"},
            {"client": "late", "parted": "2026-03-09"},
            {"client": "Never seen", "parted": "2026-05-01"},
        ),
    )
    assert found.warned == (
        Warned("Acme", day(59), talk_days=56, exit_days=45),
        Warned("Late", day(67), talk_days=None, exit_days=None),
        Warned("Never seen", day(120), talk_days=None, exit_days=None),
    )
    assert found.false_alarms == {"2026-Q2": 1, "2026-Q3": 1}
    assert found.median_warning == (56.0, 45.0)


def test_straight_rise_to_exit_warns_by_talk_as_well() -> None:
    found = run(report("Z", "ethics", "2026-01-01"), outcomes=({"client": "Z", "parted": "2026-01-31"},))
    assert found.warned == (Warned("Z", day(30), talk_days=30, exit_days=30),)
    assert found.false_alarms == {}


def test_without_outcomes_nothing_is_called_a_false_alarm() -> None:
    assert run(report("Z", "ethics", "2026-01-01")).false_alarms == {}


def test_progress_counts_clients() -> None:
    told: list[tuple[int, int]] = []
    backtest(
        rows(report("A", "ethics", "2026-01-01"), report("B", "ethics", "2026-01-01")),
        policy(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_empty_record_has_no_rises() -> None:
    assert run() == Backtest(rises=())


GOOD = report("Acme", "ethics", "2026-01-01", "anna", 2)
GOOD_TALK: Row = {"client": "Acme", "talk": "2026-01-01", "outcome": "agreed", "lead": "lena"}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({**GOOD, "client": None}, "client", "the client is missing"),
        ({**GOOD, "client": 7}, "client", "must be a name, not 7"),
        ({**GOOD, "client": "!?"}, "client", "must be a name"),
        ({**GOOD, "sign": "etics"}, "sign", "(did you mean 'ethics'?)"),
        ({**GOOD, "sign": "late"}, "sign", "must be one of extra_demands, disrespect"),
        ({**GOOD, "sign": None}, "sign", "is missing; one of extra_demands"),
        ({**GOOD, "sign": ["ethics"]}, "sign", "must be one of"),
        ({**GOOD, "severity": 0}, "severity", "must be 1 (mild), 2 (clear) or 3 (severe), not 0"),
        ({**GOOD, "severity": 4}, "severity", "not 4"),
        ({**GOOD, "severity": 2.5}, "severity", "not 2.5"),
        ({**GOOD, "severity": True}, "severity", "not True"),
        ({**GOOD, "severity": "high"}, "severity", "not 'high'"),
        ({**GOOD, "occurred_on": None}, "occurred_on", "the day is missing"),
        ({**GOOD, "occurred_on": "2026-02-30"}, "occurred_on", "must be a day like 2026-11-24, not '2026-02-30'"),
        ({**GOOD, "occurred_on": "20260101"}, "occurred_on", "must be a day like"),
        ({**GOOD, "occurred_on": "0001-01-01"}, "occurred_on", "must be a day like"),
        ({**GOOD, "occurred_on": 20260101}, "occurred_on", "must be a day like"),
        ({**GOOD, "reporter": 5}, "reporter", "must be a name or pseudonym, not 5"),
        ({**GOOD, "reporters": "r1"}, "reporters", "must be a list"),
        ({**GOOD, "reporters": [1]}, "reporters", "must be a list"),
        ({**GOOD, "state": "confirmd"}, "state", "(did you mean 'confirmed'?)"),
        ({**GOOD_TALK, "talk": "yesterday"}, "talk", "must be a day like"),
        ({**GOOD_TALK, "outcome": "good"}, "outcome", "must be one of resolved, agreed, refused"),
        ({**GOOD_TALK, "outcome": None}, "outcome", "is missing"),
        ({**GOOD_TALK, "lead": 3}, "lead", "must be a name or pseudonym"),
    ],
)
def test_wrong_row_is_refused_with_line_column_and_reason(row: Row, column: str, reason: str) -> None:
    with pytest.raises(RowError) as caught:
        backtest([(12, GOOD), (14, row)], policy())
    assert (caught.value.line, caught.value.column) == (14, column)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"client": "acme", "parted": "2026-02-01"}, "client", "a second parting for Acme"),
        ({"client": "Beta"}, "parted", "the day is missing"),
        ({"parted": "2026-01-01"}, "client", "the client is missing"),
    ],
)
def test_wrong_outcome_is_refused(row: Row, column: str, reason: str) -> None:
    with pytest.raises(RowError) as caught:
        run(GOOD, outcomes=({"client": "Acme", "parted": "2026-01-31"}, row))
    assert (caught.value.line, caught.value.column) == (2, column)
    assert reason in caught.value.reason


def test_rises_of_one_day_are_ordered_by_client() -> None:
    found = run(report("b", "ethics", "2026-01-01"), report("a", "ethics", "2026-01-01"))
    assert [rise.client for rise in found.rises] == ["a", "b"]
    assert isinstance(found.rises[0], Rise)

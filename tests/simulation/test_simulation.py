"""Issue 2: ten ordinary clients, four annoying ones and an abusive one, for a year, twenty times over.

Figures of the design (400 runs each) and of this model (``python -m tests.simulation 400``); shares of client-years
that enter the stage, median day:

==========================  ==================================  ================================================
kind                        design                              this model
==========================  ==================================  ================================================
3 mostly mild a year        watch 15 %, talk 3 %, exit 0        watch 15.0 %, talk 2.5 %, exit 0
8 a year                    watch 76 %, talk 19 %, exit 0       watch 79.2 %, talk 17.0 %, exit 1.2 %
one a fortnight             talk day 113, exit 60 % (day 249)   talk day 100, exit 66.2 % (day 259)
one every 8 days            talk day 41, exit day 80            talk day 42, exit day 79
one every 4 days, refused   talk day 17, exit day 33            talk day 16, exit day 30
==========================  ==================================  ================================================
"""

import sys
from collections.abc import Iterator

import pytest

from policies.policy import load_policy
from tests.simulation.model import ABUSIVE, ANNOYING, ORDINARY, Kind, Year, year

SEEDS = 20
FIRM: tuple[tuple[Kind, int], ...] = ((ORDINARY, 10), (ANNOYING, 4), (ABUSIVE, 1))


@pytest.fixture(scope="module")
def years() -> list[Year]:
    return list(_years())


def _years() -> Iterator[Year]:
    policy = load_policy()
    for seed in range(SEEDS):
        for kind, clients in FIRM:
            yield from (year(kind, f"{seed}/{client}", policy) for client in range(clients))


def _of(years: list[Year], kind: Kind) -> list[Year]:
    return [one for one in years if one.kind is kind]


def test_ordinary_clients_almost_never_reach_exit(years: list[Year]) -> None:
    ordinary = _of(years, ORDINARY)
    assert len(ordinary) == 200
    assert sum(1 for one in ordinary if one.exit is not None) < 4


def test_abusive_client_reaches_exit_in_every_year_and_early(years: list[Year]) -> None:
    days = [one.exit for one in _of(years, ABUSIVE)]
    assert len(days) == SEEDS
    assert all(day is not None and day < 120 for day in days)


def test_annoying_clients_reach_talk_long_before_exit(years: list[Year]) -> None:
    annoying = _of(years, ANNOYING)
    assert sum(1 for one in annoying if one.talk is not None) >= 0.9 * len(annoying)
    waits = [one.exit - one.talk for one in annoying if one.exit is not None and one.talk is not None]
    assert all(wait > 7 for wait in waits)


def test_stages_are_entered_in_order(years: list[Year]) -> None:
    for one in years:
        entered = [day for day in (one.watch, one.talk, one.exit) if day is not None]
        assert entered == sorted(entered)


def test_same_seed_gives_the_same_year() -> None:
    policy = load_policy()
    assert year(ABUSIVE, "0/0", policy) == year(ABUSIVE, "0/0", policy)


def test_when_each_client_entered_which_stage_is_printed(years: list[Year], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        for kind, clients in FIRM:
            _print(kind, clients, _of(years, kind))


def _print(kind: Kind, clients: int, years: list[Year]) -> None:
    sys.stdout.write(f"\n{kind.name} ({clients} in the firm, {SEEDS} seeds)\n")
    for stage in ("watch", "talk", "exit"):
        days = sorted(day for day in (getattr(one, stage) for one in years) if day is not None)
        sys.stdout.write(f"  {stage:5} {len(days):3} of {len(years)}  on days {' '.join(map(str, days)) or '–'}\n")

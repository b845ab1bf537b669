"""``python -m tests.simulation [RUNS]``: each kind of client for so many years (400), beside the design's figures."""

import sys
from statistics import median

from policies.policy import load_policy
from tests.simulation.model import KINDS, Year, year

DESIGN = {
    "ordinary": "watch 15 %, talk 3 %, exit 0",
    "busy": "watch 76 %, talk 19 %, exit 0",
    "annoying": "talk on day 113, exit 60 % around day 249",
    "difficult": "talk day 41, exit day 80",
    "abusive": "talk day 17, exit day 33",
}


def summary(years: list[Year]) -> str:
    """Share of client-years that enter each stage, and the median day."""
    return ", ".join(f"{stage} {_share([getattr(one, stage) for one in years])}" for stage in ("watch", "talk", "exit"))


def _share(days: list[int | None]) -> str:
    entered = [day for day in days if day is not None]
    if not entered:
        return "0"
    return f"{100 * len(entered) / len(days):.1f} % (day {median(entered):.0f})"


def main(runs: int) -> None:
    policy = load_policy()
    for kind in KINDS:
        years = [year(kind, str(seed), policy) for seed in range(runs)]
        sys.stdout.write(f"{kind.name}\n  here:   {summary(years)}\n  design: {DESIGN[kind.name.partition(':')[0]]}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)

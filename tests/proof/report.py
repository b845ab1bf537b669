"""``docs/proof.md``: what was tried, on what, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.proof.guarantees import PROOFS, Proof
from tests.proof.kept import Shown
from tests.proof.outcome import Outcome

MOST_CASES = 10


def report(shown: Mapping[int, Shown], *, machine: str, simulated: str) -> str:
    """The whole page; ``simulated``: the simulation's own words."""
    lines = [
        "# What was proved",
        "",
        "Written by `make proof`; not edited by hand. How to read it: [testing.md](testing.md).",
        "",
        f"On: {machine}",
        "",
        "| # | guarantee | result | tests | numbers | when (UTC) | minutes |",
        "|---|---|---|---|---|---|---|",
        *(_row(proof, shown.get(proof.number)) for proof in PROOFS),
    ]
    for proof in PROOFS:
        if run := shown.get(proof.number):
            lines += ["", f"## {proof.number}. {_headline(proof)}", "", *_details(proof, run.outcomes)]
    return "\n".join([*lines, "", "## The simulated year", "", "```text", simulated.rstrip(), "```", ""])


def _share(share: float) -> str:
    return "full" if share >= 1 else f"**{share:.0%}** of the full ones"


def _headline(proof: Proof) -> str:
    return proof.guarantee[0].upper() + proof.guarantee[1:]


def _row(proof: Proof, run: Shown | None) -> str:
    if run is None:
        return f"| {proof.number} | {proof.guarantee} | not run | | | | |"
    counted = [f"{n} {word}" for word in ("passed", "failed", "skipped") if (n := _count(run.outcomes, word))]
    cells = (result(run.outcomes), ", ".join(counted), _share(run.share), f"{run.at:%Y-%m-%d %H:%M}")
    return f"| {proof.number} | {proof.guarantee} | {' | '.join(cells)} | {run.seconds / 60:.1f} |"


def _count(outcomes: Sequence[Outcome], word: str) -> int:
    return sum(one.result == word for one in outcomes)


def result(outcomes: Sequence[Outcome]) -> str:
    """Held, broken, or held as far as it could be tried."""
    if any(one.result == "failed" for one in outcomes):
        return "**broken**"
    return "held, not all was tried" if any(one.result == "skipped" for one in outcomes) else "held"


def _details(proof: Proof, outcomes: Sequence[Outcome]) -> list[str]:
    lines = ["| test | result | seconds | numbers |", "|---|---|---|---|"]
    for one in _gathered(outcomes):
        planted = " (planted fault caught)" if one.name.partition("[")[0].partition(" (")[0] in proof.planted else ""
        words = one.name.removeprefix("test_").replace("_", " ").replace("|", "/")
        said = one.numbers or one.why
        lines.append(
            f"| {words} | {one.result}{planted if one.result == 'passed' else ''} | {one.seconds:.0f} | {said} |"
        )
    return lines


def _gathered(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The cases of a test that is tried with many are one row, as long as all passed and have nothing to tell."""
    tests: dict[str, list[Outcome]] = {}
    for one in outcomes:
        tests.setdefault(one.name.partition("[")[0], []).append(one)
    rows: list[Outcome] = []
    for name, cases in tests.items():
        plain = all(one.result == "passed" and not one.numbers for one in cases)
        if len(cases) > MOST_CASES and plain:
            rows.append(
                replace(cases[0], name=f"{name} ({len(cases)} cases)", seconds=sum(one.seconds for one in cases))
            )
        else:
            rows += cases
    return rows

"""``docs/proof.md``: what was tried, on what, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.proof.guarantees import PROOFS, Proof
from tests.proof.outcome import Outcome


def report(
    outcomes: Mapping[int, Sequence[Outcome]],
    *,
    at: datetime,
    machine: str,
    share: float,
    seconds: float,
    simulated: str,
) -> str:
    """The whole page. ``share``: which part of the full numbers was run; ``simulated``: the simulation's own words."""
    lines = [
        "# What was proved",
        "",
        "Written by `make proof`; not edited by hand. How to read it: [testing.md](testing.md).",
        "",
        f"- When: {at:%Y-%m-%d %H:%M} UTC, {seconds / 60:.0f} minutes",
        f"- On: {machine}",
        f"- Numbers: {_share(share)}",
        "",
        "| # | guarantee | result | tests |",
        "|---|---|---|---|",
        *(_row(proof, outcomes[proof.number]) for proof in PROOFS if proof.number in outcomes),
    ]
    for proof in PROOFS:
        if proof.number in outcomes:
            lines += ["", f"## {proof.number}. {_headline(proof)}", "", *_details(proof, outcomes[proof.number])]
    return "\n".join([*lines, "", "## The simulated year", "", "```text", simulated.rstrip(), "```", ""])


def _share(share: float) -> str:
    return "full" if share >= 1 else f"**{share:.0%} of the full ones** (`SIGNPOST_PROOF_SHARE={share:g}`)"


def _headline(proof: Proof) -> str:
    return proof.guarantee[0].upper() + proof.guarantee[1:]


def _row(proof: Proof, outcomes: Sequence[Outcome]) -> str:
    counted = [f"{n} {word}" for word in ("passed", "failed", "skipped") if (n := _count(outcomes, word))]
    return f"| {proof.number} | {proof.guarantee} | {result(outcomes)} | {', '.join(counted)} |"


def _count(outcomes: Sequence[Outcome], word: str) -> int:
    return sum(one.result == word for one in outcomes)


def result(outcomes: Sequence[Outcome]) -> str:
    """Held, broken, or held as far as it could be tried."""
    if any(one.result == "failed" for one in outcomes):
        return "**broken**"
    return "held, not all was tried" if any(one.result == "skipped" for one in outcomes) else "held"


def _details(proof: Proof, outcomes: Sequence[Outcome]) -> list[str]:
    lines = ["| test | result | seconds | numbers |", "|---|---|---|---|"]
    for one in outcomes:
        planted = " (planted fault caught)" if one.name.partition("[")[0] in proof.planted else ""
        words = one.name.removeprefix("test_").replace("_", " ").replace("|", "/")
        said = one.numbers or one.why
        lines.append(
            f"| {words} | {one.result}{planted if one.result == 'passed' else ''} | {one.seconds:.0f} | {said} |"
        )
    return lines

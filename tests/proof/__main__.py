"""``make proof``: the guarantees at their full numbers, and the report that is kept in ``docs/proof.md``.

``python -m tests.proof`` runs all; ``python -m tests.proof 3 4`` runs those and only prints the report.
``SIGNPOST_PROOF_SHARE=0.2`` runs a fifth of the numbers, and the report says so.
"""

import os
import subprocess
import sys
from pathlib import Path

from adapters.system import SystemClock
from tests.proof.guarantees import PROOFS
from tests.proof.machine import machine
from tests.proof.outcome import run
from tests.proof.report import report, result

REPORT = Path(__file__).parents[2] / "docs" / "proof.md"
SIMULATED_YEARS = 400


def main(wanted: list[int]) -> int:
    clock = SystemClock()
    started = clock.now()
    outcomes = {}
    for proof in PROOFS:
        if not wanted or proof.number in wanted:
            sys.stdout.write(f"\n{proof.number}. {proof.guarantee}\n")
            sys.stdout.flush()
            outcomes[proof.number] = run(proof.tests)
    share = float(os.environ.get("SIGNPOST_PROOF_SHARE", "1"))
    page = report(
        outcomes,
        at=started,
        machine=machine(),
        share=share,
        seconds=(clock.now() - started).total_seconds(),
        simulated="not run" if wanted else _simulated(round(SIMULATED_YEARS * min(1.0, share))),
    )
    if wanted:
        sys.stdout.write(page)
    else:
        REPORT.write_text(page, encoding="utf-8")
        sys.stdout.write(f"\nThe report is in {REPORT.relative_to(REPORT.parents[1])}.\n")
    return int(any("broken" in result(found) for found in outcomes.values()))


def _simulated(years: int) -> str:
    """The year of the design's last paragraph of chapter 3, so many times over."""
    words = [sys.executable, "-m", "tests.simulation", str(max(20, years))]
    done = subprocess.run(words, capture_output=True, text=True)
    return f"{max(20, years)} years of each kind\n{done.stdout or done.stderr}"


if __name__ == "__main__":
    raise SystemExit(main([int(number) for number in sys.argv[1:]]))

"""``make proof``: the guarantees at their full numbers, and the report that is kept in ``docs/proof.md``.

``python -m tests.proof`` runs all; ``python -m tests.proof 3 4`` runs those and renews their part of the report.
``SIGNPOST_PROOF_SHARE=0.2`` runs a fifth of the numbers, and the report says so.
"""

import os
import subprocess
import sys
from pathlib import Path

from adapters.system import SystemClock
from tests.proof import kept
from tests.proof.guarantees import PROOFS, Proof
from tests.proof.machine import machine
from tests.proof.outcome import run
from tests.proof.report import report, result

REPORT = Path(__file__).parents[2] / "docs" / "proof.md"
SIMULATED_YEARS = 400
SHARE = float(os.environ.get("SIGNPOST_PROOF_SHARE", "1"))


def main(wanted: list[int]) -> int:
    shown = kept.read() if wanted else {}
    for proof in PROOFS:
        if not wanted or proof.number in wanted:
            shown[proof.number] = _proved(proof)
            kept.write(shown)
    REPORT.write_text(report(shown, machine=machine(), simulated=_simulated()), encoding="utf-8")
    sys.stdout.write(f"\nThe report is in {REPORT.relative_to(REPORT.parents[1])}.\n")
    return int(any("broken" in result(one.outcomes) for one in shown.values()))


def _proved(proof: Proof) -> kept.Shown:
    sys.stdout.write(f"\n{proof.number}. {proof.guarantee}\n")
    sys.stdout.flush()
    clock = SystemClock()
    started = clock.now()
    outcomes = run(proof.tests)
    return kept.Shown(started, SHARE, (clock.now() - started).total_seconds(), outcomes)


def _simulated() -> str:
    """The year of the design's last paragraph of chapter 3, so many times over."""
    years = max(20, round(SIMULATED_YEARS * min(1.0, SHARE)))
    done = subprocess.run([sys.executable, "-m", "tests.simulation", str(years)], capture_output=True, text=True)
    return f"{years} years of each kind\n{done.stdout or done.stderr}"


if __name__ == "__main__":
    raise SystemExit(main([int(number) for number in sys.argv[1:]]))

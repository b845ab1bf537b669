"""The table of ``docs/testing.md`` and the proof's own list name tests that exist."""

import re
from pathlib import Path

from tests.proof.guarantees import PROOFS
from tests.proof.machine import machine
from tests.proof.outcome import Outcome
from tests.proof.report import result

ROOT = Path(__file__).parents[2]


def test_every_test_and_planted_fault_is_there() -> None:
    for proof in PROOFS:
        written = "".join((ROOT / name).read_text(encoding="utf-8") for name in proof.tests)
        assert [name for name in proof.planted if f"def {name}(" not in written] == []


def test_documentation_names_the_tests_of_every_guarantee() -> None:
    rows = re.findall(r"^\| (\d+) \|(.*)$", (ROOT / "docs" / "testing.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {int(number): row for number, row in rows}
    assert set(told) >= {1, 3, 4, 7, 8, 9, 10, 22, 23}
    for proof in PROOFS:
        assert [name for name in proof.tests if Path(name).name not in told[proof.number]] == []
        assert proof.planted or "none yet" in told[proof.number] or "those of 27" in told[proof.number]
    for name in re.findall(r"`(tests/[a-z_/]+\.py)`", "".join(told.values())):
        assert (ROOT / name).exists(), name


def test_guarantee_is_broken_by_one_failure_and_not_proved_by_a_skip() -> None:
    passed, failed, skipped = (Outcome("test", word, 1.0) for word in ("passed", "failed", "skipped"))
    assert result([passed, passed]) == "held"
    assert result([passed, skipped]) == "held, not all was tried"
    assert result([passed, skipped, failed]) == "**broken**"


def test_machine_is_described_without_its_name() -> None:
    assert re.search(r"\d+ cores .*Python 3\.\d+.*SQLite 3\.", machine())

"""Running one guarantee's tests in a process of their own, and what came of them."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

# Full numbers take longer than what a test of `make test` is given. A test's own limit goes before this one.
LONGEST_TEST_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test. ``result``: passed, failed, skipped; ``numbers``: what it recorded of itself; ``why``: of a skip."""

    name: str
    result: str
    seconds: float
    numbers: str = ""
    why: str = ""


def run(tests: Sequence[str]) -> list[Outcome]:
    """The tests at full numbers; what pytest says goes to stdout. No result at all counts as a failure."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "outcome.xml"
        environment = {**os.environ, "SIGNPOST_PROOF": "1"}
        options = [
            "-q",
            "--no-header",
            f"--junitxml={file}",
            "-o",
            "junit_family=xunit1",
            f"--timeout={LONGEST_TEST_SECONDS}",
        ]
        status = subprocess.run([sys.executable, "-m", "pytest", *options, *tests], env=environment).returncode
        outcomes = _read(file) if file.exists() else []
    if not outcomes or (status and all(one.result != "failed" for one in outcomes)):
        outcomes.append(Outcome("pytest", "failed", 0.0, why=f"exit status {status}"))
    return outcomes


def _read(file: Path) -> list[Outcome]:
    return [_outcome(case) for case in ElementTree.parse(file).iter("testcase")]


def _outcome(case: ElementTree.Element) -> Outcome:
    result, why = "passed", ""
    for child in case:
        if child.tag in ("failure", "error"):
            result = "failed"
        elif child.tag == "skipped":
            result, why = "skipped", child.get("message", "")
    properties = {one.get("name"): one.get("value", "") for one in case.iter("property")}
    return Outcome(case.get("name", ""), result, float(case.get("time", "0")), properties.get("numbers") or "", why)

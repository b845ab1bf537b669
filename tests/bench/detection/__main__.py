"""``python -m tests.bench.detection``: screening's part of ``make bench`` alone, and how good the detector is."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.detection.crossed import crossed
from tests.bench.detection.screening import screening


def main() -> None:
    with TemporaryDirectory(prefix="signpost-bench-detection-") as folder:
        sys.stdout.write(f"\n{screening(Path(folder))}\n")
    for line in crossed():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

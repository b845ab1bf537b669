"""``python -m tests.bench.slack [ROUNDS] [SECONDS]``: the Slack door's part of ``make bench`` alone."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.slack.run import bench

ROUNDS, SECONDS = 30, 20


def main(rounds: int = ROUNDS, seconds: int = SECONDS) -> None:
    with TemporaryDirectory(prefix="signpost-bench-slack-", ignore_cleanup_errors=True) as folder:
        for table in bench(Path(folder), rounds, seconds):
            sys.stdout.write(f"\n{table}")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

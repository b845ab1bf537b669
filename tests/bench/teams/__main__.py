"""``python -m tests.bench.teams [ROUNDS]``: the Teams door's part of ``make bench`` alone."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.teams.run import bench

ROUNDS = 30


def main(rounds: int = ROUNDS) -> None:
    with TemporaryDirectory(prefix="signpost-bench-teams-", ignore_cleanup_errors=True) as folder:
        for table in bench(Path(folder), rounds):
            sys.stdout.write(f"\n{table}")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""A process that runs an engine until it is killed: ``python -m tests.adapters.jobs.worker KIND ADDRESS``."""

import asyncio
import sys

from tests.adapters.jobs.bench import BENCHES


async def main(kind: str, address: str) -> None:
    bench = BENCHES[kind](address)
    await bench.engine().run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

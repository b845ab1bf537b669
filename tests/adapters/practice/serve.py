"""For looking at the page while working on it: ``python -m tests.adapters.practice.serve [PORT]``."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.adapters.practice.scripted import house


async def main(port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder), port=port) as running:
            sys.stderr.write(f"{running.url}\n")
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8099))

"""A process that writes until it is killed: each number it prints was committed before."""

import asyncio
import sys

from bot.domain.incident import Incident
from storage.store import SqlStore, open_store
from tests.contract.store_samples import delivery, incident


async def write(store: SqlStore, worker: int) -> None:
    for turn in range(1_000_000):
        async with store.write() as unit:
            await unit.lock_client("c1")
            number = await unit.incidents.next_number()
            report: Incident = incident(number, "c1", id=f"i{sys.argv[2]}-{worker}-{turn}", by=("p1", "p2"))
            await unit.incidents.save(report)
            await unit.journal.take(f"key {number}", report.reported_at, report.id)
            await unit.deliveries.add(delivery(f"m{number}"))
            await unit.commit()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


async def main() -> None:
    store = open_store(sys.argv[1])
    await asyncio.gather(*(write(store, worker) for worker in range(3)))


if __name__ == "__main__":
    asyncio.run(main())

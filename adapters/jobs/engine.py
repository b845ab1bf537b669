"""What both engines have: the way from the store to the work and back, and running until nothing is due."""

from typing import Protocol

from bot.ports import Jobs, Log, Work

SETTLE_ROUNDS = 1_000


class Engine(Jobs, Protocol):
    """A ``Jobs`` that runs. The core's store needs the engine and the engine needs the core: construct, then bind."""

    def bind(self, work: Work) -> None:
        """Say whom to call; once, before ``run``."""

    async def run(self) -> None:
        """Work until ``stop``. Failures of the database or of single deliveries never end it."""

    async def stop(self, deadline_seconds: float = 8.0) -> None:
        """Finish the deliveries in hand, take no new ones, and return within the deadline (then they are cut off)."""

    def wake(self) -> None:
        """Look at the rows now: the clock was moved."""

    async def settle(self) -> int:
        """Tick and deliver until nothing is due any more; how many deliveries were tried."""


async def settle(work: Work, log: Log) -> int:
    """Tick and deliver, one after the other in the order of right, until a pass finds nothing new to try.

    What failed or asked for another try in this call is not tried again in it: the clock stands still meanwhile.
    """
    tried: set[str] = set()
    for _ in range(SETTLE_ROUNDS):
        await work.tick()
        fresh = [delivery for delivery in await work.due() if delivery.id not in tried]
        if not fresh:
            return len(tried)
        for delivery in fresh:
            tried.add(delivery.id)
            try:
                await work.deliver(delivery.id)
            except Exception as error:
                log.error("jobs.delivery_failed", delivery=delivery.id, error=error)
    log.error("jobs.never_settles", tried=len(tried))
    return len(tried)

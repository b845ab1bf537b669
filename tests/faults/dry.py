"""Running the outgoing messages dry, by a clock that is ours."""

from datetime import timedelta

from signpost.assembly import Whole
from tests.fakes.clock import FakeClock
from tests.faults.audit import Found, found_in

STEP = timedelta(seconds=45)
"""What is due within it is tried in one round."""
ROUNDS = 5_000


async def run_dry(whole: Whole, clock: FakeClock, url: str) -> Found:
    """Until nothing is left to send: again and again, each time moved on to the next try."""
    for _ in range(ROUNDS):
        await whole.engine.settle()
        async with whole.store.read() as unit:
            due = await unit.deliveries.next_due()
        if due is None:
            return await found_in(url)
        clock.set(max(due + STEP, clock.now()))
    raise AssertionError("it never comes to an end")

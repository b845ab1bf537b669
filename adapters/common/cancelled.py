"""Being told to end while somebody else's code is at work."""

import asyncio


def heed_cancellation() -> None:
    """For loops that go on after errors: raises ``CancelledError`` in a task that was told to end.

    A database's driver that is cancelled in the middle of a query may raise an error of its own instead. Who takes that
    for a failure and goes on would never end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError

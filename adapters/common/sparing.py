"""What strangers can make happen as often as they like is logged a few times a minute, then counted."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.ports import Clock, Log

A_MINUTE = 30


class SparingLog:
    """Warnings about what comes from outside. What a minute held beyond the first 30 is told as their number.

    Without it whoever finds the address fills the disk, one line a request.
    """

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._until: datetime | None = None
        self._told = 0
        self._untold = 0

    def warning(self, event: str, values: Mapping[str, object]) -> None:
        now = self._clock.now()
        if self._until is None or not timedelta() < self._until - now <= timedelta(minutes=1):
            if self._untold:
                self._log.warning(f"{event}.more", times=self._untold)
            self._until, self._told, self._untold = now + timedelta(minutes=1), 0, 0
        if self._told < A_MINUTE:
            self._told += 1
            self._log.warning(event, **values)
        else:
            self._untold += 1

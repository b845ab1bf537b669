"""Working days by the library ``holidays``."""

from adapters.calendar.working import WorkingCalendar

__all__ = ["WorkingCalendar"]

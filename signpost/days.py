"""Timezones and holiday calendars by their names, with the nearest one for a name that does not exist."""

from difflib import get_close_matches
from zoneinfo import available_timezones

from adapters.calendar.daysoff import days_off


def known_timezone(name: str) -> str:
    """The name itself; raises ``ValueError`` with the nearest IANA name (``Europe/Berlin``)."""
    names = available_timezones()
    if name in names:
        return name
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    raise ValueError(f"there is no timezone {name!r}" + (f"; did you mean {near[0]}?" if near else ""))


def known_holidays(code: str) -> str:
    """``DE``, ``DE-BE`` or ``none``; raises ``ValueError`` saying which ones there are."""
    try:
        days_off(code)
    except ValueError as error:
        raise ValueError(str(error).removeprefix("holidays: ")) from None
    return code

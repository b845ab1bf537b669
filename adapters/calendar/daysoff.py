"""Which days are off, from codes such as ``DE-BE``."""

from collections.abc import Callable
from datetime import date, timedelta

import holidays

NONE = "none"
_SATURDAY, _SUNDAY = 5, 6


def days_off(code: str) -> Callable[[int], frozenset[date]]:
    """The rule of a code: year → every day of that year on which nobody works, weekends included.

    Codes are ISO 3166: a country (``DE``), a country with its subdivision (``DE-BE``, ``AT-9``, ``CH-ZH``, ``US-CA``),
    or ``none`` for weekends alone. Countries keep their own weekend (Friday and Saturday in Israel) and working
    Saturdays. Raises ``ValueError`` with what is accepted.
    """
    if code.strip().lower() == NONE:
        return _weekends
    country, subdivision = _checked(code)
    return lambda year: _holidays(country, subdivision, year)


def _checked(code: str) -> tuple[str, str | None]:
    country, dash, subdivision = code.strip().upper().partition("-")
    supported = holidays.list_supported_countries()
    if country not in supported or not country.isascii():
        raise ValueError(
            f"holidays: no country {country[:20]!r}; accepted are {NONE!r}, a country such as 'DE', 'AT', 'CH', 'US', "
            f"or a country and a part of it such as 'DE-BE'"
        )
    if dash and subdivision not in supported[country]:
        parts = ", ".join(f"{country}-{part}" for part in supported[country]) or "none, write the country alone"
        raise ValueError(f"holidays: {country} has no part {subdivision[:20]!r}; accepted are {country}, {parts}")
    return country, subdivision or None


def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    rule = holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False)
    return frozenset(day for day in _days_of(year) if day in rule or not rule.is_working_day(day))


def _weekends(year: int) -> frozenset[date]:
    return frozenset(day for day in _days_of(year) if day.weekday() in (_SATURDAY, _SUNDAY))


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    count = (date(year, 12, 31) - first).days + 1
    return [first + timedelta(days=n) for n in range(count)]

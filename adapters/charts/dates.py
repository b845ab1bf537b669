"""Where the time axis is marked and what is written there."""

from datetime import date, timedelta

MONTHS = {
    "de": ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
MOST_TICKS = 9
_DAILY_UP_TO = 8


def ticks(start: date, end: date, language: str) -> list[tuple[date, str]]:
    """At most nine days from ``start`` to ``end`` with their labels: days, Mondays, month or year beginnings."""
    span = (end - start).days
    if span <= _DAILY_UP_TO:
        return [(day, _day(day, language)) for day in _every(start, end, 1)]
    for weeks in (1, 2):
        if span <= 7 * weeks * (MOST_TICKS - 1):
            monday = start + timedelta(days=-start.weekday() % 7)
            return [(day, _day(day, language)) for day in _every(monday, end, 7 * weeks)]
    for months in (1, 2, 3, 6, 12):
        if span <= 30.4 * months * (MOST_TICKS - 1):
            return _months(start, end, months, language)
    return _months(start, end, 12 * -(-span // (365 * (MOST_TICKS - 1))), language)


def _every(first: date, end: date, days: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, (end - first).days + 1, days)]


def _months(start: date, end: date, step: int, language: str) -> list[tuple[date, str]]:
    """Month beginnings; the year is written at the first one and at each January."""
    marks: list[tuple[date, str]] = []
    for number in range(start.year * 12, end.year * 12 + 12, step):
        first = date(number // 12, number % 12 + 1, 1)
        if start <= first <= end:
            with_year = not marks or first.month <= step
            name = MONTHS.get(language, MONTHS["en"])[first.month - 1]
            marks.append((first, f"{name}\n{first.year}" if with_year else name))
    return marks


def _day(day: date, language: str) -> str:
    month = MONTHS.get(language, MONTHS["en"])[day.month - 1]
    return f"{day.day}. {month}" if language == "de" else f"{day.day} {month}"


def number(value: float, language: str) -> str:
    """One decimal, with a comma in German."""
    written = f"{value:.1f}"
    return written.replace(".", ",") if language == "de" else written

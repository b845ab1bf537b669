"""Days, sums and invoice numbers as people write them in letters, German and English."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_MONTHS = {
    name: number
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_DAYS = (
    re.compile(rf"(?i)\b(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?P<m>{'|'.join(_MONTHS)})\s+(?P<y>\d{{4}})"),
    re.compile(rf"(?i)\b(?P<m>{'|'.join(_MONTHS)})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})"),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b"),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
)
_COINS = r"\b(?:eur|chf|usd|gbp|sek|nok|dkk|pln|czk|huf|euros?|franken|francs|dollars?)\b|[€$£%]"
_SUM = re.compile(rf"(?i)(?:{_COINS})\s*(?P<before>\d(?:[.,' ]?\d)*)|(?P<after>\d[\d.,' ]*)\s*(?:{_COINS})")


def days_in(text: str) -> Iterator[date | None]:
    """Every day that is written out; None for one that there is not."""
    for form in _DAYS:
        for found in form.finditer(text):
            month = found["m"].lower()
            try:
                yield date(int(found["y"]), _MONTHS.get(month) or int(month), int(found["d"]))
            except ValueError:
                yield None


def sums_in(text: str) -> Iterator[Decimal | None]:
    """Every number that stands at a currency; None for what is none."""
    for found in _SUM.finditer(text):
        yield _amount((found["before"] or found["after"]).strip(" .,'"))


def _amount(written: str) -> Decimal | None:
    """``4.500,00``, ``4,500.00``, ``4500``: the last mark before two digits is the decimal one."""
    digits = written.replace(" ", "").replace("'", "")
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: cents.start()] if cents else digits)
    try:
        return Decimal(f"{whole}.{cents[1]}" if cents else whole)
    except InvalidOperation:
        return None


def as_written(amount: str) -> set[Decimal]:
    """A sum to the cent, as letters have it, and as it is."""
    return {Decimal(amount), Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)}


def without_days_and_sums(text: str) -> str:
    for form in (*_DAYS, _SUM):
        text = form.sub(" ", text)
    return text


def names_number(text: str, number: str) -> bool:
    """Whether an invoice's number stands in it as a whole."""
    return bool(re.search(_whole(number), text))


def without_numbers(text: str, numbers: Collection[str]) -> str:
    """Without these invoice numbers, so that none is taken for a day, a sum or a count. One that is part of a day or
    stands at a currency stays: there it is no invoice's.
    """
    if not numbers:
        return text
    days = [found.span() for form in _DAYS for found in form.finditer(text)]
    forms = "|".join(_whole(number) for number in sorted(numbers, key=len, reverse=True))
    coin = rf"(?i:{_COINS})"

    def shown(found: re.Match[str]) -> str:
        first, last = found.span("number")
        in_a_day = any(a <= first and last <= b and last - first < b - a for a, b in days)
        return found[0] if in_a_day or found[0] != found["number"] else "№"

    return re.sub(rf"(?:{coin}[ \t]*)?(?P<number>{forms})(?:\s*{coin})?", shown, text)


def _whole(number: str) -> str:
    return rf"(?<!\w)(?<!\w[-/_.]){re.escape(number)}(?!\w|[-/_.]\w)"

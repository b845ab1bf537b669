"""How a contract's notice period is written: ``3 months to month_end``, ``quarter_end``, ``6 weeks``, ``any``.

People may write it so, or in words of either language as the client page shows them (``bot.notices.labels``).
"""

import re

_SPAN = r"\d{1,3} (day|week|month|year)s?"
_END = r"(month_end|quarter_end|year_end)"
NOTICE = re.compile(rf"any|{_SPAN}|{_END}|{_SPAN} to {_END}")
_ANY = ("any", "at any time", "any time", "jederzeit")
_UNITS = {"day": "days?|tage?n?", "week": "weeks?|wochen?", "month": "months?|monate?n?", "year": "years?|jahre?n?"}
_ENDS = {
    "month_end": "month_end|end of (?:a|the) month|monatsende|ende (?:eines|des) monats",
    "quarter_end": "quarter_end|end of (?:a|the) quarter|quartalsende|ende (?:eines|des) quartals",
    "year_end": "year_end|end of (?:a|the) year|jahresende|ende (?:eines|des) jahres",
}
_TO = "to the |to |at the |zum "


def _either(spellings: dict[str, str]) -> str:
    return "|".join(f"(?P<{code}>{spelling})" for code, spelling in spellings.items())


_SAID = re.compile(rf"(?:(?P<number>\d{{1,3}}) (?:{_either(_UNITS)}))?(?: ?(?:{_TO})?(?:{_either(_ENDS)}))?", re.ASCII)


def notice_code(written: str) -> str:
    """``3 Monate zum Monatsende`` → ``3 months to month_end``; empty where it is no notice period."""
    words = " ".join(written.lower().rstrip(".").split())
    if words in _ANY:
        return "any"
    said = _SAID.fullmatch(words)
    if not said or not words:
        return ""
    unit = next((code for code in _UNITS if said[code]), "")
    end = next((code for code in _ENDS if said[code]), "")
    span = f"{said['number']} {unit}s" if unit else ""
    return " to ".join(filter(None, (span, end)))

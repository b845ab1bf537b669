"""How a contract's notice period is written: ``3 months to month_end``, ``quarter_end``, ``6 weeks``, ``any``."""

import re

_SPAN = r"\d{1,3} (day|week|month|year)s?"
_END = r"(month_end|quarter_end|year_end)"
NOTICE = re.compile(rf"any|{_SPAN}|{_END}|{_SPAN} to {_END}")

"""Reading a form's values, and what is wrong with them, all at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from bot.domain.incident import LINK_LIMIT
from bot.errors import InvalidInput
from bot.wording import day_of

T = TypeVar("T")


@dataclass
class Reader:
    """Reads a form's values and collects what is wrong; ``done`` raises it all at once."""

    values: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, limit: int, *, required: bool = False) -> str:
        value = self.values.get(name, "").strip()
        if required and not value:
            self.problems[name] = "required"
        if len(value) > limit:
            self.problems[name] = f"too_long:{len(value)}"
        return value

    def choice(self, name: str, read: Callable[[str], T], fallback: T) -> T:
        value = self.values.get(name, "").strip()
        if not value:
            self.problems[name] = "required"
            return fallback
        try:
            return read(value)
        except (ValueError, KeyError):
            self.problems[name] = "unknown_choice"
            return fallback

    def day(self, name: str, *, required: bool = False) -> date | None:
        value = self.values.get(name, "").strip()
        found = day_of(value) if value else None
        if required and not value:
            self.problems[name] = "required"
        elif value and found is None:
            self.problems[name] = "not_a_date"
        return found

    def whole(self, name: str) -> int:
        """A whole number; required."""
        value = self.text(name, 6, required=True)
        if value and not (value.isascii() and value.isdigit()):
            self.problems[name] = "not_whole"
        return int(value) if value.isascii() and value.isdigit() else 0

    def check(self, name: str) -> bool:
        return self.values.get(name, "") == "yes"

    def names(self, name: str) -> tuple[str, ...]:
        parts = (part.strip() for part in self.values.get(name, "").split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    def link(self, name: str) -> str:
        value = self.text(name, LINK_LIMIT)
        if value and not value.lower().startswith(("https://", "http://", "practice:", "slack:", "teams:")):
            self.problems[name] = "not_a_link"
        return value

    def money(self, name: str) -> Decimal | None:
        """``4500``, ``4.500,50`` or ``4500.50``; None where the field is empty."""
        written = self.text(name, 20).replace(" ", "")
        if "," in written:
            written = written.replace(".", "").replace(",", ".")
        try:
            value = Decimal(written) if written else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is not None and not (value.is_finite() and 0 <= value < 10**9):
            self.problems[name] = "not_a_number"
            return None
        return value

    def currency(self, name: str) -> str:
        """ISO 4217; EUR where the field is empty."""
        currency = (self.text(name, 3) or "EUR").upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            self.problems[name] = "not_a_currency"
        return currency

    def done(self) -> None:
        if self.problems:
            raise InvalidInput(self.problems)

"""What every door has to know of a form's fields before it draws them."""

import re
from datetime import date

from bot.domain.person import PersonRef
from bot.notices.parts import ChoiceField, Field, PeopleField

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def may_be_none(field: Field) -> bool:
    """The choice "none" is what an optional field says when nothing is chosen."""
    return isinstance(field, ChoiceField) and any(not option.value for option in field.options)


def is_day(value: str) -> bool:
    """Whether a date picker can show it."""
    try:
        return bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def refs_of(field: PeopleField, person: str) -> tuple[PersonRef, ...]:
    """Where one of the chosen people is met; a form that comes back may hold a ref in place of an id."""
    known = field.refs.get(person)
    if known:
        return known
    try:
        return (PersonRef.parse(person),)
    except ValueError:
        return ()


def users_in(field: PeopleField, person: str, platform: str, workspace: str) -> list[str]:
    """Under which ids a platform's workspace knows the person."""
    return [ref.user for ref in refs_of(field, person) if (ref.platform, ref.workspace) == (platform, workspace)]

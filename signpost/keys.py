"""What every key of ``app.yaml`` may hold. The defaults are those of ``bot.settings``; here are types and limits only.

A validator's ``ValueError`` is a sentence for the person who writes the file.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, StrictStr, TypeAdapter
from typing_extensions import TypedDict

from bot.domain.person import PersonRef
from signpost.days import known_holidays, known_timezone
from signpost.refs import person_written


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"must be an address such as https://signpost.example.com, not {value!r}")
    return value.rstrip("/")


def _store_url(value: str) -> str:
    if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
        return value
    if value.startswith("postgresql://"):
        return value
    raise ValueError("must begin with sqlite:///path/to/file.db or postgresql://user:password@host/database")


def _person(value: object) -> PersonRef:
    if isinstance(value, PersonRef):
        return value
    return person_written(str(value))


def _group(value: int) -> int:
    if value < 4:
        raise ValueError(
            f"must be at least 4, not {value}: in a smaller group single answers could be guessed, "
            "and the promise given to the people asked would be broken"
        )
    return value


def _percent(value: object) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(value, bool) or not (found.is_finite() and -20 <= found <= 50):
        raise ValueError(f"must be percent a year such as 1.27, not {value!r}")
    return found


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"must be a day such as 2026-07-01, not {value!r}") from None


Text = Annotated[StrictStr, AfterValidator(_text)]
Days = Annotated[StrictInt, Field(ge=1, le=3650)]
Person = Annotated[PersonRef, BeforeValidator(_person)]


class ServerKeys(TypedDict, total=False):
    host: Text
    port: Annotated[StrictInt, Field(ge=1, le=65_535)]


class StorageKeys(TypedDict, total=False):
    url: Annotated[Text, AfterValidator(_store_url)]
    backup_dirs: tuple[Text, ...]


class SlackKeys(TypedDict, total=False):
    mode: Literal["disabled", "http", "socket"]
    allowed_workspaces: tuple[Text, ...]


class TeamsKeys(TypedDict, total=False):
    mode: Literal["disabled", "http"]
    app_type: Literal["SingleTenant", "UserAssignedMSI"]
    allowed_tenants: tuple[Text, ...]


class PeopleKeys(TypedDict, total=False):
    admins: tuple[Person, ...]
    owners: tuple[Person, ...]


class PolicyKeys(TypedDict, total=False):
    file: Text
    shadow_days: Annotated[StrictInt, Field(ge=0, le=365)]


class DetectionKeys(TypedDict, total=False):
    mode: Literal["disabled", "ask"]
    engine: Literal["local", "openai"]


class DraftingKeys(TypedDict, total=False):
    engine: Literal["template", "openai"]
    second_person: Literal["required", "waived"]


class OpenAIKeys(TypedDict, total=False):
    model: Text
    timeout_seconds: Annotated[StrictInt, Field(ge=1, le=120)]
    daily_requests: Annotated[StrictInt, Field(ge=0, le=1_000_000)]


class CheckinKeys(TypedDict, total=False):
    minimum_group: Annotated[StrictInt, Field(le=1_000), AfterValidator(_group)]
    open_days: Annotated[StrictInt, Field(ge=2, le=14)]
    key_dir: Text
    show_to: Literal["leads", "team"]


class PrivacyKeys(TypedDict, total=False):
    incident_days: Days
    quote_days: Days
    checkin_days: Days


class LawKeys(TypedDict, total=False):
    base_rate: Annotated[Decimal, BeforeValidator(_percent)]
    base_rate_since: Annotated[date, BeforeValidator(_day)]
    base_rate_at: Annotated[Decimal, BeforeValidator(_percent)]
    base_rate_at_since: Annotated[date, BeforeValidator(_day)]


class Keys(TypedDict, total=False):
    organization: Annotated[Text, Field(max_length=80)]
    language: Literal["de", "en"]
    timezone: Annotated[Text, AfterValidator(known_timezone)]
    holidays: Annotated[Text, AfterValidator(known_holidays)]
    public_url: Annotated[Text, AfterValidator(_public_url)]
    server: ServerKeys
    storage: StorageKeys
    slack: SlackKeys
    teams: TeamsKeys
    people: PeopleKeys
    policy: PolicyKeys
    detection: DetectionKeys
    drafting: DraftingKeys
    openai: OpenAIKeys
    checkins: CheckinKeys
    privacy: PrivacyKeys
    law: LawKeys


KEYS: TypeAdapter[Keys] = TypeAdapter(Keys)
SECTIONS: dict[str, type] = {
    "server": ServerKeys,
    "storage": StorageKeys,
    "slack": SlackKeys,
    "teams": TeamsKeys,
    "people": PeopleKeys,
    "policy": PolicyKeys,
    "detection": DetectionKeys,
    "drafting": DraftingKeys,
    "openai": OpenAIKeys,
    "checkins": CheckinKeys,
    "privacy": PrivacyKeys,
    "law": LawKeys,
}
NAMES: dict[str, tuple[str, ...]] = {
    name: tuple(SECTIONS[name].__annotations__) if name in SECTIONS else () for name in Keys.__annotations__
}
"""Top-level key → the keys of its section; empty for a plain value."""

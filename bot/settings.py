"""What a deployment sets, read once in ``signpost/`` and frozen. The values here are the defaults of ``app.yaml``.

Units are in the names. Secrets are ``Secret``: their repr hides them. Paths are absolute once read.
"""

from dataclasses import dataclass, field
from datetime import date, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.person import PersonRef


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that never shows itself; ``reveal()`` is the only way in."""

    _value: str = field(default="", repr=False)

    def reveal(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __str__(self) -> str:
        return "(secret)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    host: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """``url``: ``sqlite:///path`` or ``postgresql://…`` (also with ``?host=/socket/dir``)."""

    url: Secret = Secret("sqlite:///var/signpost.db")
    backup_dirs: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    mode: Literal["disabled", "http", "socket"] = "disabled"
    allowed_workspaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    mode: Literal["disabled", "http"] = "disabled"
    app_type: Literal["SingleTenant", "UserAssignedMSI"] = "SingleTenant"
    allowed_tenants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    admins: tuple[PersonRef, ...] = ()
    owners: tuple[PersonRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySettings:
    file: Path = Path("policies/default.yaml")
    shadow_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    mode: Literal["disabled", "ask"] = "disabled"
    engine: Literal["local", "openai"] = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    engine: Literal["template", "openai"] = "template"
    second_person: Literal["required", "waived"] = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAI:
    model: str = "gpt-5-mini"
    timeout_seconds: int = 20
    daily_requests: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkins:
    minimum_group: int = 5
    open_days: int = 6
    key_dir: Path = Path("run/checkin-keys")
    show_to: Literal["leads", "team"] = "leads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    incident_days: int = 365
    quote_days: int = 180
    checkin_days: int = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The German base rate (§ 247 BGB) and the Austrian one (§ 456 UGB) in percent, where newer ones than those of the
    built-in tables are known, and their days.
    """

    base_rate: Decimal | None = None
    base_rate_since: date | None = None
    base_rate_at: Decimal | None = None
    base_rate_at_since: date | None = None

    def newer(self, country: str) -> tuple[date | None, Decimal | None]:
        """The day and rate that were set for a country."""
        if country == "AT":
            return self.base_rate_at_since, self.base_rate_at
        return (self.base_rate_since, self.base_rate) if country == "DE" else (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    organization: str = "Example Agency"
    language: Literal["de", "en"] = "en"
    timezone: str = "Europe/Berlin"
    holidays: str = "DE-BE"
    public_url: str = "http://127.0.0.1:8080"
    server: Server = Server()
    storage: StorageSettings = StorageSettings()
    slack: Slack = Slack()
    teams: Teams = Teams()
    people: People = People()
    policy: PolicySettings = PolicySettings()
    detection: Detection = Detection()
    drafting: Drafting = Drafting()
    openai: OpenAI = OpenAI()
    checkins: Checkins = Checkins()
    privacy: Privacy = Privacy()
    law: Law = Law()

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.timezone)

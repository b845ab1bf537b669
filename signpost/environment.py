"""The environment: secrets, platform variables, overrides of ``app.yaml``; a ``.env`` file fills in what is not set."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import ConfigurationError
from bot.settings import Secret

SLACK_API_URL = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What never stands in ``app.yaml``. Empty where the environment does not set it."""

    slack_bot_token: Secret = Secret()
    slack_signing_secret: Secret = Secret()
    slack_app_token: Secret = Secret()
    slack_client_id: str = ""
    slack_client_secret: Secret = Secret()
    slack_api_url: str = SLACK_API_URL
    microsoft_app_id: str = ""
    microsoft_app_password: Secret = Secret()
    microsoft_app_tenant: str = ""
    openai_api_key: Secret = Secret()
    openai_base_url: str = ""
    secret_key: Secret = Secret()


def full_environment(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """``environ`` over the ``.env`` file of a folder: what the process was started with wins.

    A byte order mark is accepted; raises ``ConfigurationError`` when the file is there but cannot be read.
    """
    path = folder / ".env"
    if not path.is_file():
        return dict(environ)
    try:
        written = dotenv_values(path, encoding="utf-8-sig", interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), "the file cannot be read as UTF-8 text") from error
    return {name: value for name, value in written.items() if value is not None} | dict(environ)


def read_secrets(environ: Mapping[str, str]) -> Secrets:
    """The secrets of a full environment."""
    get = _Getter(environ)
    return Secrets(
        slack_bot_token=get.secret("SLACK_BOT_TOKEN"),
        slack_signing_secret=get.secret("SLACK_SIGNING_SECRET"),
        slack_app_token=get.secret("SLACK_APP_TOKEN"),
        slack_client_id=get.text("SLACK_CLIENT_ID"),
        slack_client_secret=get.secret("SLACK_CLIENT_SECRET"),
        slack_api_url=get.text("SLACK_API_URL") or SLACK_API_URL,
        microsoft_app_id=get.text("MicrosoftAppId"),
        microsoft_app_password=get.secret("MicrosoftAppPassword"),
        microsoft_app_tenant=get.text("MicrosoftAppTenantId"),
        openai_api_key=get.secret("OPENAI_API_KEY"),
        openai_base_url=get.text("OPENAI_BASE_URL"),
        secret_key=get.secret("SIGNPOST_SECRET_KEY"),
    )


@dataclass(frozen=True, slots=True)
class _Getter:
    environ: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.environ.get(name, "").strip()

    def secret(self, name: str) -> Secret:
        return Secret(self.text(name))

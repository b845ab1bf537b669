"""What the door to Slack needs and does not have. Nobody is asked; values of secrets are judged by their form only."""

import re
from collections.abc import Iterator

from adapters.common.addresses import is_https
from adapters.vault.sealing import Sealer
from bot.errors import ConfigurationError
from bot.settings import Settings
from signpost.environment import Secrets
from signpost.inspection.findings import Finding, State
from signpost.inspection.people import unmet

_SECRET_FORM = re.compile(r"[0-9a-fA-F]{32}")
_WORKSPACE = re.compile(r"[TE][A-Z0-9]{2,}")
_KINDS = {
    "xoxb-": "a bot token (that belongs into SLACK_BOT_TOKEN)",
    "xapp-": "an app-level token (that belongs into SLACK_APP_TOKEN)",
    "xoxp-": "a person's token",
    "xoxe": "a token that expires (token rotation must be off)",
}
_BOT_TOKEN = "copy *Bot User OAuth Token* (xoxb-…) from the app's page *OAuth & Permissions*"
_APP_TOKEN = (
    "make one (xapp-…) on the app's page *Basic Information*, *App-Level Tokens*, with the permission connections:write"
)
_CREDENTIALS = "it stands on the app's page *Basic Information*, *App Credentials*"


def slack_findings(settings: Settings, secrets: Secrets) -> list[Finding]:
    """One finding a problem, or one that all is there."""
    mode = settings.slack.mode
    if mode == "disabled":
        return [Finding(State.OFF, "Slack", "disabled")]
    problems = [*_missing(settings, secrets), *_misshapen(settings, secrets)]
    problems += [*_oauth(settings, secrets), *_address(settings, secrets)]
    found = [Finding(State.WRONG, "Slack", words) for words in problems]
    found += [*_unused(secrets), *_people(settings)]
    if any(finding.state is State.WRONG for finding in found):
        return found
    return [Finding(State.GOOD, "Slack", f"mode {mode}; everything it needs is set"), *found]


def uses_oauth(secrets: Secrets) -> bool:
    """Whether workspaces install the app themselves; a bot token of the environment means that there is one only."""
    return not secrets.slack_bot_token and bool(secrets.slack_client_id or secrets.slack_client_secret)


def is_bot_token(token: str) -> bool:
    return _is_token(token, "xoxb-")


def is_app_token(token: str) -> bool:
    return _is_token(token, "xapp-")


def _is_token(token: str, prefix: str) -> bool:
    return bool(re.fullmatch(rf"{prefix}[A-Za-z0-9-]+", token))


def _missing(settings: Settings, secrets: Secrets) -> Iterator[str]:
    mode = settings.slack.mode
    if not (secrets.slack_bot_token or uses_oauth(secrets)):
        yield f"mode is {mode}, but SLACK_BOT_TOKEN is not set: {_BOT_TOKEN}"
    if mode == "http" and not secrets.slack_signing_secret:
        yield f"mode is http, but SLACK_SIGNING_SECRET is not set: {_CREDENTIALS}"
    if mode == "socket" and not secrets.slack_app_token:
        yield f"mode is socket, but SLACK_APP_TOKEN is not set: {_APP_TOKEN}"


def _misshapen(settings: Settings, secrets: Secrets) -> Iterator[str]:
    bot, app = secrets.slack_bot_token.reveal(), secrets.slack_app_token.reveal()
    signing = secrets.slack_signing_secret.reveal()
    if bot and not is_bot_token(bot):
        yield f"SLACK_BOT_TOKEN holds {_kind(bot)}: {_BOT_TOKEN}"
    if settings.slack.mode == "http" and signing and not _SECRET_FORM.fullmatch(signing):
        yield f"SLACK_SIGNING_SECRET is not the signing secret, which has 32 hexadecimal digits: {_CREDENTIALS}"
    if settings.slack.mode == "socket" and app and not is_app_token(app):
        yield f"SLACK_APP_TOKEN holds {_kind(app)}: {_APP_TOKEN}"
    for workspace in settings.slack.allowed_workspaces:
        if not _WORKSPACE.fullmatch(workspace):
            yield f"slack.allowed_workspaces: {workspace!r} is no workspace's id; such an id looks like T01TEST"


def _kind(token: str) -> str:
    """What a value seems to be, without a letter of it that tells anything."""
    return next((kind for prefix, kind in _KINDS.items() if token.startswith(prefix)), "something else")


def _oauth(settings: Settings, secrets: Secrets) -> Iterator[str]:
    if not uses_oauth(secrets):
        return
    pair = {"SLACK_CLIENT_ID": bool(secrets.slack_client_id), "SLACK_CLIENT_SECRET": bool(secrets.slack_client_secret)}
    for variable, is_set in pair.items():
        if not is_set:
            yield f"{variable} is not set, but its counterpart is: {_CREDENTIALS}"
    try:
        Sealer(secrets.secret_key)
    except ConfigurationError as error:
        yield f"installing by OAuth needs a key for the workspaces' tokens. {error.place}: {error.reason}"
    if not settings.slack.allowed_workspaces:
        yield (
            "installing by OAuth lets in only the workspaces of slack.allowed_workspaces, and it lists none: "
            "write their ids (T…) there"
        )


def _unused(secrets: Secrets) -> Iterator[Finding]:
    if secrets.slack_bot_token and (secrets.slack_client_id or secrets.slack_client_secret):
        words = "SLACK_BOT_TOKEN is set, so there is one workspace, and SLACK_CLIENT_ID and SLACK_CLIENT_SECRET idle"
        yield Finding(State.OFF, "Slack", words)


def _address(settings: Settings, secrets: Secrets) -> Iterator[str]:
    if (settings.slack.mode == "http" or uses_oauth(secrets)) and not is_https(settings.public_url):
        why = "Slack calls it" if settings.slack.mode == "http" else "installing by OAuth comes back to it"
        yield f"public_url is {settings.public_url}, but {why}: write the https:// address that leads here from outside"


def _people(settings: Settings) -> Iterator[Finding]:
    """Owners and admins whom no open door reaches, and those of workspaces that are not let in."""
    yield from unmet(settings, "slack")
    allowed = settings.slack.allowed_workspaces
    for key, people in (("people.owners", settings.people.owners), ("people.admins", settings.people.admins)):
        for ref in people:
            if ref.platform == "slack" and allowed and ref.workspace not in allowed:
                words = f"{key}: {ref} is of a workspace that slack.allowed_workspaces does not list"
                yield Finding(State.WRONG, "Slack", words)

"""The bot tokens of a deployment: the one of the environment, or those that came by OAuth and lie in the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.slack.manifest import INSTALL_PATH
from adapters.slack.tokens import PLATFORM
from adapters.vault.sealing import Sealer
from bot.domain.installation import Installation
from bot.errors import ConfigurationError, NotRecorded
from bot.settings import Secret, Settings
from signpost.composition import open_store_of
from signpost.environment import Secrets
from signpost.inspection.findings import Finding, State

_ANEW = "it is mistyped or an old one; copy it anew from *OAuth & Permissions*"
_GONE = "the app was uninstalled; install it again (*Install App*) and copy the new token"
_OF_ENVIRONMENT: Mapping[str, str] = {
    "invalid_auth": _ANEW,
    "not_authed": _ANEW,
    "not_allowed_token_type": "it is of another kind; copy *Bot User OAuth Token* from *OAuth & Permissions*",
    "account_inactive": _GONE,
    "token_revoked": _GONE,
    "token_expired": "the app rotates its tokens, and Signpost does not renew them; make the app anew without rotation",
}


@dataclass(frozen=True, slots=True)
class Bot:
    """``name`` and ``again`` are words: what its token is called, and how to install the app once more.

    ``mends``: by Slack's code, what helps when it does not accept the token.
    """

    name: str
    token: Secret
    again: str
    mends: Mapping[str, str]

    def mend(self, code: str) -> str:
        return self.mends.get(code.partition(":")[0], "") if self.mends else self.again


def bot_of_environment(secrets: Secrets) -> Bot:
    return Bot("SLACK_BOT_TOKEN", secrets.slack_bot_token, "install the app again (*Install App*)", _OF_ENVIRONMENT)


async def installed_bots(settings: Settings, secrets: Secrets) -> tuple[list[Bot], list[Finding]]:
    """The bots of the workspaces that are let in, and what is to be said of the others. Nothing is changed."""
    try:
        sealer = Sealer(secrets.secret_key)
        installations = await _installations(settings)
    except (ConfigurationError, NotRecorded):
        return [], []  # said already, where the key and the database were looked at
    bots: list[Bot] = []
    findings: list[Finding] = []
    for workspace in settings.slack.allowed_workspaces:
        again = f"install the app there at {settings.public_url}{INSTALL_PATH}"
        found = next((one for one in installations if one.workspace == workspace), None)
        if found is None:
            findings.append(Finding(State.OFF, "Slack token", f"{workspace} has none yet: {again}"))
            continue
        try:
            token = Secret(sealer.open(found.sealed_token, f"{PLATFORM}/{workspace}/bot-token"))
        except ConfigurationError as error:
            words = f"that of {workspace} cannot be opened: {error.place}: {error.reason}"
            findings.append(Finding(State.WRONG, "Slack token", words))
            continue
        bots.append(Bot(f"the token of {workspace}", token, f"{again} again", {}))
    return bots, findings


async def _installations(settings: Settings) -> Sequence[Installation]:
    store = open_store_of(settings)
    try:
        async with store.read() as unit:
            return await unit.installations.all(PLATFORM)
    finally:
        await store.close()

"""What Microsoft answers when it is asked about this deployment, in words that say what to do."""

from collections.abc import Mapping

from adapters.system import SystemClock
from adapters.teams.cloud import PUBLIC, Cloud
from adapters.teams.online import TeamsItself
from adapters.teams.tokens import NO_IDENTITY
from bot.errors import Rejected, Unreachable
from bot.settings import Settings
from signpost.environment import Secrets
from signpost.inspection.address import address
from signpost.inspection.findings import Finding, State
from signpost.inspection.teams import SECRET_PAGE, is_id

_MENDS: Mapping[str, str] = {
    "AADSTS7000215": f"MicrosoftAppPassword is not the secret's value: {SECRET_PAGE}",
    "AADSTS7000222": f"the secret has expired: {SECRET_PAGE}",
    "AADSTS700016": "no app of that MicrosoftAppId is registered in the tenant of MicrosoftAppTenantId",
    "AADSTS90002": "there is no tenant of that MicrosoftAppTenantId",
    "AADSTS900023": "there is no tenant of that MicrosoftAppTenantId",
    NO_IDENTITY: "this machine has no managed identity of that MicrosoftAppId; assign it to the machine",
}


async def teams_answers(settings: Settings, secrets: Secrets, cloud: Cloud = PUBLIC) -> list[Finding]:
    """Calls Microsoft's login and keys, and the public address. What has the wrong form already is not asked about."""
    if settings.teams.mode == "disabled" or not is_id(secrets.microsoft_app_id):
        return []
    teams = TeamsItself(SystemClock(), cloud)
    found = [*await _login(teams, settings, secrets), await _keys(teams)]
    return [*found, await address("Teams", settings.public_url, ", by writing to the bot")]


async def _login(teams: TeamsItself, settings: Settings, secrets: Secrets) -> list[Finding]:
    subject, app = "Teams token", secrets.microsoft_app_id
    try:
        if settings.teams.app_type == "UserAssignedMSI":
            await teams.takes_identity(app)
        elif secrets.microsoft_app_password and is_id(secrets.microsoft_app_tenant):
            await teams.takes_password(app, secrets.microsoft_app_password, secrets.microsoft_app_tenant)
        else:
            return []
    except Rejected as error:
        code, _, number = error.reason.partition(":")
        mend = _MENDS.get(number) or _MENDS.get(code) or "compare all three with the app's registration"
        return [Finding(State.WRONG, subject, f"Microsoft's login gives none (`{error.reason}`): {mend}")]
    except Unreachable as error:
        words = f"Microsoft's login could not be asked: {error}. Does this machine reach it? Then check again later"
        return [Finding(State.WRONG, subject, words)]
    return [Finding(State.GOOD, subject, "Microsoft's login accepts the app and gives it one")]


async def _keys(teams: TeamsItself) -> Finding:
    try:
        number = await teams.keys()
    except Unreachable as error:
        words = f"those with which Microsoft signs could not be fetched: {error}. Without them nobody is let in"
        return Finding(State.WRONG, "Teams keys", words)
    if not number:
        return Finding(State.WRONG, "Teams keys", "none of those that Microsoft publishes may speak for Teams")
    return Finding(State.GOOD, "Teams keys", f"{number} with which Teams may sign")

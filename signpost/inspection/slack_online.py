"""What Slack answers when it is asked about this deployment, in words that say what to do."""

from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlsplit

from adapters.slack.manifest import purpose, scopes
from adapters.slack.online import Holder, SlackItself
from bot.domain.person import PersonRef
from bot.errors import RateLimited, Rejected, Unreachable
from bot.settings import Secret, Settings
from signpost.environment import Secrets
from signpost.inspection.address import address
from signpost.inspection.findings import Finding, State
from signpost.inspection.slack import is_app_token, is_bot_token, uses_oauth
from signpost.inspection.slack_bots import Bot, bot_of_environment, installed_bots

_APP_TOKEN: Mapping[str, str] = {
    "invalid_auth": "it is mistyped or revoked; make a new one under *Basic Information*, *App-Level Tokens*",
    "not_authed": "it is mistyped or revoked; make a new one under *Basic Information*, *App-Level Tokens*",
    "not_allowed_token_type": "it is of another kind; make one under *Basic Information*, *App-Level Tokens*",
    "missing_scope": "it lacks the permission connections:write; make a new one that has it",
}
_NOBODY = ("user_not_found", "user_not_visible", "users_not_found")
_MANIFEST = "write the manifest again (`signpost manifest slack --out DIR`), paste it on the app's page *App Manifest*"


async def slack_answers(settings: Settings, secrets: Secrets, record: bool) -> list[Finding]:
    """Calls Slack and, in ``http`` mode, the public address. What has the wrong form already is not asked about.

    ``record``: the database can be read, where tokens lie that came by OAuth.
    """
    if settings.slack.mode == "disabled":
        return []
    found: list[Finding] = []
    host = urlsplit(secrets.slack_api_url).hostname or "SLACK_API_URL"
    try:
        async for finding in _answers(settings, secrets, record):
            found.append(finding)
    except RateLimited as error:
        words = f"{host} answers that it was asked too often; check again in {error.retry_after:.0f} seconds"
        found.append(Finding(State.WRONG, "Slack online", words))
    except Unreachable as error:
        words = f"{host} could not be asked: {error}. Does this machine reach it? Then check again later"
        found.append(Finding(State.WRONG, "Slack online", words))
    if settings.slack.mode == "http":
        found.append(await address("Slack", settings.public_url, ": *Event Subscriptions* says *Verified* or not"))
    return found


async def _answers(settings: Settings, secrets: Secrets, record: bool) -> AsyncIterator[Finding]:
    slack = SlackItself(secrets.slack_api_url)
    bots: list[Bot] = []
    if is_bot_token(secrets.slack_bot_token.reveal()):
        bots = [bot_of_environment(secrets)]
    elif uses_oauth(secrets) and record:
        bots, findings = await installed_bots(settings, secrets)
        for finding in findings:
            yield finding
    held: dict[str, Secret] = {}
    for bot in bots:
        try:
            holder = await slack.holder(bot.token)
        except Rejected as error:
            yield Finding(State.WRONG, "Slack token", _refused(bot.name, error, bot.mend(error.reason)))
            continue
        held[holder.workspace] = bot.token
        yield _holder(bot, holder, settings.slack.allowed_workspaces)
        yield _permissions(bot, holder, scopes(settings.detection.mode != "disabled"))
    if held:
        async for finding in _people(slack, settings, held):
            yield finding
    if settings.slack.mode == "socket" and is_app_token(secrets.slack_app_token.reveal()):
        yield await _socket(slack, secrets)


def _holder(bot: Bot, holder: Holder, allowed: tuple[str, ...]) -> Finding:
    whose = f"that of {holder.bot_name} in the workspace {holder.workspace_name} ({holder.workspace})"
    if allowed and holder.workspace not in allowed:
        words = f"{bot.name} is {whose}, which slack.allowed_workspaces does not list; add {holder.workspace} to it"
        return Finding(State.WRONG, "Slack token", words)
    return Finding(State.GOOD, "Slack token", f"accepted; it is {whose}")


def _permissions(bot: Bot, holder: Holder, needed: tuple[str, ...]) -> Finding:
    subject = "Slack permissions"
    if holder.scopes is None:
        return Finding(State.OFF, subject, "Slack did not say which ones the token has")
    missing = [f"{scope} (for {purpose(scope)})" for scope in needed if scope not in holder.scopes]
    surplus = sorted(map(_short, holder.scopes.difference(needed)))
    if missing:
        more = f", and has some that are not needed: {', '.join(surplus)}" if surplus else ""
        words = f"{bot.name} lacks {'; '.join(missing)}{more}. To mend that, {_MANIFEST}, save, and {bot.again}"
        return Finding(State.WRONG, subject, words)
    if surplus:
        words = f"all that are needed, and some that are not: {', '.join(surplus)}. To drop those, {_MANIFEST}"
        return Finding(State.OFF, subject, f"{words}, save, and {bot.again}")
    return Finding(State.GOOD, subject, "all that are needed, and no others")


def _short(scope: str) -> str:
    return "".join(sign for sign in scope[:60] if sign.isprintable())


async def _people(slack: SlackItself, settings: Settings, held: Mapping[str, Secret]) -> AsyncIterator[Finding]:
    """Owners and admins of Slack, each once."""
    subject = "Slack people"
    named = {ref: "people.admins" for ref in settings.people.admins} | {
        ref: "people.owners" for ref in settings.people.owners
    }
    people = sorted(ref for ref in named if ref.platform == "slack")
    problems = 0
    for ref in people:
        try:
            problem = await _problem(slack, ref, held)
        except Rejected as error:
            yield Finding(State.WRONG, subject, f"owners and admins cannot be looked up: Slack says `{error.reason}`")
            return
        if problem:
            problems += 1
            yield Finding(State.WRONG, subject, f"{named[ref]}: {ref} {problem}")
    if people and not problems:
        yield Finding(State.GOOD, subject, f"owners and admins: {len(people)} looked up, all of them full members")


async def _problem(slack: SlackItself, ref: PersonRef, held: Mapping[str, Secret]) -> str:
    """What keeps a person from being an owner or admin; empty if nothing does."""
    if ref.workspace not in held:
        return f"is of a workspace without a token, so no message gets there; there is one for {', '.join(held)}"
    try:
        account = await slack.account(held[ref.workspace], ref.workspace, ref.user)
    except Rejected as error:
        if error.reason in _NOBODY:
            return "is nobody that Slack knows; /client-setup tells people their own id"
        raise
    if account.deactivated:
        return "is deactivated in Slack; name somebody else"
    if account.bot:
        return "is a bot; name a person"
    return "is a guest and so has no rights; name a full member" if account.guest else ""


async def _socket(slack: SlackItself, secrets: Secrets) -> Finding:
    try:
        await slack.offers_socket(secrets.slack_app_token)
    except Rejected as error:
        words = _refused("SLACK_APP_TOKEN", error, _APP_TOKEN.get(error.reason.partition(":")[0], ""))
        return Finding(State.WRONG, "Slack socket", words)
    return Finding(State.GOOD, "Slack socket", "SLACK_APP_TOKEN is accepted; Slack offers a connection")


def _refused(name: str, error: Rejected, mend: str) -> str:
    return f"Slack does not accept {name} (`{error.reason}`)" + (f": {mend}" if mend else "")

"""What the door to Teams needs and does not have. Nobody is asked; values of secrets are judged by their form only."""

import re
from collections.abc import Iterator

from adapters.common.addresses import is_https
from bot.settings import Settings
from signpost.environment import Secrets
from signpost.inspection.findings import Finding, State
from signpost.inspection.people import unmet
from signpost.loopback import OPEN_TO_ALL, is_for_this_machine

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LOOKS = "00000000-0000-0000-0000-000000000000"
_BOTS_PAGE = "it stands on the bot's page *Configuration* in the Azure portal"
SECRET_PAGE = "make a client secret under *Certificates & secrets* of the app's registration and copy its *Value*"


def teams_findings(settings: Settings, secrets: Secrets) -> list[Finding]:
    """One finding a problem, or one that all is there."""
    teams = settings.teams
    if teams.mode == "disabled":
        return [Finding(State.OFF, "Teams", "disabled")]
    problems = [*_missing(settings, secrets), *_misshapen(settings, secrets), *_address(settings, secrets)]
    found = [Finding(State.WRONG, "Teams", words) for words in problems]
    found += [*_remarks(settings, secrets), *_own_left_out(settings, secrets)]
    found += [*unmet(settings, "teams"), *_foreign(settings, secrets)]
    if not secrets.microsoft_app_id or any(finding.state is State.WRONG for finding in found):
        return found
    return [Finding(State.GOOD, "Teams", f"mode {teams.mode}, {teams.app_type}; everything it needs is set"), *found]


def is_id(value: str) -> bool:
    """As Microsoft writes ids of apps, tenants and people."""
    return bool(_ID.fullmatch(value))


def _missing(settings: Settings, secrets: Secrets) -> Iterator[str]:
    teams = settings.teams
    if not secrets.microsoft_app_id:
        if not (teams.allowed_tenants or secrets.microsoft_app_tenant):
            yield f"mode is {teams.mode}, but neither MicrosoftAppId nor MicrosoftAppTenantId is set: {_BOTS_PAGE}"
        elif not is_for_this_machine(settings):
            yield f"mode is {teams.mode}, but MicrosoftAppId {OPEN_TO_ALL}"
        return
    if not secrets.microsoft_app_tenant and (teams.app_type == "SingleTenant" or not teams.allowed_tenants):
        yield f"mode is {teams.mode}, but MicrosoftAppTenantId is not set: {_BOTS_PAGE} as *App Tenant ID*"
    if teams.app_type == "SingleTenant" and not secrets.microsoft_app_password:
        yield f"mode is {teams.mode}, but MicrosoftAppPassword is not set: {SECRET_PAGE}"


def _misshapen(settings: Settings, secrets: Secrets) -> Iterator[str]:
    if secrets.microsoft_app_id and not is_id(secrets.microsoft_app_id):
        yield f"MicrosoftAppId is no app's id, which looks like {_LOOKS}: {_BOTS_PAGE}"
    if secrets.microsoft_app_id and secrets.microsoft_app_tenant and not is_id(secrets.microsoft_app_tenant):
        yield f"MicrosoftAppTenantId is no tenant's id, which looks like {_LOOKS}: {_BOTS_PAGE} as *App Tenant ID*"
    if is_id(secrets.microsoft_app_password.reveal()):
        yield f"MicrosoftAppPassword holds the secret's id, not the secret: {SECRET_PAGE}"
    for tenant in settings.teams.allowed_tenants:
        if secrets.microsoft_app_id and not is_id(tenant):
            yield f"teams.allowed_tenants: {tenant!r} is no tenant's id; such an id looks like {_LOOKS}"


def _address(settings: Settings, secrets: Secrets) -> Iterator[str]:
    if secrets.microsoft_app_id and not is_https(settings.public_url):
        yield f"public_url is {settings.public_url}, but Teams calls it: write the https:// address that leads here"


def _remarks(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    if not secrets.microsoft_app_id:
        words = f"mode {settings.teams.mode}, but MicrosoftAppId is not set: only Microsoft's test client on this "
        words += "machine can talk to the bot"
        yield Finding(State.OFF, "Teams", words)
    elif settings.teams.app_type == "UserAssignedMSI" and secrets.microsoft_app_password:
        yield Finding(State.OFF, "Teams", "teams.app_type is UserAssignedMSI, so MicrosoftAppPassword idles")


def _own_left_out(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    listed, own = settings.teams.allowed_tenants, secrets.microsoft_app_tenant
    if is_id(own) and listed and own.lower() not in [tenant.lower() for tenant in listed]:
        words = f"teams.allowed_tenants leaves out {own}, the tenant of the app itself: nobody there is let in"
        yield Finding(State.OFF, "Teams", words)


def _foreign(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    """Owners and admins of firms that are not let in."""
    own = (secrets.microsoft_app_tenant,) if secrets.microsoft_app_tenant else ()
    allowed = [tenant.lower() for tenant in settings.teams.allowed_tenants or own]
    for key, people in (("people.owners", settings.people.owners), ("people.admins", settings.people.admins)):
        for ref in people:
            if ref.platform == "teams" and allowed and ref.workspace.lower() not in allowed:
                listed = "teams.allowed_tenants" if settings.teams.allowed_tenants else "MicrosoftAppTenantId"
                words = f"{key}: {ref} is of a tenant that {listed} does not name"
                yield Finding(State.WRONG, "Teams", words)

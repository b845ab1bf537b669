"""The door to Microsoft Teams as ``app.yaml`` and the environment describe it."""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.common.after import Afterwards
from adapters.teams.app import TeamsDoor
from adapters.teams.cloud import PUBLIC, Cloud
from adapters.teams.dispatch import Dispatch
from adapters.teams.outbound import Sender
from adapters.teams.pictures import Charts
from adapters.teams.tokens import ByManagedIdentity, ByPassword, Fetch, Tokens
from bot.errors import ConfigurationError
from bot.kit import Kit
from bot.ports import Chat
from bot.settings import Settings
from signpost.assembly import Whole
from signpost.environment import Secrets
from signpost.loopback import OPEN_TO_ALL, is_for_this_machine

_NOT_SET = "is not set, and teams.mode is {mode}; `signpost check` tells all that is missing"


@dataclass(frozen=True, slots=True)
class TeamsOpened:
    """``running``: what has to run beside the server (Microsoft's keys are kept fresh)."""

    door: TeamsDoor
    routes: Sequence[web.RouteDef]

    @property
    def chat(self) -> Chat:
        return self.door.chat

    def running(self) -> Sequence[Coroutine[Any, Any, None]]:
        return [self.door.run()]

    async def close(self) -> None:
        await self.door.close()

    async def hang_up(self) -> None:
        """Once the last delivery has gone out."""
        await self.door.api.close()


def open_teams(whole: Whole, secrets: Secrets, cloud: Cloud = PUBLIC) -> TeamsOpened:
    """Raises ``ConfigurationError`` with the variable that is missing. ``cloud``: a local one in tests."""
    kit, settings = whole.kit, whole.kit.settings
    refuse_what_cannot_serve(settings, secrets)

    def talk(sender: Sender, afterwards: Afterwards) -> Dispatch:
        return Dispatch(
            door=whole.front,
            sender=sender,
            afterwards=afterwards,
            voices=kit.voices,
            language=settings.language,
            clock=kit.clock,
            log=kit.log,
        )

    door = TeamsDoor(
        app_id=secrets.microsoft_app_id,
        tenants=tenants(settings, secrets),
        tokens=Tokens(_fetch(kit, secrets, cloud), kit.clock),
        talk=talk,
        render=Charts(whole.front).message,
        store=whole.store,
        voices=kit.voices,
        language=settings.language,
        clock=kit.clock,
        log=kit.log,
        cloud=cloud,
    )
    whole.doors.add(door.troubles)
    return TeamsOpened(door, door.routes())


def tenants(settings: Settings, secrets: Secrets) -> tuple[str, ...]:
    """The firms that are let in; raises ``ConfigurationError`` where there is none."""
    own = (secrets.microsoft_app_tenant,) if secrets.microsoft_app_tenant else ()
    found = settings.teams.allowed_tenants or own
    _needed("MicrosoftAppTenantId", found, settings)
    return found


def refuse_what_cannot_serve(settings: Settings, secrets: Secrets) -> None:
    """Raises ``ConfigurationError``, before anything is touched, with what is missing.

    Without an app id nobody proves anything: that is for this machine alone.
    """
    if not secrets.microsoft_app_id:
        if not is_for_this_machine(settings):
            raise ConfigurationError("MicrosoftAppId", OPEN_TO_ALL)
    elif settings.teams.app_type == "SingleTenant":
        _needed("MicrosoftAppPassword", secrets.microsoft_app_password, settings)
        _needed("MicrosoftAppTenantId", secrets.microsoft_app_tenant, settings)
    tenants(settings, secrets)


def _fetch(kit: Kit, secrets: Secrets, cloud: Cloud) -> Fetch | None:
    app_id, teams = secrets.microsoft_app_id, kit.settings.teams
    if not app_id:
        return None
    if teams.app_type == "UserAssignedMSI":
        return ByManagedIdentity(app_id, cloud, kit.clock)
    return ByPassword(app_id, secrets.microsoft_app_password, secrets.microsoft_app_tenant, cloud, kit.clock)


def _needed(variable: str, value: object, settings: Settings) -> None:
    if not value:
        raise ConfigurationError(variable, _NOT_SET.format(mode=settings.teams.mode))

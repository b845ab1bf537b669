"""The door to Slack as ``app.yaml`` and the environment describe it: one workspace or many, HTTP or Socket Mode."""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.http.errors import said_page
from adapters.slack.api import SlackApi
from adapters.slack.app import SlackDoor
from adapters.slack.manifest import scopes
from adapters.slack.oauth import OAuth
from adapters.slack.socket import SocketMode
from adapters.slack.state import States
from adapters.slack.tokens import Installed, OneWorkspace, Tokens
from adapters.slack.verify import Verifier
from adapters.system import SystemIds
from adapters.vault.sealing import Sealer
from bot.errors import ConfigurationError
from bot.kit import Kit
from bot.ports import Chat, Store
from signpost.assembly import Whole
from signpost.environment import Secrets

_NOT_SET = "is not set, and slack.mode is {mode}; `signpost check` tells all that is missing"


@dataclass(frozen=True, slots=True)
class SlackOpened:
    """``running``: what has to run beside the server (the socket's connection)."""

    door: SlackDoor
    routes: Sequence[web.RouteDef]
    socket: SocketMode | None
    api: SlackApi

    @property
    def chat(self) -> Chat:
        return self.door.chat

    def running(self) -> Sequence[Coroutine[Any, Any, None]]:
        return [self.door.run(), *([self.socket.run()] if self.socket else [])]

    async def close(self) -> None:
        if self.socket:
            await self.socket.close()
        await self.door.close()

    async def hang_up(self) -> None:
        """Once the last delivery has gone out."""
        await self.api.close()


def open_slack(whole: Whole, secrets: Secrets) -> SlackOpened:
    """Raises ``ConfigurationError`` with the variable that is missing."""
    kit, mode = whole.kit, whole.kit.settings.slack.mode
    api = SlackApi(secrets.slack_api_url)
    tokens, routes = _tokens(whole.store, kit, secrets)
    door = SlackDoor(
        door=whole.front,
        api=api,
        tokens=tokens,
        voices=kit.voices,
        language=kit.settings.language,
        clock=kit.clock,
        log=kit.log,
        verifier=_verifier(kit, secrets) if mode == "http" else None,
        listening=_listening(kit),
    )
    whole.doors.add(door.troubles)
    socket = None
    if mode == "socket":
        _needed("SLACK_APP_TOKEN", secrets.slack_app_token, mode)
        socket = SocketMode(door.receive, secrets.slack_api_url, secrets.slack_app_token, kit.log)
        whole.doors.add(socket.troubles)
    return SlackOpened(door, [*door.routes(), *routes], socket, api)


def _tokens(store: Store, kit: Kit, secrets: Secrets) -> tuple[Tokens, Sequence[web.RouteDef]]:
    """``SLACK_BOT_TOKEN`` serves one workspace; without it OAuth brings in those that are listed."""
    allowed, url = kit.settings.slack.allowed_workspaces, secrets.slack_api_url
    if secrets.slack_bot_token:
        return OneWorkspace(secrets.slack_bot_token, api_url=url, clock=kit.clock, log=kit.log, allowed=allowed), ()
    if not (secrets.slack_client_id and secrets.slack_client_secret):
        raise ConfigurationError("SLACK_BOT_TOKEN", _NOT_SET.format(mode=kit.settings.slack.mode))
    vault = Sealer(secrets.secret_key)
    installed = Installed(store, vault, allowed=allowed, clock=kit.clock, log=kit.log)
    oauth = OAuth(
        client_id=secrets.slack_client_id,
        client_secret=secrets.slack_client_secret,
        scopes=scopes(_listening(kit)),
        public_url=kit.settings.public_url,
        api_url=url,
        installed=installed,
        states=States(store=store, vault=vault, clock=kit.clock, ids=SystemIds()),
        log=kit.log,
        page=said_page,
    )
    return installed, oauth.routes()


def _verifier(kit: Kit, secrets: Secrets) -> Verifier:
    _needed("SLACK_SIGNING_SECRET", secrets.slack_signing_secret, "http")
    return Verifier(secrets.slack_signing_secret, kit.clock)


def _listening(kit: Kit) -> bool:
    return kit.settings.detection.mode != "disabled"


def _needed(variable: str, value: object, mode: str) -> None:
    if not value:
        raise ConfigurationError(variable, _NOT_SET.format(mode=mode))

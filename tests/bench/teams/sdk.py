"""The Bot Framework SDK with its clients reused: it checks each token and answers a command by ``send_activity``.

``python -m tests.bench.teams.sdk KEYS``: where keys come from. At ``/message`` and ``/command``. The stock adapter
makes two clients for each activity and costs about thirty times as much (``platforms.md``): it is no measure.
"""

import sys
from typing import Any

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    BotFrameworkAuthenticationFactory,
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult

from tests.bench.slack.loopback import serve
from tests.teams.issuer import APP_ID, BOT_TOKEN, ISSUER, PASSWORD


class Credentials(MicrosoftAppCredentials):  # type: ignore[misc]
    def get_access_token(self, force_refresh: bool = False) -> str:
        return BOT_TOKEN


class Reusing:
    """A connector for each service URL, made once; nobody signs in."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._clients: dict[str, ConnectorClient] = {}

    async def authenticate_request(self, activity: Activity, header: str) -> AuthenticateRequestResult:
        found = await self._inner.authenticate_request(activity, header)
        found.connector_factory = self
        return found

    async def create(self, service_url: str, audience: str) -> ConnectorClient:
        if service_url not in self._clients:
            self._clients[service_url] = ConnectorClient(Credentials(APP_ID, PASSWORD), base_url=service_url)
        return self._clients[service_url]

    async def create_user_token_client(self, claims: object) -> None:
        return None


class Adapter(CloudAdapterBase):  # type: ignore[misc]
    pass


def adapter(keys: str) -> Adapter:
    inner = BotFrameworkAuthenticationFactory.create(
        validate_authority=True,
        to_channel_from_bot_login_url="https://login.microsoftonline.com/botframework.com",
        to_channel_from_bot_oauth_scope=ISSUER,
        to_bot_from_channel_token_issuer=ISSUER,
        oauth_url=ISSUER,
        to_bot_from_channel_open_id_metadata_url=f"{keys}/v1/.well-known/openidconfiguration",
        to_bot_from_emulator_open_id_metadata_url=f"{keys}/v1/.well-known/openidconfiguration",
        credential_factory=PasswordServiceClientCredentialFactory(APP_ID, PASSWORD),
    )
    return Adapter(Reusing(inner))


def main(keys: str) -> None:
    bot = adapter(keys)

    async def nothing(context: TurnContext) -> None:
        return None

    async def helped(context: TurnContext) -> None:
        await context.send_activity("help")

    def route(logic: Any) -> Any:
        async def posted(request: web.Request) -> web.Response:
            activity = Activity().deserialize(await request.json())
            await bot.process_activity(request.headers["Authorization"], activity, logic)
            return web.Response()

        return posted

    app = web.Application()
    app.add_routes([web.post("/message", route(nothing)), web.post("/command", route(helped))])
    serve(app)


if __name__ == "__main__":
    main(sys.argv[1])

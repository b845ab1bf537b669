"""The Bot Framework SDK, as far as it goes: its own look at a request, and the turn in which an activity is handled.

Stock ``CloudAdapter`` builds two clients per activity and serialises answers to invokes twice; here clients live as
long as their service URL is in use, and answers come from ``process_activity`` as the plain JSON they are.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity, ActivityTypes, ConversationAccount
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    BotFrameworkAuthentication,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory

from adapters.teams.cloud import Cloud
from adapters.teams.verify import CHANNEL, Verified

Json = dict[str, Any]
Handle = Callable[[], Awaitable[tuple[int, Json | None]]]
KEPT = 100
RESULTS_KEPT = 1_000
_EMULATORS_KEYS = "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"
# The SDK's libraries write whole requests into debug lines.
for _name in ("msrest", "msal", "urllib3", "botbuilder", "botframework"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class NotAuthenticated(Exception):
    """The SDK refuses what the door's own checks have let through."""


class Adapter(CloudAdapterBase):  # type: ignore[misc]
    """One for the door. ``handled``: a turn for a verified activity."""

    def __init__(self, app_id: str, cloud: Cloud) -> None:
        super().__init__(_Authentication(app_id, cloud))

    async def handled(self, verified: Verified, handle: Handle) -> tuple[int, Json | None]:
        """Status and body of the answer that ``handle`` gives; raises ``NotAuthenticated``, else what it raises.

        The SDK gets the few fields it looks at itself: what it does not know would be lost, and odd values raise in it.
        """
        raw = verified.activity
        activity = Activity(
            type=raw["type"],
            channel_id=CHANNEL,
            service_url=raw["serviceUrl"],
            conversation=ConversationAccount(id=raw["conversation"]["id"]),
        )
        try:
            known = await self.bot_framework_authentication.authenticate_request(activity, verified.header)
        except Exception as error:
            raise NotAuthenticated(type(error).__name__) from None
        status: int = 200
        body: Json | None = None

        async def logic(context: TurnContext) -> None:
            nonlocal status, body
            status, body = await handle()
            if activity.type == ActivityTypes.invoke:
                value = InvokeResponse(status=status, body=body)
                await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=value))

        response = await self.process_activity(known, activity, logic)
        return (response.status, response.body) if response is not None else (status, body)


class _Connectors(ConnectorFactory):  # type: ignore[misc]
    """One client per service URL. Calls go through ``api``; the SDK wants a client for each turn all the same."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, ConnectorClient] = OrderedDict()

    async def create(self, service_url: str, audience: str | None = None) -> ConnectorClient:
        client = self._clients.get(service_url)
        if client is None:
            credentials = await PasswordServiceClientCredentialFactory().create_credentials("", "", "", False)
            client = self._clients[service_url] = ConnectorClient(credentials, base_url=service_url)
            while len(self._clients) > KEPT:
                self._clients.popitem(last=False)
        return client


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """The SDK's own check, asked once per token and service URL; nobody signs in, so there is no client for that."""

    def __init__(self, app_id: str, cloud: Cloud) -> None:
        self._connectors = _Connectors()
        self._cloud = cloud
        self._known: OrderedDict[tuple[str | None, str], AuthenticateRequestResult] = OrderedDict()
        self._sdk = BotFrameworkAuthenticationFactory.create(
            validate_authority=True,
            to_channel_from_bot_login_url=cloud.login_url,
            to_channel_from_bot_oauth_scope=cloud.scope,
            to_bot_from_channel_token_issuer=cloud.issuer,
            oauth_url=cloud.scope,
            to_bot_from_channel_open_id_metadata_url=cloud.keys_url,
            to_bot_from_emulator_open_id_metadata_url=_EMULATORS_KEYS,
            credential_factory=PasswordServiceClientCredentialFactory(app_id),
        )

    async def authenticate_request(self, activity: Activity, auth_header: str | None) -> AuthenticateRequestResult:
        place = (auth_header, activity.service_url)
        known = self._known.get(place)
        if known is None:
            known = await self._sdk.authenticate_request(activity, auth_header)
            known.connector_factory = self._connectors
            self._known[place] = known
            while len(self._known) > RESULTS_KEPT:
                self._known.popitem(last=False)
        return known

    async def create_user_token_client(self, claims_identity: object) -> None:
        return None

    def create_connector_factory(self, claims_identity: object) -> ConnectorFactory:
        return self._connectors

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> None:
        raise NotImplementedError("Teams does not stream to bots")

    async def authenticate_channel_request(self, auth_header: str) -> None:
        raise NotImplementedError("no skill calls this bot")

    def create_bot_framework_client(self) -> None:
        raise NotImplementedError("this bot calls no skill")

    def get_originating_audience(self) -> str:
        return self._cloud.scope

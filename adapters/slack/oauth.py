"""Installing into a workspace by OAuth (https://docs.slack.dev/authentication/installing-with-oauth).

Anybody may begin; only a workspace of ``allowed_workspaces`` gets in. Whatever is granted beyond that is handed back
to Slack at once (``auth.revoke``), and nothing of it is stored.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

from adapters.slack.asking import asked, web_client
from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH
from adapters.slack.state import LIFE, States
from adapters.slack.tokens import Grant, Installed
from bot.errors import ChatError, NotRecorded, Rejected
from bot.ports import Log
from bot.settings import Secret

ShowPage = Callable[[web.Request, str, int], web.Response]
"""(request, key of the words, status) → a page for the person in front of the browser."""

Outcome = Literal[
    "installed",
    "state",
    "denied",
    "missing",
    "not_listed",
    "org_wide",
    "rotation",
    "refused",
    "slack_down",
    "not_stored",
]
STATUS: Mapping[Outcome, int] = {
    "installed": 200,
    "missing": 400,
    "state": 403,
    "denied": 403,
    "not_listed": 403,
    "org_wide": 403,
    "rotation": 403,
    "refused": 502,
    "slack_down": 502,
    "not_stored": 503,
}
"""How an install can end; the words' keys are these with ``slack.`` before them."""

_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_CODE = re.compile(r"[\x21-\x7e]{1,500}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]{1,1000}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """The two routes. ``public_url`` (no slash at its end) is where Slack sends the browser back to."""

    client_id: str
    client_secret: Secret
    scopes: Sequence[str]
    public_url: str
    api_url: str
    installed: Installed
    states: States
    log: Log
    page: ShowPage

    def routes(self) -> list[web.RouteDef]:
        # No HEAD: a scanner that looks at the address first would use up the state.
        return [
            web.get(INSTALL_PATH, self._begin, allow_head=False),
            web.get(REDIRECT_PATH, self._return, allow_head=False),
        ]

    async def _begin(self, request: web.Request) -> web.Response:
        """The browser keeps its mark while one is going on: a second tab must not end the first one's install."""
        state, browser = self.states.new(self._browser(request))
        response = web.Response(status=302, headers={**_PRIVATE, "Location": self._authorize_url(state)})
        response.set_cookie(self._cookie, browser, max_age=int(LIFE.total_seconds()), **self._cookie_manners())
        return response

    async def _return(self, request: web.Request) -> web.Response:
        outcome, redeemed = await self._outcome(request)
        response = self.page(request, f"slack.{outcome}", STATUS[outcome])
        response.headers.update(_PRIVATE)
        if redeemed:
            # Only then: another site can send a browser here as well.
            response.del_cookie(self._cookie, **self._cookie_manners())
        return response

    async def _outcome(self, request: web.Request) -> tuple[Outcome, bool]:
        redeemed = False
        try:
            redeemed = await self.states.redeem(request.query.get("state", ""), self._browser(request))
            outcome = await self._granted(request.query) if redeemed else "state"
        except NotRecorded as error:
            self.log.error("slack.install_not_stored", error=error.code)
            outcome = "not_stored"
        return outcome, redeemed

    async def _granted(self, query: Mapping[str, str]) -> Outcome:
        if refusal := query.get("error"):
            return "denied" if refusal == "access_denied" else "refused"
        code = query.get("code", "")
        if not _CODE.fullmatch(code):
            return "missing"
        try:
            answer = await self._exchanged(code)
        except ChatError as error:
            self.log.warning("slack.install_failed", error=error.code, reason=getattr(error, "reason", ""))
            return "refused" if isinstance(error, Rejected) else "slack_down"
        return await self._taken(answer)

    async def _exchanged(self, code: str) -> Mapping[str, Any]:
        # Not through the SDK's own method: that one uses aiohttp's deprecated BasicAuth.
        password = f"{self.client_id}:{self.client_secret.reveal()}".encode()
        answer = await asked(
            web_client(self.api_url).api_call(
                "oauth.v2.access",
                data={"code": code, "redirect_uri": self._redirect_uri},
                headers={"Authorization": f"Basic {b64encode(password).decode()}"},
            )
        )
        return answer.data

    async def _taken(self, answer: Mapping[str, Any]) -> Outcome:
        token, grant = _token_of(answer), grant_of(answer)
        if answer.get("is_enterprise_install"):
            return await self._handed_back(token, "org_wide")
        if grant is None:
            self.log.warning("slack.install_failed", error="unreadable")
            return await self._handed_back(token, "slack_down")
        if not self.installed.allows(grant.workspace):
            self.log.warning("slack.install_not_listed", workspace=grant.workspace)
            return await self._handed_back(token, "not_listed")
        if answer.get("refresh_token") or answer.get("expires_in"):
            # Such a token ends after twelve hours, and the manifest does not ask for it.
            return await self._handed_back(token, "rotation")
        await self.installed.keep(grant)
        return "installed"

    async def _handed_back(self, token: Secret, outcome: Outcome) -> Outcome:
        if token:
            try:
                await asked(web_client(self.api_url, token).auth_revoke())
            except ChatError as error:
                self.log.warning("slack.token_not_revoked", error=error.code, reason=getattr(error, "reason", ""))
        return outcome

    def _authorize_url(self, state: str) -> str:
        """Beside the Web API: for Slack's own address https://slack.com/oauth/v2/authorize."""
        api = urlsplit(self.api_url)
        asked_for = {
            "client_id": self.client_id,
            "scope": ",".join(self.scopes),
            "state": state,
            "redirect_uri": self._redirect_uri,
        }
        return urlunsplit((api.scheme, api.netloc, "/oauth/v2/authorize", urlencode(asked_for), ""))

    @property
    def _redirect_uri(self) -> str:
        return self.public_url + REDIRECT_PATH

    @property
    def _over_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def _cookie(self) -> str:
        """With the prefix no other host, and no plain connection, can set it (RFC 6265bis, 4.1.3.2)."""
        return "__Host-signpost-install" if self._over_https else "signpost-install"

    def _cookie_manners(self) -> dict[str, Any]:
        """Lax: the browser must bring it along when Slack sends it back here."""
        return {"path": "/", "secure": self._over_https, "httponly": True, "samesite": "Lax"}

    def _browser(self, request: web.Request) -> str:
        return request.cookies.get(self._cookie, "")


def grant_of(answer: Mapping[str, Any]) -> Grant | None:
    """The answer of ``oauth.v2.access`` (https://docs.slack.dev/reference/methods/oauth.v2.access); None for nonsense.

    The token of the person who installs (``authed_user``) is left alone: none was asked for.
    """
    team, user = (answer.get(key) for key in ("team", "authed_user"))
    team, user = (part if isinstance(part, Mapping) else {} for part in (team, user))
    token, workspace, bot_user = _token_of(answer), _id(team.get("id")), _id(answer.get("bot_user_id"))
    if not (token and workspace and bot_user and answer.get("token_type", "bot") == "bot"):
        return None
    return Grant(
        workspace=workspace,
        name=_text(team.get("name"))[:200],
        token=token,
        bot_user=bot_user,
        app=_id(answer.get("app_id")),
        scopes=tuple(filter(None, re.split(r"[,\s]+", _text(answer.get("scope"))))),
        user=_id(user.get("id")),
    )


def _token_of(answer: Mapping[str, Any]) -> Secret:
    token = _text(answer.get("access_token"))
    return Secret(token) if _TOKEN.fullmatch(token) else Secret()


def _id(value: object) -> str:
    text = _text(value)
    return text if _ID.fullmatch(text) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

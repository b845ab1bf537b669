"""Installing the app in a browser: from the app's own page over Slack's to where it comes back."""

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp

from tests.slack.seed import Account
from tests.slack.shim import Shim
from tests.slack.team import Team

_LINK = re.compile(r'href="([^"]*/oauth/v2/authorize[^"]*)"')


@dataclass(frozen=True)
class Page:
    """What stands in the browser at the end. ``asked``: what the app asked Slack for (client_id, scope, state …)."""

    status: int
    text: str
    url: str
    asked: dict[str, str]


async def install(shim: Shim, team: Team, by: Account, signpost: str, path: str, allow: bool) -> Page:
    """``allow``: the person agrees; otherwise they cancel, and the app is told ``access_denied``."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(f"{signpost}{path}", allow_redirects=False) as page:
            text = await page.text()
            found = _LINK.search(text)
            link = page.headers.get("Location") or (html.unescape(found[1]) if found else "")
            if "/oauth/v2/authorize" not in link:
                return Page(page.status, text, str(page.url), {})
        asked = dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))
        back = await _agreed(shim, team, by, asked) if allow else _denied(asked)
        async with browser.get(back) as page:
            return Page(page.status, await page.text(), str(page.url), asked)


async def _agreed(shim: Shim, team: Team, by: Account, asked: dict[str, str]) -> str:
    status, text = await team.upstream.page("/oauth/v2/authorize", asked)
    assert status == 200, text
    form = {name: asked.get(name, "") for name in ("redirect_uri", "scope", "user_scope", "state", "client_id")}
    back = await team.upstream.allow(form | {"user_id": by.user_id})
    shim.code_for(team, parse_qs(urlsplit(back).query)["code"][0])
    return back


def _denied(asked: dict[str, str]) -> str:
    return f"{asked['redirect_uri']}?error=access_denied&state={asked.get('state', '')}"

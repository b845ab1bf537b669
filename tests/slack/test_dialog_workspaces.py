"""Several workspaces of one firm, brought in by OAuth: each with its own token, and out again."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.slack.emulator import Slack
from tests.slack.house import FIRM, SECRET_KEY, House, reads, signpost
from tests.slack.seed import other_firm
from tests.slack.workspace import Workspace

pytestmark = pytest.mark.node
CLOSED = "Signpost is not open to this workspace. Nothing was recorded."
LINE = "/client-flag acme disrespect:2 rude on the phone"


@asynccontextmanager
async def open_to(slack: Slack, folder: Path, *workspaces: str) -> AsyncIterator[House]:
    """Signpost without a token of its own, for the workspaces that are listed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    await slack.redirects_to(f"{address}/slack/oauth_redirect")
    config = {
        **FIRM,
        "public_url": address,
        "server": {"port": port},
        "slack": {"mode": "http", "allowed_workspaces": list(workspaces)},
    }
    environ = slack.environment(oauth=True) | {"SIGNPOST_SECRET_KEY": SECRET_KEY}
    async with signpost(slack, folder, config=config, environ=environ) as house:
        for workspace in slack.workspaces.values():
            workspace.connect(slack.workspace.transport)
        yield house


async def installed(house: House, workspace: Workspace, who: str = "olivia") -> None:
    page = await workspace.person(who).installs(house.url)
    assert page.status == 200, page.text


def tokens_of(house: House, method: str) -> dict[str, str]:
    """Channel → token of the messages so far."""
    return {call.arguments["channel"]: call.token for call in house.slack.shim.of(method)}


async def test_two_workspaces_are_installed_and_each_is_spoken_to_with_its_own_token(
    slack: Slack, sqlite_url: str, tmp_path: Path
) -> None:
    first, other = slack.workspace, await slack.add(other_firm())
    async with open_to(slack, tmp_path, "T01TEST", "T02OTHER") as house:
        reads(await first.person("alice").types(LINE), CLOSED)
        page = await other.person("olivia").installs(house.url)
        assert page.status == 200 and "Signpost" in page.text
        assert "commands" in page.asked["scope"].split(",") and page.asked["client_id"] == "1000.2000"
        await installed(house, first)
        await house.has_client("Acme GmbH", "lena", aliases="Acme")
        for workspace in (first, other):
            alice = workspace.person("alice")
            reads(await alice.types(LINE), "Recorded as #", "Acme GmbH, Disrespect")
            reads(await alice.receives("Report #"), "State: counts")
        used = tokens_of(house, "chat.postMessage")
        assert used[first.person("alice").dm] != used[other.person("alice").dm]
        for workspace in (first, other):
            assert used[workspace.person("alice").dm] in slack.shim.tokens(workspace.team)
        form = (await other.person("alice").types("/client-flag acme hello there")).modal
        reads(form, "Client: Acme GmbH", "hello there")
        stored = (tmp_path / "signpost.db").read_bytes()
        assert not any(token.encode() in stored for token in used.values()), "sealed"


async def test_unlisted_workspace_is_refused_and_its_token_handed_back(
    slack: Slack, sqlite_url: str, tmp_path: Path
) -> None:
    other = await slack.add(other_firm())
    async with open_to(slack, tmp_path, "T01TEST") as house:
        page = await other.person("olivia").installs(house.url)
        assert page.status == 403 and "allowed_workspaces" in page.text
        assert slack.shim.tokens(other.team) == [], "revoked"
        reads(await other.person("alice").types(LINE), CLOSED, "An admin of Signpost can add it")
        other.patience = 0.1
        assert (await other.person("alice").shortcut()).text == ""
        denied = await slack.person("olivia").installs(house.url, allow=False)
        assert denied.status == 403
        reads(await slack.person("alice").types(LINE), CLOSED)


@pytest.mark.parametrize("how", ["uninstalls", "revokes"])
async def test_uninstalled_workspace_is_closed_at_once(slack: Slack, sqlite_url: str, tmp_path: Path, how: str) -> None:
    other = await slack.add(other_firm())
    async with open_to(slack, tmp_path, "T01TEST", "T02OTHER") as house:
        await installed(house, slack.workspace)
        await installed(house, other)
        await house.has_client("Acme GmbH", "lena", aliases="Acme")
        reads(await other.person("alice").types(LINE), "Recorded as #1")
        await house.settles()
        await getattr(other, how)()
        async with house.whole.store.read() as unit:
            assert [found.workspace for found in await unit.installations.all("slack")] == ["T01TEST"]
        reads(await other.person("alice").types(LINE), CLOSED)
        reads(await slack.person("alice").types(LINE), "Recorded as #2")
        await installed(house, other)
        reads(await other.person("alice").types(LINE), "Recorded as #3")

"""Slack for a test: ``async with slack_emulator() as slack``. Node runs emulate; everything else is in this process."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType

import aiohttp

from tests.npm import installed
from tests.slack.people import Person
from tests.slack.seed import JSON, WorkspaceSeed, agency, as_rows
from tests.slack.shim import Shim
from tests.slack.socketmode import SocketMode
from tests.slack.team import Team
from tests.slack.upstream import Upstream
from tests.slack.workspace import Workspace

FOLDER = Path(__file__).parent


class Node:
    """The Node process. Its workspaces listen on 127.0.0.1; it ends when its stdin closes, so with this process."""

    def __enter__(self) -> "Node":
        self._process = subprocess.Popen(
            ["node", "start.mjs"],
            cwd=installed(FOLDER, "emulate"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def open(self, seed: JSON) -> str:
        """Start a workspace; its address."""
        return self._ordered({"open": seed})

    def close(self, url: str) -> None:
        self._ordered({"close": url})

    def _ordered(self, order: JSON) -> str:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "url" in answer, answer
        return str(answer["url"])


class Slack:
    """Everything that Slack is to the app: ``environment`` is what the app gets, ``person`` who uses it."""

    signing_secret = "signing-secret-of-the-tests"
    app_token = "xapp-1-A0SIGNPOST"

    def __init__(self, node: Node, session: aiohttp.ClientSession, trigger_seconds: float) -> None:
        self.shim = Shim(self.app_token, trigger_seconds)
        self.workspaces: dict[str, Workspace] = {}
        self._redirects: tuple[str, ...] = ()
        self._node = node
        self._session = session

    @property
    def api_url(self) -> str:
        """``SLACK_API_URL``."""
        return self.shim.api_url

    @property
    def socket(self) -> SocketMode:
        return self.shim.socket

    @property
    def workspace(self) -> Workspace:
        """The first one."""
        return next(iter(self.workspaces.values()))

    def person(self, name: str) -> Person:
        return self.workspace.person(name)

    def environment(self, *, oauth: bool = False, socket: bool = False) -> dict[str, str]:
        """The variables that Signpost reads: one workspace's token, or the app's own credentials with ``oauth``."""
        seed = self.workspace.seed
        own = {"SLACK_CLIENT_ID": seed.client_id, "SLACK_CLIENT_SECRET": seed.client_secret}
        return (
            {"SLACK_API_URL": self.api_url, "SLACK_SIGNING_SECRET": self.signing_secret}
            | (own if oauth else {"SLACK_BOT_TOKEN": seed.bot_token})
            | ({"SLACK_APP_TOKEN": self.app_token} if socket else {})
        )

    async def add(self, seed: WorkspaceSeed) -> Workspace:
        """One more workspace, at the same address."""
        team = Team(seed, Upstream(self._node.open(as_rows(seed)), self._session))
        self.shim.admit(team)
        self.workspaces[seed.team_id] = Workspace(team, self.shim)
        await self.redirects_to(*self._redirects)
        return self.workspaces[seed.team_id]

    async def redirects_to(self, *addresses: str) -> None:
        """Where OAuth may lead back to (the manifest's ``redirect_urls``), in every workspace."""
        self._redirects = addresses
        for workspace in self.workspaces.values():
            await workspace.team.upstream.change(
                "oauthApps", {"redirect_uris": list(addresses)}, client_id=workspace.seed.client_id
            )

    def assert_clean(self) -> None:
        """No block that Slack would refuse, no message too fast, no ack too late, no dead trigger used."""
        watch = self.shim.watch
        assert not watch.problems, "\n".join(watch.problems)
        assert not watch.violations, "\n".join(watch.violations)

    async def close(self) -> None:
        await self.shim.close()
        for workspace in self.workspaces.values():
            self._node.close(workspace.team.upstream.url)


@asynccontextmanager
async def slack_emulator(
    *seeds: WorkspaceSeed,
    scopes: Sequence[str] | None = None,
    node: Node | None = None,
    trigger_seconds: float = 3,
) -> AsyncIterator[Slack]:
    """Slack with these workspaces (``agency()`` if none is named, its bot's ``scopes`` as told).

    ``node``: a running one; each use gets fresh workspaces in it. Without it a process of its own is started.
    """
    if node is None:
        own = await asyncio.to_thread(Node().__enter__)
        try:
            async with slack_emulator(*seeds, scopes=scopes, node=own, trigger_seconds=trigger_seconds) as slack:
                yield slack
        finally:
            await asyncio.to_thread(own.__exit__, None, None, None)
        return
    async with aiohttp.ClientSession() as session:
        slack = Slack(node, session, trigger_seconds)
        await slack.shim.start()
        try:
            for seed in seeds or (agency(scopes) if scopes else agency(),):
                await slack.add(seed)
            yield slack
        finally:
            await slack.close()

"""Which token speaks to which workspace: the one of the environment, or those that OAuth brought in."""

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from adapters.slack.asking import Answer, asked, domain_in, web_client
from bot.domain.installation import Installation
from bot.domain.person import PersonRef
from bot.errors import ChatError, ConfigurationError, NotRecorded, RateLimited, Rejected, Unreachable
from bot.ports import Act, Clock, Log, Store, Vault
from bot.settings import Secret

PLATFORM = "slack"
KEPT = timedelta(seconds=30)
CLOCKS_APART = timedelta(seconds=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What the bot is and may do in a workspace.

    ``bot_user``, ``bot_id`` and ``domain`` (of the workspace's address) are empty and ``scopes`` is None while Slack
    has not told them.
    """

    workspace: str
    value: Secret
    bot_user: str = ""
    bot_id: str = ""
    scopes: frozenset[str] | None = None
    domain: str = ""


class Tokens(Protocol):
    async def of(self, workspace: str) -> Token | None:
        """None for a workspace that is not let in. May raise ``NotRecorded`` (the store); never a ``ChatError``."""

    async def learn(self) -> object:
        """Ask Slack at start what a request would have to wait for; never raises."""

    async def forget(self, workspace: str, happened: datetime | None = None) -> bool:
        """The workspace threw the bot out (``app_uninstalled``, or ``tokens_revoked`` naming a bot): delete its token.

        Whether there was one. Raises ``NotRecorded``: the event must then be left unanswered, so that it comes again.
        """


async def token_for(tokens: Tokens, workspace: str) -> Token:
    """For whoever sends. Raises ``Rejected("not_installed")``, and ``Unreachable`` while the store cannot be read."""
    try:
        token = await tokens.of(workspace)
    except NotRecorded as error:
        raise Unreachable(error.code) from error
    if token is None:
        raise Rejected("not_installed")
    return token


class OneWorkspace:
    """``SLACK_BOT_TOKEN``: one token, of the workspace that Slack's ``auth.test`` names.

    It works while Slack is unreachable too. Until ``auth.test`` has once succeeded, every workspace of ``allowed`` gets
    the token; where that list is empty, the one that asks first. That is safe enough: whoever asks was verified by the
    app's own signing secret (or came through its own socket), and an app that was not distributed lives in one
    workspace. A workspace that turns out to be another gets nothing from then on.
    """

    def __init__(self, value: Secret, *, api_url: str, clock: Clock, log: Log, allowed: Collection[str] = ()) -> None:
        self._value = value
        self._api_url = api_url
        self._clock = clock
        self._log = log
        self._allowed = frozenset(allowed)
        self._known: Token | None = None
        self._first_to_ask = ""
        self._turn = asyncio.Lock()
        self._tried_at: datetime | None = None
        self._asking: asyncio.Task[Token | None] | None = None
        self._pause = timedelta(0)

    async def of(self, workspace: str) -> Token | None:
        if self._allowed and workspace not in self._allowed:
            return None
        known = self._known
        if known is not None:
            return known if known.workspace == workspace else None
        if self._is_due() and (self._asking is None or self._asking.done()):
            # Whoever speaks now has three seconds: nobody waits for it.
            self._asking = asyncio.create_task(self.learn(), name="auth.test")
        return self._unproven(workspace)

    async def forget(self, workspace: str, happened: datetime | None = None) -> bool:
        """Nothing is stored. The revoked token stays in the environment until somebody replaces it."""
        return False

    async def learn(self) -> Token | None:
        """The token with what ``auth.test`` told, asking it when nobody has, at growing distances while it fails.

        Await it at start: a request goes on without it (it takes 2 s at most).
        """
        if self._known is None and self._is_due():
            async with self._turn:
                if self._known is None and self._is_due():
                    await self._ask()
        return self._known

    def _is_due(self) -> bool:
        return self._tried_at is None or not self._tried_at <= self._clock.now() < self._tried_at + self._pause

    async def _ask(self) -> None:
        if self._tried_at is not None:
            # Who comes meanwhile waits for the first try only: Slack may take its time to fail.
            self._tried_at = self._clock.now()
        try:
            self._known = _told(self._value, await asked(web_client(self._api_url, self._value).auth_test()))
            self._check_listed(self._known.workspace)
        except ChatError as error:
            self._pause = min(max(2 * self._pause, FIRST_PAUSE), LONGEST_PAUSE)
            if isinstance(error, RateLimited):
                self._pause = max(self._pause, timedelta(seconds=error.retry_after))
            say = self._log.error if isinstance(error, Rejected) else self._log.warning
            say("slack.token_unproven", error=error.code, reason=getattr(error, "reason", ""))
        self._tried_at = self._clock.now()

    def _check_listed(self, workspace: str) -> None:
        if self._allowed and workspace not in self._allowed:
            self._log.error("slack.workspace_not_listed", workspace=workspace)

    def _unproven(self, workspace: str) -> Token | None:
        if not self._allowed:
            self._first_to_ask = self._first_to_ask or workspace
            if workspace != self._first_to_ask:
                return None
        return Token(workspace=workspace, value=self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a workspace granted by OAuth; ``user`` is who did it."""

    workspace: str
    name: str
    token: Secret
    bot_user: str
    app: str
    scopes: tuple[str, ...]
    user: str


@dataclass(frozen=True, slots=True)
class _Kept:
    read_at: datetime
    token: Token | None


class Installed:
    """The installations of the store. Only workspaces of ``allowed`` are let in, whatever is stored.

    A token is kept in memory for at most 30 s, so that within a minute every replica knows of an uninstallation that
    one of them was told.
    """

    def __init__(self, store: Store, vault: Vault, *, allowed: Collection[str], clock: Clock, log: Log) -> None:
        self._store = store
        self._vault = vault
        self._allowed = frozenset(allowed)
        self._clock = clock
        self._log = log
        self._kept: dict[str, _Kept] = {}

    def allows(self, workspace: str) -> bool:
        return workspace in self._allowed

    async def of(self, workspace: str) -> Token | None:
        if not self.allows(workspace):
            return None
        now = self._clock.now()
        kept = self._kept.get(workspace)
        if kept is None or not kept.read_at <= now < kept.read_at + KEPT:
            kept = await self._read(workspace, now)
        return kept.token

    async def learn(self) -> None:
        """Everything stands in the store."""

    async def keep(self, grant: Grant) -> None:
        """Store it, sealed, in place of an earlier one. Raises ``NotRecorded``."""
        now, by = self._clock.now(), str(PersonRef(PLATFORM, grant.workspace, grant.user))
        installation = Installation(
            platform=PLATFORM,
            workspace=grant.workspace,
            name=grant.name,
            bot_user=grant.bot_user,
            app=grant.app,
            sealed_token=self._vault.seal(grant.token.reveal(), _context(grant.workspace)),
            scopes=grant.scopes,
            installed_by=by,
            installed_at=now,
        )
        async with self._store.write() as unit:
            await unit.installations.save(installation)
            await unit.journal.record(Act(at=now, by=by, act="workspace_installed", subject=grant.workspace))
            await unit.commit()
        self._kept.pop(grant.workspace, None)
        self._log.info("slack.installed", workspace=grant.workspace)

    async def forget(self, workspace: str, happened: datetime | None = None) -> bool:
        """``happened`` before the present installation: the event comes late, and is about an earlier one."""
        now = self._clock.now()
        async with self._store.write() as unit:
            installation = await unit.installations.of_workspace(PLATFORM, workspace)
            if installation and happened and happened < installation.installed_at - CLOCKS_APART:
                return False
            found = await unit.installations.forget(PLATFORM, workspace)
            if found:
                await unit.journal.record(Act(at=now, by=PLATFORM, act="workspace_uninstalled", subject=workspace))
                await unit.commit()
        self._kept.pop(workspace, None)
        return found

    async def _read(self, workspace: str, now: datetime) -> _Kept:
        async with self._store.read() as unit:
            installation = await unit.installations.of_workspace(PLATFORM, workspace)
        if installation is None:
            # Not kept: whoever has just installed the bot must not wait.
            self._kept.pop(workspace, None)
            return _Kept(now, None)
        kept = self._kept[workspace] = _Kept(now, await self._opened(installation))
        return kept

    async def _opened(self, installation: Installation) -> Token | None:
        try:
            value = self._vault.open(installation.sealed_token, _context(installation.workspace))
        except ConfigurationError as error:
            self._log.error("slack.token_unreadable", workspace=installation.workspace, error=error.code)
            return None
        if self._vault.needs_resealing(installation.sealed_token):
            await self._reseal(installation, value)
        return Token(
            workspace=installation.workspace,
            value=Secret(value),
            bot_user=installation.bot_user,
            scopes=frozenset(installation.scopes),
        )

    async def _reseal(self, installation: Installation, value: str) -> None:
        """With the newest key. It can wait where the store cannot write now: the next reading tries again."""
        workspace, old = installation.workspace, installation.sealed_token
        try:
            async with self._store.write() as unit:
                anew = self._vault.seal(value, _context(workspace))
                await unit.installations.reseal(PLATFORM, workspace, old, anew)
                await unit.commit()
        except NotRecorded as error:
            self._log.warning("slack.token_not_resealed", workspace=workspace, error=error.code)


def _context(workspace: str) -> str:
    return f"{PLATFORM}/{workspace}/bot-token"


def _told(value: Secret, answer: Answer) -> Token:
    """https://docs.slack.dev/reference/methods/auth.test; raises ``Unreachable`` for an answer that tells nothing."""
    workspace, bot_user, bot_id = (answer.data.get(key) for key in ("team_id", "user_id", "bot_id"))
    if not (isinstance(workspace, str) and workspace and isinstance(bot_user, str)):
        raise Unreachable("unreadable")
    return Token(
        workspace=workspace,
        value=value,
        bot_user=bot_user,
        bot_id=bot_id if isinstance(bot_id, str) else "",
        scopes=None if answer.scopes is None else frozenset(filter(None, re.split(r"[,\s]+", answer.scopes))),
        domain=domain_in(answer.data),
    )

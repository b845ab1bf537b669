"""Workspaces that let the bot in, with their tokens as the vault sealed them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, select, update

from bot.domain.installation import Installation
from storage.session import Session, mine
from storage.tables.work import installations


class SqlInstallations:
    """The port ``Installations``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_workspace(self, platform: str, workspace: str) -> Installation | None:
        row = await self._session.row(self._query(*_is(platform, workspace)))
        return _installation(row) if row else None

    async def all(self, platform: str) -> Sequence[Installation]:
        rows = await self._session.rows(
            self._query(installations.c.platform == platform).order_by(installations.c.workspace)
        )
        return [_installation(row) for row in rows]

    async def save(self, installation: Installation) -> None:
        await self._session.put(installations, _row(installation))

    async def reseal(self, platform: str, workspace: str, sealed: str, anew: str) -> bool:
        same = (mine(installations), *_is(platform, workspace), installations.c.sealed_token == sealed)
        return bool((await self._session.run(update(installations).where(*same).values(sealed_token=anew))).rowcount)

    async def forget(self, platform: str, workspace: str) -> bool:
        gone = (mine(installations), *_is(platform, workspace))
        return bool((await self._session.run(delete(installations).where(*gone))).rowcount)

    def _query(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(installations).where(mine(installations), *conditions)


def _is(platform: str, workspace: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return installations.c.platform == platform, installations.c.workspace == workspace


def _row(installation: Installation) -> dict[str, Any]:
    return {
        "platform": installation.platform,
        "workspace": installation.workspace,
        "name": installation.name,
        "bot_user": installation.bot_user,
        "app": installation.app,
        "sealed_token": installation.sealed_token,
        "scopes": ",".join(installation.scopes),
        "installed_by": installation.installed_by,
        "installed_at": installation.installed_at,
    }


def _installation(row: RowMapping) -> Installation:
    return Installation(
        platform=row["platform"],
        workspace=row["workspace"],
        name=row["name"],
        bot_user=row["bot_user"],
        app=row["app"],
        sealed_token=row["sealed_token"],
        scopes=tuple(scope for scope in row["scopes"].split(",") if scope),
        installed_by=row["installed_by"],
        installed_at=row["installed_at"],
    )

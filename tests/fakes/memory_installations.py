"""Workspaces that let the bot in, in memory."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.installation import Installation
from tests.fakes.memory_state import Desk, storable_value


class MemoryInstallations:
    """The port ``Installations``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of_workspace(self, platform: str, workspace: str) -> Installation | None:
        return self._desk.look().installations.get((platform, workspace))

    async def all(self, platform: str) -> Sequence[Installation]:
        found = [one for one in self._desk.look().installations.values() if one.platform == platform]
        return sorted(found, key=lambda one: one.workspace)

    async def save(self, installation: Installation) -> None:
        kept = storable_value(installation)
        self._desk.change().installations[kept.platform, kept.workspace] = kept

    async def reseal(self, platform: str, workspace: str, sealed: str, anew: str) -> bool:
        installations = self._desk.change().installations
        found = installations.get((platform, workspace))
        if found is None or found.sealed_token != sealed:
            return False
        installations[platform, workspace] = replace(found, sealed_token=anew)
        return True

    async def forget(self, platform: str, workspace: str) -> bool:
        return self._desk.change().installations.pop((platform, workspace), None) is not None

"""Inbound keys, the organization and the audit log in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.ports import Act, Organization
from tests.fakes.memory_state import Desk, storable_value


class MemoryJournal:
    """The port ``Journal``; its log lives and dies with the test, so nothing chains it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def seen(self, key: str) -> str | None:
        taken = self._desk.look().keys.get(key)
        return taken and taken[1]

    async def take(self, key: str, at: datetime, result: str = "") -> bool:
        keys = self._desk.change().keys
        if key in keys:
            return False
        keys[key] = (at, result)
        return True

    async def organization(self) -> Organization | None:
        return self._desk.look().organization

    async def save_organization(self, organization: Organization) -> None:
        self._desk.change().organization = replace(storable_value(organization), id=self._desk.organization)

    async def record(self, act: Act) -> None:
        state = self._desk.change()
        state.acts = (*state.acts, storable_value(act))

    async def acts(self, limit: int = 200) -> Sequence[Act]:
        return self._desk.look().acts[::-1][:limit]

    async def forget_keys_before(self, moment: datetime) -> int:
        keys = self._desk.change().keys
        old = [key for key, (at, _) in keys.items() if at < moment]
        for key in old:
            del keys[key]
        return len(old)

    async def spend(self, budget: str, day: date, limit: int) -> bool:
        spent = self._desk.change().spent
        if spent.get((budget, day), 0) >= limit:
            return False
        spent[budget, day] = spent.get((budget, day), 0) + 1
        return True

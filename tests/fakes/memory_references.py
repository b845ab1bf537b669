"""How people are reached, in memory."""

from bot.domain.person import PersonRef
from bot.domain.reference import ChatReference
from tests.fakes.memory_state import Desk, storable_value


class MemoryReferences:
    """The port ``References``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of_person(self, person: PersonRef) -> ChatReference | None:
        return self._desk.look().references.get(person)

    async def of_chat(self, platform: str, workspace: str, chat: str) -> ChatReference | None:
        return self._latest([one for one in self._all(platform, workspace) if one.chat == chat])

    async def latest_of(self, platform: str, workspace: str) -> ChatReference | None:
        return self._latest(self._all(platform, workspace))

    async def save(self, reference: ChatReference) -> None:
        kept = storable_value(reference)
        self._desk.change().references[kept.person] = kept

    def _all(self, platform: str, workspace: str) -> list[ChatReference]:
        kept = self._desk.look().references.values()
        return [one for one in kept if (one.person.platform, one.person.workspace) == (platform, workspace)]

    @staticmethod
    def _latest(found: list[ChatReference]) -> ChatReference | None:
        by_name = sorted(found, key=lambda one: one.person)
        return max(by_name, key=lambda one: one.seen_at, default=None)

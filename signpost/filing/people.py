"""People as files name them: known ones by their ref, others created."""

from urllib.parse import quote

from bot.access import roles_of
from bot.domain.person import IMPORTED, Person, PersonRef
from bot.kit import Kit
from bot.ports import Unit
from signpost.refs import person_written

IMPORTED_AS = (IMPORTED, "file")
"""Platform and workspace of people that a file names in its own way (a pseudonym, a name)."""


class Directory:
    """Finds or creates each person once; its life is one transaction."""

    def __init__(self, unit: Unit, kit: Kit) -> None:
        self._unit = unit
        self._kit = kit
        self._found: dict[PersonRef, str] = {}

    async def by_ref(self, ref: PersonRef, name: str = "") -> str:
        """The person's id. Somebody new is called by the ref's user part until a door knows better."""
        if ref not in self._found:
            known = await self._unit.people.by_ref(ref)
            self._found[ref] = known.id if known else await self._created(ref, name)
        return self._found[ref]

    async def by_words(self, words: str) -> str:
        """``slack:T01/U1`` is that person; any other word stands for somebody, the same word for the same one."""
        try:
            return await self.by_ref(person_written(words))
        except ValueError:
            return await self.by_ref(PersonRef(*IMPORTED_AS, quote(words, safe="")), words)

    async def _created(self, ref: PersonRef, name: str) -> str:
        roles = roles_of((ref,), self._kit.settings)
        person = Person(id=self._kit.ids.new(), name=name or ref.user, refs=(ref,), roles=roles)
        await self._unit.people.save(person)
        return person.id

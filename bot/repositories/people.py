"""People, where they can be reached, and their sessions in a browser."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.person import Person, PersonRef, Role
from bot.domain.reference import ChatReference
from bot.domain.session import WebSession


class People(Protocol):
    async def by_ref(self, ref: PersonRef) -> Person | None: ...
    async def by_id(self, person: str) -> Person | None: ...
    async def by_ids(self, people: Sequence[str]) -> Mapping[str, Person]: ...
    async def everybody(self) -> Sequence[Person]:
        """All people, by name."""

    async def let_in(self) -> Sequence[Person]:
        """Guests and people of other firms whom an admin has let in, their account in use; by name."""

    async def with_role(self, *roles: Role) -> Sequence[Person]:
        """Those who have one of the firm-wide roles, by name; active or not."""

    async def save(self, person: Person) -> None:
        """Insert or replace, with all refs. A new person whose ref is taken already is not made: ask ``by_ref``."""

    async def take_over(self, person: Person, gone: str) -> None:
        """Save the person, who is the same as another: whatever ``gone`` did or was told is theirs, and that one is no
        more. Where both stand below one report or nudge, the first of the two stays. Clients and the audit log keep
        the old id.
        """


class References(Protocol):
    """How people are reached on a platform that tells it only when they show up."""

    async def of_person(self, person: PersonRef) -> ChatReference | None: ...
    async def of_chat(self, platform: str, workspace: str, chat: str) -> ChatReference | None:
        """Whose 1:1 chat with the bot that is."""

    async def latest_of(self, platform: str, workspace: str) -> ChatReference | None:
        """The one learned last, whoever it is of: its address serves others of the workspace."""

    async def save(self, reference: ChatReference) -> None:
        """Insert, or replace the person's."""


class Sessions(Protocol):
    """Who looks at pages in a browser."""

    async def by_id(self, id: str) -> WebSession | None:
        """Also one whose time is over."""

    async def save(self, session: WebSession) -> None: ...
    async def end_of(self, who: PersonRef) -> int:
        """Delete all of that person's; how many there were."""

    async def forget_ended(self, now: datetime) -> int:
        """Delete those whose time is over."""

"""Charts inside cards: asked of the core with the rights of whoever is to see them, and left out where it refuses."""

from collections.abc import Iterator

from adapters.teams.buttons import Json
from adapters.teams.render import NONE, Pictures, message
from bot.domain.person import PersonRef
from bot.messages import ChartAsked, From
from bot.notices.parts import Notice, Page, Picture
from bot.ports import Door
from bot.replies import Told


class Charts:
    """Teams has one card for all that a message says, so that the picture has to be there before it is sent."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def of(self, by: From, shown: Notice | Page) -> Pictures:
        """The first chart of a notice or page: a card has room for one."""
        client = next(_clients(shown), None)
        if client is None:
            return NONE
        drawn = await self._door.chart(ChartAsked(by, client, "small"))
        return NONE if isinstance(drawn, Told) else {client: drawn}

    async def message(self, person: PersonRef | None, notice: Notice) -> Json:
        """What ``render.message`` makes of a notice that comes to somebody unasked (``outbound.Render``)."""
        if person is None:
            return message(notice)
        return message(notice, pictures=await self.of(From(who=person, key="", external=None), notice))


def _clients(shown: Notice | Page) -> Iterator[str]:
    parts = [shown] if isinstance(shown, Notice) else shown.sections
    return (block.client for part in parts for block in part.blocks if isinstance(block, Picture))

"""The folder for the keys of check-ins at the start: made ours, or off with the reason."""

from bot.keeping import adopt
from tests.dialogs.house import House
from tests.fakes.keys import MemoryKeys


class Unwritable(MemoryKeys):
    def put_canary(self, canary: str) -> None:
        """The disk is full."""


async def test_folder_that_takes_nothing_is_said_and_tried_again_at_the_next_start() -> None:
    house, whole = House(), MemoryKeys()
    assert await adopt(house.store, house.kit, Unwritable(), alone=False) == "not_writable"
    assert await adopt(house.store, house.kit, whole, alone=False) == ""
    async with house.store.read() as unit:
        assert await unit.checkins.canary() == whole.canary() != ""

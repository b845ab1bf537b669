"""A bus whose parts are named where they matter and stood in for where they do not."""

from bot.bus import Bus
from bot.ears import Ears
from bot.handlers.table import HANDLERS
from bot.kit import Kit
from bot.ports import Store
from tests.fakes.doors import FakeDoors
from tests.fakes.keys import MemoryKeys


def bus_of(store: Store, kit: Kit, ears: Ears, **parts: object) -> Bus:
    """``parts``: by the names that handlers ask for; without them nobody draws, prints or drafts."""
    idle = {"drafter": None, "charts": None, "documents": None, "doors": FakeDoors(), "keys": MemoryKeys()}
    return Bus(HANDLERS, {"store": store, "kit": kit, "ears": ears, **idle, **parts})

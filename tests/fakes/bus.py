"""A bus whose parts are named where they matter and stood in for where they do not."""

from bot.bus import Bus
from bot.ears import Ears
from bot.handlers.table import HANDLERS
from bot.kit import Kit
from bot.ports import Store
from bot.rosters import Rosters
from tests.fakes.doors import FakeDoors
from tests.fakes.keys import MemoryKeys


def bus_of(store: Store, kit: Kit, ears: Ears, **parts: object) -> Bus:
    """``parts``: by the names that handlers ask for; without them nobody draws, prints or drafts, and no
    channel can be looked at."""
    nobody = {"drafter": None, "charts": None, "documents": None}
    idle = {**nobody, "doors": FakeDoors(), "keys": MemoryKeys(), "rosters": Rosters(store, kit, {})}
    return Bus(HANDLERS, {"store": store, "kit": kit, "ears": ears, **idle, **parts})

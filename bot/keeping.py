"""Whether the keys of check-ins can be kept here: else check-ins are off, and whoever asks is told why."""

from bot.errors import NotPossible
from bot.kit import Kit
from bot.ports import RoundKeys, Store, Unit


async def off_because(unit: Unit, keys: RoundKeys) -> str:
    """Why check-ins are off, as a word; empty: they are on. ``not_shared``: the folder is not the one in which the
    organization's rounds are kept, or it was lost."""
    if trouble := keys.trouble():
        return trouble
    expected = await unit.checkins.canary()
    return "" if expected and keys.canary() == expected else "not_shared"


async def must_be_on(unit: Unit, keys: RoundKeys) -> None:
    """Raises ``NotPossible("off_…")``."""
    if off := await off_because(unit, keys):
        raise NotPossible(f"off_{off}")


async def adopt(store: Store, kit: Kit, keys: RoundKeys, *, alone: bool) -> str:
    """Make the folder ours where nobody has one yet; why check-ins are off after that.

    ``alone``: no other process serves this organization, so a folder without the canary was lost, not mistaken: it is
    ours from now on, and rounds whose keys went with the old one are void.
    """
    async with store.read() as unit:
        expected, off = await unit.checkins.canary(), await off_because(unit, keys)
    if off != "not_shared" or (expected and not alone):
        return off
    async with store.write() as unit:
        await unit.lock_client("checkin canary")
        if await unit.checkins.canary() != expected:
            return await off_because(unit, keys)
        canary = keys.canary() if not expected and keys.canary() else kit.ids.new()
        keys.put_canary(canary)
        if keys.canary() != canary:
            return "not_writable"
        await unit.checkins.save_canary(canary)
        await unit.commit()
    return ""

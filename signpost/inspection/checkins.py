"""Whether the keys of check-ins can be kept where ``checkins.key_dir`` says; if not, check-ins are off: why."""

from bot.errors import NotRecorded
from bot.keeping import off_because
from bot.settings import Settings
from signpost.composition import keys_of, open_store_of
from signpost.inspection.findings import Finding, State

WHY = {
    "beside_the_database": (
        "lies in or below the folder of the database or of a backup (storage.backup_dirs), and whoever copies that "
        "would have the keys as well; name another folder, best one in memory or on an encrypted disk"
    ),
    "readable_by_others": "can be read by other accounts; chmod 700 the folder and 600 the files in it",
    "not_writable": "cannot be made or written by this account",
    "not_shared": (
        "is not the one in which this organization's rounds are kept: all replicas need the same folder; if it was "
        "lost for good, `signpost checkins adopt` makes this one the new one, and open rounds are void"
    ),
}


async def checkin_finding(settings: Settings, there: bool) -> Finding:
    """``there``: the tables can be read."""
    keys, folder = keys_of(settings), settings.checkins.key_dir
    if keys.is_misplaced():
        return Finding(State.WRONG, "Check-ins", f"are off: {folder} {WHY['beside_the_database']}")
    if not folder.exists():
        return Finding(State.GOOD, "Check-ins", f"{folder} is made at the first start")
    if trouble := keys.trouble():
        return Finding(State.WRONG, "Check-ins", f"are off: {folder} {WHY[trouble]}")
    if not there:
        return Finding(State.GOOD, "Check-ins", f"their keys are kept in {folder}")
    store = open_store_of(settings)
    try:
        async with store.read() as unit:
            known, off = await unit.checkins.canary(), await off_because(unit, keys)
            rounds = [one for one in await unit.checkins.unfinished() if one.is_open]
    except NotRecorded as error:
        return Finding(State.WRONG, "Check-ins", f"the record cannot be read ({error})")
    finally:
        await store.close()
    if known and off:
        return Finding(State.WRONG, "Check-ins", f"are off: {folder} {WHY[off]}")
    words = f"their keys are kept in {folder}"
    if any(one.group != settings.checkins.minimum_group for one in rounds):
        words += "; a round is open under another checkins.minimum_group, which stays until its close"
    return Finding(State.GOOD, "Check-ins", words)

"""Does the public address lead here?"""

from adapters.common.reachable import healthy
from bot.errors import Unreachable
from signpost.inspection.findings import Finding, State


async def address(door: str, public_url: str, judged: str) -> Finding:
    """``judged``: where it can be seen whether the platform reaches it; from here only half of that can be said."""
    outside = f"whether {door} reaches it can only be judged from outside{judged}"
    try:
        await healthy(public_url)
    except Unreachable as error:
        words = (
            f"{public_url}/healthz does not answer from here: {error}. Is `signpost run` running behind it? If it is, "
        )
        return Finding(State.WRONG, f"{door} address", f"{words}If it is, {outside}")
    return Finding(State.GOOD, f"{door} address", f"{public_url}/healthz answers from here; {outside}")

"""What Microsoft itself says of a deployment. For ``signpost check --online``.

One question is one call, without retries, and never more than a few seconds. What goes wrong is one of the errors of
``bot.errors``: ``Unreachable`` (nobody answered, or not in a way that can be read), ``Rejected`` with the login's code.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import aiohttp

from adapters.common.reachable import why
from adapters.teams.cloud import PUBLIC, Cloud
from adapters.teams.keys import fetched
from adapters.teams.tokens import ByManagedIdentity, ByPassword
from adapters.teams.verify import CHANNEL
from bot.errors import ChatError, Unreachable
from bot.ports import Clock
from bot.settings import Secret

SECONDS = 5.0
T = TypeVar("T")


class TeamsItself:
    """Microsoft's login and keys, as the door will ask for them."""

    def __init__(self, clock: Clock, cloud: Cloud = PUBLIC) -> None:
        self._clock = clock
        self._cloud = cloud

    async def takes_password(self, app_id: str, password: Secret, tenant: str) -> None:
        """Does the login give the app a token? Raises ``Rejected`` with the login's code."""
        await _asked(ByPassword(app_id, password, tenant, self._cloud, self._clock)())

    async def takes_identity(self, app_id: str) -> None:
        """Does this machine have the managed identity of that id? Raises ``Rejected`` where it does not."""
        await _asked(ByManagedIdentity(app_id, self._cloud, self._clock)())

    async def keys(self) -> int:
        """How many of the keys that Microsoft publishes may speak for Teams."""
        found = await _asked(fetched(self._cloud.keys_url))
        return sum(CHANNEL in key.endorsements for key in found.values())


async def _asked(question: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(SECONDS):
            return await question
    except ChatError as error:
        raise error from None
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(why(error, SECONDS)) from None
    except Exception:
        raise Unreachable("the answer cannot be read") from None

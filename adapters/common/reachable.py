"""Does something answer at an address, and if not, why? For ``signpost check --online``, in words for a person."""

import json

import aiohttp

from bot.errors import Unreachable

ANSWER_LIMIT = 1_000


async def healthy(public_url: str, timeout_seconds: float = 5) -> None:
    """Does Signpost answer at its public address? Raises ``Unreachable`` with the reason.

    Redirects are not followed: the platforms do not follow them either.
    """
    timeout = aiohttp.ClientTimeout(total=timeout_seconds)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(f"{public_url}/healthz", allow_redirects=False) as answer,
        ):
            body = await answer.content.read(ANSWER_LIMIT)
            if answer.status != 200:
                raise Unreachable(f"the answer is HTTP {answer.status}")
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(why(error, timeout_seconds)) from None
    if not _is_ok(body):
        raise Unreachable("something else than Signpost answers")


def why(error: Exception, timeout_seconds: float) -> str:
    """Of what aiohttp raises; never a word that came from outside."""
    match error:
        case TimeoutError():
            return f"no answer within {timeout_seconds:g} seconds"
        case aiohttp.InvalidURL():
            return "that is no web address"
        case aiohttp.ClientConnectorDNSError():
            return "its name leads nowhere from here"
        case aiohttp.ClientSSLError():
            return "its certificate is not accepted"
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return "nothing listens there"
        case aiohttp.ClientConnectorError():
            return "no way leads there from here"
    return "the connection broke"


def _is_ok(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("status") == "ok"

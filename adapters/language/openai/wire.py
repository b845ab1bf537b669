"""The one place where ``openai`` is imported: a request, and its failures as ours.

Chat completions, not the newer Responses API: whatever else speaks OpenAI's API speaks these.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

import httpx2
import openai

from adapters.language.openai.answers import ModelFailed
from adapters.language.openai.asking import FORMAT, probabilities, turns
from bot.domain.detection import Side
from bot.settings import OpenAI, Secret

BODY_LIMIT = 64 * 1024
"""Of a whole answer, in bytes; what goes on is cut off."""
TOKENS = 4_000
"""A model may think before it answers; more than this, and the answer is cut and void."""
_REST_SECONDS = 60.0
_MOST_REST_SECONDS = 3_600.0


class Wire:
    """``base_url``: of a compatible endpoint, empty for OpenAI's own. Between requests nothing is open."""

    def __init__(self, settings: OpenAI, key: Secret, base_url: str = "") -> None:
        # With OPENAI_LOG=debug the library logs whole requests. Nobody's words go into a log.
        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._settings = settings
        self._client = openai.AsyncOpenAI(
            api_key=key.reveal(),
            base_url=base_url or "https://api.openai.com/v1",
            timeout=settings.timeout_seconds,
            max_retries=0,
            # A redirection would carry the message to somebody nobody has named.
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False,
                timeout=settings.timeout_seconds,
                # Minutes lie between two requests: a kept connection would be found dead, and nobody asks twice.
                limits=httpx2.Limits(max_keepalive_connections=0),
                event_hooks={"response": [_refused]},
            ),
        )

    async def ask(self, text: str, side: Side, language: str) -> Mapping[str, float]:
        """``text``: with placeholders → probability of each sign. Raises ``ModelFailed``; takes no longer than set."""
        return probabilities(await self.answer(turns(text, side, language), FORMAT))

    async def answer(self, turns: Sequence[Mapping[str, str]], form: Mapping[str, object]) -> bytes:
        """A completion's whole body. Raises ``ModelFailed``; takes no longer than set."""
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                return await self._body(turns, form)
        except (TimeoutError, openai.APITimeoutError):
            raise ModelFailed("timeout") from None
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            raise (
                error.__cause__ if isinstance(error.__cause__, ModelFailed) else ModelFailed("unreachable")
            ) from None

    async def _body(self, turns: Sequence[Mapping[str, str]], form: Mapping[str, object]) -> bytes:
        """Read by hand: an endless answer ends at ``BODY_LIMIT``."""
        completions = self._client.chat.completions.with_streaming_response
        request = completions.create(
            model=self._settings.model,
            messages=cast(Any, turns),
            response_format=cast(Any, form),
            max_completion_tokens=TOKENS,
            store=False,
        )
        body = bytearray()
        async with request as response:
            async for chunk in response.iter_bytes(4_096):
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise ModelFailed("too_long")
        return bytes(body)


async def _refused(response: httpx2.Response) -> None:
    """Before the library reads the body of a failure, however long that is, or logs it."""
    if not 200 <= response.status_code < 300:
        await response.aclose()
        raise ModelFailed(f"status_{response.status_code}", _rest(response))


def _rest(response: httpx2.Response) -> float:
    """How long to leave the other side alone: as it says, or a minute where asking again cannot help."""
    if response.status_code not in (401, 403, 404, 429, 503):
        return 0.0
    try:
        said = float(response.headers.get("retry-after", _REST_SECONDS))
    except ValueError:
        said = _REST_SECONDS
    return min(max(said, 0.0), _MOST_REST_SECONDS) if said == said else _REST_SECONDS

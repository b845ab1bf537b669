"""``signpost run``: the doors that ``app.yaml`` enables over one server, until it is told to stop."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.server import Closing, build_app, serve
from adapters.system import route_standard_logging
from bot.ports import Chat
from bot.settings import Settings
from signpost.assembly import Whole, assembled
from signpost.composition import kit_of
from signpost.environment import Secrets
from signpost.slackdoor import open_slack
from storage.migrate import head

NO_DOOR = (
    "No door is enabled, so nobody can talk to Signpost yet. Set slack.mode in app.yaml (docs/slack.md shows how); the "
    "door to Microsoft Teams comes with a later version. `signpost demo` shows everything in a practice workspace. "
    "Health answers at {address}/healthz."
)
HELLO = {
    "http": "Signpost answers at {address}. Slack's requests go to {url}/slack/events. (Ctrl+C ends it)",
    "socket": "Signpost connects to Slack by Socket Mode; health answers at {address}/healthz. (Ctrl+C ends it)",
}


async def run(settings: Settings, secrets: Secrets) -> None:
    """Serve until SIGTERM or Ctrl+C; then finish what is in hand, within ten seconds."""
    kit = kit_of(settings)
    # Libraries log what they fail on, word for word: reports, tokens. From here on only who and where is kept.
    route_standard_logging(kit.log)
    chats: dict[str, Chat] = {}
    whole = await assembled(kit, chats)
    slack = open_slack(whole, secrets) if settings.slack.mode != "disabled" else None
    if slack:
        chats[slack.chat.platform] = slack.chat
    hello = HELLO.get(settings.slack.mode, NO_DOOR)
    await serve_whole(
        whole,
        routes=slack.routes if slack else (),
        host=settings.server.host,
        port=settings.server.port,
        hello=lambda address: say(hello.format(address=address, url=settings.public_url)),
        closing=[slack.close] if slack else (),
        beside=slack.running() if slack else (),
        ended=[slack.hang_up] if slack else (),
    )


async def serve_whole(
    whole: Whole,
    *,
    routes: Sequence[web.AbstractRouteDef],
    host: str,
    port: int,
    hello: Callable[[str], None],
    closing: Sequence[Closing] = (),
    beside: Sequence[Coroutine[Any, Any, None]] = (),
    ended: Sequence[Closing] = (),
) -> None:
    """The engine, the server and what a door runs beside them; a signal ends all.

    ``closing`` comes when no new request is taken, ``ended`` when the last delivery has gone out.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = build_app(
        routes=routes, log=whole.kit.log, ready=whole.missing, registry=CollectorRegistry(), closing=closing
    )
    whole.kit.log.info("started", schema=head(), policy=whole.kit.policy.version)
    _keep_what_is_there()
    engine = asyncio.create_task(whole.engine.run())
    engine.add_done_callback(lambda _: stop.set())
    doors = [asyncio.create_task(work) for work in beside]
    for door in doors:
        door.add_done_callback(lambda done: None if done.cancelled() or done.exception() is None else stop.set())
    try:
        await serve(app, host=host, port=port, stop=stop, started=hello)
    finally:
        for door in doors:
            door.cancel()
        for fallen in await asyncio.gather(*doors, return_exceptions=True):
            if isinstance(fallen, Exception):
                whole.kit.log.error("door_fell", error=fallen)
        await whole.close()
        for end in ended:
            await end()
    await engine


def _keep_what_is_there() -> None:
    """All that is loaded stays; else the collector looks through it again and again, and everybody waits meanwhile."""
    gc.collect()
    gc.freeze()


def say(sentence: str) -> None:
    """To the person at the terminal."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()

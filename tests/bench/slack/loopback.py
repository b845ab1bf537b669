"""A subject's process: an aiohttp application on a free loopback port, until whoever started it is gone."""

import asyncio
import sys

from aiohttp import web

WAIT_SECONDS = 0.2


def serve(app: web.Application) -> None:
    """Print the address, serve, end with the end of stdin."""
    asyncio.run(_serve(app))


async def _serve(app: web.Application) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=WAIT_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin, ended.set)
    await ended.wait()
    await runner.cleanup()

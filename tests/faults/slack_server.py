"""Signpost as a process of its own, as ``signpost run`` composes it, with the door to Slack.

``python -m tests.faults.slack_server URL``; the environment says the rest, as for any deployment (``SLACK_API_URL``,
``SLACK_BOT_TOKEN`` …). The options are what a test must be able to turn: the clock, paces and limits, and a fault to
plant. SIGUSR1 gives back the connections to the database, as a long night does.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.slack import asking
from adapters.slack.api import SlackApi
from adapters.slack.pacing import Pacer
from adapters.system import route_standard_logging
from bot.kit import Kit
from bot.ports import Chat, Detector, Drafter, Log
from bot.settings import People, PolicySettings, Secret, Server, Settings, Slack, StorageSettings
from signpost import application, composition
from signpost.application import run
from signpost.assembly import Whole, assembled
from signpost.environment import read_secrets
from tests.fakes.detector import FakeDetector
from tests.faults.planted import FAULTS
from tests.faults.server import Ahead
from tests.faults.slack_api import TEAM
from tests.faults.slack_firm import ADMIN, OWNER, ref

PATIENT_SECONDS = 60


def turned(owner: object, name: str, value: object) -> None:
    """In this process the name means something else from now on."""
    setattr(owner, name, value)


def settings_of(url: str, mode: str) -> Settings:
    """A deployment on that database without shadow days, at a free port."""
    people = People(owners=(ref(OWNER),), admins=(ref(ADMIN),))
    return replace(
        Settings(),
        server=Server(port=0),
        storage=StorageSettings(url=Secret(url)),
        slack=Slack(mode="socket" if mode == "socket" else "http", allowed_workspaces=(TEAM,)),
        policy=PolicySettings(shadow_days=0),
        people=people,
    )


def reconnecting() -> None:
    """SIGUSR1, as of ``tests.faults.server``."""
    kept: set[asyncio.Task[None]] = set()

    async def hooked(kit: Kit, chats: Mapping[str, Chat], _detector: Detector, _drafter: Drafter) -> Whole:
        whole = await assembled(kit, chats, FakeDetector())

        def reconnect() -> None:
            task = asyncio.ensure_future(whole.store.close())
            kept.add(task)
            task.add_done_callback(kept.discard)

        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, reconnect)
        return whole

    turned(application, "assembled", hooked)


def patient() -> None:
    """The door's own limits for calls to Slack are a minute: an answer that waits for a call waits visibly."""
    turned(SlackApi.call, "__defaults__", (float(PATIENT_SECONDS),))
    turned(asking, "ANSWER_SECONDS", PATIENT_SECONDS)


def talkative() -> None:
    """Everything that any library says, at DEBUG: through the product's log, and what is said of Slack as it is."""

    def routed(log: Log) -> None:
        route_standard_logging(log, logging.DEBUG)
        for name in ("signpost", "slack_bolt", "slack_sdk", "aiohttp", "asyncio"):
            logging.getLogger(name).addHandler(logging.StreamHandler(sys.stderr))

    turned(application, "route_standard_logging", routed)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--mode", choices=("http", "socket"), default="http")
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds by which the clock is ahead")
    parser.add_argument("--pace", type=float, default=1.0, help="seconds between two messages in a chat")
    parser.add_argument("--patient", action="store_true", help="wait a minute for Slack")
    parser.add_argument("--talkative", action="store_true", help="log at DEBUG")
    parser.add_argument("--fault", choices=sorted(FAULTS), help="a fault to plant")
    asked = parser.parse_args(arguments)
    turned(composition, "SystemClock", lambda: Ahead(asked.ahead))
    turned(Pacer.__init__, "__defaults__", (asked.pace,))
    reconnecting()
    if asked.patient:
        patient()
    if asked.talkative:
        talkative()
    if asked.fault:
        FAULTS[asked.fault]()
    os.umask(0o077)
    asyncio.run(run(settings_of(asked.url, asked.mode), read_secrets(os.environ)))


if __name__ == "__main__":
    main()

"""Signpost as a process of its own, as ``signpost run`` composes it, with the door to Teams.

``python -m tests.faults.teams_server URL --keys URL --teams URL``; the environment says the rest, as for any
deployment (``MicrosoftAppId`` …). The options are what a test must be able to turn: where Microsoft is, the clock, and
a fault to plant.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from adapters.system import route_standard_logging
from adapters.teams.cloud import Cloud
from bot.ports import Log
from bot.settings import Detection, People, PolicySettings, Secret, Server, Settings, StorageSettings, Teams
from signpost import application, composition, teamsdoor
from signpost.application import run
from signpost.assembly import Whole
from signpost.environment import Secrets, read_secrets
from signpost.teamsdoor import TeamsOpened, open_teams
from tests.faults.planted import FAULTS
from tests.faults.server import Ahead
from tests.faults.slack_server import turned
from tests.faults.teams_firm import ADMIN, OWNER, ref
from tests.teams.issuer import Issuer


def settings_of(url: str, *, listening: bool = False) -> Settings:
    """A deployment on that database without shadow days, at a free port."""
    return replace(
        Settings(),
        server=Server(port=0),
        storage=StorageSettings(url=Secret(url)),
        teams=Teams(mode="http"),
        policy=PolicySettings(shadow_days=0),
        people=People(owners=(ref(OWNER),), admins=(ref(ADMIN),)),
        detection=Detection(mode="ask" if listening else "disabled"),
    )


def within(cloud: Cloud) -> None:
    """Microsoft is there, and nowhere else."""

    def opened(whole: Whole, secrets: Secrets) -> TeamsOpened:
        return open_teams(whole, secrets, cloud)

    turned(teamsdoor, "open_teams", opened)


def talkative() -> None:
    """Everything that any library says, at DEBUG: through the product's log, and what is said of Teams as it is."""

    def routed(log: Log) -> None:
        route_standard_logging(log, logging.DEBUG)
        for name in ("signpost", "botbuilder", "botframework", "msal", "msrest", "urllib3", "aiohttp", "asyncio"):
            logging.getLogger(name).addHandler(logging.StreamHandler(sys.stderr))

    turned(application, "route_standard_logging", routed)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--keys", required=True, help="where keys and tokens come from")
    parser.add_argument("--teams", required=True, help="where messages are taken")
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds by which the clock is ahead")
    parser.add_argument("--talkative", action="store_true", help="log at DEBUG")
    parser.add_argument("--listening", action="store_true", help="hear the channels for which it is switched on")
    parser.add_argument("--fault", choices=sorted(FAULTS), help="a fault to plant")
    asked = parser.parse_args(arguments)
    turned(composition, "SystemClock", lambda: Ahead(asked.ahead))
    within(Issuer(url=asked.keys).cloud(asked.teams))
    if asked.talkative:
        talkative()
    if asked.fault:
        FAULTS[asked.fault]()
    os.umask(0o077)
    asyncio.run(run(settings_of(asked.url, listening=asked.listening), read_secrets(os.environ)))


if __name__ == "__main__":
    main()

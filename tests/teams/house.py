"""The door to Teams with a local Microsoft around it. What is heard and shown is up to whoever asks for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from adapters.system import SystemClock
from adapters.teams.app import Talk, TeamsDoor
from adapters.teams.outbound import Render
from adapters.teams.tokens import ByPassword, Tokens
from bot.domain.person import PersonRef
from bot.notices.parts import Notice, plain
from bot.ports import Clock, Log, Store
from bot.settings import Secret
from signpost.voices import voices
from tests.adapters.practice.scripted import ListLog
from tests.fakes.memory import MemoryStore
from tests.teams.connector import Connector
from tests.teams.issuer import APP_ID, PASSWORD, TENANT, Issuer

Json = dict[str, Any]


class Deaf:
    """Nothing becomes of what is heard."""

    async def take(self, activity: Json) -> Json | None:
        return None

    async def close(self) -> None:
        pass


async def shown(person: PersonRef | None, notice: Notice) -> Json:
    """The title alone."""
    return {"type": "message", "text": plain(notice.title)}


@asynccontextmanager
async def door_to(
    issuer: Issuer,
    connector: Connector,
    *,
    app_id: str = APP_ID,
    talk: Talk = lambda sender, afterwards: Deaf(),
    render: Render = shown,
    store: Store | None = None,
    clock: Clock | None = None,
    log: Log | None = None,
) -> AsyncIterator[TeamsDoor]:
    """Keys and tokens come from the issuer, and messages go to the connector."""
    clock = clock or SystemClock()
    cloud = issuer.cloud(connector.url)
    fetch = ByPassword(app_id, Secret(PASSWORD), TENANT, cloud, clock) if app_id else None
    door = TeamsDoor(
        app_id=app_id,
        tenants=(TENANT,),
        tokens=Tokens(fetch, clock),
        talk=talk,
        render=render,
        store=store or MemoryStore(),
        voices=voices(),
        language="en",
        clock=clock,
        log=log or ListLog(),
        cloud=cloud,
    )
    try:
        yield door
    finally:
        await door.close()
        await door.api.close()

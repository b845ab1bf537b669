"""The firm of the Teams door's fault tests, and what Teams posts for its people, each with an id of its own."""

import itertools
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.client import Client
from bot.domain.listening import Listening, ListeningState
from bot.domain.person import ChannelRef, Person, PersonRef
from storage.store import open_store
from tests.faults.firm import client_name
from tests.teams.activities import activity, invoke
from tests.teams.connector import Connector, person
from tests.teams.issuer import TENANT

Json = dict[str, Any]
_NONCE = itertools.count(1)


def _user(number: int) -> str:
    return f"d0000000-0000-4000-8000-{number:012d}"


OWNER, ADMIN = _user(1), _user(2)
LEADS = tuple(_user(10 + number) for number in range(4))
REPORTERS = tuple(_user(100 + number) for number in range(24))


def ref(user: str) -> PersonRef:
    return PersonRef("teams", TENANT, user)


def name_of(user: str) -> str:
    """As Teams tells it and the record knows it, so that nobody's name is written down anew."""
    return f"Person {int(user[-12:])}"


def meet(teams: Connector, *more: str) -> None:
    """Let Teams know them all as members of the firm."""
    for user in (OWNER, ADMIN, *LEADS, *REPORTERS, *more):
        teams.members[f"29:{user}"] = person(user, name_of(user))


async def settle_in(url: str, clients: range) -> None:
    """Reporters, leads and clients, written as an import would."""
    store = open_store(url)
    async with store.write() as unit:
        for user in (*REPORTERS, *LEADS):
            await unit.people.save(Person(id=user, name=name_of(user), refs=(ref(user),), language="en"))
        for number in clients:
            lead = LEADS[number % len(LEADS)]
            await unit.clients.save(Client(id=f"c{number}", name=client_name(number), leads=(lead,)))
        await unit.commit()
    await store.close()


async def listen_in(url: str, client: str, channel: ChannelRef) -> None:
    """Bind a channel to a client and switch listening on, as an admin would."""
    store = open_store(url)
    async with store.write() as unit:
        found = await unit.clients.by_id(client)
        assert found is not None
        await unit.clients.save(replace(found, channels=(channel,)))
        now = datetime.now(UTC)
        await unit.listened.save(
            Listening(channel=channel, client=client, state=ListeningState.ON, set_by=LEADS[0], set_at=now)
        )
        await unit.commit()
    await store.close()


# --- What Teams posts --------------------------------------------------------------------------------------------


def _id() -> str:
    return f"{os.getpid()}{time.time_ns()}{next(_NONCE)}"


def typed(service_url: str, user: str, words: str) -> Json:
    """In the person's own chat with the bot."""
    return activity(service_url, id=_id(), user=user, text=words)


def flag(service_url: str, user: str, mark: str, client: str, sign: str) -> Json:
    return typed(service_url, user, f"/client-flag {client} {sign} {mark}")


def flag_message(service_url: str, user: str, words: str) -> Json:
    """The message action: its form, with the quote filled in."""
    value = {
        "commandId": "flag",
        "commandContext": "message",
        "messagePayload": {"id": _id(), "body": {"contentType": "text", "content": words}},
    }
    return invoke(service_url, "composeExtension/fetchTask", value, id=_id(), user=user)

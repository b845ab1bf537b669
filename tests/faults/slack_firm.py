"""The firm of the Slack door's fault tests, and what Slack posts for its people: complete, each with ids of its own."""

import itertools
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.domain.client import Client
from bot.domain.person import ChannelRef, Person, PersonRef
from storage.store import open_store
from tests.fakes.clock import START
from tests.faults.firm import client_name
from tests.faults.slack_api import TEAM, name_of
from tests.slack import payloads
from tests.slack.reading import Message, View
from tests.slack.seed import Account, WorkspaceSeed

Json = dict[str, Any]
OWNER, ADMIN = "U0OWNER", "U0ADMIN"
REPORTERS = tuple(f"U0REPORTER{number}" for number in range(24))
LEADS = tuple(f"U0LEAD{number}" for number in range(4))
GENERAL = "C0GENERAL"
SEED = WorkspaceSeed()
RESPONSE_URL = "http://127.0.0.1:9/response"
_NONCE = itertools.count(1)


AHEAD = START.timestamp() - time.time()
"""Seconds by which servers' clocks are off: it is a Monday morning whenever the tests run, and time goes on for all."""


def account(user: str) -> Account:
    return Account(name=user.lower(), user_id=user, team_id=TEAM, real_name=name_of(user))


def ref(user: str) -> PersonRef:
    return PersonRef("slack", TEAM, user)


def keeper(number: int) -> str:
    """The lead of the client whose channel is shared: one each, so that nobody's daily cap is met."""
    return f"U0KEEPER{number}"


def channel(number: int) -> str:
    return f"C0CLIENT{number}"


async def settle_in(url: str, clients: range, *, shared: range = range(0), leads: Sequence[str] = LEADS) -> None:
    """Reporters, leads and clients, written as an import would; ``shared`` ones have a channel and their own lead."""
    people = [*REPORTERS, *leads, *map(keeper, shared)]
    store = open_store(url)
    async with store.write() as unit:
        for user in people:
            await unit.people.save(Person(id=user, name=name_of(user), refs=(ref(user),), language="en"))
        for number in clients:
            led = (leads[number % len(leads)],)
            await unit.clients.save(Client(id=f"c{number}", name=client_name(number), leads=led))
        for number in shared:
            place = ChannelRef("slack", TEAM, channel(number))
            name = f"Shared {client_name(number)}"
            await unit.clients.save(Client(id=f"s{number}", name=name, leads=(keeper(number),), channels=(place,)))
        await unit.commit()
    await store.close()


# --- What Slack posts --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """One inbound delivery: the same call twice is the repeat of it. ``mark`` stands in a report's text."""

    kind: Literal["command", "interaction", "event"]
    mark: str
    body: Mapping[str, Any]

    @property
    def user(self) -> str:
        user = self.body.get("user_id") or self.body.get("user") or self.body.get("event", {}).get("user", "")
        return str(user["id"] if isinstance(user, Mapping) else user)


def _trigger() -> str:
    return f"{os.getpid()}.{time.time_ns()}.{next(_NONCE):08x}"


def typed(user: str, line: str, mark: str, response_url: str = RESPONSE_URL) -> Call:
    body = payloads.command(SEED, account(user), line, GENERAL, "general", response_url, _trigger())
    return Call("command", mark, body)


def flag(user: str, mark: str, client: str, sign: str) -> Call:
    return typed(user, f"/client-flag {client} {sign} {mark}", mark)


def form(user: str, mark: str, client: str, sign: str, day: str = "2026-03-02") -> Call:
    """The report form, filled in and sent. ``day``: of the servers' clock."""
    values: Mapping[str, Json] = {
        "client": {"clients": _chosen("external_select", client)},
        "sign": {"value": _chosen("static_select", sign)},
        "severity": {"value": _chosen("static_select", "1")},
        "summary": {"value": {"type": "plain_text_input", "value": mark}},
        "occurred_on": {"value": {"type": "datepicker", "selected_date": day}},
    }
    blocks = [{"type": "input", "block_id": name} for name in values]
    kept = json.dumps({"form": "flag", "state": {}, "kept": {}, "channel": GENERAL})
    raw = {"id": f"V{next(_NONCE):08d}", "team_id": TEAM, "type": "modal", "callback_id": "form", "blocks": blocks}
    view = View(raw | {"private_metadata": kept})
    return Call("interaction", mark, payloads.submission(SEED, account(user), view, dict(values), _trigger()))


def _chosen(kind: str, value: str) -> Json:
    return {"type": kind, "selected_option": {"text": {"type": "plain_text", "text": value}, "value": value}}


def press(user: str, action: str, value: str, mark: str, response_url: str = RESPONSE_URL) -> Call:
    """A button below the person's own receipt, in the chat with the bot."""
    place = account(user).direct
    message = Message(place, {"ts": "1772442004.000001", "text": "receipt", "user": SEED.bot_user_id})
    button = {"type": "button", "action_id": f"do|0|{action}", "value": value}
    pair = ({"type": "actions", "block_id": "b"}, button)
    body = payloads.pressed_in_message(SEED, account(user), message, pair, "directmessage", response_url, _trigger())
    return Call("interaction", mark, body)


def mention(user: str, mark: str, words: str = "help") -> Call:
    message = Message(GENERAL, {"ts": payloads.now_ts(), "text": f"<@{SEED.bot_user_id}> {words}"})
    return Call("event", mark, payloads.envelope(SEED, payloads.mentioned(account(user), message)))


def direct_message(user: str, mark: str, words: str = "hello") -> Call:
    message = Message(account(user).direct, {"ts": payloads.now_ts(), "text": words})
    return Call("event", mark, payloads.envelope(SEED, payloads.written(SEED, account(user), message, "im")))


def home(user: str, mark: str) -> Call:
    return Call("event", mark, payloads.envelope(SEED, payloads.home_opened(account(user), None)))


def sharing(number: int, mark: str) -> Call:
    event = {"type": "channel_shared", "connected_team_id": "T09CLIENT", "channel": channel(number)}
    return Call("event", mark, payloads.envelope(SEED, event | {"event_ts": payloads.now_ts()}, is_ext_shared=True))

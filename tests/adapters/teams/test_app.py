"""The door over HTTP: answers to invokes as they are, words where something failed, and nothing personal in the log."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from adapters.common.shapes import Malformed
from adapters.http.server import build_app
from adapters.teams.app import TeamsDoor
from adapters.teams.references import person_in
from bot.domain.person import PersonRef
from bot.errors import StoreBusy
from tests.adapters.practice.scripted import ListLog
from tests.fakes.memory import MemoryStore
from tests.slack import faults
from tests.teams.activities import ALICE, activity, invoke
from tests.teams.connector import Connector, connector
from tests.teams.house import door_to
from tests.teams.issuer import APP_ID, Issuer, issuer

Json = dict[str, Any]
WORDS = "canarywordsofaperson"
INVOKES = (
    "adaptiveCard/action",
    "application/search",
    "task/fetch",
    "task/submit",
    "composeExtension/fetchTask",
    "composeExtension/submitAction",
    "composeExtension/query",
    "unheardOf",
)


@dataclass
class Scripted:
    """What is heard, and what comes of it."""

    answer: Callable[[Json], Awaitable[Json | None]]
    heard: list[Json] = field(default_factory=list)

    async def take(self, activity: Json) -> Json | None:
        self.heard.append(activity)
        return await self.answer(activity)

    async def close(self) -> None:
        pass


@dataclass
class Bench:
    door: TeamsDoor
    talk: Scripted
    teams: Connector
    trusted: Issuer
    client: TestClient[Any, Any]
    log: ListLog

    async def sends(self, told: Json, **claims: Any) -> ClientResponse:
        token = self.trusted.token(self.teams.service_url, **claims)
        return await self.client.post("/api/messages", json=told, headers={"Authorization": f"Bearer {token}"})

    @property
    def url(self) -> str:
        return self.teams.service_url


@asynccontextmanager
async def bench(answer: Callable[[Json], Awaitable[Json | None]], app_id: str = APP_ID) -> AsyncIterator[Bench]:
    talk, log = Scripted(answer), ListLog()

    async def ready() -> list[str]:
        return []

    async with (
        issuer() as trusted,
        connector() as teams,
        door_to(trusted, teams, talk=lambda sender, afterwards: talk, log=log, app_id=app_id) as door,
    ):
        app = build_app(routes=door.routes(), log=log, ready=ready, registry=CollectorRegistry())
        async with TestClient(TestServer(app)) as client:
            yield Bench(door, talk, teams, trusted, client, log)


async def nothing(_: Json) -> None:
    return None


def raising(error: Exception) -> Callable[[Json], Awaitable[Json | None]]:
    async def answer(_: Json) -> Json | None:
        raise error

    return answer


@pytest.mark.parametrize("name", INVOKES)
async def test_invoke_with_a_body_is_answered_with_just_that(name: str) -> None:
    """Stock ``CloudAdapter`` answers every one of them with a 500."""
    body = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": {"ä": [1, None, "🙈"]}}

    async def answer(_: Json) -> Json:
        return body

    async with bench(answer) as own:
        response = await own.sends(invoke(own.url, name, {"verb": "x"}))
        assert (response.status, await response.json()) == (200, body)
        assert response.content_type == "application/json"
        assert own.talk.heard[0]["value"] == {"verb": "x"}


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction"])
async def test_activity_without_an_answer_is_a_200_without_a_body(kind: str) -> None:
    async with bench(nothing) as own:
        response = await own.sends(activity(own.url, kind, name="task/fetch", deliveryMode="expectReplies"))
        assert (response.status, await response.read()) == (200, b"")
        assert [heard["type"] for heard in own.talk.heard] == [kind]


async def test_what_is_heard_is_what_was_sent_with_every_field() -> None:
    async with bench(nothing) as own:
        told = activity(own.url, unheard={"of": [1]}, value={"x": None})
        await own.sends(told)
        assert own.talk.heard == [told]


async def test_odd_shape_is_a_400() -> None:
    async with bench(raising(Malformed("no_text"))) as own:
        for told in (activity(own.url), invoke(own.url, "task/fetch"), activity(own.url, "conversationUpdate")):
            response = await own.sends(told)
            assert (response.status, await response.json()) == (400, {"error": "no_text"})


@pytest.mark.parametrize("error", [StoreBusy(), RuntimeError(WORDS), KeyError(WORDS)])
@pytest.mark.parametrize("name", INVOKES)
async def test_invoke_that_fails_is_told_in_the_platforms_form(name: str, error: Exception) -> None:
    async with bench(raising(error)) as own:
        response = await own.sends(invoke(own.url, name, {"words": WORDS}))
        said = await response.json()
        assert response.status == 200
        assert WORDS not in json.dumps(said) + repr(own.log.lines[-1][1].get("code"))
        if name.startswith("task/") or name in ("composeExtension/fetchTask", "composeExtension/submitAction"):
            words = said["task"]["value"]
            assert said["task"]["type"] == "message"
        elif name.startswith("composeExtension/"):
            words = said["composeExtension"]["text"]
        else:
            words = said["value"]["message"]
            assert (said["statusCode"], said["type"]) == (500, "application/vnd.microsoft.error")
        assert "not recorded" in words.lower() or "nothing was" in words.lower() or "try again" in words.lower()


async def test_message_that_fails_is_answered_in_words_of_its_language() -> None:
    async with bench(raising(StoreBusy())) as own:
        response = await own.sends(activity(own.url, locale="de-DE", text=WORDS))
        assert (response.status, await response.read()) == (200, b"")
        await own.door.settled()
        (said,) = own.teams.said_to(ALICE)
        assert said["textFormat"] == "plain" and "nicht" in said["text"]


async def test_failure_is_told_in_private_where_others_read_along() -> None:
    channel = {"id": "19:team@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True}
    async with bench(raising(RuntimeError(WORDS))) as own:
        response = await own.sends(activity(own.url, conversation=channel, text=WORDS))
        assert response.status == 200
        await own.door.settled()
        (said,) = own.teams.posted
        assert said.conversation != channel["id"] and "Something went wrong" in said.now["text"]


async def test_news_that_could_not_be_kept_are_told_again() -> None:
    async with bench(raising(StoreBusy())) as own:
        response = await own.sends(activity(own.url, "installationUpdate", action="add"))
        assert response.status == 503 and own.teams.posted == []


async def test_failure_is_logged_by_its_kind_only() -> None:
    async with bench(raising(RuntimeError(WORDS))) as own:
        await own.sends(activity(own.url, text=WORDS))
        await own.door.settled()
    ((event, values),) = [line for line in own.log.lines if line[0] == "teams.failed"]
    assert set(values) == {"kind", "error"} and values["kind"] == "message"


async def test_refusal_says_a_word_and_nothing_else() -> None:
    async with bench(nothing) as own:
        response = await own.sends(activity(own.url), aud="another")
        assert (response.status, await response.json()) == (401, {"error": "foreign_audience"})
        assert own.talk.heard == []
        assert own.log.lines[-1] == ("teams.refused", {"code": "foreign_audience", "status": 401})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods_are_not_allowed(method: str) -> None:
    async with bench(nothing) as own:
        assert (await own.client.request(method, "/api/messages")).status == 405


async def test_bot_without_an_app_id_hears_and_answers_this_machine() -> None:
    async def answer(told: Json) -> None:
        await own.door.chat.answer(told, {"type": "message", "text": "heard"})

    async with bench(answer, app_id="") as own:
        own.teams.token = None
        response = await own.client.post("/api/messages", json=activity(own.url))
        assert response.status == 200
        assert len(own.teams.said_to(ALICE)) == 1 and own.teams.asked[0].token == ""
        assert own.trusted.logins == [] and own.trusted.asked == 0
        forwarded = {"X-Forwarded-For": "10.0.0.7"}
        assert (await own.client.post("/api/messages", json=activity(own.url), headers=forwarded)).status == 403


async def test_person_is_known_from_the_first_word_on() -> None:
    """Before anything is made of it: the private answer needs to know where to."""
    known: list[PersonRef] = []

    async def answer(told: Json) -> None:
        place, _ = await own.door._references.place_for(known[0])
        assert place.conversation == told["conversation"]["id"]

    async with bench(answer) as own:
        known.append(person_in(activity(own.url)) or pytest.fail("nobody"))
        assert (await own.sends(activity(own.url))).status == 200
        assert "teams.failed" not in [event for event, _ in own.log.lines]


async def test_busy_record_does_not_keep_anybody_from_being_heard() -> None:
    class Busy(MemoryStore):
        def write(self):  # type: ignore[no-untyped-def]
            raise StoreBusy

    async with bench(nothing) as own:
        own.door._references._store = Busy()
        assert (await own.sends(activity(own.url))).status == 200
        assert len(own.talk.heard) == 1


async def test_keys_that_cannot_be_fetched_are_a_trouble_and_let_nobody_in() -> None:
    async with bench(nothing) as own:
        own.trusted.faults.always("keys", faults.server_error())
        async with asyncio.timeout(10):
            await own.door._keys.refresh()  # type: ignore[union-attr]
        assert [trouble.code for trouble in own.door.troubles()] == ["no_keys"]
        response = await own.sends(activity(own.url))
        assert (response.status, await response.json()) == (401, {"error": "keys_unavailable"})


async def test_keys_and_token_are_there_before_the_first_request() -> None:
    async with bench(nothing) as own:
        await own.door.prepare()
        assert (own.trusted.asked, len(own.trusted.logins)) == (1, 1)
        assert (await own.sends(activity(own.url))).status == 200
        await own.door.chat.answer(activity(own.url), {"type": "message", "text": "x"})
        await own.door.prepare()
        assert (own.trusted.asked, len(own.trusted.logins)) == (1, 1)


async def test_credentials_that_are_refused_are_a_trouble_from_the_start_on() -> None:
    async with bench(nothing) as own:
        own.trusted.login_answer = {"error": "invalid_client", "error_codes": [7000222]}
        await own.door.prepare()
        assert [(one.code, one.detail) for one in own.door.troubles()] == [
            ("app_refused", "invalid_client:AADSTS7000222")
        ]
        assert ("teams.token_failed", "Rejected") in [
            (event, type(values.get("error")).__name__) for event, values in own.log.lines
        ]

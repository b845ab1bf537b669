"""Messages out: how people are reached, by what is known of them, by opening a chat, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.teams.api import Json
from adapters.teams.app import TeamsDoor
from adapters.teams.outbound import NO_TOKEN_SECONDS, NOT_INSTALLED, NOT_THERE
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import RateLimited, Rejected, StoreBusy, Unreachable
from bot.notices.parts import Notice, Span
from bot.ports import Sent
from storage.store import SqlStore, open_store
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.slack import faults
from tests.teams.activities import ALICE, BEN, CHANNEL, activity, in_channel, invoke
from tests.teams.connector import Connector, chat_with, connector, person, refused
from tests.teams.house import door_to
from tests.teams.issuer import TENANT, Issuer, issuer

ANNA, BENNO = PersonRef("teams", TENANT, ALICE), PersonRef("teams", TENANT, BEN)
HELLO = Notice("test", (Span("Hello"),))
MESSAGE = {"type": "message", "text": "Hello"}


async def learned(door: TeamsDoor, told: Json) -> None:
    """Heard, and written down."""
    if (kept := door._references.learn(told)) is not None:
        await kept


@pytest.fixture
async def trusted() -> AsyncIterator[Issuer]:
    async with issuer() as found:
        yield found


@pytest.fixture
async def teams() -> AsyncIterator[Connector]:
    async with connector() as found:
        yield found


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def door(trusted: Issuer, teams: Connector, store: MemoryStore) -> AsyncIterator[TeamsDoor]:
    async with door_to(trusted, teams, store=store) as found:
        yield found


async def test_person_who_has_spoken_is_met_in_that_chat(door: TeamsDoor, teams: Connector) -> None:
    own = activity(teams.service_url, conversation={"conversationType": "personal", "id": "a:own", "tenantId": TENANT})
    await learned(door, own)
    sent = await door.chat.send(ANNA, HELLO, "k1")
    assert (sent.chat, teams.of("open")) == (f"{TENANT}/a:own", [])
    assert teams.said_in("a:own") == [{"type": "message", "text": "Hello"}]


async def test_another_replica_knows_it_from_the_record(
    door: TeamsDoor, trusted: Issuer, teams: Connector, store: MemoryStore
) -> None:
    await learned(door, activity(teams.service_url))
    async with door_to(trusted, teams, store=store) as other:
        await other.chat.send(ANNA, HELLO, "k1")
    assert teams.of("open") == [] and len(teams.said_to(ALICE)) == 1


async def test_chat_is_opened_once_and_then_known(
    door: TeamsDoor, trusted: Issuer, teams: Connector, store: MemoryStore
) -> None:
    for key in ("k1", "k2"):
        await door.chat.send(ANNA, HELLO, key)
    async with door_to(trusted, teams, store=store) as other:
        await other.chat.send(ANNA, HELLO, "k3")
    assert len(teams.of("open")) == 1 and len(teams.said_to(ALICE)) == 3


async def test_chat_is_opened_by_the_account_and_at_the_address_seen_in_a_channel(
    door: TeamsDoor, teams: Connector
) -> None:
    await learned(door, in_channel(teams.service_url))
    await door.chat.send(ANNA, HELLO, "k1")
    (call,) = teams.of("open")
    assert call.body["members"] == [{"id": f"29:{ALICE}"}]


async def test_address_of_a_colleague_serves_whoever_has_never_been_met(door: TeamsDoor, teams: Connector) -> None:
    await learned(door, activity(f"{teams.url}/amer/"))
    place, member = await door._references.place_for(BENNO)
    assert (place.address, place.conversation, member) == (f"{teams.url}/amer/", "", BEN)


async def test_where_nobody_was_met_teams_own_address_serves(door: TeamsDoor, teams: Connector) -> None:
    place, _ = await door._references.place_for(BENNO)
    assert place.address == f"{teams.url}/teams/"


async def test_person_without_the_app_is_a_refusal_that_says_so(door: TeamsDoor, teams: Connector) -> None:
    teams.without_app.add(ALICE)
    with pytest.raises(Rejected, match=NOT_INSTALLED):
        await door.chat.send(ANNA, HELLO, "k1")
    assert teams.posted == []


async def test_app_that_was_removed_and_installed_anew_gets_a_new_chat(door: TeamsDoor, teams: Connector) -> None:
    own = activity(teams.service_url, conversation={"conversationType": "personal", "id": "a:old", "tenantId": TENANT})
    await learned(door, own)
    teams.gone.add("a:old")
    sent = await door.chat.send(ANNA, HELLO, "k1")
    assert sent.chat == f"{TENANT}/{chat_with(ALICE)}"
    await door.chat.send(ANNA, HELLO, "k2")
    assert len(teams.of("open")) == 1 and len(teams.said_to(ALICE)) == 2


async def test_app_that_was_removed_is_a_refusal_and_the_chat_forgotten(
    door: TeamsDoor, teams: Connector, store: MemoryStore
) -> None:
    await learned(door, activity(teams.service_url))
    teams.gone.add(chat_with(ALICE))
    teams.without_app.add(ALICE)
    with pytest.raises(Rejected, match=NOT_INSTALLED):
        await door.chat.send(ANNA, HELLO, "k1")
    async with store.read() as unit:
        kept = await unit.references.of_person(ANNA)
    assert kept and (kept.chat, kept.address) == ("", teams.service_url)


async def test_chat_that_another_replica_has_learned_of_is_used_instead(
    door: TeamsDoor, trusted: Issuer, teams: Connector, store: MemoryStore
) -> None:
    def told(chat: str) -> Json:
        place = {"conversationType": "personal", "id": chat, "tenantId": TENANT}
        return activity(teams.service_url, conversation=place)

    await learned(door, told("a:old"))
    async with door_to(trusted, teams, store=store) as other:
        await learned(other, told("a:new"))
    teams.gone.add("a:old")
    sent = await door.chat.send(ANNA, HELLO, "k1")
    assert sent.chat == f"{TENANT}/a:new" and teams.of("open") == []


async def test_person_who_has_blocked_the_bot_keeps_the_chat(door: TeamsDoor, teams: Connector) -> None:
    await learned(door, activity(teams.service_url))
    teams.faults.next("post", refused(403, "MessageWritesBlocked"))
    with pytest.raises(Rejected, match="MessageWritesBlocked"):
        await door.chat.send(ANNA, HELLO, "k1")
    await door.chat.send(ANNA, HELLO, "k1")
    assert teams.of("open") == []


async def test_refused_credentials_make_a_delivery_wait(door: TeamsDoor, trusted: Issuer, teams: Connector) -> None:
    trusted.login_answer = {"error": "invalid_client", "error_codes": [7000222]}
    with pytest.raises(RateLimited) as caught:
        await door.chat.send(ANNA, HELLO, "k1")
    assert caught.value.retry_after == NO_TOKEN_SECONDS
    trouble = [(one.door, one.code, one.detail) for one in door.troubles()]
    assert trouble == [("Teams", "app_refused", "invalid_client:AADSTS7000222")]
    trusted.login_answer = None
    sent = await door.chat.send(ANNA, HELLO, "k1")
    assert door.troubles() == []
    teams.token = "another"
    with pytest.raises(RateLimited):
        await door.chat.edit(sent, HELLO)


async def test_edit_goes_to_the_address_of_that_chat(door: TeamsDoor, teams: Connector) -> None:
    await learned(door, activity(f"{teams.url}/amer/"))
    sent = await door.chat.send(ANNA, HELLO, "k1")
    await learned(door, activity(f"{teams.url}/apac/", user=BEN))
    await door.chat.edit(sent, replace(HELLO, title=(Span("Done"),)))
    assert [message["text"] for message in teams.said_to(ALICE)] == ["Done"]


async def test_reminder_is_simply_the_next_message(door: TeamsDoor, teams: Connector) -> None:
    first = await door.chat.send(ANNA, HELLO, "k1")
    second = await door.chat.send(ANNA, HELLO, "k2", follows=first)
    assert second.chat == first.chat and [m.get("replyToId") for m in teams.said_to(ALICE)] == [None, None]


async def test_what_was_sent_cannot_be_looked_for(door: TeamsDoor) -> None:
    await door.chat.send(ANNA, HELLO, "k1")
    assert await door.chat.find(ANNA, "k1") is None


# --- What the door answers with ----------------------------------------------------------------------------------


async def test_answer_goes_into_the_thread_in_which_it_was_asked(door: TeamsDoor, teams: Connector) -> None:
    asked = in_channel(teams.service_url, id="1772442000002")
    sent = await door.chat.answer(asked, MESSAGE)
    assert teams.said_in(CHANNEL) == [MESSAGE | {"replyToId": "1772442000002"}]
    assert sent == Sent(f"{TENANT}/{CHANNEL}", teams.posted[0].id)


async def test_answer_to_a_button_is_no_reply(door: TeamsDoor, teams: Connector) -> None:
    await door.chat.answer(invoke(teams.service_url, "adaptiveCard/action"), MESSAGE)
    assert teams.said_to(ALICE) == [MESSAGE]


async def test_private_answer_is_tried_again(door: TeamsDoor, teams: Connector) -> None:
    teams.faults.next("post", faults.Fault(412))
    await door.chat.privately(ANNA, MESSAGE)
    assert len(teams.said_to(ALICE)) == 1


async def test_member_of_the_conversation_is_looked_up(door: TeamsDoor, teams: Connector) -> None:
    teams.members[f"29:{BEN}"] = person(BEN, "Ben")
    assert (await door.chat.member(in_channel(teams.service_url), f"29:{BEN}"))["name"] == "Ben"


# --- What is learned, and when it is written ---------------------------------------------------------------------


@pytest.fixture
async def record(sqlite_url: str) -> AsyncIterator[SqlStore]:
    found = open_store(sqlite_url)
    yield found
    await found.close()


async def test_what_people_say_among_themselves_teaches_nothing(
    door: TeamsDoor, teams: Connector, store: MemoryStore
) -> None:
    await learned(door, in_channel(teams.service_url, entities=[], text="acme again"))
    async with store.read() as unit:
        assert await unit.references.of_person(ANNA) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"from": {"id": "29:bot"}},
        {"from": None},
        {"from": {"id": "29:x", "aadObjectId": ""}},
        {"from": {"id": "29:x", "aadObjectId": "two words"}},
        {"from": {"id": "29:x", "aadObjectId": 7}},
        {"type": "conversationUpdate", "membersRemoved": [{"id": "28:bot"}]},
        {"type": "installationUpdate", "action": "remove"},
        {"type": "messageReaction"},
    ],
)
async def test_nothing_is_learned_of_nobody(
    door: TeamsDoor, teams: Connector, store: MemoryStore, changes: dict[str, Any]
) -> None:
    await learned(door, activity(teams.service_url, **changes))
    async with store.read() as unit:
        assert await unit.references.latest_of("teams", TENANT) is None


async def test_it_is_written_only_where_something_is_new(
    trusted: Issuer, teams: Connector, sqlite_url: str, record: SqlStore
) -> None:
    writes = 0

    class Counting(SqlStore):
        def write(self):  # type: ignore[no-untyped-def]
            nonlocal writes
            writes += 1
            return super().write()

    record.__class__ = Counting
    async with door_to(trusted, teams, store=record) as door:
        for url in ("emea", "emea", "amer", "amer"):
            await learned(door, activity(f"{teams.url}/{url}/"))
        await learned(door, in_channel(f"{teams.url}/amer/"))
        await learned(door, invoke(f"{teams.url}/amer/", "task/fetch"))
    assert writes == 2


async def test_channel_does_not_take_the_chat_away(door: TeamsDoor, teams: Connector, store: MemoryStore) -> None:
    await learned(door, activity(teams.service_url))
    await learned(door, in_channel(f"{teams.url}/amer/"))
    async with store.read() as unit:
        kept = await unit.references.of_person(ANNA)
    assert kept and (kept.chat, kept.address) == (chat_with(ALICE), f"{teams.url}/amer/")


class Busy(MemoryStore):
    def write(self):  # type: ignore[no-untyped-def]
        raise StoreBusy

    read = write


async def test_busy_record_makes_a_delivery_come_again_and_teaches_later(trusted: Issuer, teams: Connector) -> None:
    async with door_to(trusted, teams, store=Busy()) as door:
        await learned(door, activity(teams.service_url))
        with pytest.raises(Unreachable, match="store_busy"):
            await door.chat.send(BENNO, HELLO, "k1")
        with pytest.raises(Unreachable, match="store_busy"):
            await door.chat.edit(Sent(f"{TENANT}/a:x", "1"), HELLO)
        with pytest.raises(Unreachable, match="store_busy"):
            await door.chat.privately(BENNO, MESSAGE)


async def test_what_could_not_be_written_is_tried_again_a_minute_later(
    trusted: Issuer, teams: Connector, store: MemoryStore
) -> None:
    clock = FakeClock()
    async with door_to(trusted, teams, store=Busy(), clock=clock) as door:
        own = activity(teams.service_url)
        await learned(door, own)
        await door.chat.send(ANNA, HELLO, "k1")
        assert teams.of("open") == [], "it is known here all the same"
        door._references._store = store
        clock.move(seconds=59)
        assert door._references.learn(own) is None
        clock.move(seconds=1)
        await learned(door, own)
        assert door._references.learn(own) is None
    async with store.read() as unit:
        assert await unit.references.of_person(ANNA) is not None


# --- Into channels -----------------------------------------------------------------------------------------------

THERE = ChannelRef("teams", TENANT, CHANNEL.partition(";")[0])


async def test_post_goes_to_the_channel_at_the_address_where_the_firm_is_met(door: TeamsDoor, teams: Connector) -> None:
    await learned(door, in_channel(teams.service_url))
    sent = await door.chat.post(THERE, HELLO, "k1")
    assert (sent.chat, teams.of("open")) == (f"{TENANT}/{THERE.channel}", [])
    assert teams.said_in(THERE.channel) == [MESSAGE]
    await door.chat.edit(sent, Notice("test", (Span("Over"),)))
    assert teams.said_in(THERE.channel)[0]["text"] == "Over"


async def test_whisper_is_refused_without_a_call(door: TeamsDoor, teams: Connector) -> None:
    with pytest.raises(Rejected, match="no_whispers"):
        await door.chat.post(THERE, HELLO, "k1", ANNA)
    assert teams.asked == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "BotNotInConversationRoster"), (404, "ConversationNotFound"), (403, "ForbiddenOperationException")],
)
async def test_channel_without_the_app_is_said_to_be_one(
    door: TeamsDoor, teams: Connector, status: int, code: str
) -> None:
    await learned(door, in_channel(teams.service_url))
    teams.faults.next("post", refused(status, code))
    with pytest.raises(Rejected, match=NOT_THERE):
        await door.chat.post(THERE, HELLO, "k1")


async def test_post_keeps_to_the_pace_of_its_thread_and_to_its_order(door: TeamsDoor, teams: Connector) -> None:
    """Seven in a second go at once, the eighth waits."""
    await learned(door, in_channel(teams.service_url))
    titles = [f"n{number}" for number in range(8)]
    await asyncio.gather(*(door.chat.post(THERE, Notice("test", (Span(title),)), title) for title in titles))
    assert [one["text"] for one in teams.said_in(THERE.channel)][-1] == "n7"
    times = [call.at for call in teams.of("post")]
    assert times[6] - times[0] < 0.9 < times[7] - times[0]

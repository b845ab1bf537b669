"""The Connector's API: what each failure means, what is tried again, and what is never called."""

import math
from collections.abc import AsyncIterator

import pytest

from adapters.teams import api as api_module
from adapters.teams.api import NO_TOKEN, Place, TeamsApi
from adapters.teams.tokens import ByPassword, Tokens
from bot.errors import ChatError, RateLimited, Rejected, Unreachable
from bot.settings import Secret
from tests.fakes.clock import FakeClock
from tests.slack import faults
from tests.slack.faults import Fault
from tests.teams.activities import ALICE, BOT
from tests.teams.connector import Connector, connector, person, rate_limited, refused
from tests.teams.issuer import APP_ID, BOT_TOKEN, PASSWORD, TENANT, Issuer, issuer

CHAT = "19:a b/c?d@thread.tacv2;messageid=1"
HELLO = {"type": "message", "text": "Hello", "unknownToTheSdk": {"kept": True}}


@pytest.fixture
async def trusted() -> AsyncIterator[Issuer]:
    async with issuer() as found:
        yield found


@pytest.fixture
async def teams() -> AsyncIterator[Connector]:
    async with connector() as found:
        yield found


@pytest.fixture
async def api(trusted: Issuer, teams: Connector) -> AsyncIterator[TeamsApi]:
    clock, cloud = FakeClock(), trusted.cloud(teams.url)
    found = TeamsApi(Tokens(ByPassword(APP_ID, Secret(PASSWORD), TENANT, cloud, clock), clock), cloud.is_service)
    yield found
    await found.close()


@pytest.fixture
def place(teams: Connector) -> Place:
    return Place(teams.service_url, TENANT, CHAT)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_module, "FIRST_BACKOFF_SECONDS", 0.001)


async def test_message_goes_out_whole_with_the_bots_token(api: TeamsApi, teams: Connector, place: Place) -> None:
    id = await api.post(place, HELLO)
    (message,) = teams.posted
    assert (message.conversation, message.id, message.first) == (CHAT, id, HELLO)
    assert [call.token for call in teams.asked] == [BOT_TOKEN]


async def test_message_is_replaced_in_its_place(api: TeamsApi, teams: Connector, place: Place) -> None:
    id = await api.post(place, HELLO)
    await api.put(place, id, {"type": "message", "text": "Bye"})
    assert teams.said_in(CHAT) == [{"type": "message", "text": "Bye", "id": id}]


async def test_chat_is_opened_with_one_person_in_their_firm(api: TeamsApi, teams: Connector, place: Place) -> None:
    assert await api.open_chat(Place(place.address, TENANT, ""), BOT, ALICE) == f"a:{ALICE}"
    (call,) = teams.of("open")
    assert call.body == {
        "bot": {"id": BOT},
        "members": [{"id": ALICE}],
        "isGroup": False,
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }


async def test_member_is_told_as_teams_tells_it(api: TeamsApi, teams: Connector, place: Place) -> None:
    teams.members["29:odd/id?"] = person(ALICE, "Alice", userRole="guest")
    assert (await api.member(place, "29:odd/id?"))["userRole"] == "guest"
    with pytest.raises(Rejected, match="MemberNotFoundInConversation"):
        await api.member(place, "29:nobody")


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "http://smba.trafficmanager.net/", "http://127.0.0.1:9/", "", "//x", "https://["],
)
async def test_foreign_address_is_never_called(api: TeamsApi, trusted: Issuer, address: str) -> None:
    for call in (
        api.post(Place(address, TENANT, CHAT), HELLO),
        api.put(Place(address, TENANT, CHAT), "1", HELLO),
        api.open_chat(Place(address, TENANT, ""), BOT, ALICE),
        api.member(Place(address, TENANT, CHAT), ALICE),
    ):
        with pytest.raises(Rejected, match="foreign_address"):
            await call
    assert trusted.logins == [], "not even a token was fetched"


async def test_redirect_is_not_followed(api: TeamsApi, teams: Connector, place: Place) -> None:
    teams.faults.next("post", Fault(307, "", (("Location", f"{teams.url}/emea/v3/conversations/x/activities"),)))
    with pytest.raises(Rejected, match="http_307"):
        await api.post(place, HELLO)
    assert teams.posted == [] and len(teams.asked) == 1


MEANINGS: dict[Fault, ChatError] = {
    rate_limited(7): RateLimited(7),
    rate_limited(None): RateLimited(2),
    Fault(429, "", (("Retry-After", "soon"),)): RateLimited(2),
    Fault(429, "", (("Retry-After", "-1"),)): RateLimited(2),
    Fault(429, "", (("Retry-After", "999999"),)): RateLimited(3_600),
    Fault(429, "", (("Retry-After", "nan"),)): RateLimited(2),
    Fault(408): Unreachable("408"),
    Fault(412): Unreachable("412"),
    faults.server_error(500): Unreachable("500"),
    faults.server_error(502): Unreachable("502"),
    faults.server_error(503): Unreachable("503"),
    faults.server_error(504): Unreachable("504"),
    faults.reset_before(): Unreachable("ServerDisconnectedError"),
    faults.broken_json(): Unreachable("unreadable"),
    Fault(200, "[]"): Unreachable("unreadable"),
    Fault(200, "[" * 100_000): Unreachable("unreadable"),
    refused(403, "BotNotInConversationRoster"): Rejected("BotNotInConversationRoster"),
    refused(404, "ConversationNotFound"): Rejected("ConversationNotFound"),
    refused(400, "in words, not a code"): Rejected("http_400"),
    refused(413, "MessageSizeTooBig"): Rejected("MessageSizeTooBig"),
    Fault(403, '{"error":{"code":"Forbidden","innerHttpError":{"subCode":"MessageWritesBlocked"}}}'): Rejected(
        "MessageWritesBlocked"
    ),
    Fault(403, "<html>"): Rejected("http_403"),
    Fault(400, "[]"): Rejected("http_400"),
}


@pytest.mark.parametrize("fault", MEANINGS, ids=[f"{fault.status}-{n}" for n, fault in enumerate(MEANINGS)])
async def test_every_failure_has_a_meaning(api: TeamsApi, teams: Connector, place: Place, fault: Fault) -> None:
    meant = MEANINGS[fault]
    teams.faults.next("post", fault)
    with pytest.raises(ChatError) as caught:
        await api.post(place, HELLO)
    assert isinstance(caught.value, type(meant))
    if isinstance(meant, RateLimited):
        assert isinstance(caught.value, RateLimited) and caught.value.retry_after == meant.retry_after
    elif isinstance(meant, Rejected):
        assert str(caught.value) == str(meant)
    assert len(teams.asked) == 1, "a delivery comes again by itself"
    assert api.failing is isinstance(meant, Unreachable)
    assert caught.value.__suppress_context__ or caught.value.__cause__ is None


@pytest.mark.parametrize("answer", ["", "{}", '{"id":7}'])
async def test_message_that_was_taken_without_an_id_is_not_sent_again(
    api: TeamsApi, teams: Connector, place: Place, answer: str
) -> None:
    teams.faults.next("post", Fault(200, answer))
    assert await api.post(place, HELLO) == ""
    with pytest.raises(Rejected, match="no_id"):
        await api.put(place, "", HELLO)
    teams.faults.next("open", Fault(200, answer))
    with pytest.raises(Unreachable, match="no_id"):
        await api.open_chat(Place(place.address, TENANT, ""), BOT, ALICE)


async def test_answer_that_comes_too_late_is_unreachable(api: TeamsApi, teams: Connector, place: Place) -> None:
    teams.faults.next("post", faults.hang(20))
    with pytest.raises(Unreachable, match="TimeoutError"):
        await api.post(place, HELLO, seconds=0.05)


@pytest.mark.parametrize("fault", [rate_limited(0), Fault(412), faults.server_error(502), faults.server_error(504)])
async def test_answer_to_a_person_is_tried_again_where_teams_asks_for_that(
    api: TeamsApi, teams: Connector, place: Place, fault: Fault, at_once: None
) -> None:
    teams.faults.next("post", fault, fault)
    await api.post(place, HELLO, tries=4)
    assert len(teams.asked) == 3 and len(teams.posted) == 1


@pytest.mark.parametrize(
    "fault", [faults.server_error(500), faults.reset_before(), refused(403, "Forbidden"), faults.broken_json()]
)
async def test_nothing_else_is_tried_again(
    api: TeamsApi, teams: Connector, place: Place, fault: Fault, at_once: None
) -> None:
    teams.faults.next("post", fault)
    with pytest.raises(ChatError):
        await api.post(place, HELLO, tries=4)
    assert len(teams.asked) == 1


async def test_trying_again_comes_to_an_end(api: TeamsApi, teams: Connector, place: Place, at_once: None) -> None:
    teams.faults.always("post", Fault(412))
    with pytest.raises(Unreachable):
        await api.post(place, HELLO, tries=3)
    assert len(teams.asked) == 3


async def test_wait_beyond_the_time_that_is_left_is_not_waited_for(
    api: TeamsApi, teams: Connector, place: Place
) -> None:
    teams.faults.next("post", rate_limited(60))
    with pytest.raises(RateLimited):
        await api.post(place, HELLO, tries=4, seconds=5)
    assert len(teams.asked) == 1


def test_waits_grow_and_spread() -> None:
    waits = [
        [api_module._again_after(api_module.TryAgain("412"), turn, f"chat {n}") or math.nan for turn in (1, 2, 3)]
        for n in range(50)
    ]
    for turn, first in enumerate((0.4, 0.8, 1.6)):
        own = [wait[turn] for wait in waits]
        assert min(own) >= first and max(own) <= 2 * first
        assert len(set(own)) == 50, "chats that were refused together do not come back together"


async def test_limit_holds_for_its_conversation_until_it_is_over(trusted: Issuer, teams: Connector) -> None:
    now = [0.0]
    clock, cloud = FakeClock(), trusted.cloud(teams.url)
    tokens = Tokens(ByPassword(APP_ID, Secret(PASSWORD), TENANT, cloud, clock), clock)
    api = TeamsApi(tokens, cloud.is_service, now=lambda: now[0])
    one, other = (Place(teams.service_url, TENANT, chat) for chat in ("one", "other"))
    teams.faults.next("post", rate_limited(60))
    with pytest.raises(RateLimited):
        await api.post(one, HELLO)
    now[0] = 59.0
    with pytest.raises(RateLimited) as caught:
        await api.post(one, HELLO)
    assert caught.value.retry_after == 1.0 and len(teams.asked) == 1
    await api.post(other, HELLO)
    now[0] = 60.0
    await api.post(one, HELLO)
    assert [message.conversation for message in teams.posted] == ["other", "one"]
    await api.close()


async def test_token_that_is_refused_is_replaced_once(
    api: TeamsApi, trusted: Issuer, teams: Connector, place: Place
) -> None:
    await api.post(place, HELLO)
    trusted.bot_token = teams.token = "renewed"
    await api.post(place, HELLO)
    assert [call.status for call in teams.asked] == [201, 401, 201]
    teams.token = "another"
    with pytest.raises(Rejected, match=NO_TOKEN):
        await api.post(place, HELLO)
    assert api.token_refused and len(teams.posted) == 2


async def test_refused_app_is_told_apart_from_a_refused_message(
    api: TeamsApi, trusted: Issuer, teams: Connector, place: Place
) -> None:
    trusted.login_answer = {"error": "invalid_client"}
    with pytest.raises(Rejected, match=NO_TOKEN):
        await api.post(place, HELLO)
    assert api.token_refused and teams.asked == []
    trusted.login_answer = None
    await api.post(place, HELLO)
    assert not api.token_refused

"""Guarantee 5: a nudge reaches the lead while Teams answers 429, 500, nonsense, late, or not at all.

The whole core delivers over real connections; only its clock is ours, and moves on to whatever is due next. A 30-second
delay is played against a limit that is as much shorter. Teams keeps no key with a message and can look for none, so a
send whose outcome stays unknown is repeated: never more often than there were such sends.
"""

import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.teams.api import Place, TeamsApi
from adapters.teams.outbound import NOT_INSTALLED, TeamsChat
from adapters.teams.pacing import Pacer
from adapters.teams.references import References
from adapters.teams.tokens import ByPassword, Tokens
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.nudge import Rung
from bot.domain.person import PersonRef
from bot.errors import Unreachable
from bot.messages import From, PageAsked, Pressed, Typed
from bot.notices.parts import Notice, plain
from bot.ports import Chat
from bot.replies import Told
from bot.settings import Secret
from signpost.assembly import Whole, assembled
from signpost.composition import kit_of
from tests.fakes.clock import FakeClock
from tests.fakes.detector import FakeDetector
from tests.faults.amounts import amount
from tests.faults.audit import Found, found_in
from tests.faults.dry import run_dry
from tests.faults.firm import client_name
from tests.faults.planted import planted
from tests.faults.slack_audit import messages_of
from tests.faults.teams_firm import ADMIN, LEADS, OWNER, REPORTERS, ref, settle_in
from tests.faults.teams_server import settings_of
from tests.faults.test_slack_api_failing import LIMIT_SECONDS
from tests.slack import faults
from tests.slack.faults import Fault, Plan
from tests.teams.activities import BOT
from tests.teams.connector import Asked, Connector, connector, rate_limited, refused
from tests.teams.issuer import APP_ID, PASSWORD, TENANT, issuer

REPORTS = amount(sample=10, full=300)
Json = dict[str, Any]
Recorder = Callable[[str, object], None]


class CountingApi(TeamsApi):
    """``unknown``: posts whose outcome the door does not know. A late answer is given up soon."""

    unknown = 0

    async def post(self, place: Place, message: Json, *, tries: int = 1, seconds: float = LIMIT_SECONDS) -> str:
        try:
            return await super().post(place, message, tries=tries, seconds=seconds)
        except Unreachable:
            self.unknown += 1
            raise

    async def put(
        self, place: Place, id: str, message: Json, *, tries: int = 1, seconds: float = LIMIT_SECONDS
    ) -> None:
        await super().put(place, id, message, tries=tries, seconds=seconds)

    async def open_chat(self, place: Place, bot: str, member: str, *, seconds: float = LIMIT_SECONDS) -> str:
        return await super().open_chat(place, bot, member, seconds=seconds)


async def shown(person: PersonRef | None, notice: Notice) -> Json:
    return {"type": "message", "text": plain(notice.title)}


@dataclass
class Firm:
    """A running core whose chats are in a Teams that fails."""

    whole: Whole
    clock: FakeClock
    teams: Connector
    api: CountingApi
    url: str
    nonce: int = field(default=0)

    def by(self, user: str) -> From:
        self.nonce += 1
        return From(who=ref(user), key=f"teams:{self.nonce}", language="en", external=False)

    async def says(self, user: str, line: str) -> None:
        answer = await self.whole.front.answer(Typed(self.by(user), "client-flag", line))
        assert isinstance(answer, Told) and answer.recorded, answer

    async def presses(self, user: str, action: str, value: str) -> None:
        await self.whole.front.answer(Pressed(self.by(user), action, value))

    async def run_dry(self) -> Found:
        return await run_dry(self.whole, self.clock, self.url)


@asynccontextmanager
async def firm(url: str) -> AsyncIterator[Firm]:
    clock = FakeClock()
    await settle_in(url, range(REPORTS))
    async with issuer() as trusted, connector(now=lambda: clock.now().timestamp()) as teams:
        chats: dict[str, Chat] = {}
        whole = await assembled(kit_of(settings_of(url), clock=clock), chats, FakeDetector())
        cloud = trusted.cloud(teams.url)
        tokens = Tokens(ByPassword(APP_ID, Secret(PASSWORD), TENANT, cloud, clock), clock)
        unhurried = Pacer(((10**6, 1.0),), ((10**6, 1.0),))
        api = CountingApi(tokens, cloud.is_service, unhurried, now=lambda: clock.now().timestamp())
        chats["teams"] = TeamsChat(api, References(whole.store, cloud, clock, whole.kit.log), BOT, shown)
        try:
            yield Firm(whole, clock, teams, api, url)
        finally:
            await api.close()
            await whole.close()


def trouble(seed: int) -> Plan:
    """Half of all calls fail, in all the ways there are."""
    chance = random.Random(seed)
    late = 2 * LIMIT_SECONDS
    ways: Mapping[Callable[[], Fault], int] = {
        lambda: rate_limited(chance.randint(1, 90)): 12,
        lambda: rate_limited(None): 2,
        faults.server_error: 8,
        lambda: Fault(412): 3,
        lambda: faults.server_error(502): 3,
        faults.reset_before: 7,
        faults.reset_after: 7,
        lambda: faults.hang(late): 3,
        lambda: faults.hang(late, done=True): 3,
        faults.broken_json: 3,
        lambda: faults.broken_json(done=True): 5,
    }

    def plan(method: str, _turn: int) -> Fault | None:
        return None if chance.random() < 0.48 else chance.choices(list(ways), list(ways.values()))[0]()

    return plan


async def through_trouble(url: str, reports: int = REPORTS, *first: Fault) -> tuple[Firm, Found]:
    """Reports that tell leads at once, and leads who act, while half of what is asked of Teams fails.

    ``first``: only these failures, of the first posts.
    """
    async with firm(url) as running:
        running.teams.faults.next("post", *first)
        running.teams.faults.plan(None if first else trouble(5))
        for turn in range(reports):
            await running.says(REPORTERS[turn % len(REPORTERS)], f"{client_name(turn)} crowding_out:2 no. {turn}")
        found = await running.run_dry()
        for nudge in found.nudges[::2]:
            lead = next(client.leads[0] for client in found.clients if client.id == nudge.client)
            await running.presses(lead, "nudge.acknowledge", nudge.id)
        return running, await running.run_dry()


def hurried(teams: Connector) -> list[Asked]:
    """Calls into a conversation before the time that its last 429 told to wait was over."""
    until: dict[str, float] = {}
    found = []
    for call in teams.asked:
        if call.at < until.get(call.conversation, 0.0):
            found.append(call)
        if call.wait is not None:
            until[call.conversation] = max(until.get(call.conversation, 0.0), call.at + call.wait)
    return found


def missing(found: Found, teams: Connector) -> list[Delivery]:
    """Messages that are due, or said to be sent, and are not in Teams."""
    there = {message.id for message in teams.posted}
    return [one for one in messages_of(found) if one.state is not DeliveryState.SENT or one.message not in there]


def repeats(found: Found, teams: Connector) -> int:
    """Messages in Teams beyond one for each delivery."""
    return len(teams.posted) - len(messages_of(found))


@pytest.mark.timeout(1_200)
async def test_nudges_reach_the_lead_through_a_failing_teams(sqlite_url: str, record_property: Recorder) -> None:
    running, found = await through_trouble(sqlite_url)
    teams = running.teams
    limited = [call for call in teams.asked if call.wait is not None]
    record_property(
        "numbers",
        f"Teams: {len(found.nudges)} nudges, {len(messages_of(found))} messages, {len(teams.asked)} calls, "
        f"{sum(teams.faults.played.values())} of them failed; {len(missing(found, teams))} lost, "
        f"{running.api.unknown} posts of unknown outcome, {repeats(found, teams)} repeated; "
        f"{len(limited)} x Retry-After, {len(hurried(teams))} not kept",
    )
    assert len(found.nudges) == REPORTS
    assert found.untold() == []
    assert missing(found, teams) == []
    assert limited and hurried(teams) == []
    assert running.api.unknown > REPORTS / 4
    assert 0 <= repeats(found, teams) <= running.api.unknown


async def test_lead_without_the_app_is_told_to_the_admin_and_the_next_rung_is_told(sqlite_url: str) -> None:
    """The admin reads who it is and what mends it; the nudge does not wait for that person."""
    async with firm(sqlite_url) as running:
        running.teams.without_app.add(LEADS[0])
        await running.says(REPORTERS[0], f"{client_name(0)} crowding_out:2 no app")
        await running.whole.engine.settle()
        failed = [one for one in (await found_in(sqlite_url)).deliveries if one.state is DeliveryState.FAILED]
        assert [(one.person, one.error) for one in failed] == [(LEADS[0], NOT_INSTALLED)]
        await running.whole.work.tick()
        await running.whole.engine.settle()
        (nudge,) = (await found_in(sqlite_url)).nudges
        assert [telling.rung for telling in nudge.tellings] == [Rung.OWNER]
        assert len(running.teams.said_to(OWNER)) == 1
        page = await running.whole.front.page(PageAsked(running.by(ADMIN), "home"))
        assert not isinstance(page, Told)
        said = str(page)
        assert "Person 10" in said and "does not have the app in Teams" in said
        running.teams.without_app.clear()
        await running.says(REPORTERS[1], f"{client_name(4)} crowding_out:2 installed")
        await running.run_dry()
        assert len(running.teams.said_to(LEADS[0])) == 1


async def test_app_that_was_removed_for_a_while_costs_no_later_message(sqlite_url: str) -> None:
    async with firm(sqlite_url) as running:
        await running.says(REPORTERS[0], f"{client_name(0)} crowding_out:2 first")
        await running.run_dry()
        running.teams.gone.add(f"a:{LEADS[0]}")
        await running.says(REPORTERS[1], f"{client_name(4)} crowding_out:2 second")
        found = await running.run_dry()
        assert missing(found, running.teams) == []
        assert len(running.teams.said_to(LEADS[0])) == 2


# --- Planted faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["deaf_to_teams", "each_for_itself_in_teams"])
async def test_planted_fault_of_the_wait_in_teams_is_caught(sqlite_url: str, fault: str) -> None:
    with planted(fault):
        async with firm(sqlite_url) as running:
            for _ in range(2):
                await running.says(REPORTERS[0], f"{client_name(0)} crowding_out:2 again")
                await running.says(REPORTERS[1], f"{client_name(4)} crowding_out:2 again")
                running.teams.faults.next("post", rate_limited(90))
            await running.run_dry()
    assert hurried(running.teams)


async def test_planted_fault_of_a_failure_taken_for_sent_is_caught_in_teams(sqlite_url: str) -> None:
    with planted("failure_taken_for_sent_in_teams"):
        running, found = await through_trouble(sqlite_url, 2, faults.server_error())
    assert missing(found, running.teams)


async def test_planted_fault_of_a_message_sent_twice_is_caught_in_teams(sqlite_url: str) -> None:
    with planted("sent_twice_in_teams"):
        running, found = await through_trouble(sqlite_url, 2, refused(412, "PreconditionFailed"))
    assert repeats(found, running.teams) > running.api.unknown

"""Who somebody is: cached, never waited for long, and kept where Slack cannot say."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from adapters.common.profiles import FRESH, PATIENCE_SECONDS, QUIET
from adapters.slack.api import SlackApi
from adapters.slack.people import People, profile_of
from bot.settings import Secret
from tests.adapters.slack.answering import Answer, AnsweringSlack, person, serving
from tests.fakes.clock import START, FakeClock

TOKEN = Secret("xoxb-test")


class Bench:
    def __init__(self, slack: AnsweringSlack, api: SlackApi) -> None:
        self.slack = slack
        self.clock = FakeClock()
        self.people = People(api, self.clock)

    async def name(self, user: str = "U01ALICE", patience: float = PATIENCE_SECONDS) -> str | None:
        found = await self.people.profile(TOKEN, "T01TEST", user, patience)
        return found.name if found else None

    def asked(self) -> int:
        return len(self.slack.asked)


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    slack = AnsweringSlack({"users.info": person(real_name="Alice Adler", locale="de-DE", tz="Europe/Vienna")})
    async with serving(slack) as address:
        api = SlackApi(f"{address}/api/")
        bench = Bench(slack, api)
        yield bench
        await bench.people.close()
        await api.close()


async def test_profile_is_asked_once_and_again_when_it_is_old(bench: Bench) -> None:
    assert [await bench.name() for _ in range(3)] == ["Alice Adler"] * 3
    assert bench.asked() == 1
    bench.clock.set(bench.clock.now() + FRESH)
    bench.slack.answers["users.info"] = person(real_name="Alice Berg")
    assert await bench.name() == "Alice Berg"


async def test_people_who_ask_at_the_same_time_cost_one_question(bench: Bench) -> None:
    bench.slack.answers["users.info"] = Answer(person(real_name="Alice Adler").body, delay_seconds=0.1)
    assert set(await asyncio.gather(*(bench.name() for _ in range(20)))) == {"Alice Adler"}
    assert bench.asked() == 1


async def test_silence_is_not_waited_for_and_the_answer_is_kept_for_later(bench: Bench) -> None:
    bench.slack.answers["users.info"] = Answer(person(real_name="Alice Adler").body, delay_seconds=0.3)
    started = asyncio.get_running_loop().time()
    assert await bench.name(patience=0.05) is None
    assert asyncio.get_running_loop().time() - started < 0.25
    await asyncio.sleep(0.5)
    assert await bench.name(patience=0.05) == "Alice Adler"
    assert bench.asked() == 1


async def test_after_a_failure_nobody_else_waits_for_a_while(bench: Bench) -> None:
    bench.slack.answers["users.info"] = Answer({"ok": False}, 500)
    assert await bench.name("U01ALICE") is None
    assert await bench.name("U02BEN") is None
    assert bench.asked() == 1
    bench.clock.set(bench.clock.now() + QUIET + timedelta(seconds=1))
    bench.slack.answers["users.info"] = person(real_name="Ben Okafor")
    assert await bench.name("U02BEN") == "Ben Okafor"


async def test_nobody_waits_longer_than_the_first_who_waited_in_vain(bench: Bench) -> None:
    bench.slack.answers["users.info"] = Answer({"ok": False}, delay_seconds=1)
    loop = asyncio.get_running_loop()
    started = loop.time()

    async def waited(user: str, after: float) -> float:
        await asyncio.sleep(after)
        assert await bench.name(user) is None
        return loop.time() - started - after

    first, second, patient = await asyncio.gather(
        waited("U01ALICE", 0), waited("U02BEN", 0.2), asyncio.create_task(bench.name("U03EVA", patience=0.7))
    )
    assert patient is None and loop.time() - started >= 0.7
    assert second < first - 0.1


async def test_slack_is_left_alone_for_longer_each_time_until_it_answers(bench: Bench) -> None:
    bench.slack.answers["users.info"] = Answer({"ok": False}, 500)
    asked = []
    for seconds in range(0, 100, 5):
        bench.clock.set(START + timedelta(seconds=seconds))
        before = bench.asked()
        await bench.name(f"U{seconds}")
        if bench.asked() > before:
            asked.append(seconds)
    assert asked == [0, 10, 30, 70]
    bench.slack.answers["users.info"] = person(real_name="Eva")
    bench.clock.set(START + timedelta(seconds=150))
    assert await bench.name("U03EVA") == "Eva"
    bench.slack.answers["users.info"] = Answer({"ok": False}, 500)
    await bench.name("U1")
    bench.clock.set(START + timedelta(seconds=161))
    before = bench.asked()
    await bench.name("U2")
    assert bench.asked() == before + 1


async def test_stale_profile_stands_while_slack_is_down(bench: Bench) -> None:
    await bench.name()
    bench.clock.set(bench.clock.now() + FRESH * 3)
    bench.slack.answers["users.info"] = Answer({"ok": False}, 500)
    assert await bench.name() == "Alice Adler"


@pytest.mark.parametrize(
    ("user", "external"),
    [
        ({}, False),
        ({"team_id": "T01TEST"}, False),
        ({"is_restricted": True}, True),
        ({"is_ultra_restricted": True}, True),
        ({"is_stranger": True}, True),
        ({"is_bot": True}, True),
        ({"team_id": "T99OTHER"}, True),
        ({"team_id": "T99OTHER", "enterprise_user": {"teams": ["T01TEST", "T99OTHER"]}}, False),
        ({"team_id": "T99OTHER", "enterprise_user": {"teams": ["T99OTHER"]}}, True),
        ({"team_id": "T99OTHER", "enterprise_user": {"teams": "T01TEST"}}, True),
        ({"is_restricted": "yes"}, False),
    ],
)
def test_who_is_external(user: dict[str, Any], external: bool) -> None:
    found = profile_of(user, "T01TEST")
    assert found is not None
    assert found.external is external


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"name": "alice", "profile": {"display_name": "Ali", "real_name": "Alice Adler"}}, "Ali"),
        ({"name": "alice", "profile": {"display_name": "", "real_name": "Alice Adler"}}, "Alice Adler"),
        ({"name": "alice", "profile": {"display_name": "  "}}, "alice"),
        ({"profile": {"display_name": "A\n  B"}}, "A B"),
        ({"profile": {"display_name": "x" * 500}}, "x" * 80),
        ({"profile": {"display_name": 7}, "name": None}, ""),
        ({"profile": None}, ""),
    ],
)
def test_name_is_the_one_people_chose(user: dict[str, Any], name: str) -> None:
    found = profile_of(user, "T01TEST")
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("odd", [None, [], "U1", 7])
def test_odd_answer_is_no_profile(odd: object) -> None:
    assert profile_of(odd, "T01TEST") is None

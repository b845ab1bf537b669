"""Messages of channels: what the core hears of each recorded one where it listens, and nothing anywhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from adapters.slack.api import SlackApi
from adapters.slack.app import SlackDoor
from adapters.slack.tokens import Token
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import StoreBusy
from bot.messages import DoorNews, From, MessageGone, MessageHeard
from bot.settings import Secret
from signpost.voices import voices
from tests.adapters.practice.scripted import ListLog, ScriptedDoor
from tests.adapters.slack.answering import Answer, AnsweringSlack, person, refusal, serving
from tests.adapters.slack.signing import names, payload
from tests.fakes.clock import FakeClock

TEAM = "T01TEST"
ACME = ChannelRef("slack", TEAM, "C0ACME")
PLACE = "https://example-agency.slack.com/archives"
TOKEN = Token(workspace=TEAM, value=Secret("xoxb-test"), bot_user="U00SIGNPOST", domain="example-agency")


@dataclass
class OneToken:
    """The port ``Tokens``."""

    token: Token | None = TOKEN
    busy: bool = False

    async def of(self, workspace: str) -> Token | None:
        if self.busy:
            raise StoreBusy
        return self.token if self.token and self.token.workspace == workspace else None

    async def learn(self) -> None: ...

    async def forget(self, *_: object) -> bool:
        return False


class Deaf(ScriptedDoor):
    async def heard(self, news: DoorNews) -> bool:
        return False


@dataclass
class Bench:
    slack: AnsweringSlack
    core: ScriptedDoor
    tokens: OneToken
    door: SlackDoor

    async def tells(self, content: dict[str, Any]) -> int:
        return (await self.door.receive(content)).status

    async def hears(self, content: dict[str, Any]) -> MessageHeard:
        self.core.news.clear()
        assert await self.tells(content) == 200
        [heard] = self.core.news
        assert isinstance(heard, MessageHeard)
        return heard

    def asked(self) -> list[str]:
        return [question.method for question in self.slack.asked]


@asynccontextmanager
async def opened(core: ScriptedDoor, address: str, slack: AnsweringSlack) -> AsyncIterator[Bench]:
    api, clock, log, tokens = SlackApi(f"{address}/api/"), FakeClock(), ListLog(), OneToken()
    door = SlackDoor(door=core, api=api, tokens=tokens, voices=voices(), language="en", clock=clock, log=log)
    try:
        yield Bench(slack, core, tokens, door)
        await door.settled()
    finally:
        await door.close()
        await api.close()


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    answers = {
        "users.info": person(real_name="Alice Adler", locale="de-DE", tz="Europe/Vienna"),
        "users.info:U07GUEST": person(real_name="Gus", is_restricted=True),
    }
    slack = AnsweringSlack(answers)
    core = ScriptedDoor(listened=frozenset({"C0ACME", "G0ACME"}))
    async with serving(slack) as address, opened(core, address, slack) as bench:
        yield bench


def by(number: int, channel: ChannelRef = ACME, **more: Any) -> From:
    alice = From(
        who=PersonRef("slack", TEAM, "U01ALICE"),
        key=f"slack:{TEAM}:Ev{number:04d}TEST",
        channel=channel,
        name="Alice Adler",
        language="de-DE",
        external=False,
        timezone="Europe/Vienna",
        fleeting=True,
    )
    return replace(alice, **more)


def heard(number: int, text: str, **more: Any) -> MessageHeard:
    ts = more.pop("message", f"{1772442000 + number}.000100")
    known: dict[str, Any] = {
        "by": by(number),
        "channel": ACME,
        "message": ts,
        "text": text,
        "link": f"{PLACE}/C0ACME/p{ts.replace('.', '')}",
        "whispers": True,
    }
    return MessageHeard(**(known | more))


FIRST = "1772442004.000100"
THREAD = f"?thread_ts={FIRST}&cid=C0ACME"
GROUP = ChannelRef("slack", TEAM, "G0ACME")
GONE = MessageGone(f"slack:{TEAM}:Ev0006TEST", ACME, FIRST)
CLIENT: dict[str, Any] = {"name": "", "language": None, "external": True, "timezone": "", "shared": True}
EXPECTED: dict[str, DoorNews | None] = {
    "message_channel": heard(4, "Grüße & bis <morgen> 🙂"),
    "message_edited": heard(5, "they are late again", message=FIRST, edited=True),
    "message_deleted": GONE,
    "message_tombstone": MessageGone(f"slack:{TEAM}:Ev0055TEST", ACME, FIRST),
    "message_thread_reply": heard(8, "I agree", parent=FIRST, link=f"{PLACE}/C0ACME/p1772442008000100{THREAD}"),
    "message_thread_broadcast": heard(
        44, "@here they want it for free", parent=FIRST, link=f"{PLACE}/C0ACME/p1772442044000100{THREAD}"
    ),
    "message_file_share": heard(41, "Here is the signed offer"),
    "message_file_only": None,
    "message_me": heard(43, "waits for the client again"),
    "message_untyped": heard(46, "no channel type here"),
    "message_group": heard(
        45,
        "> @someone is useless\n@someone wrote that & more: see https://acme.example/a_b_c (the thread) or #channel\n"
        "```if a < b:\n    *x* = 1```\nand `_y_` <@U1>",
        by=by(45, GROUP),
        channel=GROUP,
        link=f"{PLACE}/G0ACME/p1772442045000100",
    ),
    "message_connect": heard(10, "We will not pay", by=by(10, who=PersonRef("slack", TEAM, "U09CLIENT"), **CLIENT)),
    "message_guest": heard(
        48,
        "when will it be done?",
        by=by(48, who=PersonRef("slack", TEAM, "U07GUEST"), name="Gus", language="", external=True, timezone=""),
    ),
    "message_bot": None,
    "message_bot_edited": None,
    "message_workflow": None,
    "message_slackbot": None,
    "message_joined": None,
    "message_topic": None,
    "message_hidden": None,
    "message_unfurled": None,
}
NOT_OVERHEARD = {"message_shortcut", "message_shortcut_blocks", "message_shortcut_thread", "message_im_own"}


@pytest.mark.parametrize("name", EXPECTED)
async def test_recorded_message_is_told_where_the_core_listens(bench: Bench, name: str) -> None:
    assert await bench.tells(payload(name)) == 200
    expected = EXPECTED[name]
    assert bench.core.news == ([] if expected is None else [expected])


def test_every_recorded_message_of_a_channel_has_a_case() -> None:
    recorded = {name for name in names() if name.startswith("message_") and not name.startswith("message_im")}
    assert recorded - NOT_OVERHEARD == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
async def test_nothing_is_told_elsewhere_but_that_a_message_is_gone(bench: Bench, name: str) -> None:
    bench.core.listened = frozenset({"C0OTHER"})
    assert await bench.tells(payload(name)) == 200
    expected = EXPECTED[name]
    if isinstance(expected, MessageHeard) and expected.edited:
        expected = MessageGone(expected.by.key, expected.channel, expected.message)
    assert bench.core.news == ([expected] if isinstance(expected, MessageGone) else [])
    assert bench.asked() == []


async def test_own_message_is_nobodys(bench: Bench) -> None:
    content = payload("message_channel")
    content["event"]["user"] = "U00SIGNPOST"
    assert await bench.tells(content) == 200 and bench.core.news == []


async def test_workspace_that_is_not_let_in_is_not_heard(bench: Bench) -> None:
    bench.tokens.token = None
    assert await bench.tells(payload("message_channel")) == 200 and bench.core.news == []


async def test_author_is_asked_for_once_and_somebody_of_another_firm_never(bench: Bench) -> None:
    for _ in range(3):
        await bench.hears(payload("message_channel"))
        await bench.hears(payload("message_connect"))
    assert bench.asked() == ["users.info"]
    await bench.hears(payload("message_group"))
    assert (await bench.hears(payload("message_group"))).by.name == "Alice Adler"


async def test_mention_is_the_name_where_it_is_known_without_a_call(bench: Bench) -> None:
    await bench.hears(payload("message_guest"))
    content = payload("message_channel")
    content["event"]["text"] = "ask <@U07GUEST> or <@U05NEW>"
    assert (await bench.hears(content)).text == "ask @Gus or @someone"
    assert bench.asked() == ["users.info", "users.info"], "the two who wrote"


async def test_author_whom_slack_cannot_name_is_unknown(bench: Bench) -> None:
    bench.slack.answers["users.info"] = refusal("internal_error")
    assert (await bench.hears(payload("message_channel"))).by.external is None


@pytest.mark.parametrize(
    ("team", "colleague", "external", "shared"),
    [
        ("T02OTHER", {"team_id": "T02OTHER", "enterprise_user": {"teams": ["T02OTHER", TEAM]}}, False, False),
        ("E01FIRM", {"team_id": "E01FIRM", "enterprise_user": {"teams": [TEAM]}}, False, False),
        ("E09GRID", {"team_id": "E09GRID", "is_stranger": True}, True, True),
        ("T09CLIENT", None, True, True),
        ("E01FIRM", None, None, False),
    ],
)
async def test_in_a_grid_colleagues_of_other_workspaces_are_no_strangers(
    bench: Bench, team: str, colleague: dict[str, Any] | None, external: bool | None, shared: bool
) -> None:
    content = payload("message_channel")
    content["authorizations"][0]["enterprise_id"] = "E01FIRM"
    content["event"] |= {"team": team, "user_team": team, "user": "W02COLLEAGUE"}
    answer = refusal("user_not_found") if colleague is None else person(**colleague)
    bench.slack.answers["users.info:W02COLLEAGUE"] = answer
    said = (await bench.hears(content)).by
    assert (said.external, said.shared) == (external, shared)


async def test_channel_that_is_shared_says_so_whoever_writes(bench: Bench) -> None:
    said = (await bench.hears(payload("message_channel") | {"is_ext_shared_channel": True})).by
    assert (said.external, said.shared) == (False, True)


async def test_link_is_empty_until_slack_has_told_the_workspaces_address_once(bench: Bench) -> None:
    bench.tokens.token = replace(TOKEN, domain="")
    answer = {"ok": True, "team_id": TEAM, "url": "https://example-agency.slack.com/"}
    bench.slack.answers["auth.test"] = Answer(answer)
    assert (await bench.hears(payload("message_channel"))).link == ""
    await bench.door.settled()
    assert (await bench.hears(payload("message_channel"))).link == f"{PLACE}/C0ACME/p1772442004000100"
    assert bench.asked().count("auth.test") == 1


@pytest.mark.parametrize("url", ["https://evil.example/", "https://slack.com.evil.example", "https://[", 7, None])
async def test_link_stays_empty_where_the_address_is_none_of_slacks(bench: Bench, url: object) -> None:
    bench.tokens.token = replace(TOKEN, domain="")
    bench.slack.answers["auth.test"] = Answer({"ok": True, "team_id": TEAM, "url": url})
    for _ in range(2):
        assert (await bench.hears(payload("message_channel"))).link == ""
        await bench.door.settled()
    assert bench.asked().count("auth.test") == 1


async def test_address_is_learned_from_a_command(bench: Bench) -> None:
    bench.tokens.token = replace(TOKEN, domain="")
    await bench.tells(payload("command"))
    assert (await bench.hears(payload("message_channel"))).link.startswith(PLACE)
    assert "auth.test" not in bench.asked()


async def test_message_that_was_emptied_is_told_as_edited(bench: Bench) -> None:
    content = payload("message_edited")
    content["event"]["message"] |= {"text": "", "blocks": []}
    said = await bench.hears(content)
    assert said.edited and said.text == ""


async def test_what_could_not_be_kept_is_told_again_by_slack(bench: Bench) -> None:
    bench.tokens.busy = True
    assert await bench.tells(payload("message_channel")) == 503 and bench.core.news == []
    bench.tokens.busy = False
    await bench.hears(payload("message_channel"))


@pytest.mark.parametrize("name", ["message_channel", "message_deleted"])
async def test_core_that_cannot_write_is_told_again(name: str) -> None:
    slack = AnsweringSlack({"users.info": person(real_name="Alice Adler")})
    async with serving(slack) as address, opened(Deaf(listened=frozenset({"C0ACME"})), address, slack) as bench:
        assert await bench.tells(payload(name)) == 503


@pytest.mark.parametrize("name", ["message_channel", "message_edited", "message_deleted", "message_thread_broadcast"])
async def test_message_of_an_odd_shape_is_no_failure_of_ours(bench: Bench, name: str) -> None:
    whole = payload(name)
    inner = [key for key in ("message", "previous_message") if key in whole["event"]]
    for shape in (["x"], {"x": "y"}, 7, None, "x y", [], True):
        for path in ((), ("event",), *(("event", key) for key in inner)):
            for key in payload(name) if not path else _at(whole, path):
                content = payload(name)
                _at(content, path)[key] = shape
                assert await bench.tells(content) in (200, 400), (path, key, shape)


def _at(content: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for key in path:
        content = content[key]
    return content

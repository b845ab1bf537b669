"""Asking Slack itself: what its answers mean, and what remains of an answer that means nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from adapters.common.reachable import healthy
from adapters.slack.online import Account, SlackItself
from bot.errors import RateLimited, Rejected, Unreachable
from bot.settings import Secret
from tests.adapters.slack.answering import Answer, AnsweringSlack, holder, person, refusal, serving

TOKEN = Secret("xoxb-canary-1")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack() -> AnsweringSlack:
    return AnsweringSlack()


@pytest.fixture
async def address(slack: AnsweringSlack) -> AsyncIterator[str]:
    async with serving(slack) as found:
        yield found


@pytest.fixture
def itself(address: str) -> SlackItself:
    return SlackItself(f"{address}/api/", timeout_seconds=1)


async def test_holder_tells_workspace_bot_and_permissions(slack: AnsweringSlack, itself: SlackItself) -> None:
    slack.answers["auth.test"] = holder(("commands", "chat:write"))
    found = await itself.holder(TOKEN)
    assert (found.workspace, found.workspace_name, found.bot_name) == ("T01TEST", "Acme Agency", "signpost")
    assert found.scopes == frozenset(("commands", "chat:write"))
    assert [(question.method, question.token) for question in slack.asked] == [("auth.test", "xoxb-canary-1")]


def test_nobody_waits_for_slack_longer_than_five_seconds() -> None:
    assert SlackItself("https://slack.example/api/").timeout_seconds == 5


async def test_holder_without_the_header_has_unknown_permissions(slack: AnsweringSlack, itself: SlackItself) -> None:
    slack.answers["auth.test"] = holder(None)
    assert (await itself.holder(TOKEN)).scopes is None


async def test_holder_with_a_hostile_name_is_fit_for_a_terminal(slack: AnsweringSlack, itself: SlackItself) -> None:
    body = {**holder(None).body, "team": "Acme\x1b[2J\u202e" + "x" * 200}
    slack.answers["auth.test"] = Answer(body)
    found = await itself.holder(TOKEN)
    assert found.workspace_name.startswith("Acme?[2J?x") and len(found.workspace_name) == 80


@pytest.mark.parametrize(
    ("about", "account"),
    [
        ({}, Account(deactivated=False, guest=False, bot=False)),
        ({"deleted": True}, Account(deactivated=True, guest=False, bot=False)),
        ({"is_restricted": True}, Account(deactivated=False, guest=True, bot=False)),
        ({"is_ultra_restricted": True}, Account(deactivated=False, guest=True, bot=False)),
        ({"is_stranger": True}, Account(deactivated=False, guest=True, bot=False)),
        ({"team_id": "T02OTHER"}, Account(deactivated=False, guest=True, bot=False)),
        (
            {"team_id": "E0FIRM", "enterprise_user": {"teams": ["T01TEST", "T03"]}},
            Account(deactivated=False, guest=False, bot=False),
        ),
        ({"is_bot": True}, Account(deactivated=False, guest=True, bot=True)),
    ],
    ids=str,
)
async def test_account_of_a_person(
    slack: AnsweringSlack, itself: SlackItself, about: dict[str, object], account: Account
) -> None:
    slack.answers["users.info:U01ALICE"] = person(**about)
    assert await itself.account(TOKEN, "T01TEST", "U01ALICE") == account


async def test_account_of_nobody_is_rejected(slack: AnsweringSlack, itself: SlackItself) -> None:
    slack.answers["users.info"] = refusal("user_not_found")
    with pytest.raises(Rejected) as rejected:
        await itself.account(TOKEN, "T01TEST", "U0NOBODY")
    assert rejected.value.reason == "user_not_found"


async def test_socket_is_asked_for_with_the_app_token_only(slack: AnsweringSlack, itself: SlackItself) -> None:
    slack.answers["apps.connections.open"] = Answer({"ok": True, "url": "wss://never.opened.example/"})
    await itself.offers_socket(Secret("xapp-canary-2"))
    [question] = slack.asked
    assert question.token == "xapp-canary-2"
    assert "canary" not in str(question.values)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (refusal("invalid_auth"), Rejected, "invalid_auth"),
        (refusal("missing_scope", needed="users:read"), Rejected, "missing_scope:users:read"),
        (refusal("missing_scope", needed="xoxb-canary-1 \x1b"), Unreachable, "the answer cannot be read"),
        (refusal("xoxb-canary-1 is wrong"), Unreachable, "the answer cannot be read"),
        (Answer({"ok": False}), Unreachable, "the answer cannot be read"),
        (Answer({"ok": True}), Unreachable, "the answer cannot be read"),
        (Answer({"ok": True, "team_id": 7, "team": [], "user": None}), Unreachable, "the answer cannot be read"),
        (Answer([1]), Unreachable, "the answer cannot be read"),
        (Answer([]), Unreachable, "the answer cannot be read"),
        (Answer(None), Unreachable, "the answer cannot be read"),
        (Answer("text"), Unreachable, "the answer cannot be read"),
        (Answer(b'{"ok": tr'), Unreachable, "the answer cannot be read"),
        (Answer(b"[" * 100_000), Unreachable, "the answer cannot be read"),
        (Answer(b"\xff\xfe\xfa"), Unreachable, "the answer cannot be read"),
        (Answer(b"", content_type="application/gzip"), Unreachable, "the answer cannot be read"),
        (Answer(b"\x1f\x8b", content_type="application/gzip"), Unreachable, "the answer cannot be read"),
        (Answer(b"<h1>hello</h1>", content_type="text/html"), Unreachable, "the answer cannot be read"),
        (Answer(b"hello", content_type="text/plain"), Unreachable, "the answer cannot be read"),
        (Answer(b"{}", headers={"Content-Encoding": "gzip"}), Unreachable, "the connection broke"),
        (Answer({"ok": False, "error": "fatal_error"}, 500), Unreachable, "it says `fatal_error`"),
        (Answer({"ok": False, "error": "canary 1"}, 500), Unreachable, "the answer cannot be read"),
        (Answer({"ok": False, "error": "unreadable"}, 500), Unreachable, "the answer cannot be read"),
        (Answer({"ok": False}, 500), Unreachable, "the answer is HTTP 500"),
        (Answer(b"busy", 503, content_type="text/plain"), Unreachable, "the answer is HTTP 503"),
        (Answer(b"{oh", 502), Unreachable, "the answer is HTTP 502"),
        (Answer(b"", 302, {"Location": "/healthz"}), Unreachable, "the answer cannot be read"),
        (Answer({"ok": True}, delay_seconds=3), Unreachable, "no answer within 1 seconds"),
    ],
    ids=lambda value: str(value)[:70],
)
async def test_bad_answer_has_one_meaning(
    slack: AnsweringSlack, itself: SlackItself, answer: Answer, error: type[Exception], words: str
) -> None:
    slack.answers["auth.test"] = answer
    with pytest.raises(error) as raised:
        await itself.holder(TOKEN)
    assert str(raised.value) == words
    assert "canary" not in repr(raised.value)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}), 7),
        (Answer(b"", 429, {"Retry-After": "soon"}, content_type="text/plain"), 30),
        (refusal("ratelimited"), 30),
    ],
    ids=["seconds", "words", "no header"],
)
async def test_too_many_questions_tell_how_long_to_wait(
    slack: AnsweringSlack, itself: SlackItself, answer: Answer, seconds: float
) -> None:
    slack.answers["auth.test"] = answer
    with pytest.raises(RateLimited) as limited:
        await itself.holder(TOKEN)
    assert limited.value.retry_after == seconds
    assert len(slack.asked) == 1, "asked once, not again"


async def test_broken_connection_is_not_tried_again() -> None:
    calls: list[object] = []

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(writer)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unreachable) as unreachable:
            await SlackItself(f"http://127.0.0.1:{port}/api/").holder(TOKEN)
    assert str(unreachable.value) == "the connection broke"
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:{free}/api/", "nothing listens there"),
        ("http://no-such-host.invalid/", "its name leads nowhere from here"),
        ("nonsense", "that is no web address"),
    ],
)
async def test_nobody_to_ask_says_why(url: str, words: str) -> None:
    with pytest.raises(Unreachable) as unreachable:
        await SlackItself(url.format(free=_free_port()), timeout_seconds=4).holder(TOKEN)
    assert str(unreachable.value) == words


async def test_own_address_that_answers_is_healthy(address: str) -> None:
    await healthy(address)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer({"status": "ok"}, 404), "the answer is HTTP 404"),
        (Answer(b"", 301, {"Location": "/healthz"}), "the answer is HTTP 301"),
        (Answer(b"<h1>It works!</h1>", content_type="text/html"), "something else than Signpost answers"),
        (Answer([]), "something else than Signpost answers"),
        (Answer(b"[" * 1_000), "something else than Signpost answers"),
        (Answer({"status": "ok"}, delay_seconds=3), "no answer within 0.5 seconds"),
    ],
    ids=str,
)
async def test_own_address_that_does_not_answer_says_why(
    slack: AnsweringSlack, address: str, answer: Answer, words: str
) -> None:
    slack.health = answer
    with pytest.raises(Unreachable) as unreachable:
        await healthy(address, timeout_seconds=0.5)
    assert str(unreachable.value) == words


async def test_own_address_with_a_port_that_speaks_no_tls(address: str) -> None:
    with pytest.raises(Unreachable):
        await healthy(address.replace("http://", "https://"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Wire failures become meanings, and nothing but Slack's own hosts is ever called."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.slack.api import SlackApi
from bot.errors import ChatError, RateLimited, Rejected, Unreachable
from bot.settings import Secret
from tests.adapters.slack.answering import Answer, AnsweringSlack, refusal, serving

TOKEN = Secret("xoxb-test")


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[tuple[AnsweringSlack, SlackApi]]:
    answering = AnsweringSlack()
    async with serving(answering) as address:
        api = SlackApi(f"{address}/api/")
        yield answering, api
        await api.close()


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (refusal("channel_not_found"), Rejected, "channel_not_found"),
        (refusal("missing_scope", needed="files:write", provided="chat:write"), Rejected, "missing_scope:files:write"),
        (refusal("internal_error"), Unreachable, "internal_error"),
        (refusal("ratelimited"), RateLimited, "retry after 30.0 s"),
        (Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}), RateLimited, "retry after 7.0 s"),
        (Answer({"ok": False}, 429, {"Retry-After": "soon"}), RateLimited, "retry after 30.0 s"),
        (Answer({"ok": False}, 429, {"Retry-After": "-5"}), RateLimited, "retry after 30.0 s"),
        (Answer({"ok": False}, 429, {"Retry-After": "nan"}), RateLimited, "retry after 30.0 s"),
        (Answer({"ok": False}, 500), Unreachable, "500"),
        (Answer(b"<html>", 503, content_type="text/html"), Unreachable, "503"),
        (Answer(b"{broken"), Unreachable, ""),
        (Answer(b"[1, 2]"), Unreachable, ""),
        (Answer(b"null"), Unreachable, ""),
        (Answer(b'"\xff\xfe"'), Unreachable, ""),
        (Answer({"ok": False, "error": 7}), Unreachable, ""),
        (Answer({"ok": False, "error": "x" * 500}), Rejected, "x" * 80),
    ],
)
async def test_failure_has_a_meaning(
    slack: tuple[AnsweringSlack, SlackApi], answer: Answer, kind: type[ChatError], said: str
) -> None:
    answering, api = slack
    answering.answers["chat.postMessage"] = answer
    with pytest.raises(kind) as caught:
        await api.call("chat.postMessage", TOKEN, {"channel": "D1", "text": "hello"})
    assert said in str(caught.value)
    assert caught.value.__cause__ is None, "slack_sdk's errors quote whole answers"


async def test_silence_and_a_closed_port_are_unreachable(slack: tuple[AnsweringSlack, SlackApi]) -> None:
    answering, api = slack
    answering.answers["auth.test"] = Answer({"ok": True}, delay_seconds=5)
    with pytest.raises(Unreachable):
        await api.call("auth.test", TOKEN, {}, seconds=0.1)
    assert api.failing
    answering.answers["auth.test"] = Answer({"ok": True})
    await api.call("auth.test", TOKEN, {})
    assert not api.failing
    nobody = SlackApi("http://127.0.0.1:9/api/")
    with pytest.raises(Unreachable):
        await nobody.call("auth.test", TOKEN, {})
    await nobody.close()


async def test_arguments_travel_in_the_body_and_the_token_in_its_header(
    slack: tuple[AnsweringSlack, SlackApi],
) -> None:
    answering, api = slack
    answering.answers["users.info"] = Answer({"ok": True})
    await api.call("users.info", TOKEN, {"user": "U01ALICE"})
    (asked,) = answering.asked
    assert (asked.token, dict(asked.values)) == ("xoxb-test", {"user": "U01ALICE"})


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("https://hooks.slack.com/actions/T1/2/3", True),
        ("https://files.slack.com/upload/v1/abc", True),
        ("https://slack.com/x", True),
        ("http://hooks.slack.com/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://evil.example/slack.com", False),
        ("https://slack.com@evil.example/x", False),
        ("https://user:pass@hooks.slack.com/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://notslack.com/x", False),
        ("file:///etc/passwd", False),
        ("https://[::1]:x/", False),
        ("//hooks.slack.com/x", False),
        ("", False),
        ("http://127.0.0.1:7000/responses/1", True),
        ("http://127.0.0.1:7001/responses/1", False),
        ("https://127.0.0.1:7000/responses/1", False),
    ],
)
def test_only_slacks_own_hosts_are_called(url: str, called: bool) -> None:
    assert SlackApi("http://127.0.0.1:7000/api").is_slacks(url) is called


async def test_foreign_response_url_is_not_called(slack: tuple[AnsweringSlack, SlackApi]) -> None:
    _, api = slack
    foreign = AnsweringSlack()
    async with serving(foreign) as address:
        for call in (api.post(f"{address}/api/steal", {}), api.upload(f"{address}/api/steal", b"x")):
            with pytest.raises(Rejected, match="foreign_host"):
                await call
    assert foreign.asked == []

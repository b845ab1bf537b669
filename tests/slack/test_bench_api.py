"""The bench's Web API: what Slack refuses, what it keeps, and how it fails on demand."""

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import faults
from tests.slack.emulator import Node, Slack, slack_emulator
from tests.slack.seed import other_firm
from tests.slack.tiny import form, message, over_http

pytestmark = pytest.mark.node


def bot(slack: Slack, token: str = "") -> AsyncWebClient:
    return AsyncWebClient(token=token or "xoxb-T01TEST", base_url=slack.api_url, timeout=5, retry_handlers=[])


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        await call
    return str(error.value.response["error"])


# --- What Slack refuses ----------------------------------------------------------------------------------------------


async def test_token_when_missing_unknown_or_revoked(slack: Slack) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}auth.test") as answer:
        assert (await answer.json())["error"] == "not_authed"
    assert await refused(bot(slack, "xoxb-unknown").auth_test()) == "invalid_auth"
    assert await refused(bot(slack, slack.person("alice").account.token).auth_test()) == "invalid_auth", "not the app's"
    assert (await bot(slack).auth_revoke())["revoked"]
    assert await refused(bot(slack).auth_test()) == "token_revoked"


async def test_scope_when_the_token_lacks_it(node: Node) -> None:
    async with slack_emulator(scopes=["chat:write"], node=node) as slack:
        answer = await _error(bot(slack).users_info(user="U01BEN"))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")


async def _error(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as error:
        await call
    return dict(error.value.response.data)


async def test_message_when_the_bot_is_not_in_the_channel(slack: Slack) -> None:
    client = bot(slack)
    assert await refused(client.chat_postMessage(channel="C0ACME", text="hi")) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel="C0LEADS", text="hi")) == "channel_not_found"
    assert await refused(client.chat_postEphemeral(channel="C0ACME", user="U01BEN", text="hi")) == "not_in_channel"
    assert (
        await refused(client.chat_postEphemeral(channel="C0GENERAL", user="U01GUS", text="x")) == "user_not_in_channel"
    )
    await slack.workspace.adds("signpost", "acme")
    await client.chat_postEphemeral(channel="C0ACME", user="U01BEN", text="psst")
    assert [one.text for one in slack.person("ben").ephemerals()] == ["psst"]


async def test_person_when_deactivated(slack: Slack) -> None:
    slack.person("ben").account.deleted = True
    client = bot(slack)
    assert (await client.users_info(user="U01BEN"))["user"]["deleted"]
    assert await refused(client.conversations_open(users="U01BEN")) == "user_disabled"


async def test_blocks_when_slack_would_refuse_them(slack: Slack) -> None:
    pytest.importorskip("tests.adapters.slack.blockkit")
    bad = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    assert await refused(bot(slack).chat_postMessage(channel="U01BEN", text="x", blocks=bad)) == "invalid_blocks"
    trigger = slack.shim.watch.triggers.mint("U01BEN")
    error = await _error(bot(slack).views_open(trigger_id=trigger, view=form() | {"blocks": bad}))
    assert error["error"] == "invalid_arguments" and "150" in error["response_metadata"]["messages"][0]
    with pytest.raises(AssertionError, match="chat.postMessage: "):
        slack.assert_clean()


async def test_trigger_when_used_twice_late_or_invented(slack: Slack) -> None:
    client, triggers = bot(slack), slack.shim.watch.triggers
    once, late = triggers.mint("U01BEN"), triggers.mint("U01BEN")
    assert (await client.views_open(trigger_id=once, view=form()))["view"]["title"]["text"] == "Report"
    assert slack.person("ben").modal is not None
    assert await refused(client.views_open(trigger_id=once, view=form())) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"
    triggers.seconds = 0.01
    await asyncio.sleep(0.02)
    assert await refused(client.views_open(trigger_id=late, view=form())) == "expired_trigger_id"
    assert len(slack.shim.watch.violations) == 3


async def test_view_when_updated_by_an_old_hash_or_unknown(slack: Slack) -> None:
    client = bot(slack)
    opened = await client.views_open(trigger_id=slack.shim.watch.triggers.mint("U01BEN"), view=form())
    view, old = opened["view"]["id"], opened["view"]["hash"]
    await client.views_update(view_id=view, hash=old, view=form("Second"))
    assert await refused(client.views_update(view_id=view, hash=old, view=form("Third"))) == "hash_conflict"
    modal = slack.person("ben").modal
    assert modal is not None and modal.title == "Second"
    slack.assert_clean()
    assert await refused(client.views_update(view_id="V1", view=form())) == "not_found"
    assert slack.shim.watch.violations == ["views.update: there is no view 'V1' on anybody's screen"]


async def test_pace_when_two_messages_are_closer_than_a_second(slack: Slack) -> None:
    client = bot(slack)
    await client.chat_postMessage(channel="U01BEN", text="one")
    await client.chat_postMessage(channel="U01LENA", text="another place")
    assert slack.shim.watch.violations == []
    await client.chat_postMessage(channel="D01BEN", text="two, to the same conversation")
    assert len(slack.shim.watch.violations) == 1 and "D01BEN within 0.0" in slack.shim.watch.violations[0]


async def test_pace_when_a_second_lies_between(slack: Slack) -> None:
    client = bot(slack)
    await client.chat_postMessage(channel="U01BEN", text="one")
    await asyncio.sleep(1)
    await client.chat_postMessage(channel="U01BEN", text="two")
    slack.assert_clean()


# --- What Slack keeps ------------------------------------------------------------------------------------------------


async def test_history_when_asked_for_metadata_times_and_pages(slack: Slack) -> None:
    client = bot(slack)
    metadata = {"event_type": "signpost_delivery", "event_payload": {"key": "k1"}}
    first = await client.chat_postMessage(channel="D01BEN", text="one", metadata=metadata)
    second = await client.chat_postMessage(channel="D01BEN", text="two")
    await client.chat_postMessage(channel="D01BEN", text="hidden", thread_ts=first["ts"])
    await client.chat_postMessage(channel="D01BEN", text="along", thread_ts=first["ts"], reply_broadcast=True)

    async def history(**asked: Any) -> list[dict[str, Any]]:
        return list((await client.conversations_history(channel="D01BEN", **asked))["messages"])

    assert [one["text"] for one in await history()] == ["along", "two", "one"]
    assert "metadata" not in (await history())[2]
    assert (await history(include_all_metadata=True))[2]["metadata"] == metadata
    assert [one["text"] for one in await history(oldest=second["ts"])] == ["along"]
    assert [one["text"] for one in await history(latest=second["ts"], inclusive=True)] == ["two", "one"]
    page = await client.conversations_history(channel="D01BEN", limit=2)
    assert page["has_more"] and [one["text"] for one in page["messages"]] == ["along", "two"]
    cursor = page["response_metadata"]["next_cursor"]
    assert [one["text"] for one in await history(cursor=cursor)] == ["one"]
    [root, _] = await slack.person("ben").inbox()
    assert [reply.text for reply in root.replies] == ["hidden", "along"]
    assert (
        await refused(client.chat_postMessage(channel="D01BEN", text="x", metadata={"a": 1}))
        == "invalid_metadata_format"
    )


async def test_file_when_uploaded_into_a_thread(slack: Slack) -> None:
    client, ben = bot(slack), slack.person("ben")
    root = await client.chat_postMessage(channel="D01BEN", text="nudge")
    await client.files_upload_v2(
        channel="D01BEN",
        thread_ts=root["ts"],
        content=b"\x89PNG",
        filename="score.png",
        title="Score",
        alt_txt="rising",
    )
    [nudge] = await ben.inbox()
    [reply] = nudge.replies
    assert reply.text == "(file: Score)" and reply.files[0]["alt_txt"] == "rising"
    assert await slack.workspace.file(reply.files[0]["id"]) == b"\x89PNG"
    [address] = slack.shim.of("files.getUploadURLExternal")
    assert address.answer is not None and address.answer["upload_url"].startswith(slack.shim.url)
    assert slack.shim.posts == [("upload", 200)]


async def test_calls_when_sent_by_query_form_or_json_are_one_and_the_same(slack: Slack) -> None:
    headers = {"Authorization": "Bearer xoxb-T01TEST"}
    asked = {"channel": "D01BEN", "text": "hi", "blocks": json.dumps([{"type": "divider"}])}
    ways: list[dict[str, Any]] = [{"params": asked}, {"data": asked}, {"json": asked}]
    async with aiohttp.ClientSession(headers=headers) as session:
        for way in ways:
            async with session.post(f"{slack.api_url}chat.postMessage", **way) as answer:
                assert (await answer.json())["ok"]
    assert [call.arguments["blocks"] for call in slack.shim.calls] == [[{"type": "divider"}]] * 3
    assert {call.token for call in slack.shim.calls} == {"xoxb-T01TEST"} and all(call.ok for call in slack.shim.calls)


async def test_response_url_when_used_up_late_or_for_deletion(slack: Slack) -> None:
    async with over_http(slack) as tiny, aiohttp.ClientSession() as session:
        alice = slack.person("alice")
        seen = await alice.types("/hi")
        url = tiny.heard[0][1]["response_url"]

        async def post(**body: Any) -> tuple[int, str]:
            async with session.post(url, json=body) as answer:
                return answer.status, await answer.text()

        assert await post(text="one more") == (200, "ok") and alice.ephemerals()[-1].text == "one more"
        assert await post() == (400, "no_text")
        for _ in range(3):
            await post(**message("again"))
        assert await post(text="the sixth") == (404, "used_url")
        await alice.presses("Press", on=seen.message)
        url = tiny.heard[-1][1]["response_url"]
        await post(delete_original=True)
        assert seen.message not in alice.ephemerals()
        slack.shim.response_urls.seconds = 0
        assert await post(text="late") == (404, "expired_url")


# --- Failures on demand ----------------------------------------------------------------------------------------------


async def test_faults_when_queued_come_one_after_the_other(slack: Slack) -> None:
    client, fail = bot(slack), slack.shim.faults
    fail.next("chat.postMessage", faults.rate_limited(7), faults.server_error(), None, faults.refused("fatal_error"))
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel="D01BEN", text="one")
    assert limited.value.response.status_code == 429 and limited.value.response.headers["Retry-After"] == "7"
    with pytest.raises(SlackApiError) as broken:
        await client.chat_postMessage(channel="D01BEN", text="two")
    assert broken.value.response.status_code == 500
    await client.chat_postMessage(channel="D01BEN", text="three")
    assert await refused(client.chat_postMessage(channel="D01BEN", text="four")) == "fatal_error"
    assert [one.text for one in await slack.person("ben").inbox()] == ["three"]
    assert fail.played == {"chat.postMessage": 3} and fail.waiting == 0


@pytest.mark.parametrize(("fault", "done"), [(faults.reset_before(), False), (faults.reset_after(), True)])
async def test_fault_when_the_connection_breaks(slack: Slack, fault: faults.Fault, done: bool) -> None:
    slack.shim.faults.always("chat.*", fault)
    for _ in range(2):
        with pytest.raises((aiohttp.ClientError, ConnectionError)):
            await bot(slack).chat_postMessage(channel="D01BEN", text="one")
    assert len(await slack.person("ben").inbox()) == (2 if done else 0)
    assert [call.answer is not None for call in slack.shim.calls] == [done, done]
    slack.shim.faults.clear()
    assert (await bot(slack).chat_postMessage(channel="D01BEN", text="two"))["ok"]


@pytest.mark.parametrize("done", [False, True])
async def test_fault_when_the_answer_hangs_or_cannot_be_read(slack: Slack, done: bool) -> None:
    slack.shim.faults.next("*", faults.hang(30, done=done), faults.broken_json(done=done))
    client = AsyncWebClient(token="xoxb-T01TEST", base_url=slack.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel="D01BEN", text="one")
    with pytest.raises((SlackApiError, ValueError)):
        await client.chat_postMessage(channel="D01BEN", text="two")
    assert len(await slack.person("ben").inbox()) == (2 if done else 0)


async def test_fault_when_an_answer_is_late_but_comes(slack: Slack) -> None:
    slack.shim.faults.next("users.info", faults.hang(0.2, done=True))
    began = time.monotonic()
    assert (await bot(slack).users_info(user="U01BEN"))["ok"] and time.monotonic() - began >= 0.2


async def test_faults_when_planned_by_number(slack: Slack) -> None:
    slack.shim.faults.plan(lambda method, number: faults.server_error() if number % 2 else None)
    answers = []
    for _ in range(4):
        try:
            answers.append(bool((await bot(slack).auth_test())["ok"]))
        except SlackApiError:
            answers.append(False)
    assert answers == [False, True, False, True]


# --- Installing ------------------------------------------------------------------------------------------------------


async def test_oauth_when_an_app_is_installed_into_a_second_workspace(slack: Slack) -> None:
    other = await slack.add(other_firm())
    granted: list[dict[str, Any]] = []
    site, base = web.Application(), ""

    async def begin(_: web.Request) -> web.Response:
        query = f"client_id=1000.2000&scope=chat:write,users:read&state=s1&redirect_uri={base}/slack/oauth_redirect"
        response = web.Response(status=302, headers={"Location": f"{slack.shim.url}/oauth/v2/authorize?{query}"})
        response.set_cookie("browser", "one")
        return response

    async def back(request: web.Request) -> web.Response:
        if request.query.get("error"):
            return web.Response(status=403, text=request.query["error"])
        assert request.query["state"] == "s1" and request.cookies["browser"] == "one"
        answer = await _granted(slack, request.query["code"])
        granted.append(answer)
        return web.Response(text="installed")

    site.router.add_get("/slack/install", begin)
    site.router.add_get("/slack/oauth_redirect", back)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await slack.redirects_to(f"{base}/slack/oauth_redirect")
    page = await other.person("tarik").installs(base)
    assert (page.status, page.text, page.asked["state"]) == (200, "installed", "s1")
    assert (await other.person("tarik").installs(base, allow=False)).text == "access_denied"
    await runner.cleanup()
    [grant] = granted
    assert grant["team"] == {"id": "T02OTHER", "name": "Other Firm"} and grant["authed_user"]["id"] == "U02OTHERTARIK"
    told = await bot(slack, grant["access_token"]).auth_test()
    assert told["team_id"] == "T02OTHER" and told.headers["x-oauth-scopes"] == "chat:write,users:read"
    assert (await _granted(slack, "again"))["error"] == "invalid_code"


async def _granted(slack: Slack, code: str) -> dict[str, Any]:
    seed = slack.workspace.seed
    headers = {"Authorization": aiohttp.encode_basic_auth(seed.client_id, seed.client_secret)}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{slack.api_url}oauth.v2.access", data={"code": code}) as answer,
    ):
        return dict(await answer.json())


async def test_token_when_the_app_is_uninstalled(slack: Slack) -> None:
    async with over_http(slack) as tiny:
        await slack.workspace.uninstalls()
        assert sorted(tiny.kinds()) == ["app_uninstalled", "tokens_revoked"]
    assert await refused(bot(slack).auth_test()) == "token_revoked"

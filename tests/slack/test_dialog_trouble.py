"""Slack in trouble: slow, refusing, gone. What was acknowledged is kept, nothing comes twice, people read why."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests.slack import faults, payloads
from tests.slack.house import House, both_ways, reads
from tests.slack.people import Person
from tests.slack.reading import button

pytestmark = pytest.mark.node
LINE = "/client-flag acme disrespect:2 rude on the phone"


async def kept(person: Person) -> list[str]:
    """The first lines of what stands in the chat with the bot."""
    return [message.text.split("\n")[0] for message in await person.inbox()]


@both_ways
async def test_report_while_slack_is_down_is_confirmed_and_its_copy_comes_later(house: House) -> None:
    alice = house.person("alice")
    await alice.types("/client-flag help")
    house.slack.shim.faults.always("*", faults.hang())
    seen = await alice.types(LINE)
    reads(seen, "Recorded as #1: Acme GmbH, Disrespect")
    assert seen.answer.in_time and await kept(alice) == []
    house.slack.shim.faults.clear()
    await house.passes(seconds=60)
    assert await kept(alice) == ["Report #1"]
    reads(await alice.types("/client-flag mine"), "#1 · 2 Mar 2026 · Acme GmbH")


async def test_report_of_somebody_whom_slack_cannot_vouch_for_waits_and_then_counts(house: House) -> None:
    alice = house.person("alice")
    house.slack.shim.faults.always("users.info", faults.server_error())
    seen = await alice.types(LINE)
    reads(seen, "#1 is kept.", "[Right]", "-You named no sign")
    reads(await alice.types("/client-flag mine"), "waiting for your click")
    house.slack.shim.faults.clear()
    await house.passes(seconds=60)
    await alice.presses("Right", on=seen.message)
    reads(seen.message, "Recorded as #1: Acme GmbH, Disrespect")


async def test_nudge_waits_for_a_permission_and_the_admin_reads_which(house: House) -> None:
    lena, tarik = house.person("lena"), house.person("tarik")
    lacking = faults.refused("missing_scope", needed="im:write", provided="chat:write")
    house.slack.shim.faults.always("conversations.open", lacking)
    await house.files("alice", "acme disrespect:3 called the team idiots")
    await house.settles()
    assert await lena.inbox() == []
    reads(await tarik.opens_home(), "Slack: Signpost lacks the permission im:write.", "-could not be delivered")
    house.slack.shim.faults.clear()
    await house.passes(seconds=360)
    reads(await lena.receives("Acme GmbH: protect first, then talk"))
    reads(await tarik.opens_home(), "-lacks the permission")


async def test_retry_after_is_waited_for(house: House) -> None:
    alice = house.person("alice")
    house.slack.shim.faults.next("chat.postMessage", faults.rate_limited(2))
    reads(await alice.types(LINE), "Recorded as #1")
    reads(await alice.receives("Report #1"), "State: counts")
    refused, sent = house.slack.shim.of("chat.postMessage")
    assert sent.at - refused.at >= 2


@pytest.mark.parametrize(
    ("fault", "posts"),
    [(faults.reset_after(), 1), (faults.broken_json(done=True), 1), (faults.server_error(), 2)],
    ids=["reset after", "unreadable after", "500"],
)
async def test_message_whose_outcome_is_unknown_is_looked_for_and_never_doubled(
    house: House, fault: faults.Fault, posts: int
) -> None:
    alice, shim = house.person("alice"), house.slack.shim
    shim.faults.next("chat.postMessage", fault)
    await alice.types(LINE)
    await house.settles()
    await house.passes(seconds=15)
    assert await kept(alice) == ["Report #1"]
    assert len(shim.of("chat.postMessage")) == posts and len(shim.of("conversations.history")) == 1
    [message] = await alice.inbox()
    await alice.presses("Undo", on=message)
    await house.settles()
    reads(await alice.reread(message), "withdrawn")


@pytest.mark.parametrize(
    ("house", "fault"),
    [("http", faults.refused("internal_error")), ("socket", faults.hang(8))],
    ids=["refused over http", "hanging over the socket"],
    indirect=["house"],
)
async def test_form_that_cannot_open_gives_back_what_was_typed(house: House, fault: faults.Fault) -> None:
    alice = house.person("alice")
    house.slack.shim.faults.next("views.open", fault)
    seen = await alice.types("/client-flag acme hello there & <welcome>")
    reads(seen, "The form could not be opened. Nothing was recorded.", "Please try again.")
    reads(seen, "acme hello there & <welcome>")
    assert seen.answer.in_time and alice.modal is None
    form = (await alice.types("/client-flag acme hello there & <welcome>")).modal
    reads(form, "What happened: hello there & <welcome>")


async def test_shortcut_and_button_whose_form_cannot_open_say_so(house: House) -> None:
    alice, lena = house.person("alice"), house.person("lena")
    wrote = await alice.writes("They shouted", "acme")
    house.slack.shim.faults.next("views.open", faults.refused("internal_error"), faults.refused("internal_error"))
    seen = await alice.flags(wrote)
    reads(seen, "The form could not be opened. Nothing was recorded.")
    assert seen.message.ephemeral
    await house.files("ben", "acme crowding_out:2 takes the whole team")
    await house.settles()
    nudge = await lena.receives("time for a talk")
    reads(await lena.presses("Snooze", on=nudge), "The form could not be opened. Nothing was recorded.")
    reads((await lena.presses("Snooze", on=nudge)).modal, "Snooze", "Reason:")


async def test_answer_to_a_foreign_host_is_not_sent_there_but_into_the_chat(house: House) -> None:
    alice, workspace = house.person("alice"), house.workspace
    seen = await alice.types("/client-flag acme wants a third free revision")
    await alice.receives("Report #1")
    async with stranger() as (url, heard):
        pair = button(seen.message.blocks, "Undo")
        pressed = payloads.pressed_in_message(
            workspace.seed, alice.account, seen.message, pair, "general", f"{url}/response/1", "1.2.3"
        )
        assert (await workspace.transport.interaction(pressed)).status == 200
        reads(await alice.receives("#1 is withdrawn."))
    assert heard == []


async def test_chart_is_not_uploaded_to_a_foreign_host(house: House) -> None:
    lena = house.person("lena")
    async with stranger() as (url, heard):
        body = f'{{"ok":true,"upload_url":"{url}/upload/v1/F1","file_id":"F1"}}'
        house.slack.shim.faults.next(
            "files.getUploadURLExternal", faults.Fault(200, body, (("Content-Type", "application/json"),))
        )
        await house.files("ben", "acme crowding_out:2 takes the whole team")
        await house.settles()
        assert (await lena.receives("time for a talk")).replies == []
    assert heard == [] and "slack.chart_failed" in house.log.events("warning")


@asynccontextmanager
async def stranger() -> AsyncIterator[tuple[str, list[str]]]:
    """A server that is not Slack's: (address, what it was asked)."""
    heard: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", heard
    finally:
        await runner.cleanup()


async def test_button_when_its_response_url_is_used_up_is_answered_in_the_chat(house: House) -> None:
    alice = house.person("alice")
    seen = await alice.types("/client-flag acme wants a third free revision")
    await alice.receives("Report #1")
    house.slack.shim.response_urls.uses = 0
    await alice.presses("Right", on=seen.message)
    reads(await alice.receives("Recorded as #1"), "What you can say now")
    house.slack.shim.watch.violations.remove("response_url: used_url")


async def test_person_whom_slack_cannot_reach_is_skipped_and_the_next_rung_is_told(house: House) -> None:
    dora, tarik = house.person("dora"), house.person("tarik")
    house.person("lena").account.deleted = True
    await house.files("alice", "acme crowding_out:2 takes the whole team")
    await house.settles()
    reads(await dora.receives("Acme GmbH: time for a talk"), "[Acknowledge]")
    home = await tarik.opens_home()
    reads(home, "A message to lena could not be delivered: the account is deactivated (user_disabled).")

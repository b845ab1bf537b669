"""What the page's requests do: chat, private answers, buttons, forms, unread marks, the clock, the reset."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.messages import ChartAsked, MessageFlagged, Pressed, Typed
from tests.adapters.practice.client import Client
from tests.adapters.practice.samples import recorded
from tests.adapters.practice.scripted import House, house


def bodies(state: dict[str, Any], place: str) -> list[str]:
    shown = state["messages"][place]
    return [one.get("text") or "".join(span["text"] for span in one["notice"]["title"]) for one in shown]


async def test_chat_is_seen_by_everybody_in_the_channel(anna: Client) -> None:
    status, answer = await anna.post("say", text="good morning")
    assert (status, answer["reply"]) == (200, "said")
    assert bodies(await anna.state("jonas"), "acme")[-1] == "good morning"


async def test_channel_for_members_is_closed_to_others(anna: Client) -> None:
    assert "closed" not in (await anna.state())["messages"]
    assert "closed" in (await anna.state("lena"))["messages"]
    status, answer = await anna.post("say", place="closed", text="hello")
    assert (status, answer) == (404, {"error": "unknown_place"})


async def test_command_is_answered_privately_and_kept(anna: Client, running: House) -> None:
    status, answer = await anna.post("say", text="/client-flag acme disrespect:3 idiots")
    assert (status, answer["reply"], answer["message"]["private"]) == (200, "told", True)
    assert answer["message"]["typed"] == "/client-flag acme disrespect:3 idiots"
    asked = running.door.asked[0]
    assert isinstance(asked, Typed) and asked.by.key == "practice:anna:nonce-000000"
    assert "Recorded as #12." in bodies(await anna.state(), "acme")
    assert "Recorded as #12." not in bodies(await anna.state("jonas"), "acme")


async def test_same_nonce_is_one_effect_and_the_same_answer(anna: Client, running: House) -> None:
    line = "/client-flag acme disrespect idiots"
    first = await anna.post("say", text=line, nonce="the-same-nonce")
    assert await anna.post("say", text=line, nonce="the-same-nonce") == first
    assert len(running.door.asked) == 1
    said = await anna.post("say", text="hello", nonce="another-nonce")
    assert await anna.post("say", text="hello", nonce="another-nonce") == said
    assert bodies(await anna.state(), "acme").count("hello") == 1


async def test_line_to_signpost_alone_is_answered_with_help(anna: Client) -> None:
    await anna.post("say", place="@anna", text="hello?")
    assert bodies(await anna.state(), "@anna") == ["hello?", "What Signpost can do"]


async def test_command_alone_opens_a_form_and_errors_keep_what_was_typed(anna: Client) -> None:
    _, opened = await anna.post("say", text="/client-flag")
    assert (opened["reply"], opened["form"]["kind"]) == ("asked", "flag")
    long = "x" * 10_000
    _, again = await anna.post("submit", form="flag", values={"summary": long}, state={})
    summary = next(field for field in again["form"]["fields"] if field["name"] == "summary")
    assert summary["value"] == long and "10000" in summary["error"]
    _, told = await anna.post("submit", form="flag", values={"summary": "fine"}, state={})
    assert told["reply"] == "told"


async def test_button_replaces_the_message_it_was_on(anna: Client) -> None:
    _, told = await anna.post("say", text="/client-flag acme disrespect idiots")
    number = told["message"]["id"]
    _, replaced = await anna.post("press", message=number, action="incident.confirm", value="i1")
    assert (replaced["reply"], replaced["message"]["id"]) == ("replaced", number)
    assert bodies(await anna.state(), "acme")[-1] == "Done: incident.confirm"


async def test_button_of_a_message_one_cannot_see_does_nothing(anna: Client, running: House) -> None:
    _, told = await anna.post("say", text="/client-flag acme disrespect idiots")
    asked = len(running.door.asked)
    pressed = {"message": told["message"]["id"], "action": "incident.confirm", "as": "jonas"}
    status, answer = await anna.post("press", **pressed)
    assert (status, answer) == (404, {"error": "unknown_message"})
    assert len(running.door.asked) == asked


async def test_flagging_a_message_opens_the_form_with_its_quote(anna: Client, running: House) -> None:
    last = (await anna.state())["messages"]["acme"][-1]
    _, asked = await anna.post("flag", message=last["id"])
    flagged = running.door.asked[0]
    assert isinstance(flagged, MessageFlagged)
    assert (flagged.quote, flagged.own) == (last["text"], False)
    assert flagged.link == f"practice:demo/acme#{last['id']}"
    quote = next(field for field in asked["form"]["fields"] if field["name"] == "quote")
    assert quote["value"] == last["text"]
    _, done = await anna.post("submit", message=last["id"], form="flag", values={"summary": "x"}, state={})
    assert done["reply"] == "told", "somebody's own words are never replaced"
    assert last["text"] in bodies(await anna.state(), "acme")


async def test_nudge_is_waiting_for_the_lead_until_looked_at(anna: Client) -> None:
    await anna.post("say", text="/client-flag acme disrespect:3 idiots")
    state = await anna.state()
    assert state["waiting"] == {"anna": 0, "jonas": 0, "lena": 1, "omar": 0, "gast": 0}
    number = (await anna.state("lena"))["messages"]["@lena"][-1]["id"]
    await anna.post("look", **{"as": "lena", "place": "@lena", "message": number})
    assert (await anna.state())["waiting"]["lena"] == 0


async def events_of(
    session: aiohttp.ClientSession, url: str, persona: str, until: str, connected: asyncio.Event
) -> list[tuple[str, Any]]:
    """Events until the first of that name, as the browser would read them."""
    found: list[tuple[str, Any]] = []
    async with session.get(f"{url}/practice/events", params={"as": persona}) as response:
        assert response.content_type == "text/event-stream"
        name = ""
        async for line in response.content:
            if line.startswith(b"event: "):
                name = line[7:].decode().strip()
            elif line.startswith(b"data: "):
                connected.set()
                found.append((name, json.loads(line[6:])))
                if name == until:
                    return found
    return found


async def test_events_bring_messages_to_those_who_may_see_them(anna: Client, running: House) -> None:
    connected = asyncio.Event()
    listening = asyncio.create_task(events_of(anna.session, running.url, "lena", "clock", connected))
    await connected.wait()
    await anna.post("say", text="/client-flag acme disrespect:3 idiots")
    await anna.post("say", text="hello all")
    await anna.post("clock", step="hour")
    events = await asyncio.wait_for(listening, 5)
    messages = [data for name, data in events if name == "message"]
    assert [(one["place"], one.get("text")) for one in messages] == [("@lena", None), ("acme", "hello all")]
    assert ("unread", {"persona": "lena", "place": "@lena", "count": 1}) in events


async def test_clock_moves_and_says_the_workspace_time(anna: Client, running: House) -> None:
    assert (await anna.state())["now"] == "2026-11-24T10:00"
    status, moved = await anna.post("clock", step="week")
    assert (status, moved["now"]) == (200, "2026-12-01T10:00")
    assert (await anna.post("clock", step="year"))[0] == 400


async def test_two_moves_at_once_are_one(anna: Client) -> None:
    both = await asyncio.gather(anna.post("clock", step="hour"), anna.post("clock", step="hour"))
    assert sorted(status for status, _ in both) == [200, 409]


async def test_reset_clears_the_log_and_posts_the_opening_again(anna: Client, running: House) -> None:
    before = bodies(await anna.state(), "acme")
    await anna.post("say", text="hello")
    await anna.post("reset")
    assert running.resets == ["reset"]
    assert bodies(await anna.state(), "acme") == before


async def test_chart_is_drawn_for_the_asked_scheme(anna: Client, running: House) -> None:
    status, drawn = await anna.get("/practice/chart/c1.svg?as=lena&scheme=dark&lang=de")
    assert status == 200 and drawn.startswith("<svg")
    asked = running.door.asked[-1]
    assert isinstance(asked, ChartAsked) and (asked.scheme, asked.by.language) == ("dark", "de")
    assert (await anna.get("/practice/chart/other.svg?as=lena"))[0] == 404


async def test_clients_are_suggested(anna: Client) -> None:
    _, found = await anna.get("/practice/clients?as=anna&q=nord")
    assert [option["label"] for option in json.loads(found)["options"]] == ["Nordwind Logistik"]


async def test_answer_is_shown_even_when_the_log_cannot_keep_it(anna: Client, running: House) -> None:
    full = "CREATE TRIGGER full BEFORE INSERT ON message BEGIN SELECT RAISE(FAIL, 'full'); END"
    running.board.log._connection.execute(full)
    running.door.next_notice = recorded()
    status, answer = await anna.post("say", text="/client-flag acme disrespect idiots")
    assert (status, answer["message"]["id"]) == (200, 0)
    assert answer["message"]["notice"]["kind"] == "recorded"
    assert ("practice_log_failed", {"error": "IntegrityError"}) in running.log.lines


async def test_fault_of_the_core_is_a_500_without_a_trace(anna: Client, running: House) -> None:
    status, answer = await anna.post("say", text="/client-flag explode")
    assert (status, answer) == (500, {"error": "http_500"})
    event, values = running.log.lines[-1]
    assert event == "request_failed" and values["route"] == "/practice/say"
    assert "fell over" not in str(values)


@pytest.mark.parametrize(
    "path", ["/practice/state?as=nobody", "/practice/static/nothing.js", "/practice/static/..%2fapp.py"]
)
async def test_unknown_address_is_404(anna: Client, path: str) -> None:
    assert (await anna.get(path))[0] == 404


async def test_press_carries_action_value_and_language(anna: Client, running: House) -> None:
    await anna.post("press", action="a.b", value="7", language="de")
    pressed = running.door.asked[0]
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.value, pressed.by.language, pressed.by.external) == ("a.b", "7", "de", False)


async def test_external_persona_is_said_to_be_external(anna: Client, running: House) -> None:
    await anna.post("say", **{"as": "gast", "text": "/client-status"})
    asked = running.door.asked[0]
    assert isinstance(asked, Typed) and asked.by.external


async def test_stop_does_not_wait_for_open_pages(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as session:
        async with house(tmp_path) as stopping:
            response = await session.get(f"{stopping.url}/practice/events?as=anna")
            await response.content.readline()
            begun = time.monotonic()
        assert time.monotonic() - begun < 3
        response.close()

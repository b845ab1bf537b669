"""Fan-out: who hears what, a page that does not keep up, and the end."""

import json

from adapters.practice.hub import BACKLOG, Hub, Listener, written_event


async def heard(listener: Listener) -> list[bytes]:
    listener.queue.put_nowait(None)
    return [event async for event in listener.events(heartbeat=5)]


async def test_event_reaches_those_it_is_for() -> None:
    hub = Hub()
    anna, jonas = hub.join("anna"), hub.join("jonas")
    hub.publish("message", {"id": 1}, to=["anna"])
    hub.publish("clock", {"now": "x"})
    assert len(await heard(anna)) == 2
    assert await heard(jonas) == [written_event("clock", {"now": "x"})]


async def test_page_that_does_not_keep_up_is_sent_away() -> None:
    hub = Hub()
    slow = hub.join("anna")
    for number in range(BACKLOG + 1):
        hub.publish("message", {"id": number})
    assert [event async for event in slow.events(heartbeat=5)] == []


async def test_heartbeat_comes_while_nothing_happens() -> None:
    listener = Hub().join("anna")
    events = listener.events(heartbeat=0.01)
    assert (await anext(events)).startswith(b":")
    await events.aclose()  # type: ignore[attr-defined]


async def test_close_ends_streams_and_takes_no_new_ones() -> None:
    hub = Hub()
    open_page = hub.join("anna")
    await hub.close()
    assert [event async for event in open_page.events(5)] == []
    assert [event async for event in hub.join("jonas").events(5)] == []


def test_event_is_one_line_whatever_the_text() -> None:
    event = written_event("message", {"text": "a\r\n\ndata: b\u2028c"}).decode()
    name, data, *rest = event.split("\n")
    assert (name, rest) == ("event: message", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == {"text": "a\r\n\ndata: b\u2028c"}

"""Fan-out of live updates to the open pages (server-sent events).

Nothing is kept: a page that was away asks for the whole state again, so a lost event costs a reload and no more.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

BACKLOG = 500


@dataclass(eq=False, slots=True)
class Listener:
    """One open page. ``None`` in the queue ends its stream."""

    persona: str
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def put(self, event: bytes) -> bool:
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            return False
        return True

    def end(self) -> None:
        """Drop what is waiting and end the stream; the page comes back and asks anew."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)

    async def events(self, heartbeat: float) -> AsyncIterator[bytes]:
        """Events as bytes to write; a comment line every ``heartbeat`` seconds so that dead peers are noticed."""
        while True:
            try:
                event = await asyncio.wait_for(self.queue.get(), heartbeat)
            except TimeoutError:
                event = b": still here\n\n"
            if event is None:
                return
            yield event


class Hub:
    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._closed = False

    def join(self, persona: str) -> Listener:
        listener = Listener(persona)
        if self._closed:
            listener.end()
        else:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def publish(self, event: str, data: Mapping[str, Any], to: Collection[str] | None = None) -> None:
        """To the pages of these personas (None: all). A page that does not keep up is sent away to come again."""
        written = written_event(event, data)
        for listener in list(self._listeners):
            if (to is None or listener.persona in to) and not listener.put(written):
                self._listeners.discard(listener)
                listener.end()

    async def close(self) -> None:
        """End every stream, so that a graceful stop does not wait for open pages."""
        self._closed = True
        for listener in self._listeners:
            listener.end()
        self._listeners.clear()


def written_event(event: str, data: Mapping[str, Any]) -> bytes:
    """The wire form (WHATWG HTML, 9.2). ASCII JSON holds no raw line break, so one data line is enough."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()

"""People at the practice door over HTTP, and a ledger of what they were promised."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

_NUMBER = re.compile(r"#(\d+)")
NOT_RECORDED = ("error.not_recorded", "error.store_busy", "error.store_failed", "error.signpost")
LONGEST_ANSWER = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Call:
    """One inbound delivery: the same call twice is the platform's repeat. ``mark`` stands in the report's text."""

    persona: str
    mark: str
    path: str
    words: str

    @classmethod
    def flag(cls, persona: str, mark: str, client: str, sign: str) -> "Call":
        return cls(persona, mark, "say", f"/client-flag {client} {sign} {mark}")

    def tried_again(self) -> "Call":
        """What a person does who has read that it was not recorded: the same once more, as a delivery of its own."""
        mark = f"{self.mark}-again"
        return replace(self, mark=mark, words=self.words.replace(self.mark, mark))

    @property
    def payload(self) -> dict[str, object]:
        if self.path == "say":
            return {"as": self.persona, "nonce": self.mark, "text": self.words}
        action, _, value = self.words.partition(" ")
        return {"as": self.persona, "nonce": self.mark, "action": action, "value": value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person reads. ``seconds`` from the click to the words."""

    status: int
    kind: str
    title: str
    seconds: float

    @property
    def number(self) -> int | None:
        """The report's number of a confirmation; None for anything else, and for anything but a 200."""
        found = _NUMBER.search(self.title) if self.status == 200 and self.kind.startswith("report.") else None
        return int(found[1]) if found else None


async def asked(session: aiohttp.ClientSession, address: str, call: Call) -> Answer:
    """Raises ``aiohttp.ClientError`` or ``TimeoutError`` where no answer came."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with session.post(f"{address}/practice/{call.path}", json=call.payload, timeout=LONGEST_ANSWER) as response:
        body: dict[str, Any] = await response.json()
    notice = body.get("message", {}).get("notice", {})
    title = "".join(span["text"] for span in notice.get("title", ()))
    return Answer(response.status, notice.get("kind", body.get("error", "")), title, loop.time() - started)


@dataclass
class Ledger:
    """Acknowledged: HTTP 200 and a confirmation with the report's number. ``numbers``: all that a call was given."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, set[int]] = field(default_factory=dict)
    unanswered: list[Call] = field(default_factory=list)
    refused: list[Answer] = field(default_factory=list)
    unrecorded: dict[str, Call] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)

    async def ask(self, session: aiohttp.ClientSession, address: str, call: Call) -> Answer | None:
        """Ask and write down the promise; None where the server went away without an answer."""
        self.sent.add(call.mark)
        try:
            answer = await asked(session, address, call)
        except (aiohttp.ClientError, TimeoutError):
            self.unanswered.append(call)
            return None
        if answer.number is None:
            self.refused.append(answer)
            if answer.kind in NOT_RECORDED:
                self.unrecorded[call.mark] = call
        else:
            self.acknowledged[call.mark] = answer.number
            self.numbers.setdefault(call.mark, set()).add(answer.number)
        return answer


async def crowd(ledger: Ledger, address: str, calls: Iterator[Call], people: int) -> None:
    """So many people at once take call after call, until there is none left or the server is gone."""
    async with aiohttp.ClientSession() as session:

        async def person() -> None:
            for call in calls:
                if await ledger.ask(session, address, call) is None:
                    return

        await asyncio.gather(*(person() for _ in range(people)))


async def all_of(ledger: Ledger, addresses: Sequence[str], calls: Sequence[Call], people: int = 8) -> list[Answer]:
    """Every call, spread over the servers, so many at a time; all must be answered."""
    answers: list[Answer] = []
    waiting = iter(enumerate(calls))
    async with aiohttp.ClientSession() as session:

        async def person() -> None:
            for turn, call in waiting:
                answer = await ledger.ask(session, addresses[turn % len(addresses)], call)
                assert answer is not None, call
                answers.append(answer)

        await asyncio.gather(*(person() for _ in range(people)))
    return answers

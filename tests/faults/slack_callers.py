"""What people in Slack were promised: the acknowledgements of their reports, kept as they came."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from tests.faults.callers import Ledger
from tests.faults.slack_firm import Call
from tests.faults.slack_running import SlackServer, asked, reaching
from tests.slack.transports import Answer, Transport

NOT_RECORDED = "This was not recorded."
_NUMBER = re.compile(r"#(\d+)")


def number_in(call: Call, answer: Answer) -> int | None:
    """The report's number in the confirmation that the acknowledgement itself carries; None for anything else."""
    body = answer.body
    if answer.status != 200 or not isinstance(body, dict):
        return None
    if call.kind == "command":
        words = str(body.get("text", "")) if body.get("response_type") == "ephemeral" else ""
    else:
        words = json.dumps(body["view"]["blocks"]) if body.get("response_action") == "update" else ""
    found = _NUMBER.search(words)
    return int(found[1]) if found else None


def is_refused(call: Call, answer: Answer) -> bool:
    """The person reads that it was not recorded: in a 200, because Slack shows words only with that."""
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status != 200:
        return False
    if call.kind == "command":
        return str(body.get("text", "")).startswith(NOT_RECORDED)
    words = " ".join(map(str, body.get("errors", {}).values()))
    return body.get("response_action") == "errors" and NOT_RECORDED in words


@dataclass
class Promises(Ledger):
    """``waiting``: what got no answer; ``not_recorded``: reports whose reporter read so; ``odd``: any other answer."""

    waiting: list[Call] = field(default_factory=list)
    not_recorded: dict[str, Call] = field(default_factory=dict)
    odd: list[tuple[Call, Answer]] = field(default_factory=list)
    answers: list[tuple[Call, Answer]] = field(default_factory=list)

    async def asked_for(self, transport: Transport, call: Call) -> Answer:
        """Ask and write down the promise; events promise nothing but their 200."""
        self.sent.add(call.mark)
        answer = await asked(transport, call)
        self.answers.append((call, answer))
        number = number_in(call, answer)
        if answer.status == 0:
            self.waiting.append(call)
        elif number is not None:
            self.acknowledged[call.mark] = number
            self.numbers.setdefault(call.mark, set()).add(number)
        elif is_refused(call, answer):
            self.not_recorded[call.mark] = call
        elif call.kind == "event" or "actions" in call.body:
            if answer.status != 200:
                self.odd.append((call, answer))
        else:
            self.odd.append((call, answer))
        return answer


async def crowd(promises: Promises, server: SlackServer, calls: Iterator[Call], people: int) -> None:
    """So many people at once take call after call, until there is none left or the server is gone."""
    async with reaching(server, patience=2.5) as transport:

        async def person() -> None:
            for call in calls:
                if (await promises.asked_for(transport, call)).status == 0:
                    return

        await asyncio.gather(*(person() for _ in range(people)))


async def all_of(
    promises: Promises, servers: Sequence[SlackServer], calls: Iterable[Call], people: int = 8
) -> list[Answer]:
    """Every call, spread over the servers, so many at a time; all must be answered."""
    answers: list[Answer] = []
    waiting = iter(enumerate(calls))

    async def person(transports: Sequence[Transport]) -> None:
        for turn, call in waiting:
            answer = await promises.asked_for(transports[turn % len(transports)], call)
            assert answer.status != 0, call
            answers.append(answer)

    async with AsyncExitStack() as stack:
        transports = [await stack.enter_async_context(reaching(server)) for server in servers]
        await asyncio.gather(*(person(transports) for _ in range(people)))
    return answers

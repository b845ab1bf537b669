"""What is in the record and in the chat after a fault, held against what people were promised."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.assessment import Stage
from bot.domain.client import Client
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from storage.store import open_store
from tests.faults.callers import Ledger


@dataclass(frozen=True, slots=True)
class Found:
    """The whole record, read in one transaction by a process that wrote none of it."""

    incidents: Sequence[Incident]
    clients: Sequence[Client]
    nudges: Sequence[Nudge]
    deliveries: Sequence[Delivery]

    @property
    def marks(self) -> Counter[str]:
        return Counter(incident.summary for incident in self.incidents)

    def lost(self, ledger: Ledger) -> list[str]:
        """Acknowledged reports that are not in the record, or not under their number."""
        numbers = {incident.number: incident.summary for incident in self.incidents}
        return [mark for mark, number in ledger.acknowledged.items() if numbers.get(number) != mark]

    def doubled(self) -> list[str]:
        """Reports that are in the record more than once."""
        return [mark for mark, times in self.marks.items() if times > 1]

    def numbers_are_whole(self) -> bool:
        """1, 2, 3 … without a gap and without a repeat."""
        return sorted(incident.number for incident in self.incidents) == list(range(1, len(self.incidents) + 1))

    def misnudged(self) -> list[str]:
        """Clients in talk or exit without their one nudge of that stage, and those with one too many."""
        wrong = []
        for client in self.clients:
            stages = [nudge.stage for nudge in self.nudges if nudge.client == client.id]
            wanted = [client.standing.stage] if client.standing.stage in (Stage.TALK, Stage.EXIT) else []
            if stages != wanted:
                wrong.append(client.id)
        return wrong

    def untold(self) -> list[str]:
        """Nudges whose first step has not reached the client's lead by exactly one message."""
        leads = {client.id: client.leads for client in self.clients}
        keys = Counter(delivery.key for delivery in self.deliveries if delivery.edits is None)
        return [
            nudge.id
            for nudge in self.nudges
            for lead in leads[nudge.client]
            if keys[f"nudge:{nudge.id}:1:lead:{lead}"] != 1
        ]

    def unsent(self) -> list[str]:
        return [
            delivery.id for delivery in self.deliveries if delivery.state in (DeliveryState.DUE, DeliveryState.SENDING)
        ]

    def wrongly_sent(self, folder: Path) -> list[str]:
        """Deliveries that are said to be sent and are not in the chat exactly once, and messages of no delivery."""
        said = {d.message for d in self.deliveries if d.state is DeliveryState.SENT and d.edits is None}
        seen = Counter(messages(folder))
        return [message for message in said | set(seen) if (message in said, seen[message]) != (True, 1)]


def messages(folder: Path) -> list[str]:
    """Ids of Signpost's messages into direct chats, as the platform has them; answers to people's own lines apart."""
    connection = sqlite3.connect(folder / "chat.db")
    try:
        rows = connection.execute("SELECT id FROM message WHERE author = '' AND only_for IS NULL").fetchall()
    finally:
        connection.close()
    return [str(row[0]) for row in rows]


async def found_in(url: str) -> Found:
    store = open_store(url)
    try:
        async with store.read() as unit:
            clients = await unit.clients.all()
            people = await unit.people.everybody()
            nudges = [nudge for client in clients for nudge in await unit.nudges.of_client(client.id)]
            deliveries = [d for person in people for d in await unit.deliveries.of_person(person.id, 100_000)]
            return Found(await unit.incidents.everything(), clients, nudges, deliveries)
    finally:
        await store.close()


async def settled(url: str, seconds: float) -> Found:
    """The record once nothing waits to be sent any more; as it is after so many seconds else."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        found = await found_in(url)
        if not found.unsent() or loop.time() > until:
            return found
        await asyncio.sleep(0.3)

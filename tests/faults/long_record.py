"""A record of many years' size, written in bulk: each client has the worst of the design's simulated years."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.client import Client
from storage.store import open_store
from storage.tables.record import incident_reporters, incidents
from storage.tables.work import counters
from storage.unit import SqlUnit
from tests.fakes.clock import START
from tests.faults.firm import client_name
from tests.faults.slack_firm import LEADS, REPORTERS

SIGNS = ("late_payment", "extra_demands", "price_pressure", "shifting_agreements", "non_cooperation")
PER_CLIENT, DAYS, CHUNK = 100, 360, 5_000


async def fill(url: str, count: int, *, leads: Sequence[str] = LEADS, reporters: Sequence[str] = REPORTERS) -> int:
    """So many confirmed incidents, 100 of each client, over a year. How many clients that makes.

    Clients ``c0``, ``c1`` … of ``settle_in`` must not be there yet.
    """
    clients = max(1, count // PER_CLIENT)
    store = open_store(url)
    async with store.write() as unit:
        for number in range(clients):
            await unit.clients.save(
                Client(id=f"c{number}", name=client_name(number), leads=(leads[number % len(leads)],))
            )
        await unit.commit()
    for first in range(0, count, CHUNK):
        turns = range(first, min(first + CHUNK, count))
        async with store.write() as unit:
            assert isinstance(unit, SqlUnit)
            session = unit._session
            owned = {"organization_id": session.organization}
            await session.run(incidents.insert(), [owned | _incident(turn, clients) for turn in turns])
            await session.run(
                incident_reporters.insert(),
                [owned | _reporter(turn, reporters[turn % len(reporters)]) for turn in turns],
            )
            await unit.commit()
    async with store.write() as unit:
        assert isinstance(unit, SqlUnit)
        await unit._session.put(counters, {"name": "incident", "value": count})
        await unit.commit()
    await store.close()
    return clients


def _incident(turn: int, clients: int) -> dict[str, object]:
    # All long ago or mild: none of it sets off a message by itself.
    moment = START - timedelta(days=1 + turn // clients * DAYS // PER_CLIENT % DAYS)
    return {
        "id": f"{turn:032x}",
        "number": turn + 1,
        "client_id": f"c{turn % clients}",
        "client_words": "",
        "sign": SIGNS[turn % len(SIGNS)],
        "severity": 1,
        "summary": f"the record's no. {turn}",
        "quote": "",
        "link": "",
        "occurred_on": moment.date(),
        "reported_on": moment.date(),
        "reported_at": moment,
        "counted_on": moment.date(),
        "source": "command",
        "state": "confirmed",
        "guessed": False,
        "own_message": False,
        "to_owner": False,
        "by_lead": False,
        "about_oneself": False,
        "facts_confirmed_by": None,
        "released_on": None,
        "sample": False,
    }


def _reporter(turn: int, person: str) -> dict[str, object]:
    return {"incident_id": f"{turn:032x}", "person_id": person, "position": 0, "joined_at": START, "consent": False}

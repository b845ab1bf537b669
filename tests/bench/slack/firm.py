"""The firm that the Slack door is measured with, and what Slack posts for its people: fresh, complete and signed."""

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from bot.domain.client import Client
from bot.domain.listening import Listening, ListeningState
from bot.domain.person import ChannelRef, Person, PersonRef
from storage.store import open_store
from tests.adapters.slack.signing import SignedRequest, payload, request
from tests.faults.firm import client_name

TEAM, OWNER = "T01TEST", "U0OWNER"
CLIENTS = 20
REPORTERS = tuple(f"U0REPORTER{number}" for number in range(8))
LEADS = tuple(f"U0LEAD{number}" for number in range(4))
SIGNS = ("late_payment", "extra_demands", "price_pressure:1", "shifting_agreements", "non_cooperation:1")
# Once a second at the pace of the benchmark: the lead and the owner hear of it at once, at night and on Sundays too.
FAST_TRACK, FAST_TRACK_EVERY = "disrespect:3", 50

HEARD = "C0HEARD"
"""The channel that is listened to, and what is said there: nothing that the detector would ask about."""
SAID = (
    "New pictures are up, have a look when you find the time.",
    "Danke, das passt so. Ich schicke dir morgen die n\u00e4chste Fassung.",
    "<@U0LEAD1> can you join the call at three? The agenda is in <https://acme.example/agenda|the folder>",
    "Mittag?",
    "&gt; who has the logo files?\nThey are in the shared folder, next to the fonts.",
    "deployed `main` to staging, all tests are *green* :tada:",
    "Der Kunde hat die Texte freigegeben, wir k\u00f6nnen am Montag mit dem Layout anfangen &amp; sind im Plan.",
)
Requests = Iterator[SignedRequest]


def name_of(user: str) -> str:
    """As the stub of Slack's ``users.info`` says it too, so that nobody's name is written down anew."""
    return user.removeprefix("U0").capitalize()


async def settle_in(url: str) -> None:
    """Reporters, leads and clients in a database that has its tables."""
    store = open_store(url)
    async with store.write() as unit:
        for user in (*REPORTERS, *LEADS):
            ref = PersonRef("slack", TEAM, user)
            await unit.people.save(Person(id=user, name=name_of(user), refs=(ref,), language="en"))
        for number in range(CLIENTS):
            lead = LEADS[number % len(LEADS)]
            await unit.clients.save(Client(id=f"c{number}", name=client_name(number), leads=(lead,)))
        place, state = ChannelRef("slack", TEAM, HEARD), ListeningState.ON
        await unit.clients.save(Client(id="heard", name="Heard", leads=(LEADS[0],), channels=(place,)))
        now = datetime.now(UTC)
        await unit.listened.save(Listening(channel=place, client="heard", state=state, set_by=LEADS[0], set_at=now))
        await unit.commit()
    await store.close()


def message_events() -> Requests:
    """Somebody says something in a channel."""
    return _fresh("message_channel", _next_message)


def heard_events() -> Requests:
    """The same where it is listened to."""

    def changed(event: dict[str, Any], turn: int) -> None:
        _next_message(event, turn)
        event["event"] |= {"channel": HEARD, "user": REPORTERS[turn % len(REPORTERS)], "text": SAID[turn % len(SAID)]}

    return _fresh("message_channel", changed)


async def noticed(url: str) -> int:
    """How many suspicions there are."""
    store = open_store(url)
    async with store.read() as unit:
        found = len(await unit.incidents.unanswered_in(ChannelRef("slack", TEAM, HEARD)))
    await store.close()
    return found


def helps() -> Requests:
    """``/client-flag help``: answered, and nothing is written."""
    return _fresh("command", lambda command, turn: _typed(command, turn, "help"))


def flags() -> Requests:
    """One line each, filed at once: every reporter in turn, about every client in turn."""

    def typed(command: dict[str, Any], turn: int) -> None:
        sign = SIGNS[turn % len(SIGNS)] if turn % FAST_TRACK_EVERY else FAST_TRACK
        _typed(command, turn, f"{client_name(turn % CLIENTS)} {sign} called us idiots &amp; hung up, no. {turn}")

    return _fresh("command", typed)


def _fresh(recorded: str, changed: Callable[[dict[str, Any], int], None]) -> Requests:
    """The recorded payload again and again, each time with ids of its own and signed this very second."""
    content = payload(recorded)
    for turn in itertools.count():
        changed(content, turn)
        yield request(content, at=int(time.time()))


def _next_message(event: dict[str, Any], turn: int) -> None:
    now = f"{int(time.time())}.{turn:06d}"
    event |= {"event_id": f"Ev{turn:08d}", "event_time": int(time.time())}
    event["event"] |= {"ts": now, "event_ts": now, "client_msg_id": f"00000000-0000-4000-8000-{turn:012d}"}


def _typed(command: dict[str, Any], turn: int, words: str) -> None:
    user = REPORTERS[turn % len(REPORTERS)]
    command |= {"user_id": user, "user_name": user.lower(), "text": words, "trigger_id": f"1.2.{time.time_ns():032x}"}

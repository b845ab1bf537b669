"""Listening in Teams: switched on, told to the channel, asked in private; nothing of an ordinary message is left."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.common.profiles import FRESH
from adapters.teams import inbound
from adapters.teams.overheard import Overheard
from bot.domain.incident import IncidentState
from bot.domain.listening import ListeningState, Pause
from bot.domain.person import ChannelRef
from bot.errors import StoreBusy
from bot.messages import From
from tests.faults.test_guarantee_listening import traces
from tests.slack.faults import server_error
from tests.teams.activities import CHANNEL, GROUP
from tests.teams.connector import refused
from tests.teams.firm import TEAM, Firm, signpost
from tests.teams.issuer import TENANT
from tests.teams.people import Seen
from tests.teams.reading import Card, card_of, reads

HIT = "They called us idiots again."
PLACE = CHANNEL.partition(";")[0]
THERE = ChannelRef("teams", TENANT, PLACE)
ASKS: dict[str, Any] = {**TEAM, "detection": {"mode": "ask"}}


@pytest_asyncio.fixture
async def bound(tmp_path: Path) -> AsyncIterator[Firm]:
    """Acme's channel is bound, and nobody listens yet."""
    async with signpost(tmp_path, config=ASKS) as found:
        await found.has_client("Acme GmbH", "lena", "dora", aliases="acme")
        found.may_speak_openly = True
        found.connector.rosters |= {PLACE: users(found, "lena", "alice", "ben"), GROUP: users(found, "lena", "alice")}
        await found.person("lena").types("client-setup bind acme", "channel")
        await found.settles()
        yield found


@pytest_asyncio.fixture
async def firm(bound: Firm) -> Firm:
    """Listening is on."""
    await switches_on(bound)
    return bound


@pytest_asyncio.fixture
async def shared(bound: Firm) -> Firm:
    """Gus, the client's, reads along and was informed."""
    bound.connector.rosters[PLACE] = users(bound, "lena", "alice", "gus")
    await switches_on(bound, "olivia", informed=True)
    await switches_on(bound)
    return bound


def users(firm: Firm, *names: str) -> list[str]:
    return [firm.person(name).user for name in names]


async def switches_on(firm: Firm, who: str = "tarik", place: str = "channel", **fields: bool) -> Seen:
    """``/client-setup listen``, and its form in the 1:1 chat."""
    person = firm.person(who)
    asked = await person.types("client-setup listen", place)
    seen = await person.submits(asked.message, fields)
    await firm.settles()
    return seen


def openly(firm: Firm, place: str = PLACE) -> list[Card]:
    for message in firm.connector.said_in(place):
        firm.check(message)
    return [card_of(message) for message in firm.connector.said_in(place)]


async def state_of(firm: Firm) -> tuple[ListeningState, Pause | None] | None:
    async with firm.whole.store.read() as unit:
        known = await unit.listened.of_channel(THERE)
    return (known.state, known.pause) if known else None


async def states(firm: Firm) -> list[IncidentState]:
    async with firm.whole.store.read() as unit:
        return [one.state for one in await unit.incidents.everything()]


# --- Switching it on ---------------------------------------------------------------------------------------------


async def test_admin_switches_it_on_in_private_and_the_channel_reads_what_it_means(bound: Firm) -> None:
    tarik = bound.person("tarik")
    asked = await tarik.types("client-setup listen", "channel")
    assert asked.openly == []
    reads(asked.message, "Listen in this channel", "This is what the channel gets to read", "-please delete")
    reads(
        (await tarik.submits(asked.message)).card,
        "Signpost listens in this channel of Acme GmbH as soon as its notice stands here.",
    )
    await bound.settles()
    [post] = openly(bound)
    reads(post, "Signpost reads along in this channel from now on.", "/client-setup pause")
    assert post.buttons == []


async def test_binding_alone_reads_nothing(bound: Firm) -> None:
    asked = len(bound.connector.asked)
    await bound.person("alice").writes(HIT)
    assert await bound.reports() == 0 and len(bound.connector.asked) == asked


async def test_nobody_but_an_admin_may(bound: Firm) -> None:
    for name in ("alice", "lena", "gus"):
        assert (await bound.person(name).types("client-setup listen", "channel")).message.inputs == {}
    assert await state_of(bound) is None and openly(bound) == []


async def test_where_nobody_can_tell_who_reads_along_it_is_refused(bound: Firm) -> None:
    tarik = bound.person("tarik")
    asked = await tarik.types("client-setup listen", "channel")
    bound.connector.faults.always("roster", refused(403, "BotNotInConversationRoster"))
    reads(await tarik.submits(asked.message), "Signpost cannot see who reads along in this channel")
    reads(await tarik.types("client-setup listen", "channel"), "Signpost cannot see who reads along in this channel")
    assert await state_of(bound) is None


async def test_with_guests_it_takes_an_owner_and_the_text_is_neutral(bound: Firm) -> None:
    bound.connector.rosters[PLACE] = users(bound, "lena", "alice", "gus")
    reads(await bound.person("tarik").types("client-setup listen", "channel"), "You cannot do that here.")
    await switches_on(bound, "olivia", informed=True)
    assert openly(bound) == []
    await switches_on(bound)
    reads(openly(bound)[-1], "Example Agency uses Signpost in this channel.", "-Acme", "-incident")


async def test_group_chat_can_be_listened_to_as_well(bound: Firm) -> None:
    await bound.person("lena").types("client-setup bind acme", "group")
    await switches_on(bound, place="group")
    reads(openly(bound, GROUP)[-1], "Signpost reads along")
    await bound.person("alice").writes(HIT, "group")
    reads(await bound.person("alice").receives("is it an incident"), HIT)


async def test_notice_that_cannot_be_posted_is_told_to_the_admin_in_words(bound: Firm) -> None:
    bound.connector.gone.add(PLACE)
    await switches_on(bound)
    home = (await bound.person("tarik").types("home")).message
    reads(home, "Signpost is not in that team or chat in Teams")


# --- What is heard -----------------------------------------------------------------------------------------------


async def test_finding_is_asked_of_its_author_in_private_and_counts_once_confirmed(firm: Firm) -> None:
    alice = firm.person("alice")
    before = len(openly(firm))
    await alice.writes(HIT)
    card = await alice.receives("is it an incident with Acme GmbH")
    reads(card, HIT, "Disrespect", "Only you see this")
    assert len(openly(firm)) == before
    assert await states(firm) == [IncidentState.SUSPECTED]
    reads((await alice.presses("Confirm", on=card)).card, "Recorded as #1: Acme GmbH, Disrespect")
    assert await states(firm) == [IncidentState.CONFIRMED]
    assert len(openly(firm)) == before
    async with firm.whole.store.read() as unit:
        [incident] = await unit.incidents.everything()
    assert incident.link.startswith(f"https://teams.microsoft.com/l/message/{PLACE}/")


async def test_author_is_asked_though_never_met_before(firm: Firm) -> None:
    await firm.person("ben").writes(HIT)
    reads(await firm.person("ben").receives("is it an incident"), HIT)


async def test_author_without_the_app_is_named_to_the_admin(firm: Firm) -> None:
    firm.connector.without_app.add(firm.person("ben").user)
    await firm.person("ben").writes(HIT)
    await firm.settles()
    async with firm.whole.store.read() as unit:
        assert [one.error for one in await unit.deliveries.failed(10)] == ["app_not_installed"]


async def test_edit_takes_the_suspicion_along_and_brings_it_back(firm: Firm) -> None:
    alice = firm.person("alice")
    sent = await alice.writes(HIT)
    card = await alice.receives("is it an incident")
    await alice.edits(sent, "They called us again.")
    reads(await alice.reread(card), "#1 is closed. It counts for nothing.", f"-{HIT}")
    await alice.edits(sent, "They called us amateurs.", "undeleteMessage")
    reads(await alice.reread(card), "They called us amateurs.")
    assert await states(firm) == [IncidentState.SUSPECTED]


async def test_message_that_was_harmless_is_found_once_edited(firm: Firm) -> None:
    alice = firm.person("alice")
    sent = await alice.writes("They called us.")
    assert await states(firm) == []
    await alice.edits(sent, HIT)
    reads(await alice.receives("is it an incident"), HIT)


async def test_message_edited_into_a_command_says_nothing_among_people_any_more(firm: Firm) -> None:
    alice = firm.person("alice")
    sent = await alice.writes(HIT)
    card = await alice.receives("is it an incident")
    await alice.edits(sent, "client-flag acme disrespect called us idiots")
    reads(await alice.reread(card), "#1 is closed.")
    assert len(await states(firm)) == 1, "an edit is no command"


@pytest.mark.parametrize("paused", [False, True])
async def test_deleted_message_takes_its_suspicion_along(firm: Firm, paused: bool) -> None:
    alice = firm.person("alice")
    sent = await alice.writes(HIT)
    card = await alice.receives("is it an incident")
    if paused:
        await firm.person("ben").types("client-setup pause", "channel")
    await alice.deletes(sent)
    reads(await alice.reread(card), "#1 is closed.", f"-{HIT}")
    assert await states(firm) == [IncidentState.WITHDRAWN]


async def test_edit_during_a_pause_takes_the_former_words_along_unread(firm: Firm) -> None:
    alice = firm.person("alice")
    sent = await alice.writes(HIT)
    card = await alice.receives("is it an incident")
    await firm.person("ben").types("client-setup pause", "channel")
    await alice.edits(sent, f"{HIT}, still")
    reads(await alice.reread(card), "#1 is closed.", f"-{HIT}")
    assert await states(firm) == [IncidentState.WITHDRAWN]


async def test_edit_waits_for_the_message_it_changes(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long Teams takes to say who wrote it."""
    alice, real, first = firm.person("alice"), Overheard._author, asyncio.Event()

    async def late(self: Overheard, activity: Any, channel: ChannelRef) -> From:
        if activity["type"] == "message":
            first.set()
            await asyncio.sleep(0.3)
        return await real(self, activity, channel)

    monkeypatch.setattr(Overheard, "_author", late)
    sent = alice.says(HIT, "channel")
    writing = asyncio.create_task(alice.sends(sent))
    await first.wait()
    await alice.edits(sent, "never mind")
    await writing
    assert await states(firm) == [IncidentState.WITHDRAWN]


async def test_reply_is_understood_with_the_post_above_it(firm: Firm) -> None:
    alice = firm.person("alice")
    post = alice.says("They want a third", "channel")
    root = post["conversation"] | {"id": f"{PLACE};messageid={post['id']}"}
    await alice.sends(post | {"conversation": root})
    detector: Any = firm.whole.ears._detector
    await alice.writes("free of charge", conversation=root)
    assert "They want a third\n\nfree of charge" in detector.judged


async def test_pause_stops_it_and_the_channel_reads_so(firm: Firm) -> None:
    alice, ben = firm.person("alice"), firm.person("ben")
    seen = await ben.types("/client-setup pause", "channel", mention=False)
    reads(seen.message, "Paused", "-please delete")
    await firm.settles()
    reads(openly(firm)[-1], "Signpost reads nothing in this channel any more.", "-ben")
    asked = len(firm.connector.asked)
    await alice.writes(HIT)
    assert await states(firm) == [] and len(firm.connector.asked) == asked
    await firm.person("lena").types("client-setup resume", "channel")
    await firm.settles()
    reads(openly(firm)[-1], "Signpost reads along")
    await alice.writes(HIT)
    assert await states(firm) == [IncidentState.SUSPECTED]
    await firm.person("tarik").types("client-setup unlisten", "channel")
    await firm.settles()
    reads(openly(firm)[-1], "Listening has ended")
    assert await states(firm) == [IncidentState.WITHDRAWN]


@pytest.mark.parametrize("line", ["client-flag acme disrespect:2 idiots", "hello idiots", "home"])
async def test_what_is_said_to_the_bot_is_not_heard(firm: Firm, line: str) -> None:
    detector: Any = firm.whole.ears._detector
    await firm.person("alice").types(line, "channel")
    assert detector.judged == []


async def test_bots_and_empty_messages_are_not_heard(firm: Firm) -> None:
    alice = firm.person("alice")
    detector: Any = firm.whole.ears._detector
    for sender in ({"id": "28:other", "name": "Bot"}, {"id": "29:someone", "name": "Somebody"}):
        await alice.sends(alice.says(HIT, "channel") | {"from": sender})
    await alice.writes("", attachments=[{"contentType": "text/html", "content": '<img src="x">'}])
    assert detector.judged == []


# --- Guests ------------------------------------------------------------------------------------------------------


async def test_clients_message_goes_to_the_lead_in_private_and_nothing_to_the_channel(shared: Firm) -> None:
    lena, gus = shared.person("lena"), shared.person("gus")
    before = len(openly(shared))
    await gus.writes("You are all amateurs.")
    reads(await lena.receives("What Acme GmbH wrote: is it an incident?"), "You are all amateurs.")
    assert len(openly(shared)) == before and gus.inbox() == []


async def test_guest_who_writes_where_nobody_agreed_pauses_it_unread(firm: Firm) -> None:
    detector: Any = firm.whole.ears._detector
    await firm.person("gus").writes("You are all amateurs.")
    assert await state_of(firm) == (ListeningState.PAUSED, Pause.SHARED) and detector.judged == []
    reads(await firm.person("lena").receives("Listening is paused in a channel"), "another firm reads along there now")


async def test_guest_who_came_with_the_team_is_noticed_by_the_roster_within_minutes(firm: Firm) -> None:
    """Teams tells a channel's joining for the General channel only."""
    alice = firm.person("alice")
    await alice.writes("good morning")
    firm.connector.rosters[PLACE] = users(firm, "lena", "alice", "gus")
    await alice.writes(HIT)
    assert await states(firm) == [IncidentState.SUSPECTED], "not asked again at once"
    firm.clock.move(FRESH + timedelta(seconds=1))
    await alice.writes("They called us amateurs.")
    assert await state_of(firm) == (ListeningState.PAUSED, Pause.SHARED)
    assert len(await states(firm)) == 1


async def test_guest_whose_joining_is_told_stops_it_at_once(firm: Firm) -> None:
    lena, gus = firm.person("lena"), firm.person("gus")
    sent = lena.says("", "channel") | {"type": "conversationUpdate", "membersAdded": [{"id": f"29:{gus.user}"}]}
    assert (await lena.sends(sent)).status == 200
    assert await state_of(firm) == (ListeningState.PAUSED, Pause.SHARED)


@pytest.mark.parametrize("where", ["group", "channel"])
async def test_where_the_app_was_removed_it_is_paused_and_home_says_so(bound: Firm, where: str) -> None:
    tarik = bound.person("tarik")
    if where == "group":
        await bound.person("lena").types("client-setup bind acme", where)
    await switches_on(bound, place=where)
    sent = tarik.says("", where) | {"type": "installationUpdate", "action": "remove"}
    assert (await tarik.sends(sent)).status == 200
    async with bound.whole.store.read() as unit:
        (known,) = await unit.listened.all()
    assert (known.state, known.pause) == (ListeningState.PAUSED, Pause.LEFT)
    reads((await tarik.types("home")).message, "paused in a channel of Acme GmbH (Signpost was removed from it)")


@pytest.mark.parametrize("method", ["member", "roster"])
async def test_where_teams_does_not_say_who_writes_or_reads_nothing_is_judged(firm: Firm, method: str) -> None:
    detector: Any = firm.whole.ears._detector
    firm.clock.move(timedelta(days=1))
    firm.opened.door._inbound._people._rooms._known.clear()  # type: ignore[attr-defined]
    firm.connector.faults.always(method, server_error())
    await firm.person("ben").writes(HIT)
    firm.connector.faults.clear()
    assert detector.judged == [] and await state_of(firm) == (ListeningState.ON, None)


# --- What is left ------------------------------------------------------------------------------------------------


async def test_nothing_of_an_ordinary_message_is_left_anywhere(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = firm.person("alice")
    words = [f"canary{number}kept" for number in range(8)]
    plain, edited, html, gone, elsewhere, paused, fallen, found = words
    await alice.writes(f"good morning {plain}")
    await alice.edits(await alice.writes(f"lunch {edited}"), f"lunch at one {edited}")
    shown = {"contentType": "text/html", "content": f"<p>good <code>{html}</code></p>"}
    await alice.writes(f"good {html}", attachments=[shown])
    await alice.deletes(await alice.writes(f"bye {gone}"))
    await alice.writes(f"idiots {elsewhere}", "group")
    await firm.person("ben").types("client-setup pause", "channel")
    await alice.writes(f"idiots {paused}")
    await firm.person("lena").types("client-setup resume", "channel")
    await firm.settles()
    with monkeypatch.context() as broken:
        broken.setattr(inbound, "heard", falls)
        firm.forgiven.add("teams.not_heard")
        await alice.writes(f"idiots {fallen}")
    await alice.writes(f"idiots {found}")
    await firm.settles()
    log = "\n".join(str(line) for line in firm.log.lines)
    assert "teams.not_heard" in log
    assert traces(tmp_path, "", [found]) != [], "the search must find what is there"
    assert traces(tmp_path, log, words[:-1]) == []
    assert found not in log


def falls(activity: dict[str, Any], *_: object) -> None:
    raise ValueError(f"cannot read {activity['text']}")


async def test_ordinary_message_makes_no_call_and_writes_nothing_once_its_author_is_known(firm: Firm) -> None:
    alice = firm.person("alice")
    await alice.writes("good morning")
    await firm.settles()
    asked, files = len(firm.connector.asked), stamp(firm)
    lines = len(firm.log.lines)
    for number in range(20):
        await alice.writes(f"good morning, {number}")
    await firm.settles()
    assert (len(firm.connector.asked), stamp(firm), len(firm.log.lines)) == (asked, files, lines)


async def test_nothing_ordinary_asks_the_record(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither where it is listened to, nor where it is not."""
    alice = firm.person("alice")
    await alice.writes("good morning")
    await firm.settles()
    await firm.whole.engine.stop()  # its own look for work, in the background, would be counted too
    asked: list[str] = []
    with monkeypatch.context() as watched:
        for kind in ("read", "write"):
            watched.setattr(type(firm.whole.store), kind, lambda *_, kind=kind: asked.append(kind))
        await alice.writes("good morning again")
        await alice.writes(HIT, "group")
        await alice.edits(await alice.writes("hello", "group"), HIT)
        await alice.deletes(await alice.writes("bye", "group"))
    assert asked == []


async def test_failing_record_is_told_to_teams_and_to_nobody_else(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = firm.person("alice")
    await alice.writes("good morning")
    firm.forgiven.add("news_failed")

    def busy(*_: object) -> Any:
        raise StoreBusy

    with monkeypatch.context() as broken:
        broken.setattr(type(firm.whole.store), "write", busy)
        sent = alice.says(HIT, "channel")
        assert (await alice.sends(sent)).status == 503
    assert alice.inbox() == []
    assert (await alice.sends(sent)).status == 200
    assert (await alice.sends(sent)).status == 200
    assert await states(firm) == [IncidentState.SUSPECTED], "told twice, it is one"


def stamp(firm: Firm) -> list[tuple[str, int, int]]:
    """Of the database and its write-ahead log."""
    files = sorted(firm.database.parent.glob("signpost.db*"))
    return [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]

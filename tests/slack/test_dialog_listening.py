"""Listening: an admin switches it on, the channel reads what that means, and what is noticed is put to one person."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.slack import speakers
from bot.domain.incident import Incident, IncidentState
from bot.domain.listening import Listening, ListeningState
from bot.domain.person import ChannelRef
from tests.slack import faults
from tests.slack.emulator import Node, slack_emulator
from tests.slack.house import FIRM, House, both_ways, reads, signpost
from tests.slack.people import Person
from tests.slack.reading import Message
from tests.slack.seed import BOT_SCOPES

pytestmark = pytest.mark.node
SCOPES = (*BOT_SCOPES, "channels:history", "groups:history")
HIT, SMALL = "They called us *idiots* again", "New pictures are up"
ASKED = "What you wrote: is it an incident with Acme GmbH?"
NOTICE = "Signpost reads along in this channel from now on."
GONE = "The message has changed or is gone"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The played Slack shares a busy machine with its tests; the real one answers in a tenth of this."""
    for limit in ("CHANNEL_SECONDS", "MEMBERS_SECONDS"):
        monkeypatch.setattr(speakers, limit, 1.4)


@pytest_asyncio.fixture
async def house(request: pytest.FixtureRequest, node: Node, sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A firm that may listen; Lena leads Acme, whose channel is #general, where the team is among itself."""
    config = {**FIRM, "detection": {"mode": "ask"}}
    mode = getattr(request, "param", "http")
    async with (
        slack_emulator(scopes=SCOPES, node=node) as slack,
        signpost(slack, tmp_path, mode=mode, config=config) as running,
    ):
        await running.has_client("Acme GmbH", "lena", "dora", aliases="Acme")
        await running.binds("general", "Acme")
        running.workspace.patience = 0.2
        yield running


STARTS = "Signpost listens in this channel of Acme GmbH as soon as its notice stands here."


async def switched_on(house: House) -> Person:
    """By the admin; the channel reads what that means. Alice, who writes there."""
    tarik = house.person("tarik")
    form = (await tarik.types("/client-setup listen", "general")).modal
    reads(form, NOTICE, "every message in this channel")
    reads(await tarik.submits(form), STARTS)
    house.speaks_in.add("general")
    await house.settles()
    reads(
        await house.workspace.finds("general", NOTICE),
        "Why:",
        "How long:",
        "anybody here can, with /client-setup pause",
    )
    return house.person("alice")


async def asked_of(house: House, person: Person) -> list[Message]:
    """What was whispered to the person."""
    await house.settles()
    return [one for one in person.ephemerals() if "is it an incident" in one.text]


async def incidents(house: House) -> list[Incident]:
    async with house.whole.store.read() as unit:
        return list(await unit.incidents.everything())


async def listening(house: House, channel: str) -> Listening | None:
    place = ChannelRef("slack", "T01TEST", house.workspace.channel(channel).channel_id)
    async with house.whole.store.read() as unit:
        return await unit.listened.of_channel(place)


# --- From a message to a report --------------------------------------------------------------------------------------


@both_ways
async def test_finding_is_whispered_to_its_author_who_confirms_it(house: House) -> None:
    alice = await switched_on(house)
    wrote = await alice.writes(f"{HIT}, <@U01BEN> & all", "general")
    [shown] = await asked_of(house, alice)
    reads(shown, ASKED, "They called us idiots again", "It reads like Disrespect", "Only you see this", "[Confirm]")
    assert shown.channel == "C0GENERAL" and shown.raw["user"] == house.workspace.seed.bot_user_id
    [incident] = await incidents(house)
    address = f"https://example-agency.slack.com/archives/C0GENERAL/p{wrote.ts.replace('.', '')}"
    assert (incident.state, incident.link) == (IncidentState.SUSPECTED, address)
    reads(await alice.presses("Confirm", on=shown), "Recorded as #1: Acme GmbH, Disrespect")
    reads(await alice.reread(shown), "Recorded as #1", "-[Confirm]")
    for other in ("ben", "lena", "tarik"):
        assert await asked_of(house, house.person(other)) == []
    assert await alice.inbox() == [], "the whisper is enough for today"
    reads(await house.person("lena").types("/client-status acme"), "Disrespect")
    assert len(await house.workspace.messages("general")) == 2, "the notice and what Alice wrote"


async def test_other_sign_and_not_an_incident_work_from_the_whisper(house: House) -> None:
    alice, ben = await switched_on(house), house.person("ben")
    await alice.writes(HIT, "general")
    [shown] = await asked_of(house, alice)
    form = (await alice.presses("Other sign", on=shown)).modal
    filled = {"sign": "Late payment", "severity": "1", "summary": "paid late"}
    reads(await alice.submits(form, filled), "Recorded as #1: Acme GmbH, Late payment")
    await ben.writes("the invoice is still open", "general")
    [shown] = await asked_of(house, ben)
    reads(await ben.presses("Not an incident", on=shown), "not an incident")
    assert [one.state for one in await incidents(house)] == [IncidentState.CONFIRMED, IncidentState.DISMISSED]


async def test_second_finding_within_the_hour_waits_for_the_morning(house: House) -> None:
    alice = await switched_on(house)
    for text in (HIT, "and another free revision"):
        await alice.writes(text, "general")
        await house.settles()
    assert len(await asked_of(house, alice)) == 1 and len(await incidents(house)) == 2


async def test_same_event_four_times_is_one_suspicion(house: House) -> None:
    alice = await switched_on(house)
    message = await alice.writes(HIT, "general")
    delivered = await house.workspace.event(
        {"type": "message", "user": alice.id, "team": "T01TEST", "text": HIT, "ts": message.ts, "channel": "C0GENERAL"}
    )
    for number in (1, 2, 3):
        assert (await house.workspace.again(delivered, number)).status == 200
    assert len(await asked_of(house, alice)) == 1 and len(await incidents(house)) == 1


async def test_edited_message_is_judged_anew_and_a_deleted_one_takes_its_suspicion_along(house: House) -> None:
    alice, ben = await switched_on(house), house.person("ben")
    harmless = await alice.writes(SMALL, "general")
    await alice.edits(harmless, f"{SMALL}, and they are idiots")
    [shown] = await asked_of(house, alice)
    reads(shown, ASKED, f"{SMALL}, and they are idiots")
    await alice.edits(harmless, SMALL)
    reads(await alice.presses("Confirm", on=shown), GONE)
    wrote = await ben.writes(HIT, "general")
    [shown] = await asked_of(house, ben)
    await ben.deletes(wrote)
    reads(await ben.presses("Confirm", on=shown), GONE)
    assert [one.state for one in await incidents(house)] == [IncidentState.WITHDRAWN] * 2
    assert [one.quote for one in await incidents(house)] == ["", ""]


async def test_edit_during_a_pause_takes_the_former_words_along_unread(house: House) -> None:
    alice, ben = await switched_on(house), house.person("ben")
    wrote = await alice.writes(HIT, "general")
    [shown] = await asked_of(house, alice)
    await ben.types("/client-setup pause", "general")
    await alice.edits(wrote, f"{HIT}, canaryinthepause")
    reads(await alice.presses("Confirm", on=shown), GONE)
    assert [(one.state, one.quote) for one in await incidents(house)] == [(IncidentState.WITHDRAWN, "")]
    assert not any("canaryinthepause" in one for one in house.whole.ears._detector.judged)  # type: ignore[attr-defined]


async def test_reply_is_understood_with_what_it_answers(house: House) -> None:
    alice, ben = await switched_on(house), house.person("ben")
    first = await alice.writes("how did the call go?", "general")
    await ben.writes("as always", "general", thread=first.ts)
    assert "how did the call go?\n\nas always" in house.whole.ears._detector.judged  # type: ignore[attr-defined]


# --- Nothing is kept of the rest -------------------------------------------------------------------------------------


@both_ways
async def test_message_without_a_finding_leaves_nothing(house: House) -> None:
    alice = await switched_on(house)
    wrote = await alice.writes("canaryone, see https://acme.example/canaryaddress", "general")
    await alice.writes("canarytwo answers", "general", thread=wrote.ts)
    await alice.edits(wrote, "canarythree")
    await alice.deletes(wrote)
    await house.workspace.adds("signpost", "acme")
    await alice.writes(f"{HIT} canaryelsewhere", "acme")
    await alice.writes(f"{HIT} kept here", "general")
    await house.settles()
    kept = b"".join(file.read_bytes() for file in house.database.parent.iterdir() if file.is_file())
    assert b"kept here" in kept, "the search must find what is there"
    assert not re.search(rb"canary(one|two|three|address|elsewhere)", kept)
    assert "canary" not in repr(house.log.lines)


async def test_nobody_listens_where_nobody_switched_it_on(house: House) -> None:
    alice = house.person("alice")
    await alice.writes(HIT, "general")
    await house.settles()
    assert await incidents(house) == [] and house.whole.ears._detector.judged == []  # type: ignore[attr-defined]


@both_ways
async def test_pause_stops_it_and_resume_goes_on(house: House) -> None:
    alice, ben, lena, tarik = await switched_on(house), *map(house.person, ("ben", "lena", "tarik"))
    reads(await ben.types("/client-setup pause", "general"), "Paused: Signpost reads nothing in this channel")
    await house.settles()
    await house.workspace.finds("general", "Signpost reads nothing in this channel any more.")
    await alice.writes(HIT, "general")
    assert await asked_of(house, alice) == []
    reads(await lena.types("/client-setup resume", "general"), STARTS)
    await house.settles()
    await alice.writes(HIT, "general")
    assert len(await asked_of(house, alice)) == 1
    reads(await tarik.types("/client-setup unlisten", "general"), "Listening in this channel of Acme GmbH has ended.")
    await ben.writes(HIT, "general")
    assert await asked_of(house, ben) == [] and await listening(house, "general") is None


# --- Who reads along -------------------------------------------------------------------------------------------------


async def test_client_in_an_allowed_shared_channel_reads_nothing_and_the_lead_is_asked(house: House) -> None:
    tarik, olivia, lena, erik = map(house.person, ("tarik", "olivia", "lena", "erik"))
    workspace = house.workspace
    await workspace.adds("signpost", "acme")
    await house.binds("acme", "Acme")
    await workspace.shares("acme")
    refused = await tarik.types("/client-setup listen", "acme")
    reads(refused, "People from outside read along here.", "-Acme")
    form = (await olivia.types("/client-setup listen", "acme")).modal
    reads(form, "uses Signpost in this channel.", "-signs that working with")
    reads(await olivia.submits(form, {"informed": True}), "Nothing is read yet: an admin has to switch it on here")
    reads(await tarik.submits((await tarik.types("/client-setup listen", "acme")).modal), "Signpost listens in this")
    house.speaks_in.add("acme")
    await house.settles()
    before = await workspace.messages("acme")
    reads(before[-1], "uses Signpost in this channel.", "-Acme GmbH")
    await erik.writes("You are all idiots", "acme")
    await house.settles()
    reads(await lena.receives("What Acme GmbH wrote: is it an incident?"), "You are all idiots", "[Confirm]")
    assert len(await workspace.messages("acme")) == len(before) + 1, "nothing of the bot's"
    assert erik.ephemerals() == [] and await erik.inbox() == [] and house.slack.shim.of("chat.postEphemeral") == []
    alice = house.person("alice")
    await alice.writes(HIT, "acme")
    await house.settles()
    reads(await alice.receives(ASKED), "They called us idiots again")
    assert house.slack.shim.of("chat.postEphemeral") == [], "not even to one alone where the client reads"


async def test_guest_who_reads_along_is_from_outside(house: House) -> None:
    await house.workspace.adds("signpost", "acme")
    await house.binds("acme", "Acme")
    seen = await house.person("tarik").types("/client-setup listen", "acme")
    reads(seen, "People from outside read along here.", "You can ask olivia.")
    alice = await switched_on(house)
    await house.workspace.adds("gus", "general")
    gus = house.person("gus")
    await gus.writes("You are all idiots", "general")
    reads(await alice.types("/client-setup pause", "general"), "Paused")
    reads(await house.person("lena").types("/client-setup resume", "general"), "People from outside read along here.")
    assert await incidents(house) == []


@pytest.mark.parametrize("told", ["channel_shared", "by_a_message"])
async def test_channel_that_becomes_shared_is_paused_at_once(house: House, told: str) -> None:
    alice = await switched_on(house)
    if told == "channel_shared":
        await house.workspace.shares("general")
    else:
        house.workspace.channel("general").is_ext_shared = True
    await alice.writes(HIT, "general")
    await house.settles()
    assert await incidents(house) == []
    known = await listening(house, "general")
    assert known is not None and known.state is ListeningState.PAUSED
    for who in ("lena", "tarik"):
        reads(await house.person(who).receives("Listening is paused in a channel of Acme GmbH"), "another firm reads")


@pytest.mark.parametrize(("who", "state"), [("gus", ListeningState.PAUSED), ("ben", ListeningState.ON)])
async def test_guest_who_joins_pauses_it_at_once(house: House, who: str, state: ListeningState) -> None:
    await switched_on(house)
    for newcomer in ("signpost", who):
        await house.workspace.joins(newcomer, "general")
    await house.settles()
    known = await listening(house, "general")
    assert known is not None and known.state is state


async def test_newcomer_about_whom_slack_says_nothing_is_told_again(house: House) -> None:
    await switched_on(house)
    house.slack.shim.faults.always("users.info", faults.server_error())
    told = await house.workspace.joins("gus", "general")
    assert told.answer.status == 503
    house.slack.shim.faults.clear()
    await house.passes(days=1)
    assert (await house.workspace.again(told)).status == 200
    known = await listening(house, "general")
    assert known is not None and known.state is ListeningState.PAUSED


async def test_channel_that_signpost_was_removed_from_is_paused_and_home_says_so(house: House) -> None:
    await switched_on(house)
    await house.workspace.removes_signpost("general")
    known = await listening(house, "general")
    assert known is not None and known.state is ListeningState.PAUSED
    reads(await house.person("tarik").opens_home(), "paused in a channel of Acme GmbH (Signpost was removed from it)")


async def test_channel_that_cannot_be_looked_at_is_not_listened_to(house: House) -> None:
    tarik, fail = house.person("tarik"), house.slack.shim.faults
    await house.binds("acme", "Acme")
    unseen = "Signpost cannot see who reads along in this channel"
    reads(await tarik.types("/client-setup listen", "acme"), unseen)
    for method, fault in (
        ("conversations.info", faults.server_error()),
        ("conversations.members", faults.server_error()),
        ("conversations.members", faults.refused("missing_scope", needed="channels:read")),
    ):
        fail.next(method, fault)
        reads(await tarik.types("/client-setup listen", "general"), unseen)
    form = (await tarik.types("/client-setup listen", "general")).modal
    fail.next("conversations.members", faults.server_error())
    seen = await tarik.submits(form)
    assert unseen in seen.text
    await switched_on(house)


# --- When Slack refuses ----------------------------------------------------------------------------------------------


async def test_notice_that_could_not_be_posted_is_told_to_admins_in_words(house: House) -> None:
    tarik, fail = house.person("tarik"), house.slack.shim.faults
    fail.next("chat.postMessage", faults.refused("not_in_channel"))
    await tarik.submits((await tarik.types("/client-setup listen", "general")).modal)
    await house.settles()
    reads(await tarik.opens_home(), "Signpost is no member of that channel; invite it with /invite (not_in_channel)")


async def test_notice_whose_answer_was_lost_stands_in_the_channel_once(house: House) -> None:
    tarik, fail = house.person("tarik"), house.slack.shim.faults
    fail.next("chat.postMessage", faults.reset_after())
    await tarik.submits((await tarik.types("/client-setup listen", "general")).modal)
    house.speaks_in.add("general")
    await house.passes(seconds=30)
    own = [one for one in await house.workspace.messages("general") if one.raw.get("bot_id")]
    assert len(own) == 1


async def test_whisper_that_was_refused_comes_with_the_morning(house: House) -> None:
    alice = await switched_on(house)
    house.slack.shim.faults.next("chat.postEphemeral", faults.refused("user_not_in_channel"))
    await alice.writes(HIT, "general")
    assert await asked_of(house, alice) == []
    await house.passes(days=1)
    again = await alice.receives(ASKED)
    reads(again, "They called us idiots again", "[Not an incident]")
    await alice.presses("Confirm", on=again)
    assert [one.state for one in await incidents(house)] == [IncidentState.CONFIRMED]

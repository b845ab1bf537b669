"""The app comes and goes: one welcome, in the chat of whoever installed it."""

from tests.teams.firm import Firm
from tests.teams.reading import reads


async def test_one_welcome_for_whoever_installs_it_however_often(firm: Firm) -> None:
    alice = firm.person("alice")
    await alice.installs()
    welcome = await alice.receives("Hello, this is Signpost.")
    reads(welcome, "Write client-flag to report something", "choose “Flag this message”", "[Report something] [Help]")
    reads((await alice.presses("Report something", on=welcome)).form, "Report what a client did")
    reads(await alice.presses("Help", on=welcome), "What you can do here")
    before = len(alice.inbox())
    for place in ("personal", "channel", "group"):
        await alice.installs(place)
        await alice.installs(place, "add-upgrade")
    await firm.settles()
    assert len(alice.inbox()) == before


async def test_install_into_a_team_says_nothing_there(firm: Firm) -> None:
    lena = firm.person("lena")
    seen = await lena.installs("channel")
    assert seen.openly == []
    reads(await lena.receives("Hello, this is Signpost."))


async def test_people_who_join_are_not_greeted(firm: Firm) -> None:
    lena, ben = firm.person("lena"), firm.person("ben")
    for place in ("channel", "group", "personal"):
        sent = lena.says("", place) | {"type": "conversationUpdate", "membersAdded": [{"id": f"29:{ben.user}"}]}
        seen = await lena.sends(sent)
        assert (seen.status, seen.openly, seen.messages) == (200, [], [])
    await firm.settles()
    assert ben.inbox() == []


async def test_guest_who_installs_it_hears_nothing(firm: Firm) -> None:
    gus = firm.person("gus")
    await gus.installs()
    await firm.settles()
    assert gus.inbox() == []


async def test_after_an_uninstall_a_new_chat_is_opened(firm: Firm) -> None:
    lena = firm.person("lena")
    await lena.types("help")
    assert firm.connector.of("open") == []
    assert (await lena.installs(action="remove")).status == 200
    await firm.files("alice", "acme disrespect:3 threatened us")
    await lena.receives("protect first")
    assert len(firm.connector.of("open")) > 0


async def test_german_welcome(firm: Firm) -> None:
    ben = firm.person("ben")
    ben.locale = "de-DE"
    await ben.installs()
    reads(await ben.receives("Hallo, hier ist Signpost."), "[Etwas melden] [Hilfe]")

"""``home``, and what leads, owners and admins do by command."""

import pytest

from bot.domain.person import PersonRef
from bot.messages import From, Typed
from tests.teams.firm import ACCOUNTS, Firm
from tests.teams.issuer import TENANT
from tests.teams.reading import reads


@pytest.mark.parametrize("words", ["home", "/home", "Start", "Startseite"])
async def test_home_shows_what_one_looks_after(firm: Firm, words: str) -> None:
    await firm.files("alice", "acme disrespect:2 shouted at us")
    lena, alice = firm.person("lena"), firm.person("alice")
    reads(await lena.types(words), "Home", "Acme GmbH", "8.0")
    reads(await alice.types(words), "Home", "#1", "-8.0")


async def test_home_asked_for_in_a_channel_comes_in_private(firm: Firm) -> None:
    lena = firm.person("lena")
    seen = await lena.types("home", "channel")
    reads(seen.message, "Home", "Acme GmbH", "-please delete")
    assert seen.openly == []


async def test_home_leads_on_to_client_and_absence(firm: Firm) -> None:
    lena = firm.person("lena")
    home = (await lena.types("home")).message
    page = (await lena.presses("Acme GmbH", on=home)).form
    reads(page, "Acme GmbH", "leads: lena")
    form = (await lena.presses("I am away", on=home)).form
    reads(await lena.submits(form, {"until": "2026-03-20"}), "20 Mar 2026")


async def test_admin_sees_the_installation_and_lets_a_guest_in(firm: Firm) -> None:
    tarik, gus = firm.person("tarik"), firm.person("gus")
    reads(await gus.types("client-flag acme disrespect rude"), "You are a guest here")
    home = (await tarik.types("home")).message
    reads(home, "The installation", "[Let in gus]")
    reads(await tarik.presses("Let in gus", on=home), "gus")
    reads(await gus.types("client-flag acme disrespect rude"), "Recorded as #1")


async def test_client_is_added_with_people_whom_teams_finds(firm: Firm) -> None:
    olivia, ben = firm.person("olivia"), firm.person("ben")
    form = (await olivia.types("/client-setup Globex")).message
    reads(form, "Add a client", "Name: Globex")
    assert form.inputs["leads"]["choices.data"]["dataset"] == "graph.microsoft.com/users"
    form.inputs["leads"]["choices"] = [*form.inputs["leads"]["choices"], {"title": "Ben", "value": ben.user.upper()}]
    reads(await olivia.submits(form, {"leads": ["Ben"], "aliases": "glo"}), "Globex is added.", "ben")
    reads(await ben.types("client-status glo"), "Globex")
    form = (await ben.types("client-setup glo")).message
    assert form.inputs["leads"]["value"] == ben.user
    reads(await ben.submits(form, {"aliases": "glo, gx"}), "Globex")


async def test_channel_is_bound_and_unbound(firm: Firm) -> None:
    lena, alice = firm.person("lena"), firm.person("alice")
    seen = await lena.types("client-setup bind acme", "channel")
    reads(seen.message, "This channel is about Acme GmbH now.")
    reads((await alice.types("client-flag disrespect:1 rude", "channel")).message, "Recorded as #1: Acme GmbH")
    reads((await lena.types("client-status", "channel")).message, "Acme GmbH", "4.0")
    reads((await lena.types("client-setup unbind", "channel")).message, "no longer bound")
    client = await firm.client("Acme GmbH")
    assert client.channels == ()


async def test_client_can_be_bound_when_it_is_set_up_from_a_channel(firm: Firm) -> None:
    lena = firm.person("lena")
    form = (await lena.types("client-setup acme", "channel")).message
    reads(await lena.submits(form, {"bind": True}), "Acme GmbH")
    [channel] = (await firm.client("Acme GmbH")).channels
    assert str(channel) == f"teams:{TENANT}/19:channel@thread.tacv2"


async def test_chooser_offers_for_a_talk_only_what_one_looks_after(firm: Firm) -> None:
    await firm.has_client("Globex", "ben")
    ben = firm.person("ben")
    form = (await ben.types("client-talk")).message
    assert [choice["title"] for choice in form.inputs["client"]["choices"]] == ["Globex"]
    found = {}
    for dataset in ("clients", "clients.led", "graph.microsoft.com/users", ""):
        seen = await ben.invokes("application/search", {"dataset": dataset, "queryText": ""})
        found[dataset] = [one["title"] for one in seen.body["value"]["results"]]
    assert found == {
        "clients": ["Acme GmbH – acme", "Globex"],
        "clients.led": ["Globex"],
        "graph.microsoft.com/users": [],
        "": [],
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("client-status acme", "Acme GmbH"),
        ("client-talk acme", "Record a talk"),
        ("client-exit acme", "Part from a client"),
        ("client-setup help", "/client-setup opens the form"),
        ("client-talk help", "records the day of a talk"),
        ("client-status globex", "I know no client called “globex”."),
    ],
)
async def test_every_command_is_answered_in_private_wherever_it_is_typed(firm: Firm, line: str, words: str) -> None:
    lena = firm.person("lena")
    for place in ("personal", "group", "channel"):
        seen = await lena.types(line, place)
        reads(seen.message, words)
        assert seen.openly == []


def test_accounts_have_ids_as_teams_gives_them() -> None:
    assert all(len(account.user) == 36 for account in ACCOUNTS.values())


async def test_admin_links_two_accounts_of_one_person(firm: Firm) -> None:
    tarik, alice = firm.person("tarik"), firm.person("alice")
    await alice.types("client-flag acme late_payment:3 forty days late")
    elsewhere = From(who=PersonRef("slack", "T01TEST", "U01ALICE"), key="slack-1", name="alice")
    await firm.asks(Typed(elsewhere, "client-flag", "acme disrespect:2 shouted"))
    home = (await tarik.types("home")).message
    reads(home, "Known twice, perhaps one person each: alice.")
    form = (await tarik.presses("Link two accounts", on=home)).window
    assert form is not None
    reads(form, "Link two accounts", "It cannot be undone.", "Person:", "Is the same as:")
    same = (await tarik.submits(form, {"person": "alice (Microsoft Teams)", "same": "alice (Microsoft Teams)"})).form
    reads(same, "⚠ Choose somebody else: that is the same entry.")
    reads(await tarik.submits(same, {"same": "alice (Slack)"}), "alice is one person now.")
    reads(await alice.receives("Your accounts are one person here now"), "Microsoft Teams, Slack", "tell an admin")
    reads(await alice.types("mine"), "#2", "#1")
    reads(await alice.types("client-setup link"), "Only an admin may do this.")

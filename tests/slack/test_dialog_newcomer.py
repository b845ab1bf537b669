"""From an empty ``app.yaml`` to the first report: who owns the firm, the first client, its lead, its channel."""

from pathlib import Path

import pytest
import yaml

from tests.slack.emulator import Slack
from tests.slack.house import House, both_ways, reads, signpost

pytestmark = pytest.mark.node


async def test_newcomer_when_nothing_is_configured_is_led_to_the_first_report(
    slack: Slack, sqlite_url: str, tmp_path: Path
) -> None:
    olivia, alice = slack.person("olivia"), slack.person("alice")
    async with signpost(slack, tmp_path, config={}):
        told = (await olivia.types("/client-setup")).message
        reads(told, "Signpost has no owner yet.", "This is you: slack:T01TEST/U01OLIVIA", "Put this into app.yaml")
        lines = told.text.partition("start Signpost again:\n")[2]
        assert yaml.safe_load(lines)["people"]["owners"] == ["slack:T01TEST/U01OLIVIA"]
        kept = await alice.types("/client-flag acme disrespect:2 laughed at our offer")
        reads(kept, "#1 is kept. I know no client called “acme” yet.", "as soon as a lead has added the client")

    async with signpost(slack, tmp_path, config=yaml.safe_load(lines)) as house:
        form = (await olivia.types("/client-setup", "acme")).modal
        reads(form, "Add a client", "Leads: @U01OLIVIA", "This channel is about this client")
        refused = await olivia.submits(form, {"name": "Acme GmbH", "notice": "whenever", "monthly_value": "much"})
        assert set(refused.errors) == {"notice", "monthly_value"} and olivia.modal is form
        filled = {"aliases": "Acme, AO", "leads": ["lena"], "deputies": ["dora"], "bind": True}
        saved = await olivia.submits(form, filled | {"notice": "any", "monthly_value": "4.500,50"})
        reads(saved, "Acme GmbH is added.", "Leads: lena", "Also called: Acme, AO", "Channels: 1", "1 waiting report")
        acme = await house.client("AO")
        assert (acme.name, acme.contract.notice, str(acme.contract.monthly_value)) == ("Acme GmbH", "any", "4500.50")
        reads(await alice.receives("Your report #1 is filed"), "Acme GmbH is a client now.")
        await house.settles()
        reads(await alice.receives("Report #1"), "State: counts")
        reads((await alice.types("/client-flag", "acme")).modal, "Client: Acme GmbH", "What happened")


@both_ways
async def test_lead_who_never_spoke_to_the_bot_is_chosen_by_slacks_own_chooser(house: House) -> None:
    olivia, ben = house.person("olivia"), house.person("ben")
    ben.account.locale = "de-DE"
    form = (await olivia.types("/client-setup")).modal
    saved = await olivia.submits(form, {"name": "Globex", "leads": ["ben"]})
    reads(saved, "Globex is added.", "Leads: ben")
    await house.files("alice", "globex disrespect:3 threatened Anna")
    reads(await ben.receives("Globex: erst schützen"), "[Übernehmen]")


async def test_guest_when_chosen_as_a_lead_is_refused_at_the_field(house: House) -> None:
    olivia = house.person("olivia")
    form = (await olivia.types("/client-setup")).modal
    refused = await olivia.submits(form, {"name": "Globex", "leads": ["gus"]})
    assert list(refused.errors) == ["leads"]
    assert (await olivia.submits(form, {"leads": ["lena"]})).view is not None


async def test_setup_when_edited_keeps_what_was_there(house: House) -> None:
    lena, alice = house.person("lena"), house.person("alice")
    form = (await lena.types("/client-setup acme")).modal
    reads(form, "Edit Acme GmbH", "Also called: Acme", "Leads: @U01LENA", "Deputies: @U01DORA")
    taken = await lena.submits(form, {"name": ""})
    assert taken.errors == {"name": "Please complete this required field."}
    reads(await lena.submits(form, {"name": "Acme AG"}), "Acme AG is saved.", "Leads: lena")
    reads(await alice.types("/client-setup acme"), "You cannot do that here.", "You can ask lena.")


async def test_channel_when_bound_and_unbound_by_a_line(house: House) -> None:
    lena, alice = house.person("lena"), house.person("alice")
    bound = await lena.types("/client-setup bind acme", "acme")
    reads(bound, "This channel is about Acme GmbH now.", "Nothing is read here.", "Type /invite @Signpost")
    await house.workspace.adds("signpost", "acme")
    reads(await lena.types("/client-setup bind acme", "acme"), "This channel is about", "-/invite")
    reads(await alice.types("/client-flag late_payment:1 paid three days late", "acme"), "Recorded as #1: Acme GmbH")
    reads(await alice.types("/client-setup unbind", "acme"), "You cannot do that here.")
    reads(await lena.types("/client-setup unbind", "acme"), "no longer bound to Acme GmbH")
    reads(await lena.types("/client-setup bind globex", "acme"), "I know no client called “globex”.")

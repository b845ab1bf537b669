"""What doors hear without anybody waiting: a word to the bot, a channel that opens to another firm, who people are."""

from dataclasses import replace

import pytest

from bot.domain.person import ChannelRef
from bot.messages import ChannelMoved, ClientsSought, HelpWanted, PersonSeen, SharingChanged, Submitted, Typed
from bot.notices.pages import Trouble
from bot.notices.parts import Page, PeopleField
from tests.dialogs.house import ADMIN, OWNER, House, asked, channel, number, read, ref, told


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens("anna", "lena", "dora")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    return house


async def test_word_to_the_bot_is_answered_with_help_once(house: House) -> None:
    for _ in range(3):
        assert await house.hears_of(HelpWanted(house.by("anna", key="same")))
    await house.settles()
    (help,) = house.hears("anna")
    assert "What you can do here" in read(help)


async def test_guest_gets_no_help(house: House) -> None:
    house.externals = frozenset({"gus"})
    assert await house.hears_of(HelpWanted(house.by("gus"))), "it is not told again"
    await house.settles()
    assert house.hears("gus") == []


async def test_lead_hears_that_a_bound_channel_is_shared(house: House) -> None:
    for _ in range(2):
        assert await house.hears_of(SharingChanged("e1", channel("acme-web"), shared=True))
    await house.settles()
    (heard,) = house.hears("lena")
    assert "A channel of Acme Outdoor is shared with another firm now." in read(heard)
    assert house.hears("dora") == []
    await house.hears_of(SharingChanged("e2", channel("acme-web"), shared=False))
    await house.passes(days=1)
    assert "no longer shared" in read(house.hears("lena")[-1])


async def test_owner_hears_it_where_there_is_no_lead(house: House) -> None:
    await house.has_client("Bergwerk", "")
    await house.says(OWNER, "/client-setup bind bergwerk", place="berg")
    await house.hears_of(SharingChanged("e3", channel("berg"), shared=True))
    await house.settles()
    assert any("A channel of Bergwerk is shared" in title for title in house.titles(OWNER))


async def test_channel_of_no_client_tells_nobody(house: House) -> None:
    assert await house.hears_of(SharingChanged("e4", ChannelRef("practice", "demo", "lunch"), shared=True))
    await house.settles()
    assert house.count() == 0


async def test_people_known_by_a_ref_get_their_names(house: House) -> None:
    form = asked(await house.says(OWNER, "/client-setup Bergwerk"))
    newcomer = str(ref("uma"))
    submitted = Submitted(
        house.by(OWNER),
        form.kind,
        {**{entry.name: entry.value for entry in form.fields}, "name": "Bergwerk", "leads": newcomer, "language": "en"},
        form.state,
        people=(house.by("uma"),),
    )
    assert "Leads: Uma" in read(told(await house.answers(submitted)))
    assert list(await house.front.strangers("practice")) == []


async def test_ref_that_no_door_knows_is_refused(house: House) -> None:
    form = asked(await house.says(OWNER, "/client-setup Bergwerk"))
    reply = await house.submits(OWNER, form, {"leads": "practice:demo/nobody"})
    assert "leads" in {entry.name for entry in asked(reply).fields if entry.error}


async def test_form_tells_where_people_are_met(house: House) -> None:
    form = asked(await house.says(OWNER, "/client-setup acme"))
    leads = next(entry for entry in form.fields if entry.name == "leads")
    assert isinstance(leads, PeopleField)
    assert leads.refs[leads.value] == (ref("lena"),)


async def test_deactivated_account_is_told_nothing_any_more(house: House) -> None:
    assert await house.hears_of(PersonSeen(house.by("lena"), active=False))
    await house.files("anna", "Acme", "crowding_out", 2, "took the whole team")
    await house.settles()
    assert house.hears("lena") == []
    assert house.nudged("dora"), "the ladder goes on"


async def test_admin_sees_what_a_door_lacks(house: House) -> None:
    house.doors.found += [Trouble("Slack", "missing_scope", "files:write"), Trouble("Slack", "unreachable")]
    shown = await house.page(ADMIN)
    assert isinstance(shown, Page)
    assert "Slack: Signpost lacks the permission files:write." in read(shown)
    assert "Slack could not be reached a moment ago." in read(shown)
    lead = await house.page("lena")
    assert isinstance(lead, Page)
    assert "files:write" not in read(lead)


async def test_binding_says_when_the_bot_is_absent_or_others_read_along(house: House) -> None:
    by = replace(house.by("lena", place="acme-new"), absent=True, shared=True)
    shown = read(told(await house.answers(Typed(by, "client-setup", "bind acme"))))
    assert "Signpost is no member of this channel." in shown
    assert "People from outside read along here." in shown


async def test_type_ahead_offers_only_led_clients_where_a_record_is_meant(house: House) -> None:
    await house.has_client("Acme Bergwerk", "dora")
    found = await house.front.clients(ClientsSought(house.by("lena"), "acme", led=True))
    assert [option.label for option in found] == ["Acme Outdoor"]
    everything = await house.front.clients(ClientsSought(house.by("anna"), "acme"))
    assert len(everything) == 2
    assert number(await house.files("anna", "Acme", "disrespect")) == 1


async def test_binding_follows_a_channel_that_moves(house: House) -> None:
    assert await house.hears_of(ChannelMoved("e9", channel("acme-web"), channel("acme-shared")))
    await house.hears_of(SharingChanged("e10", channel("acme-shared"), shared=True))
    await house.settles()
    assert "A channel of Acme Outdoor is shared" in read(house.hears("lena")[-1])
    assert (await house.client("Acme")).channels == (channel("acme-shared"),)
    await house.has_client("Bergwerk", "dora")
    await house.says("dora", "/client-setup bind bergwerk", place="berg")
    assert await house.hears_of(ChannelMoved("e11", channel("berg"), channel("acme-shared"))), "it is taken"
    assert (await house.client("Bergwerk")).channels == (channel("berg"),)

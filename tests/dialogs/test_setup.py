"""Setting up: an unconfigured firm, clients, channels, people; who has the right, and guests."""

from dataclasses import replace

import pytest

from bot.domain.client import ContractKind
from bot.messages import ClientsSought, Pressed
from bot.noticeperiod import notice_code
from bot.notices.parts import Page, PageLink
from bot.replies import Asked, Told
from bot.settings import People, Settings
from tests.dialogs.house import House, asked, read, ref, told


async def test_unconfigured_firm_tells_ones_own_id_and_the_lines() -> None:
    house = House(settings=replace(Settings(), people=People()))
    await house.opens()
    notice = told(await house.says("anna", "/client-setup"))
    words = read(notice)
    assert "Signpost has no owner yet." in words
    assert "This is you: practice:demo/anna" in words
    assert "people:\n  owners: ['practice:demo/anna']" in words


async def test_unconfigured_firm_still_records_reports() -> None:
    house = House(settings=replace(Settings(), people=People()))
    await house.opens("anna")
    reply = await house.says("anna", "/client-flag acme disrespect:2 shouted")
    assert isinstance(reply, Told) and reply.recorded == 1


async def test_member_may_not_add_clients_and_reads_who_may(house: House) -> None:
    words = read(told(await house.says("anna", "/client-setup Globex")))
    assert "Olivia" in words and "Tarik" in words


async def test_new_client_form_proposes_name_and_oneself(house: House) -> None:
    form = asked(await house.says("lena", "/client-setup Globex"))
    values = {field.name: field.value for field in form.fields}
    assert values["name"] == "Globex" and values["leads"] == await house.id_of("lena")


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("name", "", "Please fill this in."),
        ("name", "???", "A name needs at least one letter or digit."),
        ("name", "ACME outdoor", "Another client has this name."),
        ("aliases", "Fine, ao", "Another client has this name."),
        ("aliases", "!!", "A name needs at least one letter or digit."),
        ("leads", "nobody", "Somebody chosen here is not known any more. Choose again."),
        ("notice", "soon", "Write it like"),
        ("monthly_value", "much", "Please give a number"),
        ("currency", "EURO", "Three letters"),
        ("currency", "E1", "Three letters"),
        ("contract_start", "2026-13-01", "Please give a day like"),
        ("contract_kind", "gift", "Please choose one from the list."),
    ],
)
async def test_client_form_with_an_error_keeps_everything(house: House, field: str, typed: str, error: str) -> None:
    form = asked(await house.says("lena", "/client-setup Globex"))
    filled = {"aliases": "Glo", "clause": "§ 9", "notice": "3 months to month_end", "monthly_value": "4.500,50"}
    again = asked(await house.submits("lena", form, {**filled, field: typed}))
    errors = {entry.name: entry.error for entry in again.fields if entry.error}
    assert list(errors) == [field] and error in errors[field]
    values = {entry.name: entry.value for entry in again.fields}
    assert values["clause"] == "§ 9" and values[field] == typed


async def test_contract_facts_are_kept_and_shown_again(house: House) -> None:
    form = asked(await house.says("lena", "/client-setup acme"))
    values = {"contract_kind": "service", "notice": "3 months to month_end", "monthly_value": "4.500,50"}
    await house.submits("lena", form, values)
    contract = (await house.client("Acme")).contract
    assert contract.kind is ContractKind.SERVICE and str(contract.monthly_value) == "4500.50"
    again = {f.name: f.value for f in asked(await house.says("lena", "/client-setup acme")).fields}
    assert contract.notice == "3 months to month_end"
    assert again["notice"] == "3 months to the end of a month" and again["monthly_value"] == "4500.5"


async def test_adding_the_same_delivery_twice_adds_one_client(house: House) -> None:
    for _ in range(2):
        words = read(told(await house.submits("lena", "client", {"name": "Globex", "language": "en"}, key="add-1")))
        assert "Globex is" in words
    assert await house.client("Globex")


async def test_binding_a_channel(house: House) -> None:
    words = read(told(await house.says("lena", "/client-setup bind acme", place="acme-web")))
    assert "This channel is about Acme Outdoor now." in words and "Nothing is read here." in words
    taken = read(told(await house.says("paul", "/client-setup bind bergwerk", place="acme-web")))
    assert "belongs to Acme Outdoor already" in taken and "Nothing was changed." in taken
    refused = read(told(await house.says("anna", "/client-setup unbind", place="acme-web")))
    assert "Lena" in refused
    assert "no longer bound" in read(told(await house.says("lena", "/client-setup unbind", place="acme-web")))
    gone = read(told(await house.says("lena", "/client-setup unbind", place="acme-web")))
    assert "This channel is not bound to a client." in gone


async def test_binding_an_unknown_client_names_the_nearest(house: House) -> None:
    notice = told(await house.says("lena", "/client-setup bind bergxxxk", place="x"))
    assert notice.kind == "error.unknown_client" and "Bergwerk" in read(notice)


async def test_status_of_an_unknown_client_names_the_nearest(house: House) -> None:
    notice = told(await house.says("lena", "/client-status acmxx"))
    assert notice.kind == "error.unknown_client" and "Acme Outdoor" in read(notice)


@pytest.mark.parametrize("command", ["/client-status acme", "/client-talk acme", "/client-exit acme"])
async def test_someone_without_the_right_reads_who_has_it(house: House, command: str) -> None:
    for person in ("anna", "paul", "tarik"):
        refused = told(await house.says(person, command))
        assert refused.kind == "error.not_allowed" and "Lena" in read(refused)
        assert "points" not in read(refused)


@pytest.mark.parametrize("command", ["/client-talk", "/client-exit"])
async def test_member_without_clients_reads_who_may(house: House, command: str) -> None:
    assert "Olivia" in read(told(await house.says("anna", command)))


async def test_status_of_all_own_clients(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    assert "Acme Outdoor · talk · 16.0 points" in read(told(await house.says("lena", "/client-status")))
    assert "Bergwerk" not in read(told(await house.says("lena", "/client-status")))
    both = read(told(await house.says("olivia", "/client-status")))
    assert both.index("Acme") < both.index("Bergwerk")
    nobody = read(told(await house.says("anna", "/client-status")))
    assert "Acme" not in nobody and "Bergwerk" not in nobody


async def test_status_in_a_bound_channel_is_about_its_client(house: House) -> None:
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    assert "Acme Outdoor: 0.00 points" in read(told(await house.says("lena", "/client-status", place="acme-web")))
    refused = read(told(await house.says("anna", "/client-status", place="acme-web")))
    assert "You can ask Lena." in refused


async def test_away_and_back(house: House) -> None:
    home = await house.page("lena")
    form = asked(await house.presses("lena", "I am away", home))
    past = asked(await house.submits("lena", form, {"until": "2026-03-02"}))
    assert past.fields[0].error == "This day is over. Choose a later one." and past.fields[0].value == "2026-03-02"
    assert "You are away until 9 Mar 2026" in read(told(await house.submits("lena", form, {"until": "9.3.2026"})))
    assert "You are away until 9 Mar 2026" in read(await house.page("lena"))
    assert "You are here again." in read(told(await house.submits("lena", form, {"until": ""})))


async def test_unknown_command_gets_the_help(house: House) -> None:
    assert "/client-flag" in read(told(await house.says("anna", "/client-what")))


async def test_typing_a_client_name_suggests_it_to_every_member(house: House) -> None:
    found = await house.front.clients(ClientsSought(house.by("anna"), "out"))
    assert [option.label for option in found] == ["Acme Outdoor"]


async def test_guest_has_no_rights_until_an_admin_admits(house: House) -> None:
    house.externals = frozenset({"greta"})
    for line in ("/client-flag acme disrespect:3 shouted", "/client-flag", "/client-status", "/client-flag help"):
        words = read(told(await house.says("greta", line)))
        assert "You are a guest here" in words and "An admin can let you in." in words
    assert isinstance(await house.page("greta"), Told)
    assert await house.front.clients(ClientsSought(house.by("greta"), "")) == ()
    home = await house.page("tarik")
    assert isinstance(home, Page)
    assert "Greta may use Signpost now." in read(told(await house.presses("tarik", "Let in Greta", home)))
    reply = await house.says("greta", "/client-flag acme disrespect:3 shouted")
    assert isinstance(reply, Told) and reply.recorded == 1
    home = await house.page("tarik")
    assert isinstance(home, Page)
    await house.presses("tarik", "Shut out Greta", home)
    assert "You are a guest here" in read(told(await house.says("greta", "/client-flag")))


async def test_only_admins_let_guests_in(house: House) -> None:
    house.externals = frozenset({"greta"})
    await house.says("greta", "/client-flag")
    greta = await house.id_of("greta")
    for person in ("anna", "lena", "olivia"):
        words = read(told(await house.answers(Pressed(house.by(person), "admit", greta))))
        assert "Tarik" in words
    assert "You are a guest here" in read(told(await house.says("greta", "/client-flag")))


async def test_guest_is_no_choice_for_a_lead(house: House) -> None:
    house.externals = frozenset({"greta"})
    await house.says("greta", "/client-flag")
    form = await house.says("lena", "/client-setup acme")
    assert isinstance(form, Asked) and "Greta" not in str(form)


async def test_lead_who_left_loses_every_right(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await house.settles()
    async with house.store.write() as unit:
        lena = await unit.people.by_ref(ref("lena"))
        assert lena is not None
        await unit.people.save(replace(lena, active=False))
        await unit.commit()
    words = read(told(await house.presses("lena", "Acknowledge", house.hears("lena")[0])))
    assert "You are a guest here" in words


async def test_lead_who_is_no_lead_any_more(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await house.settles()
    form = asked(await house.says("olivia", "/client-setup acme"))
    await house.submits("olivia", form, {"leads": await house.id_of("paul")})
    words = read(told(await house.presses("lena", "Acknowledge", house.hears("lena")[0])))
    assert "You can ask Paul." in words


async def test_admin_sees_health_and_no_incidents(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3, "a secret word")
    await house.says("anna", "/client-flag globex disrespect:3 a secret word")
    words = read(await house.page("tarik"))
    assert "The installation" in words and "globex" in words
    assert "secret word" not in words and "Acme" not in words
    assert isinstance(await house.page("tarik", "client", (await house.client("Acme")).id), Told)


async def test_bind_in_the_chat_with_the_bot_says_where_it_works(house: House) -> None:
    assert told(await house.says("lena", "/client-setup bind", place="acme-web")).kind == "help.client-setup"
    words = read(told(await house.says("lena", "/client-setup bind acme")))
    assert "This works in a channel only" in words and "not found" not in words


@pytest.mark.parametrize("language", ["en", "de"])
async def test_notice_period_may_be_written_as_it_is_shown(house: House, language: str) -> None:
    house.language = language
    for code in ("3 months to month_end", "1 month to quarter_end", "6 weeks", "year_end", "any"):
        form = asked(await house.says("lena", "/client-setup acme"))
        await house.submits("lena", form, {"notice": code})
        again = asked(await house.says("lena", "/client-setup acme"))
        assert "_" not in next(field.value for field in again.fields if field.name == "notice")
        assert isinstance(await house.submits("lena", again, {}), Told)
        assert notice_code((await house.client("Acme")).contract.notice) == notice_code(code)


async def test_calm_client_has_no_sum_of_nothing(house: House) -> None:
    assert "Sum" not in read(told(await house.says("lena", "/client-status acme")))
    await house.files("anna", "acme", "late_payment")
    words = read(told(await house.says("lena", "/client-status acme")))
    assert "Acme Outdoor: 6.00 points" in words and "Sum |  |  | 6.00" in words


async def test_nudges_are_spoken_of_only_to_whom_they_reach(house: House) -> None:
    for person, reached in (("anna", False), ("tarik", False), ("lena", True), ("dora", True), ("olivia", True)):
        assert ("nudges reach you" in read(await house.page(person))) is reached, person


async def test_buttons_of_home_have_names_of_their_own(house: House) -> None:
    await house.files("anna", "acme", "disrespect", 3)
    page = await house.page("lena")
    assert isinstance(page, Page)
    links = [link.label for section in page.sections for link in section.actions if isinstance(link, PageLink)]
    assert links == ["Acme Outdoor: nudge"]

"""Several accounts of one person: an admin links them, and from then on they are one."""

from dataclasses import replace
from typing import Literal

import pytest

from bot.domain.assessment import Stage
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From, PageAsked, PersonSeen, Submitted, Typed
from bot.notices.parts import ChoiceField, Page
from bot.replies import Reply
from tests.dialogs.house import ADMIN, OWNER, House, asked, ref, told
from tests.dialogs.house import read as read_notice

SLACK = PersonRef("slack", "T01TEST", "U01ANNA")


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens("anna", "ben", "lena")
    await house.has_client("Acme", "lena")
    await slack(house, "client-flag", "help")
    return house


def from_slack(house: House, name: str = "Anna", *, external: bool | None = False) -> From:
    return replace(house.by("anna"), who=SLACK, name=name, external=external)


async def slack(house: House, command: str, text: str, name: str = "Anna") -> Reply:
    """Anna types from her account on Slack."""
    return await house.front.answer(Typed(from_slack(house, name), command, text))


async def id_of(house: House, who: PersonRef) -> str:
    async with house.store.read() as unit:
        person = await unit.people.by_ref(who)
    assert person is not None
    return person.id


async def looks(house: House, who: str, page: Literal["home"]) -> Page:
    shown = await house.front.page(PageAsked(house.by(who), page))
    assert isinstance(shown, Page)
    return shown


async def linked(house: House, by: str = ADMIN, first: PersonRef | None = None, key: str = "") -> Reply:
    values = {"person": await id_of(house, first or ref("anna")), "same": await id_of(house, SLACK)}
    return await house.front.answer(Submitted(house.by(by, key=key), "link", values))


async def test_accounts_are_offered_by_name_and_place_the_likely_ones_first(house: House) -> None:
    form = asked(await house.says(ADMIN, "/client-setup link"))
    first, second = (field for field in form.fields if isinstance(field, ChoiceField))
    assert [o.label for o in first.options][:2] == ["Anna (practice workspace)", "Anna (Slack)"]
    assert first.options == second.options
    notice = told(await house.says("anna", "/client-setup link"))
    assert "Only an admin may do this." in read_notice(notice)


async def test_home_tells_an_admin_who_is_known_twice(house: House) -> None:
    home = await looks(house, ADMIN, "home")
    assert "Known twice, perhaps one person each: Anna." in read_notice(home)
    await linked(house)
    assert "Known twice" not in read_notice(await looks(house, ADMIN, "home"))


async def test_reports_of_both_are_one_persons(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await slack(house, "client-flag", "acme late_payment:3 forty days late")
    notice = told(await linked(house))
    assert "Anna is one person now." in read_notice(notice)
    mine = told(await slack(house, "client-flag", "mine"))
    assert "#1" in read_notice(mine) and "#2" in read_notice(mine)
    incident = await house.incident(2)
    assert [one.person for one in incident.reporters] == [await id_of(house, ref("anna"))]


async def test_who_reported_twice_counts_once_and_the_stage_falls(house: House) -> None:
    await house.files("anna", "Acme", "late_payment", 3)
    await slack(house, "client-flag", "acme disrespect:2 shouted")
    await house.settles()
    assert await house.stage("Acme") is Stage.TALK, "two accounts look like two people"
    await linked(house)
    await house.settles()
    assert await house.stage("Acme") is Stage.WATCH
    [nudge] = await house.nudges("Acme")
    assert nudge.state.value == "stage_left"


async def test_witness_of_the_own_report_is_no_witness(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2, link="https://x.example/1", consent="yes")
    values = {"client": (await house.client("Acme")).id, "sign": "disrespect", "severity": "2", "summary": "the same"}
    more = {"occurred_on": house.kit.today().isoformat(), "link": "https://x.example/1"}
    await house.front.answer(Submitted(from_slack(house), "flag", values | more))
    assert len((await house.incident(1)).reporters) == 2
    await linked(house)
    [reporter] = (await house.incident(1)).reporters
    assert reporter.person == await id_of(house, ref("anna")) and reporter.consent, "as the report was filed"


async def test_lead_on_one_account_is_lead_on_the_other(house: House) -> None:
    await house.has_client("Globex", "anna")
    assert "cannot" in read_notice(told(await slack(house, "client-status", "globex")))
    await linked(house)
    assert "Globex" in read_notice(told(await slack(house, "client-status", "globex")))
    assert (await house.client("Globex")).leads == (await id_of(house, SLACK),)


async def test_account_that_stays_second_was_the_lead(house: House) -> None:
    await house.has_client("Globex", "anna")
    values = {"person": await id_of(house, SLACK), "same": await id_of(house, ref("anna"))}
    await house.front.answer(Submitted(house.by(ADMIN), "link", values))
    assert (await house.client("Globex")).leads == (await id_of(house, ref("anna")),) == (values["person"],)


async def test_both_accounts_are_told_and_the_act_is_in_the_audit_log(house: House) -> None:
    gone, kept = await id_of(house, SLACK), await id_of(house, ref("anna"))
    await linked(house, key="once")
    await linked_again(house, kept, gone)
    await house.settles()
    heard = [read_notice(notice) for notice in house.hears("anna")]
    assert any("Your accounts are one person here now: practice workspace, Slack." in one for one in heard)
    async with house.store.read() as unit:
        acts = [act for act in await unit.journal.acts() if act.act == "people_linked"]
    [act] = acts
    assert (act.subject, act.detail, act.by) == (kept, {"with": gone}, await id_of(house, ref(ADMIN)))


async def linked_again(house: House, kept: str, gone: str) -> None:
    """The same delivery once more."""
    values = {"person": kept, "same": gone}
    reply = await house.front.answer(Submitted(house.by(ADMIN, key="once"), "link", values))
    assert "Anna is one person now." in read_notice(told(reply))


async def test_only_admins_link_and_an_owners_account_takes_an_owner(house: House) -> None:
    assert "Only an admin" in read_notice(told(await linked(house, by="lena")))
    assert "Only an owner" in read_notice(told(await linked(house, first=ref(OWNER))))
    assert await id_of(house, SLACK) != await id_of(house, ref(OWNER))


async def test_same_entry_twice_or_nobody_is_refused(house: House) -> None:
    anna = await id_of(house, ref("anna"))
    for same, words in ((anna, "that is the same entry"), ("nobody", "not known any more"), ("", "fill this in")):
        form = asked(await house.front.answer(Submitted(house.by(ADMIN), "link", {"person": anna, "same": same})))
        assert any(words in field.error for field in form.fields), [field.error for field in form.fields]


async def test_guest_on_one_platform_stays_a_colleague(house: House) -> None:
    await linked(house)
    guest = from_slack(house, external=True)
    assert "help" in told(await house.front.answer(Typed(guest, "client-flag", "help"))).kind
    await house.says("anna", "/client-flag acme disrespect:2 rude")
    assert await house.score("Acme") == 8


async def test_account_that_is_closed_leaves_the_other_one_working(house: House) -> None:
    await linked(house, first=ref("anna"))
    await house.hears_of(PersonSeen(replace(house.by("anna"), who=ref("anna")), active=False))
    async with house.store.read() as unit:
        person = await unit.people.by_ref(SLACK)
    assert person is not None and person.active
    assert person.refs == (SLACK, ref("anna")), "messages go to the one in use first"


async def test_client_bound_on_two_platforms_is_one_client_with_one_record(house: House) -> None:
    teams = PersonRef("teams", "f1a0", "lena")
    places = {
        SLACK: ChannelRef("slack", "T01TEST", "C0ACME"),
        teams: ChannelRef("teams", "f1a0", "19:acme@thread.tacv2"),
    }
    values = {"person": await id_of(house, ref("lena")), "same": await id_of(house, SLACK)}
    await house.front.answer(Submitted(house.by(ADMIN), "link", values))
    await house.front.answer(Typed(replace(house.by("lena"), who=teams, name="Lena"), "client-flag", "help"))
    await house.front.answer(Submitted(house.by(ADMIN), "link", values | {"same": await id_of(house, teams)}))
    for who, channel in places.items():
        by = replace(house.by("lena"), who=who, channel=channel)
        assert "This channel is about Acme now." in read_notice(
            told(await house.front.answer(Typed(by, "client-setup", "bind acme")))
        )
    for n, channel in enumerate(places.values()):
        by = replace(house.by(("anna", "ben")[n]), channel=channel)
        await house.front.answer(Typed(by, "client-flag", f"disrespect:2 rude, time {n}"))
    assert (await house.client("Acme")).channels == tuple(places.values())
    assert await house.score("Acme") == 8, "one kind of thing on one day"
    form = asked(await house.front.answer(Typed(replace(house.by("lena"), channel=places[teams]), "client-setup", "")))
    assert form.state["subject"] == (await house.client("Acme")).id


@pytest.mark.parametrize("written", ["teams:f1a0/19:acme@thread.tacv2", "slack:T01TEST/C0ACME"])
def test_channels_of_both_platforms_are_written_alike(written: str) -> None:
    assert str(ChannelRef.parse(written)) == written


@pytest.mark.parametrize("written", ["teams:f1a0", "teams:f1a0/", "teams:a/b/c", "teams:f1 a0/19:x", "C0ACME"])
def test_what_names_no_channel_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="platform:workspace/channel"):
        ChannelRef.parse(written)

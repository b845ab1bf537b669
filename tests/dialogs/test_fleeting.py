"""Doors whose private answers vanish: what matters is kept as a message, and stays true."""

import pytest

from bot.domain.delivery import MESSAGES_PER_PERSON_AND_DAY
from bot.replies import Asked
from tests.dialogs.house import House, number, read, ref, told


@pytest.fixture
async def house() -> House:
    house = House(fleeting=True)
    await house.opens("anna", "ben", "lena")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    return house


async def test_confirmation_is_kept_in_the_chat_with_the_bot(house: House) -> None:
    reply = await house.says("anna", "/client-flag acme disrespect:3 called us idiots", place="acme-web")
    await house.settles()
    (kept,) = house.hears("anna")
    assert number(reply) == 1
    assert "Report #1" in read(kept) and "called us idiots" in read(kept) and "State: counts" in read(kept)


async def test_kept_confirmation_changes_in_place_with_the_report(house: House) -> None:
    reply = await house.says("anna", "/client-flag acme wants a third free revision")
    await house.settles()
    assert "State: waiting for your click" in read(house.hears("anna")[0])
    await house.presses("anna", "Right", told(reply))
    await house.settles()
    assert "State: counts" in read(house.hears("anna")[0])
    await house.presses("anna", "Undo", house.hears("anna")[0])
    await house.settles()
    (kept,) = house.hears("anna")
    assert "State: withdrawn" in read(kept)
    assert kept.actions == ()


async def test_report_withdrawn_before_it_was_sent_is_not_told_at_all(house: House) -> None:
    reply = await house.says("anna", "/client-flag acme disrespect:1 late again")
    await house.presses("anna", "Undo", told(reply))
    await house.settles()
    assert house.hears("anna") == []


async def test_waiting_report_is_kept_and_says_when_it_was_filed(house: House) -> None:
    await house.says("anna", "/client-flag bergwerk disrespect:2 shouted at us")
    await house.settles()
    assert "State: waiting for its client" in read(house.hears("anna")[0])
    await house.has_client("Bergwerk", "lena")
    await house.settles()
    assert "State: counts" in read(house.hears("anna")[0])


async def test_correction_and_joining_bring_the_kept_confirmations_up_to_date(house: House) -> None:
    await house.files("ben", "Acme", "disrespect", 1, "grumbled")
    await house.files("anna", "Acme", "disrespect", 2, "called us idiots")
    await house.settles()
    form = await house.presses("anna", "Change", house.hears("anna")[0])
    assert isinstance(form, Asked)
    await house.submits("anna", form.form, {"summary": "called us amateurs"})
    await house.settles()
    assert "called us amateurs" in read(house.hears("anna")[0])


async def test_confirmations_do_not_use_up_the_days_messages(house: House) -> None:
    for turn in range(MESSAGES_PER_PERSON_AND_DAY + 2):
        await house.says("lena", f"/client-flag acme late_payment:1 invoice {turn}")
    await house.files("ben", "Acme", "disrespect", 3, "threatened Anna")
    await house.settles()
    assert len([notice for notice in house.hears("lena") if notice.kind == "report.detail"]) == 4
    assert len(house.nudged("lena")) == 1, "a nudge still comes"


async def test_confirmation_comes_at_night_too(house: House) -> None:
    await house.until(house.clock.now().replace(hour=22))
    await house.says("anna", "/client-flag acme disrespect:1 a rude mail")
    await house.settles()
    assert len(house.hears("anna")) == 1


async def test_no_copy_where_answers_stay() -> None:
    house = House()
    await house.opens("anna", "lena")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    await house.says("anna", "/client-flag acme disrespect:1 a rude mail")
    await house.settles()
    assert house.hears("anna") == []


async def test_same_delivery_twice_is_one_confirmation(house: House) -> None:
    for _ in range(3):
        await house.says("anna", "/client-flag acme disrespect:1 a rude mail", key="same")
    await house.settles()
    assert len(house.hears("anna")) == 1


@pytest.mark.parametrize(
    ("zone", "day", "refused"),
    [("Pacific/Auckland", 3, False), ("", 3, True), ("Pacific/Auckland", 4, True), ("no/zone", 3, True)],
)
async def test_today_of_a_person_further_east_is_no_day_to_come(
    house: House, zone: str, day: int, refused: bool
) -> None:
    house.clock.set(house.clock.now().replace(day=2, hour=20))
    house.timezone = zone
    wanted = house.kit.today().replace(day=day)
    reply = await house.files("anna", "Acme", "disrespect", 2, "shouted", occurred_on=wanted.isoformat())
    assert (number(reply) is None) is refused
    if not refused:
        assert (await house.incident(1)).occurred_on == house.kit.today()


async def test_person_whom_the_platform_cannot_vouch_for_keeps_what_is_known(house: House) -> None:
    house.externals, house.unsure = frozenset({"gus"}), frozenset()
    refused = await house.says("gus", "/client-flag acme disrespect:1 a rude mail")
    assert number(refused) is None
    house.unsure = frozenset({"gus", "anna", "nora"})
    assert number(await house.says("gus", "/client-flag acme disrespect:1 a rude mail")) is None
    assert number(await house.says("anna", "/client-flag acme disrespect:1 a rude mail")) == 1
    assert number(await house.says("nora", "/client-flag acme late_payment:1 paid late")) == 2
    house.unsure, house.externals = frozenset(), frozenset({"gus", "nora"})
    assert number(await house.says("nora", "/client-flag acme late_payment:1 paid late")) is None


async def test_reminder_follows_the_first_message_about_the_same_nudge(house: House) -> None:
    await house.files("anna", "Acme", "crowding_out", 2, "took the whole team")
    await house.settles()
    (first,) = [shown for shown in house.chat.shown if shown.person == ref("lena")]
    assert first.follows is None
    await house.passes(days=4)
    followed = [shown for shown in house.chat.shown if shown.person == ref("lena") and shown != first]
    assert followed and {shown.follows for shown in followed} == {first.sent}
    assert all(shown.follows is None for shown in house.chat.shown if shown not in followed)


async def test_report_of_somebody_unknown_counts_once_the_person_is_known(house: House) -> None:
    house.unsure = frozenset({"nora"})
    reply = await house.says("nora", "/client-flag acme crowding_out:2 took the whole team")
    assert number(reply) == 1
    assert "I cannot ask at the moment who you are." in read(told(reply))
    await house.settles()
    assert house.hears("lena") == [], "nothing is set off"
    refused = await house.presses("nora", "Right", told(reply))
    assert "click Right again in a minute" in read(told(refused))
    house.unsure = frozenset()
    await house.presses("nora", "Right", told(reply))
    await house.settles()
    assert len(house.nudged("lena")) == 1


async def test_guest_who_came_in_unknown_never_counts(house: House) -> None:
    house.unsure = frozenset({"gus"})
    reply = await house.says("gus", "/client-flag acme crowding_out:2 took the whole team")
    house.unsure, house.externals = frozenset(), frozenset({"gus"})
    await house.presses("gus", "Right", told(reply))
    await house.passes(days=20)
    assert house.hears("lena") == []


async def test_change_while_the_message_is_on_its_way_is_shown(house: House) -> None:
    reply = await house.says("anna", "/client-flag acme disrespect:1 a rude mail")
    house.chat.meanwhile = lambda: house.presses("anna", "Undo", told(reply))
    await house.settles()
    assert "State: withdrawn" in read(house.hears("anna")[0])

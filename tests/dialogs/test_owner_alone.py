"""Straight to the owner: it counts, the lead sees sign and points only, and a fast track is the owner's alone."""

from bot.domain.assessment import Stage
from bot.domain.nudge import NudgeState
from bot.messages import Pressed, Submitted
from bot.notices.parts import Page
from bot.replies import Told
from tests.dialogs.house import House, read, told

SECRET = "a story only for the owner"


async def lead_page(house: House, who: str = "lena") -> Page:
    page = await house.page(who, "client", (await house.client("Acme")).id)
    assert isinstance(page, Page)
    return page


async def test_reporter_reads_that_it_went_to_the_owner(house: House) -> None:
    words = read(told(await house.files("anna", "Acme", "late_payment", to_owner="yes", summary=SECRET)))
    assert "It went straight to the owner. The lead sees only the sign and its points." in words


async def test_lead_sees_sign_and_points_only(house: House) -> None:
    await house.files("anna", "Acme", "late_payment", 3, to_owner="yes", summary=SECRET, quote="a quote", consent="yes")
    for words in (read(await lead_page(house)), read(told(await house.says("lena", "/client-status acme")))):
        assert "Late payment | " in words and "one confidential report to the owner" in words and "12.00" in words
        assert SECRET not in words and "a quote" not in words and "Anna" not in words and "2 Mar" not in words
    assert SECRET in read(await lead_page(house, "olivia"))


async def test_ordinary_report_to_the_owner_nudges_the_lead_without_the_story(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2, summary="laughed")
    await house.files("ben", "Acme", "late_payment", 3, to_owner="yes", summary=SECRET)
    await house.settles()
    (nudge,) = house.hears("lena")
    assert "time for a talk" in read(nudge) and SECRET not in read(nudge)


async def test_ordinary_report_to_the_owner_lets_the_leads_nudge_come_again(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2, summary="laughed")
    await house.files("ben", "Acme", "late_payment", 3)
    await house.settles()
    await house.files("carl", "Acme", "price_pressure", 3, to_owner="yes", summary=SECRET)
    await house.settles()
    assert len(house.hears("lena")) == 2
    assert "There is more since you were last told." in read(house.hears("lena")[-1])
    assert all(SECRET not in read(notice) for notice in house.hears("lena"))


async def test_fast_track_goes_to_the_owner_alone(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3, to_owner="yes", summary=SECRET)
    await house.passes(days=12)
    heard = [*house.hears("lena"), *house.hears("dora")]
    assert {notice.kind for notice in heard} == {"digest"}
    assert all(SECRET not in read(notice) for notice in heard)
    assert "protect first, then talk" in house.titles("olivia")[0]
    assert SECRET in read(house.hears("olivia")[0])
    words = read(await lead_page(house))
    assert "Acknowledge" not in words and SECRET not in words


async def test_lead_cannot_touch_the_owners_nudge(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3, to_owner="yes", summary=SECRET)
    nudge = await house.nudge("Acme")
    for action in ("nudge.acknowledge", "nudge.snooze", "nudge.dismiss"):
        words = read(told(await house.answers(Pressed(house.by("lena"), action, nudge.id))))
        assert "That was not found." in words
    assert (await house.nudge("Acme")).state is NudgeState.OPEN


async def test_confidential_exit_hides_its_letter_from_the_lead(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2, to_owner="yes", summary=SECRET)
    await house.settles()
    assert await house.stage("Acme") is Stage.EXIT
    assert house.hears("lena") == []
    assert "Exit message" not in read(await lead_page(house))
    assert "Exit message" in read(await lead_page(house, "olivia"))


async def test_confidential_fast_track_leaves_the_leads_nudge_as_it_was(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2)
    await house.files("ben", "Acme", "late_payment", 3)
    await house.settles()
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.files("carl", "Acme", "disrespect", 3, to_owner="yes", summary=SECRET, occurred_on="2026-03-01")
    await house.settles()
    assert (await house.nudge("Acme")).state is NudgeState.ACKNOWLEDGED
    assert len(house.hears("lena")) == 1
    assert "time for a talk" in house.titles("lena")[0] and SECRET not in read(house.hears("lena")[0])
    (owners,) = house.hears("olivia")
    assert "protect first, then talk" in read(owners) and SECRET in read(owners)


async def test_lead_dismissing_the_known_nudge_does_not_end_the_owners_hold(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2)
    await house.files("ben", "Acme", "late_payment", 3)
    await house.settles()
    await house.files("carl", "Acme", "disrespect", 3, to_owner="yes", summary=SECRET, occurred_on="2026-03-01")
    nudge = (await house.nudge("Acme")).id
    await house.answers(Submitted(house.by("lena"), "dismiss", {"reason": "no"}, {"subject": nudge}))
    assert (await house.incident(3)).released_on is None


async def test_stage_that_stands_without_the_secret_is_told_to_the_lead(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3, to_owner="yes", summary=SECRET)
    await house.settles()
    assert house.hears("lena") == []
    await house.files("ben", "Acme", "late_payment", 2)
    await house.settles()
    (nudge,) = house.hears("lena")
    assert "time for a talk" in read(nudge) and SECRET not in read(nudge)


async def test_owner_confirms_a_misfit_that_went_to_the_owner(house: House) -> None:
    await house.files("anna", "Acme", "strategic_misfit", to_owner="yes", summary=SECRET)
    assert "Confirm #1" not in read(await lead_page(house))
    reply = await house.presses("olivia", "Confirm #1", await lead_page(house, "olivia"))
    assert not isinstance(reply, Told)
    assert await house.score("Acme") == 5


async def test_fate_reaches_the_reporter_who_told_the_owner(house: House) -> None:
    await house.files("anna", "Acme", "late_payment", to_owner="yes", summary=SECRET)
    values = {"client": (await house.client("Acme")).id, "day": "2026-03-02", "outcome": "agreed"}
    await house.submits("lena", "talk", values)
    await house.settles()
    assert house.titles("anna") == ["The lead has talked to Acme Outdoor."]

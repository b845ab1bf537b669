"""Agreed points: written down with the talk or later, reminded of when due, kept, not kept or moved."""

import pytest

from bot.domain.agreement import AgreementState, Whose
from bot.messages import Pressed, Submitted
from bot.notices.parts import Notice, Page
from bot.replies import Replaced, Reply
from tests.dialogs.house import House, asked, read, told
from tests.dialogs.test_ladder import at, talk_entered

POINT = {"point": "Feedback within three days", "point_due": "2026-03-12", "point_whose": "theirs"}


async def talk_with_point(house: House, who: str = "lena", **changes: str) -> Reply:
    form = asked(await house.says(who, "/client-talk acme"))
    return await house.submits(who, form, {"outcome": "agreed", **POINT, **changes})


async def page(house: House, who: str = "lena") -> Page:
    shown = await house.page(who, "client", (await house.client("Acme")).id)
    assert isinstance(shown, Page)
    return shown


def reminders(house: House, who: str) -> list[Notice]:
    return [notice for notice in house.hears(who) if notice.kind == "agreement"]


async def test_point_comes_with_the_talk_and_stands_on_the_clients_page(house: House) -> None:
    recorded = told(await talk_with_point(house))
    assert "The talk with Acme Outdoor is recorded." in read(recorded)
    shown = read(await page(house))
    assert "Feedback within three days (the client's, 12 Mar 2026): open" in shown
    another = asked(await house.presses("lena", "Add an agreed point", recorded))
    ours = {"point": "A fixed contact person", "point_due": "2026-03-06", "point_whose": "ours"}
    assert "the point is kept, due on 6 Mar 2026" in read(told(await house.submits("lena", another, ours)))
    lines = read(await page(house)).splitlines()
    assert lines.index("A fixed contact person (ours, 6 Mar 2026): open") < lines.index(
        "Feedback within three days (the client's, 12 Mar 2026): open"
    )
    async with house.store.read() as unit:
        (talk,) = await unit.talks.everything()
        points = await unit.agreements.of_client(talk.client)
        assert [(point.talk, point.whose) for point in points] == [(talk.id, Whose.OURS), (talk.id, Whose.THEIRS)]


async def test_refused_talk_asks_for_no_more_points(house: House) -> None:
    form = asked(await house.says("lena", "/client-talk acme"))
    answer = told(await house.submits("lena", form, {"outcome": "refused"}))
    assert [action.label for action in answer.actions] == []


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"point_due": ""}, "point_due", "fill"),
        ({"point_due": "2026-03-01"}, "point_due", "before the talk"),
        ({"point_due": "2028-03-02"}, "point_due", "at most two years"),
        ({"point": "x" * 501}, "point", "At most 500 characters; these are 501."),
        ({"point_whose": "nobody"}, "point_whose", "choose one"),
    ],
)
async def test_impossible_point_keeps_the_form_open(
    house: House, changes: dict[str, str], field: str, error: str
) -> None:
    form = asked(await talk_with_point(house, **changes))
    assert error in next(entry.error for entry in form.fields if entry.name == field)
    async with house.store.read() as unit:
        assert not await unit.talks.everything()


async def test_point_of_an_older_talk_may_have_been_due_already(house: House) -> None:
    told(await talk_with_point(house, day="2026-02-16", point_due="2026-02-20"))
    assert "(the client's, 20 Feb 2026): overdue" in read(await page(house))
    await house.until(at("03-03 09:30"))
    (reminder,) = reminders(house, "lena")
    assert read(reminder).startswith("Acme Outdoor: a point that the client agreed to is due")


async def test_lead_is_reminded_in_the_morning_it_is_due_and_nobody_else(house: House) -> None:
    await talk_with_point(house)
    await house.until(at("03-12 08:59"))
    assert reminders(house, "lena") == []
    await house.until(at("03-12 09:01"))
    (reminder,) = reminders(house, "lena")
    assert read(reminder).splitlines()[:4] == [
        "Acme Outdoor: a point that the client agreed to is due",
        "Agreed: Feedback within three days",
        "Whose turn: the client's",
        "Due on: 12 Mar 2026",
    ]
    await house.until(at("03-20 12:00"))
    assert len(reminders(house, "lena")) == 1, "once"
    for other in ("dora", "olivia", "anna", "paul"):
        assert reminders(house, other) == []


async def test_point_due_on_a_sunday_is_told_on_monday(house: House) -> None:
    await talk_with_point(house, point_due="2026-03-15")
    await house.until(at("03-16 08:59"))
    assert reminders(house, "lena") == []
    await house.until(at("03-16 09:01"))
    assert len(reminders(house, "lena")) == 1


async def test_deputy_hears_where_the_lead_is_away(house: House) -> None:
    await talk_with_point(house)
    await house.submits("lena", "away", {"until": "2026-04-01"})
    await house.until(at("03-12 10:00"))
    assert reminders(house, "lena") == [] and len(reminders(house, "dora")) == 1


async def test_reminder_waits_its_turn_within_the_days_budget(house: House) -> None:
    for name in ("Client Alpha", "Client Bravo", "Client Charlie", "Client Delta"):
        await house.has_client(name, "lena")
        values = {"client": (await house.client(name)).id, "day": "2026-03-02", "outcome": "agreed", **POINT}
        told(await house.submits("lena", "talk", values))
    await house.until(at("03-12 16:00"))
    assert len(reminders(house, "lena")) == 2
    await house.until(at("03-13 09:30"))
    bundles = [read(notice) for notice in house.hears("lena") if notice.kind == "bundle"]
    assert any("a point that the client agreed to is due" in bundle for bundle in bundles)


async def test_kept_is_one_click_and_everybody_reminded_sees_it(house: House) -> None:
    await talk_with_point(house)
    await house.until(at("03-12 10:00"))
    answer = await house.presses("lena", "Kept", reminders(house, "lena")[0])
    assert isinstance(answer, Replaced) and "Lena: kept" in read(told(answer))
    await house.settles()
    (reminder,) = reminders(house, "lena")
    assert "an agreed point was kept" in read(reminder) and "[Kept]" not in read(reminder)
    assert "(the client's, 12 Mar 2026): kept" in read(await page(house))
    point = await only_point(house)
    stale = await house.answers(Pressed(house.by("dora"), "agreement.broken", point.id))
    assert "Lena has said already that this point was kept." in read(told(stale))


async def only_point(house: House):  # type: ignore[no-untyped-def]
    async with house.store.read() as unit:
        (point,) = await unit.agreements.of_client((await house.client("Acme")).id)
    return point


async def test_broken_point_counts_for_nothing_by_itself(house: House) -> None:
    await talk_with_point(house)
    await house.until(at("03-12 10:00"))
    answer = await house.presses("lena", "Not kept", reminders(house, "lena")[0])
    assert "By itself it counts for nothing. If it did harm, report it." in read(told(answer))
    assert await house.score("Acme") == 0
    form = asked(await house.presses("lena", "Report something", told(answer)))
    assert form.fields[0].value == (await house.client("Acme")).id


async def test_moved_point_is_told_again_on_its_new_day(house: House) -> None:
    await talk_with_point(house)
    await house.until(at("03-12 10:00"))
    form = asked(await house.presses("lena", "Move", reminders(house, "lena")[0]))
    assert asked(await house.submits("lena", form, {"point_due": ""})).fields[2].error
    assert asked(await house.submits("lena", form, {"point_due": "2026-03-11"})).fields[2].error
    moved = told(await house.submits("lena", form, {"point_due": "2026-03-19"}))
    assert "an agreed point is due on 19 Mar 2026" in read(moved) and "Moved 1 time so far." in read(moved)
    await house.until(at("03-19 10:00"))
    assert len(reminders(house, "lena")) == 2
    assert "moved 1 time" in read(await page(house))


async def test_what_was_said_can_be_taken_back_by_moving_it(house: House) -> None:
    await talk_with_point(house)
    form = asked(await house.presses("lena", "What became of one", await page(house)))
    told(await house.submits("lena", form, {"became": "broken"}))
    assert (await only_point(house)).state is AgreementState.BROKEN
    form = asked(await house.presses("lena", "What became of one", await page(house)))
    told(await house.submits("lena", form, {"became": "open", "point_due": "2026-03-20"}))
    point = await only_point(house)
    assert (point.state, point.settled_by, point.moves) == (AgreementState.OPEN, None, 1)


async def test_settled_before_it_is_due_is_not_told(house: House) -> None:
    await talk_with_point(house)
    form = asked(await house.presses("lena", "What became of one", await page(house)))
    told(await house.submits("lena", form, {"became": "kept"}))
    await house.until(at("03-20 12:00"))
    assert reminders(house, "lena") == []


async def test_former_client_is_reminded_of_nothing(house: House) -> None:
    await talk_with_point(house)
    form = asked(await house.says("lena", "/client-exit acme"))
    told(await house.submits("lena", form, {"state": "former", "reason": "done"}))
    await house.until(at("03-20 12:00"))
    assert reminders(house, "lena") == []


async def test_same_point_twice_is_one(house: House) -> None:
    client = (await house.client("Acme")).id
    values = {**POINT}
    for _ in range(2):
        added = await house.answers(Submitted(house.by("lena", key="k1"), "agreement", values, {"subject": client}))
        assert "the point is kept" in read(told(added))
    assert (await only_point(house)).talk is None


async def test_agreed_point_keeps_an_acknowledged_nudge_alive(house: House) -> None:
    await talk_entered(house)
    await house.presses("lena", "Acknowledge", house.nudged("lena")[0])
    before = (await house.nudge("Acme")).wakes_at
    await house.passes(days=3)
    client = (await house.client("Acme")).id
    told(await house.answers(Submitted(house.by("lena"), "agreement", POINT, {"subject": client})))
    after = (await house.nudge("Acme")).wakes_at
    assert before and after and after > before


async def test_client_page_compares_before_and_after_the_talk_fairly(house: House) -> None:
    for day in ("2026-01-05", "2026-01-20", "2026-02-10", "2026-03-01"):
        await house.files("anna", "Acme", "disrespect", 2, occurred_on=day)
    form = asked(await house.says("lena", "/client-talk acme"))
    await house.submits("lena", form, {"outcome": "agreed"})
    assert "2 Mar 2026: the talk was today, so there is nothing to compare yet." in read(await page(house))
    await house.passes(days=9)
    await house.files("ben", "Acme", "disrespect", 1)
    assert "2 Mar 2026: 9 days have passed since; too early to tell." in read(await page(house))
    await house.passes(days=51)
    shown = read(await page(house))
    assert "Incidents per 30 days, in the 60 days before and after each talk:" in shown
    (row,) = [line for line in shown.splitlines() if line.startswith("Talk on 2 Mar 2026: before it 2.1 ")]
    assert "after it 0.5 " in row
    assert "counted over 57 days before and 60 days after" in shown, "the record begins with its first incident"

"""Warnings and deadlines: recorded after they were sent, reminded of, and what of them stands where it matters."""

import pytest

from bot.domain.agreement import AgreementState, PointKind
from bot.messages import Pressed
from bot.notices.parts import Notice, Page
from bot.replies import Reply
from tests.dialogs.house import House, asked, button, read, told
from tests.dialogs.test_ladder import at
from tests.dialogs.test_parting import begun, steps_of
from tests.dialogs.test_parting import page as parting_page

WARNING = {
    "demand": "No calls at the weekend",
    "said_on": "2026-02-16",
    "warning_kind": "deadline",
    "point_due": "2026-03-06",
}
BROKEN_POINT = {"point": "Feedback within three days", "point_due": "2026-03-02", "point_whose": "theirs"}


async def warned(house: House, who: str = "lena", **changes: str) -> Reply:
    client = await house.client("Acme")
    form = asked(await house.answers(Pressed(house.by(who), "client.warning", client.id)))
    return await house.submits(who, form, {**WARNING, **changes})


async def client_page(house: House, who: str = "lena") -> Page:
    shown = await house.page(who, "client", (await house.client("Acme")).id)
    assert isinstance(shown, Page)
    return shown


async def drafted(house: House, kind: str) -> Notice:
    client = await house.client("Acme")
    values = {"client": client.id, "kind": kind, "tone": "plain", "language": "en"}
    return told(await house.submits("lena", "draft", values))


async def settled(house: House, state: str) -> None:
    """What became of the client's one point."""
    async with house.store.read() as unit:
        (point,) = await unit.agreements.of_client((await house.client("Acme")).id)
    await house.answers(Pressed(house.by("lena"), f"agreement.{state}", point.id))


async def test_a_warning_is_recorded_for_the_client_and_becomes_a_step_of_an_open_case(house: House) -> None:
    answer = read(told(await warned(house)))
    assert "Acme Outdoor: the warning is recorded." in answer
    line = "Deadline set on 16 Feb 2026, until 6 Mar 2026: open · No calls at the weekend"
    assert line in answer and line in read(await client_page(house))
    await begun(house)
    assert line in await parting_page(house), "also what was sent before the parting began"
    assert [step.act for step in await steps_of(house)] == ["begun"]
    await warned(house, warning_kind="warned", demand="A calm tone")
    whole = await parting_page(house)
    assert "Warning of 16 Feb 2026: open · A calm tone" in whole
    assert "recorded a warning to the client: A calm tone" in whole


async def test_lead_is_asked_on_the_last_day_whether_it_helped(house: House) -> None:
    await warned(house)
    await house.until(at("03-06 09:01"))
    (reminder,) = [notice for notice in house.hears("lena") if notice.kind == "agreement"]
    assert read(reminder).startswith("Acme Outdoor: the deadline you set ends today")
    assert button(reminder, "Heeded") and button(reminder, "Move")
    await house.presses("lena", "Without success", reminder)
    assert "until 6 Mar 2026: without success · No calls at the weekend" in read(await client_page(house))
    async with house.store.read() as unit:
        (point,) = await unit.agreements.of_client((await house.client("Acme")).id)
    assert (point.kind, point.state, point.talk) == (PointKind.DEADLINE, AgreementState.BROKEN, None)


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"demand": ""}, "demand", "fill"),
        ({"said_on": "2026-03-03"}, "said_on", "still to come"),
        ({"said_on": "2025-01-01"}, "said_on", "longer ago"),
        ({"point_due": "2026-02-15"}, "point_due", "before it was sent"),
        ({"point_due": "2029-02-15"}, "point_due", "at most two years"),
        ({"point_due": ""}, "point_due", "fill"),
        ({"warning_kind": "agreed"}, "warning_kind", "choose one"),
    ],
)
async def test_an_impossible_warning_keeps_the_form_open(
    house: House, changes: dict[str, str], field: str, error: str
) -> None:
    form = asked(await warned(house, **changes))
    assert error in next(entry.error for entry in form.fields if entry.name == field)


async def test_a_warning_in_vain_stands_in_the_exit_message_until_it_is_not_true_any_more(house: House) -> None:
    sentence = "We refer to our letter of 16 February 2026; the deadline set in it, 6 March 2026, has passed without"
    await warned(house)
    assert "16 February" not in read(await drafted(house, "exit")), "an open one is no fact yet"
    await settled(house, "broken")
    draft = await drafted(house, "exit")
    assert sentence in read(draft) and "No calls at the weekend" not in read(draft)
    assert "not true any more" not in read(draft)
    form = asked(await house.answers(Pressed(house.by("lena"), "client.became", (await house.client("Acme")).id)))
    chosen = next(field.value for field in form.fields if field.name == "agreement")
    await house.submits("lena", form, {"agreement": chosen, "became": "open", "point_due": "2026-03-20"})
    shown = read(told(await house.answers(Pressed(house.by("lena"), "draft.show", _id_of(draft)))))
    assert "What this rests on is not true any more" in shown


async def test_what_was_agreed_and_not_kept_stands_in_a_boundary(house: House) -> None:
    form = asked(await house.says("lena", "/client-talk acme"))
    await house.submits("lena", form, {"outcome": "agreed", **BROKEN_POINT})
    assert "On 2 March" not in read(await drafted(house, "boundary"))
    await settled(house, "broken")
    draft = read(await drafted(house, "boundary"))
    assert "On 2 March 2026 we agreed: “Feedback within three days”. So far this has not come about." in draft


@pytest.mark.parametrize(
    "unfit", ["See https://evil.example", "Ask @ben", "No idiot calls", "<b>now</b>", "Dora calls", "as for Globex"]
)
async def test_words_that_belong_in_no_letter_leave_a_gap_for_a_person(house: House, unfit: str) -> None:
    await house.has_client("Globex", "paul")
    form = asked(await house.says("lena", "/client-talk acme"))
    await house.submits("lena", form, {"outcome": "agreed", **BROKEN_POINT, "point": unfit})
    await settled(house, "broken")
    draft = read(await drafted(house, "boundary"))
    assert "we agreed: “[what was agreed]”." in draft and unfit not in draft


async def test_the_clients_own_name_may_stand_in_what_was_agreed(house: House) -> None:
    form = asked(await house.says("lena", "/client-talk acme"))
    await house.submits("lena", form, {"outcome": "agreed", **BROKEN_POINT, "point": "Acme pays within 14 days"})
    await settled(house, "broken")
    assert "we agreed: “Acme pays within 14 days”." in read(await drafted(house, "boundary"))


async def test_our_own_point_is_no_fact_against_the_client(house: House) -> None:
    form = asked(await house.says("lena", "/client-talk acme"))
    await house.submits("lena", form, {"outcome": "agreed", **BROKEN_POINT, "point_whose": "ours"})
    await settled(house, "broken")
    assert "Feedback within" not in read(await drafted(house, "boundary"))


def _id_of(draft: Notice) -> str:
    return button(draft, "Edit").value.partition(":")[0]

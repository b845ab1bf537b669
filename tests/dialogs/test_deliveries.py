"""The platform limits, breaks off, refuses, and the process dies: nothing is lost, nothing comes twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.person import PersonRef
from bot.errors import ChatError, RateLimited, Rejected, Unreachable
from bot.notices.parts import Page
from bot.work import deliver
from tests.dialogs.house import House, read, ref
from tests.dialogs.test_ladder import at, heard, talk_entered
from tests.fakes.chat import Mishap


async def states(house: House, who: str) -> list[DeliveryState]:
    async with house.store.read() as unit:
        rows = await unit.deliveries.of_person(await house.id_of(who))
    return [row.state for row in rows if row.edits is None]


async def test_retry_after_is_kept(house: House) -> None:
    house.chat.script(RateLimited(90))
    await talk_entered(house)
    assert house.hears("lena") == []
    await house.passes(hours=89 / 3600)
    assert house.chat.calls == 1, "not a second before its time"
    await house.passes(hours=3 / 3600)
    assert len(house.hears("lena")) == 1 and house.chat.calls == 2


async def test_unreachable_is_tried_again_until_it_works(house: House) -> None:
    house.chat.script(*[Unreachable("no route")] * 6)
    await talk_entered(house)
    await house.passes(hours=3)
    assert len(house.nudged("lena")) == 1


async def test_retries_wait_longer_and_longer(house: House) -> None:
    house.chat.script(*[Unreachable("no route")] * 50)
    await talk_entered(house)
    await house.passes(hours=4)
    assert 8 <= house.chat.calls <= 20


async def test_lost_answer_is_found_again_and_not_doubled(house: House) -> None:
    house.chat.script(Mishap.ANSWER_LOST)
    await talk_entered(house)
    await house.passes(hours=1)
    assert len(house.hears("lena")) == 1
    assert await states(house, "lena") == [DeliveryState.SENT]


@pytest.mark.parametrize("refused", [RateLimited(30), Unreachable("no route")])
async def test_lost_answer_is_not_doubled_by_a_look_up_that_fails(house: House, refused: ChatError) -> None:
    house.chat.script(Mishap.ANSWER_LOST)
    house.chat.unasked.extend([refused, refused])
    await talk_entered(house)
    await house.passes(hours=1)
    assert not house.chat.unasked
    assert len(house.hears("lena")) == 1
    assert await states(house, "lena") == [DeliveryState.SENT]


async def test_where_the_platform_cannot_be_asked_one_repeat_is_accepted(house: House) -> None:
    house.chat.remembers = False
    house.chat.script(Mishap.ANSWER_LOST)
    await talk_entered(house)
    await house.passes(hours=1)
    assert len(house.hears("lena")) == 2


@pytest.mark.parametrize("remembers", [True, False])
async def test_lost_answer_of_an_edit_is_repeated_without_harm(house: House, remembers: bool) -> None:
    house.chat.remembers = remembers
    await talk_entered(house)
    house.chat.script(Mishap.ANSWER_LOST)
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.passes(hours=1)
    assert len(house.hears("lena")) == 1 and "Lena: acknowledged" in read(house.hears("lena")[0])


async def test_rejected_is_shown_to_admins_and_the_deputy_is_told_at_once(house: House) -> None:
    house.chat.script(Rejected("account_inactive"))
    await talk_entered(house)
    await house.passes(hours=1)
    assert house.hears("lena") == []
    assert heard(house) == ["dora 03-02 10:00"]
    assert house.chat.calls == 2, "a refusal is final: it is not tried again"
    home = await house.page("tarik")
    assert isinstance(home, Page)
    assert "A message to Lena could not be delivered: the account is deactivated (account_inactive)." in read(home)


async def test_rejected_everywhere_climbs_to_the_owner(house: House) -> None:
    house.chat.script(Rejected("account_inactive"), Rejected("account_inactive"))
    await talk_entered(house)
    await house.passes(hours=1)
    assert heard(house) == ["olivia 03-02 10:00"]


async def test_second_lead_who_was_reached_keeps_the_ladders_pace(house: House) -> None:
    leads = f"{await house.id_of('paul')},{await house.id_of('carl')}"
    await house.submits("olivia", "client", {"name": "Elm", "language": "en", "leads": leads})
    house.chat.script(Rejected("account_inactive"))
    await talk_entered(house, "Elm")
    assert heard(house) == ["carl 03-02 10:00"]
    await house.until(at("03-06 12:00"))
    assert heard(house) == ["carl 03-02 10:00", "carl 03-03 10:00", "olivia 03-06 10:00"]


async def test_message_that_somebody_deleted_does_no_harm(house: House) -> None:
    await talk_entered(house)
    notice = house.hears("lena")[0]
    house.chat.shown.clear()
    await house.presses("lena", "Acknowledge", notice)
    await house.passes(hours=1)
    assert (await house.nudge("Acme")).state.value == "acknowledged"


async def test_killed_between_send_and_write(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    real = deliver._done
    monkeypatch.setattr(deliver, "_done", killed)
    with pytest.raises(KeyboardInterrupt):
        await talk_entered(house)
    monkeypatch.setattr(deliver, "_done", real)
    assert len(house.hears("lena")) == 1
    await house.settles()
    assert len(house.hears("lena")) == 1, "the claim of the dead one is still running"
    await house.passes(hours=1)
    assert len(house.hears("lena")) == 1
    assert await states(house, "lena") == [DeliveryState.SENT]


async def test_killed_before_the_send(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(deliver, "_sent", killed)
        await talk_entered(house)
    assert house.hears("lena") == []
    await house.passes(hours=1)
    assert len(house.hears("lena")) == 1


async def test_delivering_twice_at_once_sends_once(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    due = await house.work.due()
    await asyncio.gather(*(house.work.deliver(row.id) for row in due for _ in range(4)))
    assert len(house.hears("lena")) == 1 and len(house.hears("olivia")) == 1


async def test_person_of_a_closed_door_is_shown_to_admins_and_the_next_is_told(house: House) -> None:
    async with house.store.write() as unit:
        lena = await unit.people.by_ref(ref("lena"))
        assert lena is not None
        await unit.people.save(replace(lena, refs=(PersonRef("slack", "T01", "ULENA"),)))
        await unit.commit()
    await talk_entered(house)
    assert heard(house) == ["dora 03-02 10:00"]
    assert "no_door" in read(await house.page("tarik"))


async def test_platform_down_for_days_gives_up_and_says_so(house: House) -> None:
    house.chat.script(*[Unreachable("no route")] * 400)
    await talk_entered(house)
    await house.passes(days=4)
    assert DeliveryState.FAILED in await states(house, "lena")


async def test_claims_outlive_a_clock_set_back(house: House) -> None:
    house.chat.script(Unreachable("no route"))
    await talk_entered(house)
    house.clock.move(-timedelta(minutes=10))
    await house.settles()
    await house.passes(hours=1)
    assert len(house.hears("lena")) == 1


async def test_changes_in_a_row_are_one_edit(house: House) -> None:
    await talk_entered(house)
    await house.settles()
    before = len([shown for shown in house.chat.shown if shown.edits])
    for turn in range(5):
        await house.files("anna", "Acme", "late_payment", 1, f"invoice {turn}")
    async with house.store.read() as unit:
        waiting = [one for one in await unit.deliveries.due(house.clock.now()) if one.edits]
    assert len(waiting) == len({one.edits for one in waiting}) > 0
    await house.settles()
    assert before == 0
    assert all(shown.edits == 1 for shown in house.chat.shown if shown.edits)

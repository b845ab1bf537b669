"""What becomes of a nudge: snoozed, dismissed, done, left, coming again; and what everybody sees of it."""

from datetime import timedelta

import pytest

from bot.domain.assessment import Stage
from bot.domain.nudge import NudgeState
from bot.messages import Pressed, Submitted
from bot.notices.parts import Notice, Page, plain
from bot.replies import Replaced, Reply
from tests.dialogs.house import POLICY, House, asked, read, told
from tests.dialogs.test_ladder import at, heard, talk_entered


async def snooze(house: House, who: str, until: str, reason: str = "they are on holiday", key: str = "") -> Reply:
    nudge = (await house.nudges("Acme"))[0].id
    values = {"until": until, "reason": reason}
    return await house.answers(Submitted(house.by(who, key=key), "snooze", values, {"subject": nudge}))


async def dismiss(house: House, who: str, reason: str = "a misunderstanding") -> Reply:
    nudge = (await house.nudges("Acme"))[0].id
    return await house.answers(Submitted(house.by(who), "dismiss", {"reason": reason}, {"subject": nudge}))


async def talk(house: House, who: str, outcome: str, day: str = "", client: str = "Acme") -> Reply:
    values = {"client": (await house.client(client)).id, "day": day or house.kit.today().isoformat()}
    return await house.submits(who, "talk", {**values, "outcome": outcome})


async def test_nudge_keeps_the_policys_version_and_says_it(house: House) -> None:
    await talk_entered(house)
    assert (await house.nudge("Acme")).policy == POLICY.version
    await dismiss(house, "lena")
    page = await house.page("lena", "client", (await house.client("Acme")).id)
    assert isinstance(page, Page) and f"policy {POLICY.version}" in read(page)


async def test_nudge_says_score_line_by_line_and_the_playbook(house: House) -> None:
    await talk_entered(house)
    words = read(house.hears("lena")[0])
    late, rude = (line for line in words.splitlines() if "2 Mar 2026" in line)
    assert "Late payment" in late and "severe" in late and "1 person" in late and late.endswith("12.00")
    assert "Disrespect" in rude and "clear" in rude and rude.endswith("8.00")
    assert "Sum |  |  | 20.00" in words
    assert "What to try first: Late payment" in words
    assert "[Acknowledge] [Snooze] [Prepare the talk] [Record talk] [Draft message] [Dismiss]" in words


async def test_just_below_the_line_opens_nothing(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2)
    await house.files("ben", "Acme", "late_payment", 2)
    await house.files("ben", "Acme", "non_cooperation", 2)
    await house.settles()
    assert await house.score("Acme") == 19 and house.count() == 0


async def test_more_reports_open_no_second_nudge(house: House) -> None:
    await talk_entered(house)
    await house.files("carl", "Acme", "price_pressure", 1)
    await house.settles()
    assert len(await house.nudges("Acme")) == 1 and len(house.hears("lena")) == 1
    assert "22.00" in read(house.hears("lena")[0]), "the message shows the new sum"


async def test_comes_again_on_ten_points(house: House) -> None:
    await talk_entered(house)
    await house.files("carl", "Acme", "non_cooperation", 2)
    await house.files("carl", "Acme", "price_pressure", 2)
    await house.settles()
    assert len(heard(house, "lena")) == 1, "nine points more"
    await house.files("carl", "Acme", "extra_demands", 1)
    await house.settles()
    assert len(heard(house, "lena")) == 2
    assert "There is more since you were last told." in read(house.hears("lena")[-1])


async def test_comes_again_on_any_severe_incident(house: House) -> None:
    await talk_entered(house)
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.files("carl", "Acme", "price_pressure", 3)
    await house.settles()
    assert len(heard(house, "lena")) == 2
    assert (await house.nudge("Acme")).state is NudgeState.OPEN


async def test_snoozed_twice_at_most_four_weeks_with_a_reason(house: House) -> None:
    await talk_entered(house)
    assert "At most four weeks" not in read(house.hears("lena")[0])
    too_far = asked(await snooze(house, "lena", "2026-03-31"))
    assert "until" in {field.name for field in too_far.fields if field.error}
    assert asked(await snooze(house, "lena", "2026-03-02")).fields[0].error
    assert asked(await snooze(house, "lena", "2026-03-09", reason=" ")).fields[1].error
    assert isinstance(await snooze(house, "lena", "2026-03-09"), Replaced)
    await house.until(at("03-09 10:00"))
    assert heard(house, "lena") == ["lena 03-02 10:00", "lena 03-09 09:00"]
    assert "The snooze is over." in read(house.nudged("lena")[-1])
    assert isinstance(await snooze(house, "lena", "2026-03-12"), Replaced)
    await house.until(at("03-12 10:00"))
    assert "It has been snoozed twice already" in read(told(await snooze(house, "lena", "2026-03-20")))
    assert "[Snooze]" not in read(house.nudged("lena")[-1])


async def test_snooze_until_exactly_four_weeks_is_fine(house: House) -> None:
    await talk_entered(house)
    assert isinstance(await snooze(house, "lena", "2026-03-30"), Replaced)


async def test_same_snooze_twice_is_one(house: House) -> None:
    await talk_entered(house)
    for _ in range(2):
        assert isinstance(await snooze(house, "lena", "2026-03-09", key="snooze-1"), Replaced)
    assert (await house.nudge("Acme")).snoozes == 1


async def test_dismissal_needs_a_reason_and_everybody_sees_it(house: House) -> None:
    await talk_entered(house)
    await house.until(at("03-04 11:00"))
    assert asked(await dismiss(house, "lena", reason="")).fields[0].error
    answer = await dismiss(house, "lena")
    assert isinstance(answer, Replaced) and "Lena: dismissed" in read(answer.notice)
    await house.settles()
    for notice in (*house.hears("lena"), *house.hears("dora")):
        if notice.kind == "nudge":
            assert "Lena: dismissed" in read(notice) and "Reason: a misunderstanding" in read(notice)
            assert "[Acknowledge]" not in read(notice)


async def test_third_dismissal_tells_the_owner(house: House) -> None:
    await talk_entered(house)
    for turn, person in enumerate(("anna", "ben", "carl")):
        await dismiss(house, "lena", reason="no")
        await house.settles()
        told_owner = "Nudges about Acme Outdoor were dismissed 3 times." in house.titles("olivia")
        assert told_owner == (turn == 2)
        if turn < 2:
            await house.files(person, "Acme", "price_pressure", 3, occurred_on=f"2026-02-2{turn}")
            await house.settles()
            assert (await house.nudge("Acme")).state is NudgeState.OPEN


@pytest.mark.parametrize("outcome", ["resolved", "agreed", "refused"])
async def test_recorded_talk_finishes_the_nudge_for_everybody(house: House, outcome: str) -> None:
    await talk_entered(house)
    await house.until(at("03-04 11:00"))
    await talk(house, "dora", outcome)
    await house.settles()
    assert (await house.nudges("Acme"))[0].state in (NudgeState.DONE, NudgeState.STAGE_LEFT)
    assert "Dora: done" in read(house.hears("lena")[0])
    assert house.titles("anna") == ["The lead has talked to Acme Outdoor."]
    stale = read(
        told(await house.answers(Pressed(house.by("lena"), "nudge.acknowledge", (await house.nudges("Acme"))[0].id)))
    )
    assert "Dora has taken the next step already, so it is done." in stale
    await house.until(at("03-20 11:00"))
    assert len(heard(house, "olivia")) == 0


async def test_same_talk_twice_is_one(house: House) -> None:
    values = {"client": (await house.client("Acme")).id, "day": "2026-03-02", "outcome": "agreed"}
    for _ in range(2):
        words = read(told(await house.submits("lena", "talk", values, key="talk-1")))
        assert "The talk with Acme Outdoor is recorded." in words
    async with house.store.read() as unit:
        assert len(await unit.talks.everything()) == 1


@pytest.mark.parametrize(
    ("day", "error"), [("2026-03-03", "still to come"), ("2025-03-01", "longer ago"), ("", "fill")]
)
async def test_talk_on_an_impossible_day_is_refused(house: House, day: str, error: str) -> None:
    values = {"client": (await house.client("Acme")).id, "day": day, "outcome": "agreed", "note": "kept"}
    form = asked(await house.submits("lena", "talk", values))
    assert error in str([field.error for field in form.fields])
    assert "kept" in [field.value for field in form.fields]


async def test_parting_finishes_the_exit_nudge(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2)
    await house.settles()
    form = asked(await house.presses("lena", "Begin the parting", house.hears("lena")[0]))
    assert any("exit" in read(Notice("", (), (block,))) for block in form.intro)
    again = asked(await house.submits("lena", form, {"reason": ""}))
    words = read(told(await house.submits("lena", again, {"reason": "the facts are clear"})))
    assert "Acme Outdoor is now: parting." in words
    assert (await house.nudges("Acme"))[0].state is NudgeState.DONE
    await house.settles()
    assert house.titles("anna") == ["The firm is parting from Acme Outdoor."]
    stale = read(told(await house.submits("lena", form, {"reason": "again"})))
    assert "The parting has begun already." in stale


async def test_parting_is_possible_at_any_stage_and_finishes_a_talk_nudge(house: House) -> None:
    await talk_entered(house)
    form = asked(await house.says("lena", "/client-exit acme"))
    await house.submits("lena", form, {"reason": "we go another way"})
    assert (await house.nudges("Acme"))[0].state is NudgeState.DONE
    await house.passes(days=40)
    assert len(heard(house)) == 1, "no reminder, no overdue talk"


async def test_parting_client_is_not_nudged_again_except_by_a_fast_track(house: House) -> None:
    form = asked(await house.says("lena", "/client-exit acme"))
    await house.submits("lena", form, {"reason": "we go another way"})
    await talk_entered(house)
    assert heard(house) == []
    await house.files("carl", "Acme", "ethics", 3)
    await house.settles()
    assert heard(house, "lena") == ["lena 03-02 10:00"]


async def test_withdrawal_closes_the_nudge_and_edits_every_message(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect", 2))
    await house.files("ben", "Acme", "late_payment", 3)
    await house.until(at("03-04 11:00"))
    await house.presses("anna", "Undo", notice)
    await house.settles()
    assert await house.stage("Acme") is Stage.WATCH
    nudge = (await house.nudges("Acme"))[0]
    assert nudge.state is NudgeState.STAGE_LEFT
    for notice in (*house.hears("lena"), *house.hears("dora")):
        assert "The client has left this stage. There is nothing to do." in read(notice)
    stale = await house.answers(Pressed(house.by("lena"), "nudge.acknowledge", nudge.id))
    assert "The client has left this stage since" in read(told(stale))


async def test_nudge_not_yet_sent_is_never_sent_once_it_is_over(house: House) -> None:
    await house.until(at("03-03 20:00"))
    notice = told(await house.files("anna", "Acme", "disrespect", 2))
    await house.files("ben", "Acme", "late_payment", 3)
    await house.settles()
    await house.presses("anna", "Undo", notice)
    await house.until(at("03-05 12:00"))
    assert heard(house) == []


@pytest.mark.parametrize(("days", "opens"), [(13, False), (14, False), (15, True)])
async def test_stage_entered_again_within_fourteen_days_opens_none(house: House, days: int, opens: bool) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect", 2))
    await house.files("ben", "Acme", "late_payment", 3)
    await house.settles()
    await house.presses("anna", "Undo", notice)
    await house.passes(days=days)
    await house.files("carl", "Acme", "disrespect", 2)
    await house.files("carl", "Acme", "price_pressure", 2)
    await house.settles()
    assert await house.stage("Acme") is Stage.TALK
    assert (len(await house.nudges("Acme")) == 2) == opens


async def test_second_lead_sees_what_the_first_did(house: House) -> None:
    await talk_entered(house)
    await house.until(at("03-04 11:00"))
    await house.presses("dora", "Acknowledge", house.hears("dora")[0])
    await house.settles()
    assert all("Dora: acknowledged" in read(notice) for notice in house.hears("lena"))
    words = read(
        told(await house.answers(Pressed(house.by("lena"), "nudge.acknowledge", (await house.nudge("Acme")).id)))
    )
    assert "Dora has acknowledged it already." in words


async def test_going_on_to_exit_closes_the_talk_nudge(house: House) -> None:
    await talk_entered(house)
    await house.files("carl", "Acme", "ethics", 2)
    await house.settles()
    exit_nudge, talk_nudge = await house.nudges("Acme")
    assert (exit_nudge.stage, exit_nudge.state) == (Stage.EXIT, NudgeState.OPEN)
    assert talk_nudge.state is NudgeState.STAGE_LEFT
    assert "left this stage" not in read(house.hears("lena")[0]), "it has not got better"
    assert "The client stands at exit by now." in read(house.hears("lena")[0])


async def test_same_draft_twice_is_one(house: House) -> None:
    values = {"client": (await house.client("Acme")).id, "kind": "boundary", "tone": "warm", "language": "de"}
    for _ in range(2):
        assert told(await house.submits("lena", "draft", values, key="draft-1")).kind == "draft"
    async with house.store.read() as unit:
        assert len(await unit.drafts.of_client((await house.client("Acme")).id)) == 1


async def test_exit_after_two_weeks_opens_by_the_daily_check(house: House) -> None:
    """Condition (a): the talk 14 days ago, the score at 40, something counted after it."""
    await talk_entered(house)
    await talk(house, "lena", "agreed")
    await house.until(at("03-03 12:00"))
    for person, sign in (("anna", "late_payment"), ("ben", "price_pressure"), ("carl", "crowding_out")):
        await house.files(person, "Acme", sign, 3 if sign != "crowding_out" else 1)
    await house.files("carl", "Acme", "non_cooperation", 3)
    assert await house.score("Acme") > 44
    await house.until(at("03-16 08:00"))
    assert await house.stage("Acme") is Stage.EXIT
    assert [title for title in house.titles("lena") if "parting" in title] == [], "not before working hours"
    await house.until(at("03-16 09:30"))
    assert heard(house, "lena")[-1] == "lena 03-16 09:00"
    assert "time to think about parting" in plain(house.nudged("lena")[-1].title)


async def test_one_person_over_a_while_is_told_as_one_account(house: House) -> None:
    for day in ("2026-02-10", "2026-02-18", "2026-02-26"):
        await house.files("anna", "Acme", "disrespect", 2, occurred_on=day)
    await house.settles()
    assert await house.stage("Acme") is Stage.TALK
    assert "So far this is one person's account." in read(house.hears("lena")[0])


async def test_snooze_ends_on_a_working_morning(house: House) -> None:
    await talk_entered(house)
    await snooze(house, "lena", (house.kit.today() + timedelta(days=6)).isoformat())
    await house.until(at("03-10 12:00"))
    assert heard(house, "lena")[1] == "lena 03-09 09:00"

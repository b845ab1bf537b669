"""Fast tracks: held, dismissed, withdrawn; a breach of ethics with its legal clock and its locked letter."""

from datetime import timedelta

from bot.domain.assessment import Stage
from bot.domain.nudge import NudgeState
from bot.messages import Pressed
from bot.notices.parts import Items, Notice, Page, Small, plain
from bot.replies import Replaced
from tests.dialogs.house import House, asked, read, told
from tests.dialogs.test_ladder import at
from tests.dialogs.test_nudge_life import dismiss, snooze


async def test_snooze_never_passes_the_legal_clock(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2)
    await house.settles()
    form = asked(await house.presses("lena", "Snooze", house.hears("lena")[0]))
    assert "At the latest 16 Mar 2026" in str(form.fields[0].hint)
    assert asked(await snooze(house, "lena", "2026-03-17")).fields[0].error
    assert isinstance(await snooze(house, "lena", "2026-03-16"), Replaced)


async def test_dismissing_a_fast_track_ends_its_hold(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await house.settles()
    assert await house.stage("Acme") is Stage.TALK
    await dismiss(house, "lena")
    assert await house.stage("Acme") is Stage.WATCH
    assert (await house.incident(1)).released_on == house.kit.today()
    await house.passes(days=3)
    assert await house.stage("Acme") is Stage.WATCH


async def test_fast_track_holds_sixty_days(house: House) -> None:
    await house.files("anna", "Acme", "crowding_out", 2)
    await house.passes(days=59)
    assert await house.stage("Acme") is Stage.TALK
    await house.passes(days=1)
    assert await house.stage("Acme") is Stage.CALM
    assert (await house.nudges("Acme"))[0].state is NudgeState.STAGE_LEFT


async def test_ethics_is_stop_and_examine_with_clock_and_lock(house: House) -> None:
    await house.until(at("03-07 22:00"))
    await house.files("anna", "Acme", "ethics", 2, occurred_on="2026-03-01")
    await house.settles()
    for who in ("lena", "olivia"):
        words = read(house.hears(who)[-1])
        assert "Acme Outdoor: stop and examine" in words
        assert "14 days left to decide on notice without a term (§ 626(2) BGB, until 21 Mar 2026)" in words
        assert "The exit message stays locked until an owner has confirmed the facts." in words
        assert ("[Confirm the facts]" in words) == (who == "olivia")
    locked = read(told(await house.presses("lena", "Open the exit message", house.hears("lena")[-1])))
    assert "Stop and examine first" in locked and "Dear" not in locked
    refused = await house.answers(Pressed(house.by("lena"), "client.facts", (await house.client("Acme")).id))
    assert "Only an owner may do this." in read(told(refused)) and "Olivia" in read(told(refused))
    await house.presses("olivia", "Confirm the facts", house.hears("olivia")[-1])
    await house.settles()
    assert "stays locked" not in read(house.hears("lena")[-1])
    opened = told(await house.presses("lena", "Open the exit message", house.hears("lena")[-1]))
    assert opened.kind == "draft"


async def test_letter_written_before_the_breach_is_locked_too(house: House) -> None:
    values = {"client": (await house.client("Acme")).id, "kind": "exit", "tone": "plain", "language": "en"}
    await house.submits("lena", "draft", values)
    await house.files("anna", "Acme", "ethics", 2)
    page = await house.page("lena", "client", (await house.client("Acme")).id)
    assert isinstance(page, Page)
    assert told(await house.presses("lena", "Open: Exit message", page)).kind == "draft.locked"
    assert told(await house.submits("lena", "draft", values)).kind == "draft.locked"


async def test_legal_clock_is_said_again_when_few_days_are_left(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2)
    await house.presses("lena", "Acknowledge", (await _first(house)))
    await house.until(at("03-17 12:00"))
    clocks = [title for title in house.titles("olivia") if "left" in title]
    assert clocks == ["Acme Outdoor: 7 days left", "Acme Outdoor: 3 days left", "Acme Outdoor: 1 day left"]


async def _first(house: House) -> Notice:
    await house.settles()
    return house.hears("lena")[0]


async def test_withdrawn_fast_track_falls_at_once(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "ethics", 3))
    await house.settles()
    await house.presses("anna", "Undo", notice)
    assert await house.stage("Acme") is Stage.CALM
    await house.settles()
    assert "nothing to do" in read(house.hears("lena")[0])


async def test_dismissed_fast_track_keeps_the_headline_it_was_sent_with(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await house.settles()
    await dismiss(house, "lena")
    await house.settles()
    for who in ("lena", "olivia"):
        words = read(house.nudged(who)[-1])
        assert "Acme Outdoor: protect first, then talk" in words and "The client stands at watch by now." in words


async def test_dismissed_stop_and_examine_keeps_its_headline_for_days(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2)
    await house.settles()
    await dismiss(house, "lena")
    await house.passes(days=130)
    assert "Acme Outdoor: stop and examine" in house.titles("lena")


async def test_source_of_the_protection_is_a_line_below_its_steps(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await house.settles()
    blocks = house.nudged("lena")[0].blocks
    (steps,) = [n for n, block in enumerate(blocks) if isinstance(block, Items)]
    source = blocks[steps + 1]
    assert isinstance(source, Small) and plain(source.text).startswith("Source: § 12(4) AGG")
    assert "AGG" not in read(Notice("steps", (), (blocks[steps],)))


async def test_hold_of_two_fast_tracks_is_said_once(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await house.passes(days=1)
    await house.files("ben", "Acme", "disrespect", 3)
    await house.files("ben", "Acme", "crowding_out", 2)
    words = read(told(await house.says("lena", "/client-status acme")))
    assert words.count("the stage is held until") == 1
    assert words.count("Disrespect of this severity is enough by itself") == 1
    assert f"until {house.kit.voice('en').day(house.kit.today() + timedelta(days=60))}." in words


async def test_protection_comes_first_whichever_sign_the_playbook_is_of(house: House) -> None:
    await house.files("ben", "Acme", "ethics", 1)
    await house.files("anna", "Acme", "disrespect", 3)
    await house.settles()
    words = read(house.nudged("lena")[-1])
    protection, playbook = words.find("Take the person affected off"), words.find("carry out nothing, promise nothing")
    assert "protect first, then talk" in words and 0 < protection < playbook

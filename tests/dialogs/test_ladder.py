"""Who is told of a stage, and when: quiet hours, reminder, deputies, owner, and who is skipped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.delivery import Delivery
from bot.domain.person import Role
from bot.messages import Submitted
from bot.notices.parts import plain
from tests.dialogs.house import House, read, ref, told
from tests.fakes.clock import START
from tests.fakes.memory import MemoryStore

BERLIN = ZoneInfo("Europe/Berlin")


def at(written: str) -> datetime:
    """A Berlin wall-clock time of 2026, ``03-06 20:00``."""
    return datetime.strptime(f"2026-{written}", "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)


def heard(house: House, *people: str) -> list[str]:
    """``who day time`` of each message about a client, in the order of sending."""
    found = []
    for delivery in sent(house):
        who = next(shown.person.user for shown in house.chat.shown if shown.person and shown.key == delivery.id)
        if who in (people or (who,)) and delivery.sent_at:
            found.append(f"{who} {delivery.sent_at.astimezone(BERLIN):%m-%d %H:%M}")
    return found


def sent(house: House) -> Sequence[Delivery]:
    assert isinstance(house.store, MemoryStore)
    state = house.store.state
    rows = [row for row in state.deliveries.values() if row.sent_at and row.edits is None and row.notice == "nudge"]
    return sorted(rows, key=lambda row: (row.sent_at or START, row.id))


async def talk_entered(house: House, client: str = "Acme") -> None:
    """Two people's reports bring the client to `talk` without a fast track."""
    await house.files("anna", client, "disrespect", 2)
    await house.files("ben", client, "late_payment", 3)
    await house.settles()


async def away(house: House, who: str, until: str) -> None:
    await house.submits(who, "away", {"until": until})


async def test_whole_ladder_on_working_days(house: House) -> None:
    await talk_entered(house)
    await house.until(at("03-20 12:00"))
    assert heard(house) == [
        "lena 03-02 10:00",
        "lena 03-03 10:00",
        "dora 03-04 10:00",
        "olivia 03-06 10:00",
    ]
    assert "A reminder: nobody has acknowledged this yet." in read(house.hears("lena")[1])
    assert "This comes to you because nobody has acknowledged it so far." in read(house.hears("dora")[0])


@pytest.mark.parametrize(
    ("flagged", "expected"),
    [
        ("03-03 08:59", "03-03 09:00"),
        ("03-03 16:59", "03-03 16:59"),
        ("03-03 17:00", "03-04 09:00"),
        ("03-06 20:00", "03-09 09:00"),
        ("03-07 11:00", "03-09 09:00"),
        ("04-02 18:00", "04-07 09:00"),
        ("05-01 11:00", "05-04 09:00"),
    ],
)
async def test_lead_hears_within_working_hours(house: House, flagged: str, expected: str) -> None:
    await house.until(at(flagged))
    await talk_entered(house)
    await house.until(at("05-04 10:00") if flagged > "04" else at("03-09 10:00"))
    assert heard(house, "lena")[0] == f"lena {expected}"


@pytest.mark.parametrize("flagged", ["03-03 03:00", "03-07 23:30", "04-06 12:00"])
@pytest.mark.parametrize(("sign", "severity"), [("disrespect", 3), ("ethics", 1), ("ethics", 2), ("crowding_out", 2)])
async def test_fast_track_is_told_at_once(house: House, flagged: str, sign: str, severity: int) -> None:
    await house.until(at(flagged))
    await house.files("anna", "Acme", sign, severity)
    await house.settles()
    owner_too = (sign, severity) in (("disrespect", 3), ("ethics", 2))
    assert heard(house) == [f"lena {flagged}", *([f"olivia {flagged}"] if owner_too else [])]


async def test_ladder_counts_working_days_over_easter(house: House) -> None:
    await house.until(at("04-02 11:00"))
    await talk_entered(house)
    await house.until(at("04-20 12:00"))
    assert heard(house) == ["lena 04-02 11:00", "lena 04-07 11:00", "dora 04-08 11:00", "olivia 04-10 11:00"]


async def test_acknowledging_stops_the_ladder(house: House) -> None:
    await talk_entered(house)
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.until(at("03-13 12:00"))
    assert heard(house) == ["lena 03-02 10:00"]


async def test_owner_told_by_a_fast_track_is_not_told_again(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3)
    await house.until(at("03-20 12:00"))
    assert heard(house, "olivia") == ["olivia 03-02 10:00", "olivia 03-03 10:00"], "at once, and one reminder"
    assert heard(house, "dora") == ["dora 03-04 10:00"]


async def test_lead_who_is_away_is_skipped_for_the_deputy(house: House) -> None:
    await away(house, "lena", "2026-03-09")
    await talk_entered(house)
    assert heard(house) == ["dora 03-02 10:00"]
    assert "nobody has acknowledged" not in read(house.hears("dora")[0]), "nobody was told before"


async def test_lead_who_is_back_on_the_morning_of_telling_is_told(house: House) -> None:
    await house.until(at("03-06 20:00"))
    await away(house, "lena", "2026-03-09")
    await talk_entered(house)
    await house.until(at("03-09 10:00"))
    assert heard(house) == ["lena 03-09 09:00"]


async def test_everybody_away_goes_to_the_owner_at_once(house: House) -> None:
    await away(house, "lena", "2026-03-09")
    await away(house, "dora", "2026-03-09")
    await talk_entered(house)
    assert heard(house) == ["olivia 03-02 10:00"]


async def test_deactivated_lead_is_skipped(house: House) -> None:
    async with house.store.write() as unit:
        lena = await unit.people.by_ref(ref("lena"))
        assert lena is not None
        await unit.people.save(replace(lena, active=False))
        await unit.commit()
    await talk_entered(house)
    assert heard(house) == ["dora 03-02 10:00"]


async def test_client_without_lead_goes_to_the_owner(house: House) -> None:
    await house.submits("olivia", "client", {"name": "Cobalt", "language": "en"})
    await talk_entered(house, "Cobalt")
    assert heard(house) == ["olivia 03-02 10:00"]


async def test_fast_track_without_lead_reaches_the_owner_at_night_outside_the_cap(house: House) -> None:
    await house.submits("olivia", "client", {"name": "Cobalt", "language": "en"})
    await house.until(at("03-03 03:00"))
    await house.files("anna", "Cobalt", "crowding_out", 2)
    await house.settles()
    assert heard(house) == ["olivia 03-03 03:00"]


async def test_lead_who_is_the_owner_is_told_once(house: House) -> None:
    await house.has_client("Dune", "olivia")
    await talk_entered(house, "Dune")
    await house.until(at("03-13 12:00"))
    assert heard(house) == ["olivia 03-02 10:00", "olivia 03-03 10:00"]


async def test_two_leads_are_told_together(house: House) -> None:
    form_values = {"leads": f"{await house.id_of('paul')},{await house.id_of('carl')}"}
    await house.submits("olivia", "client", {"name": "Elm", "language": "en", **form_values})
    await talk_entered(house, "Elm")
    assert heard(house) == ["paul 03-02 10:00", "carl 03-02 10:00"]


async def test_late_tick_does_not_remind_at_night(house: House) -> None:
    await talk_entered(house)
    house.clock.set(at("03-03 23:00"))  # the process was down since the afternoon before
    await house.settles()
    await house.until(at("03-04 09:05"))
    assert heard(house)[:2] == ["lena 03-02 10:00", "lena 03-04 09:00"]


async def test_ticks_in_between_change_nothing(house: House) -> None:
    await talk_entered(house)
    for _ in range(5):
        await house.work.tick()
        await house.settles()
    assert heard(house) == ["lena 03-02 10:00"]


async def test_acknowledgement_lapses_after_ten_working_days_without_a_step(house: House) -> None:
    await talk_entered(house)
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.until(at("03-16 09:59"))
    assert len(heard(house)) == 1
    await house.until(at("03-16 10:00"))
    assert heard(house) == ["lena 03-02 10:00", "lena 03-16 10:00"]
    assert "then nothing was recorded for a while" in read(house.hears("lena")[-1])


@pytest.mark.parametrize("step", ["note", "draft"])
async def test_step_puts_the_lapse_off(house: House, step: str) -> None:
    await talk_entered(house)
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.until(at("03-12 11:00"))
    client = (await house.client("Acme")).id
    if step == "note":
        await house.answers(Submitted(house.by("lena"), "note", {"text": "called them"}, {"subject": client}))
    else:
        values = {"client": client, "kind": "boundary", "tone": "plain", "language": "en"}
        assert "Set a boundary" in plain(told(await house.submits("lena", "draft", values)).title)
    await house.until(at("03-20 12:00"))
    assert len(heard(house)) == 1


async def test_talk_overdue_after_three_weeks_and_the_owner_a_week_later(house: House) -> None:
    await talk_entered(house)
    nudge = house.hears("lena")[0]
    await house.presses("lena", "Acknowledge", nudge)
    await house.until(at("03-12 11:00"))
    await house.presses("lena", "Acknowledge", nudge)
    await house.until(at("03-30 12:00"))
    overdue = [title for title in heard(house, "lena") if title >= "lena 03-23"]
    assert overdue and overdue[0] == "lena 03-23 10:00"
    assert heard(house, "olivia")[-1] == "olivia 03-30 10:00"
    assert "a week after the lead was reminded" in read(house.nudged("olivia")[-1])


async def test_roles_stand_as_configured(house: House) -> None:
    async with house.store.read() as unit:
        olivia = await unit.people.by_ref(ref("olivia"))
    assert olivia is not None and Role.OWNER in olivia.roles

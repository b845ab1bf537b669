"""Guarantee 10, first form: clock changes and a wandering clock double and miss no reminder, digest or stage check."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.assessment import Stage
from bot.work import clockwork
from tests.dialogs.house import House
from tests.dialogs.test_ladder import BERLIN, heard, talk_entered

MINUTE = timedelta(minutes=1)


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=BERLIN)


def digests(house: House) -> int:
    return [notice.kind for notice in house.hears("lena")].count("digest")


@pytest.mark.parametrize(
    ("entered", "reminder", "deputy", "owner", "digest"),
    [
        ("2026-03-27T10:00", "03-30 10:00", "03-31 10:00", "04-02 10:00", "2026-03-30T09:00"),
        ("2026-10-23T10:00", "10-26 10:00", "10-27 10:00", "10-29 10:00", "2026-10-26T09:00"),
    ],
)
async def test_clock_change_between_entry_and_reminder(
    house: House, entered: str, reminder: str, deputy: str, owner: str, digest: str
) -> None:
    await house.until(moment(entered))
    await talk_entered(house)
    before = digests(house)
    await house.until(moment(digest) - MINUTE)
    assert digests(house) == before
    await house.until(moment(digest))
    assert digests(house) == before + 1
    await house.until(moment(digest) + timedelta(days=5))
    assert heard(house) == [
        f"lena {entered[5:10]} 10:00",
        f"lena {reminder}",
        f"dora {deputy}",
        f"olivia {owner}",
    ]


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
async def test_stage_check_runs_once_on_the_night_of_a_clock_change(house: House, night: str) -> None:
    """The hold of a fast track ends exactly on that day."""
    end = moment(f"{night}T00:00")
    house.clock.set(moment(f"{night}T12:00") - timedelta(days=60))
    await house.files("anna", "Acme", "crowding_out", 2)
    await house.until(end - MINUTE)
    assert await house.stage("Acme") is Stage.TALK
    await house.until(end)
    assert await house.stage("Acme") is Stage.CALM


@pytest.mark.parametrize("jump", [timedelta(minutes=-10), timedelta(days=-1), timedelta(days=1)])
@pytest.mark.parametrize("when", ["2026-03-03T10:00", "2026-03-09T09:00", "2026-03-09T00:00", "2026-03-06T10:00"])
async def test_clock_that_jumps_and_comes_back(house: House, jump: timedelta, when: str) -> None:
    await talk_entered(house)
    await house.until(moment(when))
    house.clock.move(jump)
    for _ in range(3):
        await house.settles()
        house.clock.move(MINUTE)
    house.clock.set(moment(when) + 3 * MINUTE)
    await house.until(moment("2026-03-16T08:00"))
    tellings = Counter(line.split()[0] for line in heard(house))
    assert tellings == {"lena": 2, "dora": 1, "olivia": 1}
    assert digests(house) == 1
    async with house.store.read() as unit:
        organization = await unit.journal.organization()
    assert organization is not None and organization.daily_due_at == moment("2026-03-17T00:00").astimezone(UTC)


async def test_check_missed_by_a_clock_that_was_ahead_is_made_up(house: House) -> None:
    await house.files("anna", "Acme", "crowding_out", 2)
    await house.until(moment("2026-04-30T12:00"))
    house.clock.move(days=1)
    house.clock.move(hours=-30)
    await house.settles()
    house.clock.set(moment("2026-04-30T12:05"))
    await house.until(moment("2026-05-01T00:00"))
    assert await house.stage("Acme") is Stage.CALM


async def test_process_that_slept_over_days_does_everything_once(house: House) -> None:
    await talk_entered(house)
    house.clock.set(moment("2026-03-11T11:00"))
    await house.settles()
    assert Counter(line.split()[0] for line in heard(house)) == {"lena": 2, "dora": 1, "olivia": 1}
    assert digests(house) == 1
    await house.until(moment("2026-03-13T17:00"))
    assert Counter(line.split()[0] for line in heard(house)) == {"lena": 2, "dora": 1, "olivia": 1}
    assert digests(house) == 1


async def test_check_that_was_killed_is_repeated(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.files("anna", "Acme", "crowding_out", 2)
    await house.until(moment("2026-04-30T23:00"))
    house.clock.set(moment("2026-05-01T00:00"))

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(clockwork, "check_day", killed)
        await house.work.tick()
    await house.settles()
    assert await house.stage("Acme") is Stage.CALM

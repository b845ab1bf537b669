"""Whoever floods a door with forged requests does not flood the log."""

from datetime import timedelta

from adapters.common.sparing import A_MINUTE, SparingLog
from tests.fakes.clock import FakeClock
from tests.fakes.log import RecordingLog


def test_flood_is_logged_a_few_times_a_minute_and_counted() -> None:
    log, clock = RecordingLog(), FakeClock()
    sparing = SparingLog(log, clock)
    for turn in range(1_000):
        sparing.warning("door.refused", {"status": 401, "turn": turn})
    assert log.events() == ["door.refused"] * A_MINUTE
    assert log.lines[-1].values == {"status": 401, "turn": A_MINUTE - 1}
    clock.set(clock.now() + timedelta(seconds=60))
    sparing.warning("door.refused", {"status": 403})
    assert [(line.event, line.values) for line in log.lines[A_MINUTE:]] == [
        ("door.refused.more", {"times": 1_000 - A_MINUTE}),
        ("door.refused", {"status": 403}),
    ]


def test_clock_set_back_does_not_silence_the_log() -> None:
    log, clock = RecordingLog(), FakeClock()
    sparing = SparingLog(log, clock)
    sparing.warning("door.refused", {})
    clock.set(clock.now() - timedelta(days=1))
    for _ in range(3):
        sparing.warning("door.refused", {})
    assert log.events() == ["door.refused"] * 4

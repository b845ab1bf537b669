from datetime import UTC, timedelta

from adapters.system import SystemClock, SystemIds, SystemRng
from bot.ports import Clock, IdFactory, Rng
from tests.fakes.clock import FakeClock
from tests.fakes.ids import ReversingRng, SequenceIds

CLOCKS: tuple[Clock, ...] = (SystemClock(), FakeClock())
FACTORIES: tuple[IdFactory, ...] = (SystemIds(), SequenceIds())
RNGS: tuple[Rng, ...] = (SystemRng(), ReversingRng())


def test_clocks_are_aware_and_in_utc() -> None:
    for clock in CLOCKS:
        assert clock.now().tzinfo is UTC


def test_fake_clock_stands_until_moved() -> None:
    clock = FakeClock()
    before = clock.now()
    assert clock.now() == before
    assert clock.move(hours=1) == before + timedelta(hours=1)
    assert clock.move(timedelta(days=-1)) == before + timedelta(hours=1) - timedelta(days=1)


def test_ids_are_32_hex_digits_and_never_repeat() -> None:
    for ids in FACTORIES:
        made = [ids.new() for _ in range(1_000)]
        assert len(set(made)) == 1_000
        assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in made)


def test_shuffling_keeps_every_item_and_leaves_the_original() -> None:
    items = list(range(50))
    for rng in RNGS:
        shuffled = rng.shuffled(items)
        assert sorted(shuffled) == items == list(range(50))
        assert shuffled != items  # by chance once in 50! runs
        assert rng.shuffled([]) == []

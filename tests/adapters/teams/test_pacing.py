"""The pace: on a loop whose time is ours, so that nothing waits and nothing depends on how fast the machine is."""

import asyncio
from collections.abc import Iterable

from adapters.teams.pacing import KEPT, PER_TENANT, PER_THREAD, Pacer


class Skipping(asyncio.SelectorEventLoop):
    """Where only timers are left, its time moves on to the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0

    def time(self) -> float:
        return self.skipped

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined]
        if not ready and scheduled:
            self.skipped = max(self.skipped, scheduled[0]._when)
        super()._run_once()  # type: ignore[misc]


def moments(turns: Iterable[tuple[str, str]], pacer: Pacer | None = None) -> list[float]:
    """When each of them, all asked for at once, got its turn."""

    async def all_of_them() -> list[float]:
        own = pacer or Pacer()

        async def one(tenant: str, conversation: str) -> float:
            async with own.turn(tenant, conversation):
                return asyncio.get_running_loop().time()

        return await asyncio.gather(*(one(*turn) for turn in turns))

    with asyncio.Runner(loop_factory=Skipping) as runner:
        return runner.run(all_of_them())


def most_within(found: list[float], seconds: float) -> int:
    """The most that fall into a window of that length, its end excluded."""
    return max(sum(start <= one < start + seconds - 1e-9 for one in found) for start in found)


def test_one_chat_gets_seven_a_second_and_sixty_in_thirty_seconds() -> None:
    found = moments([("t", "chat")] * 150)
    assert found == sorted(found)
    assert [most_within(found, seconds) for _, seconds in PER_THREAD] == [7, 60]
    assert found[:7] == [0.0] * 7 and found[7] == 1.0
    assert 60 <= found[-1] < 70


def test_one_tenant_gets_fifty_a_second_over_all_chats() -> None:
    found = moments(("t", f"chat {n}") for n in range(120))
    ((most, seconds),) = PER_TENANT
    assert most_within(found, seconds) == most
    assert found[-1] == 2.0


def test_tenants_do_not_wait_for_each_other() -> None:
    assert max(moments((f"t{n}", "chat") for n in range(100))) == 0.0


def test_look_ups_count_for_the_tenant_only() -> None:
    assert moments([("t", "")] * 51)[-1] == 1.0


def test_whoever_gives_up_takes_no_turn() -> None:
    async def given_up() -> float:
        pacer, loop = Pacer(per_thread=((1, 10.0),)), asyncio.get_running_loop()
        async with pacer.turn("t", "chat"):
            pass
        try:
            async with asyncio.timeout(1), pacer.turn("t", "chat"):
                raise AssertionError
        except TimeoutError:
            pass
        async with pacer.turn("t", "chat"):
            return loop.time()

    with asyncio.Runner(loop_factory=Skipping) as runner:
        assert runner.run(given_up()) == 10.0


def test_idle_chats_are_forgotten() -> None:
    async def many() -> int:
        pacer = Pacer(per_tenant=((10**6, 1.0),))
        for n in range(KEPT + 10):
            async with pacer.turn("t", f"chat {n}"):
                pass
        await asyncio.sleep(60)
        async with pacer.turn("t", "chat"):
            pass
        return len(pacer._lanes)

    with asyncio.Runner(loop_factory=Skipping) as runner:
        assert runner.run(many()) <= 2

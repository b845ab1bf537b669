"""One message a second and chat, in order; other chats do not wait."""

import asyncio

from adapters.slack.pacing import Pacer


async def test_messages_of_one_chat_keep_their_order_and_distance() -> None:
    pacer, loop = Pacer(0.05), asyncio.get_running_loop()
    sent: list[tuple[int, float]] = []

    async def send(number: int) -> None:
        async with pacer.turn("D1"):
            sent.append((number, loop.time()))

    await asyncio.gather(*(send(number) for number in range(5)))
    assert [number for number, _ in sent] == [0, 1, 2, 3, 4]
    moments = [moment for _, moment in sent]
    assert all(later - earlier >= 0.049 for earlier, later in zip(moments, moments[1:], strict=False))


async def test_other_chats_do_not_wait() -> None:
    pacer, loop = Pacer(5.0), asyncio.get_running_loop()
    started = loop.time()
    for chat in ("D1", "D2", "D3"):
        async with pacer.turn(chat):
            pass
    assert loop.time() - started < 1.0


async def test_failed_send_gives_the_turn_on() -> None:
    pacer = Pacer(0.01)
    for _ in range(2):
        try:
            async with pacer.turn("D1"):
                raise RuntimeError
        except RuntimeError:
            continue
    async with asyncio.timeout(1), pacer.turn("D1"):
        pass

"""What listening costs a message: the door's question, the core's part of the path, the detector, all of it.

``python -m tests.bench.listening [ROUNDS]``, microseconds of processor time. The core's part is measured with a
detector that says "no" at once.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from statistics import median
from typing import Any

from bot.domain.detection import Side, Verdict
from bot.domain.person import ChannelRef
from bot.messages import MessageHeard
from bot.ports import Permit
from bot.replies import Asked
from signpost.detecting import local_detector
from tests.dialogs.house import House, channel
from tests.fakes.detector import FakeDetector

ROUNDS = 4_000
TEXT = "The new pictures are up in the folder, have a look when you find the time; the client gets them on Thursday."
PLACE = channel("acme-web")


class Never(FakeDetector):
    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        return NOTHING


NOTHING = Verdict(0.01, {})


async def listening(detector: Any) -> House:
    house = House(detector=detector)
    await house.opens("anna", "lena")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    await house.says("lena", "/client-setup bind acme", place=PLACE.channel)
    form = await house.says("tarik", "/client-setup listen", place=PLACE.channel)
    assert isinstance(form, Asked)
    await house.submits("tarik", form.form, {}, place=PLACE.channel)
    await house.settles()
    # As in a firm with many channels.
    known = house.ears._on[PLACE]
    many = {ChannelRef("practice", "demo", f"c{n}"): replace(known, channel=PLACE) for n in range(500)}
    house.ears._on = {**many, PLACE: known}
    return house


def heard(house: House) -> MessageHeard:
    by = house.by("anna", PLACE.channel)
    return MessageHeard(by=by, channel=PLACE, message=by.key, text=TEXT, whispers=True)


async def measured(work: Callable[[], Coroutine[Any, Any, object]], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        started = time.process_time_ns()
        await work()
        taken.append(time.process_time_ns() - started)
    return median(taken[rounds // 10 :]) / 1_000


async def asked(house: House) -> float:
    """A question is too short to be measured one by one."""
    other, many = channel("elsewhere"), 100_000
    started = time.process_time_ns()
    for _ in range(many):
        house.front.listens(other)
    return (time.process_time_ns() - started) / many / 1_000


async def bench(rounds: int) -> str:
    quick, real = await listening(Never()), await listening(local_detector(os.environ))
    lines = [
        ("a message of a channel that is not listened to", await asked(quick)),
        (
            "the core's part of a message without a finding",
            await measured(lambda: quick.front.heard(heard(quick)), rounds),
        ),
        ("the detector alone", await measured(lambda: real.ears._detector.judge(TEXT, Side.TEAM), rounds)),
        ("all of it", await measured(lambda: real.front.heard(heard(real)), rounds)),
    ]
    return "".join(f"{name:52}{taken:10.1f} µs\n" for name, taken in lines)


def main(rounds: int = ROUNDS) -> None:
    sys.stdout.write(asyncio.run(bench(rounds)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)

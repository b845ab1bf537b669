"""The parts of a long paper in a file, one after the other, from the process that gathers to the one that prints."""

import pickle
from collections.abc import Callable, Iterator
from typing import BinaryIO

from bot.notices.paper import Foot
from bot.notices.parts import Section

Spool = Callable[[Section | Foot], None]


def spool(file: BinaryIO) -> Spool:
    return lambda part: pickle.dump(part, file)


def unspooled(file: BinaryIO) -> Iterator[Section | Foot]:
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return

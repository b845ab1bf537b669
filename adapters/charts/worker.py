"""``python -m adapters.charts.worker``: draws what stands on stdin until that ends. Started by ``ChartsApart`` only."""

import os
import pickle
import sys

from adapters.charts.apart import put, take
from adapters.charts.pictures import drawn

NICER = 10


def main() -> None:
    os.nice(NICER)
    while True:
        try:
            data, form, scheme = pickle.loads(take(sys.stdin.buffer))
        except EOFError:
            return
        try:
            answer = b"+" + drawn(data, form, scheme)
        except Exception as error:
            answer = b"-" + type(error).__name__.encode()
        put(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()

"""What a request costs the server: blocks of requests to each subject in turn, round after round."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from statistics import median

from tests.bench.slack.answers import Check, checked
from tests.bench.slack.firm import Requests
from tests.bench.slack.processes import Line, Server

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """``against``: the names of the bare handler and of the library. ``block``: requests in a round."""

    name: str
    server: Server
    path: str
    requests: Requests
    is_right: Check
    against: tuple[str, str]
    block: int = 100
    aim: float | None = None


def measured(subjects: Sequence[Subject], rounds: int) -> Mapping[str, Sequence[float]]:
    """Processor seconds a request, of every subject in every round; the first rounds are thrown away.

    Raises ``AssertionError`` for a wrong answer.
    """
    used: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    with ExitStack() as stack:
        lines = {one.name: stack.enter_context(closing(Line(one.server.address))) for one in subjects}
        for turn in range(rounds + WARM_UP):
            # Each comes first once in a while: whoever follows a heavy neighbour finds the caches cold.
            first = turn % len(subjects)
            for subject in (*subjects[first:], *subjects[:first]):
                used[subject.name].append(_block(subject, lines[subject.name]))
    return {name: seconds[WARM_UP:] for name, seconds in used.items()}


def _block(subject: Subject, line: Line) -> float:
    before = subject.server.cpu_seconds()
    for _ in range(subject.block):
        status, body = line.post(subject.path, next(subject.requests))
        checked(subject.name, subject.is_right, status, body)
    return (subject.server.cpu_seconds() - before) / subject.block


def table(
    subjects: Sequence[Subject], used: Mapping[str, Sequence[float]], door: str = "Slack", library: str = "Bolt"
) -> str:
    """One line a subject: median microseconds, and the medians of its ratios to the other two in the same rounds."""
    head = f"{door} over HTTP: CPU a request, {len(used[subjects[0].name])} rounds"
    lines = [f"{head:44}{'p50 µs':>10}{'to bare':>10}{f'to {library}':>10}"]
    for subject in subjects:
        to_bare, to_bolt = (_ratio(used[subject.name], used[other]) for other in subject.against)
        line = f"{subject.name:44}{median(used[subject.name]) * 1e6:10.0f}{to_bare:10.2f}{to_bolt:10.2f}"
        lines.append(line if subject.aim is None else line + verdict(f"aim <= {subject.aim}", to_bolt <= subject.aim))
    return "\n".join(lines) + "\n"


def verdict(aim: str, is_met: bool) -> str:
    return f"   {aim}: {'met' if is_met else 'not met'}"


def _ratio(mine: Sequence[float], theirs: Sequence[float]) -> float:
    return median(one / other for one, other in zip(mine, theirs, strict=True))

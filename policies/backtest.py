"""A record replayed: when which stage would have been entered, and, given partings, what that would have been worth.

Each client is replayed to its last incident or talk and 60 days beyond, which is longer than any wait after which a
stage can still be entered by time alone (a talk 14 days old), unless an end is given.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from bot.domain.assessment import Stage, StageChange
from policies.backtest_rows import Gathered, Row, add_outcomes, gather
from policies.policy import StandardPolicy

BEYOND_DAYS = 60


@dataclass(frozen=True, slots=True)
class Rise:
    """A client enters a higher stage; one a day, naming the stage reached."""

    at: date
    client: str
    stage: Stage
    score: float
    reasons: tuple[str, ...]

    def row(self) -> dict[str, object]:
        """The line that is printed: ``at, client, stage, score, reasons`` (codes of ``policies.reasons``)."""
        return {
            "at": self.at.isoformat(),
            "client": self.client,
            "stage": self.stage.key,
            "score": self.score,
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Warned:
    """A parting, and the days of warning: from the first entry of `talk` (or higher) and of `exit` until then.

    None where the client had not entered that stage by the day of parting.
    """

    client: str
    parted: date
    talk_days: int | None
    exit_days: int | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """``entered``: clients per stage. ``false_alarms``: per quarter (``2026-Q3``) the clients that entered `exit`
    in it and were not parted with; empty without outcomes."""

    rises: tuple[Rise, ...]
    warned: tuple[Warned, ...] = ()
    false_alarms: Mapping[str, int] = field(default_factory=dict)
    clients: int = 0
    incidents: int = 0
    talks: int = 0

    @property
    def entered(self) -> Mapping[Stage, int]:
        """How many clients stood at each stage or higher at least once."""
        top: dict[str, Stage] = {}
        for rise in self.rises:
            top[rise.client] = max(rise.stage, top.get(rise.client, Stage.CALM))
        return {s: sum(1 for reached in top.values() if reached >= s) for s in Stage if s is not Stage.CALM}

    @property
    def median_warning(self) -> tuple[float | None, float | None]:
        """Median days of warning by `talk` and by `exit`, over the partings that had one."""
        return _median(one.talk_days for one in self.warned), _median(one.exit_days for one in self.warned)


def backtest(
    rows: Iterable[tuple[int, Row]],
    policy: StandardPolicy,
    *,
    outcomes: Iterable[tuple[int, Row]] | None = None,
    until: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Backtest:
    """Replay rows (each with its line number) under a policy.

    ``until``: the last day to replay, for all clients. ``progress`` is told (clients done, clients in all). Raises
    ``RowError`` at the first wrong row, before anything is replayed.
    """
    clients = gather(rows, policy.find_sign)
    if outcomes is not None:
        add_outcomes(clients, outcomes)
    rises: list[Rise] = []
    for done, gathered in enumerate(clients.values(), 1):
        rises.extend(_rises(gathered, policy, until))
        if progress:
            progress(done, len(clients))
    return Backtest(
        rises=tuple(sorted(rises, key=lambda rise: (rise.at, rise.client))),
        warned=_warned(clients, rises),
        false_alarms=_false_alarms(clients, rises) if outcomes is not None else {},
        clients=len(clients),
        incidents=sum(len(gathered.incidents) for gathered in clients.values()),
        talks=sum(len(gathered.talks) for gathered in clients.values()),
    )


def _rises(gathered: Gathered, policy: StandardPolicy, until: date | None) -> list[Rise]:
    last = gathered.last_day
    if last is None:
        return []
    wait = max(BEYOND_DAYS, policy.numbers.exit.pressure.wait_days, policy.numbers.exit.repeat.wait_days)
    changes = policy.replay(gathered.record, until or last + timedelta(days=wait))
    return [_rise(gathered.client, change) for change in changes if change.after > change.before]


def _rise(client: str, change: StageChange) -> Rise:
    codes = tuple(dict.fromkeys(reason.code for reason in change.assessment.reasons))
    return Rise(change.day, client, change.after, change.assessment.score, codes)


def _warned(clients: Mapping[str, Gathered], rises: Iterable[Rise]) -> tuple[Warned, ...]:
    partings = [(one.client, one.parted) for one in clients.values() if one.parted]
    first = _first_entries(rises)
    return tuple(
        Warned(
            client,
            parted,
            _days(first.get((client, Stage.TALK)), parted),
            _days(first.get((client, Stage.EXIT)), parted),
        )
        for client, parted in sorted(partings, key=lambda pair: (pair[1], pair[0]))
    )


def _first_entries(rises: Iterable[Rise]) -> Mapping[tuple[str, Stage], date]:
    """The first day on which a client reached `talk` or higher, and `exit`."""
    first: dict[tuple[str, Stage], date] = {}
    for rise in sorted(rises, key=lambda rise: rise.at):
        for stage in (Stage.TALK, Stage.EXIT):
            if rise.stage >= stage:
                first.setdefault((rise.client, stage), rise.at)
    return first


def _days(entered: date | None, parted: date) -> int | None:
    return (parted - entered).days if entered and entered <= parted else None


def _false_alarms(clients: Mapping[str, Gathered], rises: Iterable[Rise]) -> Mapping[str, int]:
    parted = {one.client for one in clients.values() if one.parted}
    exits = {(_quarter(r.at), r.client) for r in rises if r.stage is Stage.EXIT and r.client not in parted}
    return dict(sorted(Counter(quarter for quarter, _ in exits).items()))


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _median(days: Iterable[int | None]) -> float | None:
    known = [one for one in days if one is not None]
    return float(median(known)) if known else None

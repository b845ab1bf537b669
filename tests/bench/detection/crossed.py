"""How good the local detector is on messages that it has not learned from: by folds, and by trades left out."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from sklearn.model_selection import StratifiedKFold

from adapters.language.local.corpus import Labelled, packaged
from adapters.language.local.detector import LocalDetector
from adapters.language.local.train import FOLDS as CALIBRATED_BY
from adapters.language.local.train import Views, taken_apart, train
from bot.domain.playbook import SIGN_KEYS
from signpost.judging.figures import Judged, figures
from signpost.judging.tables import confusion_table, figures_table

FOLDS = 5
ASIDE = 120
TRADES = {"a": "advertising", "b": "software", "c": "consulting", "d": "mixed", "e": "building, events"}


def judged(detector: LocalDetector, messages: Iterable[Labelled]) -> list[Judged]:
    found = []
    for message in messages:
        verdict = detector.verdict(message.text, message.side, message.language)
        found.append(
            Judged(message.language, message.side, message.signs, verdict.probability, verdict.signs, verdict.decision)
        )
    return found


def trained(
    messages: Sequence[Labelled], seen: Sequence[Views], rows: Iterable[int], folds: int = CALIBRATED_BY
) -> LocalDetector:
    known = list(rows)
    return LocalDetector(train([messages[row] for row in known], folds, [seen[row] for row in known]))


def by_folds(messages: Sequence[Labelled], seen: Sequence[Views], folds: int = FOLDS) -> dict[str, list[Judged]]:
    """Trade → its messages, those of our own files aside, each judged by a detector that has not seen it."""
    kinds = [f"{message.signs[:1]} {message.language} {message.hard}" for message in messages]
    found: dict[str, list[Judged]] = {trade: [] for trade in TRADES}
    for known, unseen in StratifiedKFold(folds, shuffle=True, random_state=2).split(kinds, kinds):
        detector = trained(messages, seen, known.tolist())
        for trade, of_trade in found.items():
            rows = (row for row in unseen.tolist() if _is_of(messages[row], trade))
            of_trade += judged(detector, (messages[row] for row in rows))
    return found


def without_trade(messages: Sequence[Labelled], seen: Sequence[Views], trade: str) -> list[Judged]:
    detector = trained(messages, seen, (row for row, one in enumerate(messages) if not _is_of(one, trade)))
    return judged(detector, (message for message in messages if _is_of(message, trade)))


def set_aside(messages: Sequence[Labelled], seen: Sequence[Views], folds: int = CALIBRATED_BY) -> list[Judged]:
    """``folds``: by which it is calibrated."""
    detector = trained(messages, seen, (row for row, one in enumerate(messages) if not aside(one)), folds)
    return judged(detector, filter(aside, messages))


def aside(message: Labelled) -> bool:
    """So many of a thousand messages of ``messages.jsonl``, by a hash of their text."""
    ours = any(_is_of(message, trade) for trade in TRADES)
    return ours and int(sha256(f"aside{message.text}".encode()).hexdigest(), 16) % 1000 < ASIDE


def _is_of(message: Labelled, trade: str) -> bool:
    """Of ``messages.jsonl``: only there an id begins with a trade's letter, and is not of a hard file."""
    return not message.hard and message.id[0] == trade


def crossed() -> Iterator[str]:
    messages = packaged()
    seen = taken_apart(messages)
    by_trade = by_folds(messages, seen)
    every = [one for judged_ones in by_trade.values() for one in judged_ones]
    yield from figures_table(every, SIGN_KEYS)
    yield ""
    yield from confusion_table(every, SIGN_KEYS)
    yield ""
    for trade, name in TRADES.items():
        yield _line(f"{name}, in the folds", by_trade[trade])
        yield _line(f"{name}, left out", without_trade(messages, seen, trade))
    yield ""
    yield from figures_table(set_aside(messages, seen), SIGN_KEYS)


def _line(name: str, found: Sequence[Judged]) -> str:
    told = figures(found)
    return (
        f"{name:30} AUC {told.auc:.3f}  recall@P.90 {told.recall_at:.3f}  sign {told.sign_right:.3f}"
        f"  ECE {told.error:.3f}"
    )

"""How good the local detector is on messages that it has not learned from: by folds, and by trades left out."""

from collections.abc import Iterable, Iterator, Sequence

from sklearn.model_selection import StratifiedKFold

from adapters.language.local.corpus import Labelled, packaged
from adapters.language.local.detector import LocalDetector
from adapters.language.local.train import train
from bot.domain.playbook import SIGN_KEYS
from signpost.judging.figures import Judged, figures
from signpost.judging.tables import confusion_table, figures_table

FOLDS = 5
TRADES = {"a": "advertising", "b": "software", "c": "consulting", "d": "mixed", "e": "building, events"}


def judged(detector: LocalDetector, messages: Iterable[Labelled]) -> list[Judged]:
    found = []
    for message in messages:
        verdict = detector.verdict(message.text, message.side, message.language)
        found.append(
            Judged(message.language, message.side, message.signs, verdict.probability, verdict.signs, verdict.decision)
        )
    return found


def by_folds(messages: Sequence[Labelled], folds: int = FOLDS) -> list[Judged]:
    """Every message that is not of the hard files, judged by a detector that has not seen it."""
    kinds = [f"{message.signs[:1]} {message.language} {message.hard}" for message in messages]
    found: list[Judged] = []
    for known, unseen in StratifiedKFold(folds, shuffle=True, random_state=2).split(kinds, kinds):
        detector = LocalDetector(train([messages[row] for row in known]))
        found += judged(detector, (messages[row] for row in unseen if not messages[row].hard))
    return found


def without_trade(messages: Sequence[Labelled], trade: str) -> list[Judged]:
    detector = LocalDetector(train([message for message in messages if message.hard or message.id[0] != trade]))
    return judged(detector, (message for message in messages if not message.hard and message.id[0] == trade))


def crossed() -> Iterator[str]:
    messages = packaged()
    every = by_folds(messages)
    yield from figures_table(every, SIGN_KEYS)
    yield ""
    yield from confusion_table(every, SIGN_KEYS)
    yield ""
    for trade, name in TRADES.items():
        found = figures(without_trade(messages, trade))
        yield f"without {name:20} AUC {found.auc:.3f}  recall@P.90 {found.recall_at:.3f}  sign {found.sign_right:.3f}"

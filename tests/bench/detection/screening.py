"""CPU of one message through the local detector, beside scikit-learn's pipeline with the same kind of features."""

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from adapters.language.local import load
from adapters.language.local.corpus import Labelled, packaged

ROUNDS = 600


def pipeline(messages: Sequence[Labelled]) -> Pipeline:
    """TF-IDF of character 2–5 grams within words and of word 1–2 grams, and a logistic regression."""
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    regression = LogisticRegression(C=10, solver="liblinear")
    both = Pipeline([("features", FeatureUnion([("characters", characters), ("words", words)])), ("line", regression)])
    return both.fit([message.text for message in messages], [bool(message.signs) for message in messages])


def screening(cache: Path, rounds: int = ROUNDS) -> str:
    """A table: microseconds of CPU per message, medians of one interleaved run over messages in random order.

    Twice: some of the words of each message are met for the first time, and then none.
    """
    messages = packaged()
    random.Random(1).shuffle(messages)
    detector, pipe = load(cache), pipeline(messages)
    lines = [f"{'CPU of one message':44}{'p50 µs':>10}{'ratio':>10}\n"]
    for met in ("words first met", "words met before"):
        ours, theirs = [], []
        for message in messages[:rounds]:
            theirs.append(_cpu(partial(pipe.predict_proba, [message.text])))
            ours.append(_cpu(partial(detector.verdict, message.text, message.side, message.language)))
        told, reference = median(ours) * 1e6, median(theirs) * 1e6
        lines.append(f"{'scikit-learn, one message a call':44}{reference:10.0f}{1:10.2f}\n")
        lines.append(f"{f'the local detector, {met}':44}{told:10.0f}{told / reference:10.2f}\n")
    return "".join(lines)


def _cpu(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started

"""The trained model is kept: found again, rebuilt when it is broken, made once even by two at a time."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.language.local import cache, corpus
from adapters.language.local.detector import LocalDetector
from bot.domain.detection import Side

SCREENING = """
import sys
from pathlib import Path
from adapters.language.local import load
from bot.domain.detection import Side
load(Path(sys.argv[1])).verdict("Sie zahlen seit Wochen nicht.", Side.TEAM)
print(sorted(name for name in ("sklearn", "scipy") if name in sys.modules))
"""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The packaged messages are few, so that training takes a second; returns the folder of the cache."""
    lines = corpus.files()[-1].read_text(encoding="utf-8").splitlines()[::6]
    data = tmp_path / "data"
    data.mkdir()
    (data / "messages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(corpus, "DATA", data)
    return tmp_path / "cache"


def said(detector: LocalDetector) -> float:
    return detector.verdict("Sie zahlen seit Wochen nicht.", Side.TEAM).probability


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_the_second_start_finds_the_first_ones_model(small: Path) -> None:
    first = said(cache.load(small))
    stamp = only_file(small).stat().st_mtime_ns
    assert said(cache.load(small)) == first
    assert only_file(small).stat().st_mtime_ns == stamp


@pytest.mark.parametrize("spoil", [lambda raw: b"", lambda raw: raw[:-9], lambda raw: raw[:500] + b"x" + raw[501:]])
def test_a_broken_file_is_made_anew(small: Path, spoil: Callable[[bytes], bytes]) -> None:
    first = said(cache.load(small))
    whole = only_file(small).read_bytes()
    only_file(small).write_bytes(spoil(whole))
    assert said(cache.load(small)) == first
    assert only_file(small).read_bytes() == whole


def test_two_at_once_leave_one_whole_file(small: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: said(cache.load(small)), range(2))
    assert one == other == said(cache.load(small))
    assert only_file(small)


def test_the_files_of_other_versions_go(small: Path) -> None:
    small.mkdir()
    (small / "detector-0000000000000000.bin").write_bytes(b"old")
    (small / "mine.txt").write_text("kept", encoding="utf-8")
    cache.load(small)
    assert {file.name for file in small.iterdir()} == {f"detector-{cache.key()}.bin", "mine.txt"}


def test_where_nothing_can_be_kept_it_works_all_the_same(small: Path) -> None:
    small.write_text("a file where the folder should be", encoding="utf-8")
    assert 0 < said(cache.load(small)) < 1


def test_other_messages_are_another_model(small: Path) -> None:
    before = cache.key()
    (corpus.DATA / "more.jsonl").write_text("", encoding="utf-8")
    assert cache.key() != before


def test_screening_needs_no_scikit_learn(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.load(small)
    monkeypatch.undo()
    made = only_file(small)
    made.rename(small / f"detector-{cache.key()}.bin")
    done = subprocess.run([sys.executable, "-c", SCREENING, str(small)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

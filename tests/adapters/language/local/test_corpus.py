"""The packaged messages, and files with wrong labels."""

import json
from pathlib import Path

import pytest

from adapters.language.local import corpus
from bot.errors import ImportRefused

GOOD: dict[str, object] = {"id": "x1", "lang": "de", "author": "team", "text": "Hallo", "signs": ["ethics"]}


def test_every_packaged_message_can_be_read() -> None:
    messages = corpus.packaged()
    assert len(messages) > 10_000
    assert len({message.id for message in messages}) == len(messages)
    assert 0.45 < sum(bool(message.signs) for message in messages) / len(messages) < 0.55


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"signs": ["rudeness"]}, "signs", "'rudeness' is none of the ten signs"),
        ({"signs": ["ethics", "ethics"]}, "signs", "a sign stands there twice"),
        ({"signs": ["ethics", "disrespect", "late_payment"]}, "signs", "more than 2 signs"),
        ({"signs": "ethics"}, "signs", "a list of signs is missing"),
        ({"lang": "fr"}, "lang", "'fr' is none of de, en, mixed"),
        ({"author": "boss"}, "author", "'boss' is none of team, client"),
        ({"text": ""}, "text", "a text is missing"),
        ({"id": "x0"}, "id", "x0 is the id of line 1 too"),
    ],
)
def test_a_wrong_label_is_refused_with_its_line(
    tmp_path: Path, change: dict[str, object], column: str, reason: str
) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text("\n".join(map(json.dumps, [{**GOOD, "id": "x0"}, {**GOOD, **change}])), encoding="utf-8")
    with pytest.raises(ImportRefused, match=reason) as caught:
        corpus.read(file)
    assert (caught.value.file, caught.value.line, caught.value.column) == ("mine.jsonl", 2, column)


@pytest.mark.parametrize(("content", "reason"), [(b"{", "no JSON"), (b"[1]", "no JSON object"), (b"\xff\xfe", "UTF-8")])
def test_what_is_no_message_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_bytes(content)
    with pytest.raises(ImportRefused, match=reason):
        corpus.read(file)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read") as caught:
        corpus.read(tmp_path)
    assert caught.value.file == str(tmp_path)

"""``signpost classify`` and ``signpost detector evaluate``, with the detector that this machine has."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import sleep

import pytest
from typer.testing import CliRunner

from adapters.language.local import LocalDetector
from adapters.language.local.corpus import files
from bot.domain.playbook import SIGN_KEYS
from signpost import detecting
from signpost.cli import app
from signpost.detecting import cache_folder, local_detector
from tests.unit.signpost.deployment import Deployment

pytestmark = pytest.mark.timeout(400)  # the first test may have to train, on a busy machine
PNG, SVG = b"\x89PNG", b"<?xml"


@pytest.fixture(autouse=True)
def nobody_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether this machine has to train, and how long it takes to load, is nothing to these tests."""
    monkeypatch.setattr(detecting, "SILENT_SECONDS", 600.0)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    lines = files()[-1].read_text(encoding="utf-8").splitlines()[::30]
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def classified(lines: Sequence[str | bytes]) -> tuple[int, list[dict[str, object]], str]:
    raw = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    done = CliRunner().invoke(app, ["classify"], input=raw)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def message(**changes: object) -> str:
    return json.dumps({"id": "m1", "text": "Sie zahlen die Rechnung einfach nicht.", "author": "team"} | changes)


def test_each_message_gets_a_verdict() -> None:
    status, verdicts, err = classified([message(), message(id=2, text="", lang="de"), "", message(author="client")])
    assert (status, err) == (0, "")
    assert [verdict["id"] for verdict in verdicts] == ["m1", 2, "m1"]
    for verdict in verdicts:
        assert list(verdict) == ["id", "incident", "signs", "decision"]
        assert isinstance(verdict["signs"], dict) and tuple(verdict["signs"]) == SIGN_KEYS
    assert verdicts[0]["decision"] == ["late_payment"]
    assert verdicts[1]["decision"] == []


def test_whoever_waits_for_the_detector_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(environ: Mapping[str, str]) -> LocalDetector:
        sleep(0.5)
        return local_detector(environ)

    monkeypatch.setattr(detecting, "local_detector", slow)
    monkeypatch.setattr(detecting, "SILENT_SECONDS", 0.05)
    status, verdicts, err = classified([message()])
    assert (status, len(verdicts)) == (0, 1)
    assert err.strip() == detecting.TRAINING


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "this is no JSON"),
        ("[]", "this is no JSON object"),
        (b"\xff", "this is not UTF-8"),
        (message(author="boss"), "author: it is team or client"),
        (message(text=None), "text: a text is missing"),
        (message(id=None), "id: an id is missing"),
        (message(lang=3), "lang: it is a language code, or left out"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_judged(line: str | bytes, reason: str) -> None:
    status, verdicts, err = classified([message(), line, message(id="m3")])
    assert status == 1
    assert [verdict["id"] for verdict in verdicts] == ["m1", "m3"]
    assert f"line 2: {reason}" in err
    assert err.endswith("1 line could not be judged.\n")


def test_figures_are_printed_for_every_slice(deployment: Deployment, sample: Path) -> None:
    out = deployment.done("detector", "evaluate", str(sample)).out
    for name in ("all", "language de", "language en", "author client", "author team", *SIGN_KEYS, "true, then decided"):
        assert f"{name} " in out


@pytest.mark.parametrize(("name", "begins"), [("curves.png", PNG), ("curves.svg", SVG)])
def test_a_picture_is_written(deployment: Deployment, sample: Path, name: str, begins: bytes) -> None:
    picture = sample.parent / name
    deployment.done("detector", "evaluate", str(sample), "--plot", str(picture))
    assert picture.read_bytes().startswith(begins)


def test_a_picture_of_another_kind_is_wrong_usage(deployment: Deployment, sample: Path) -> None:
    assert deployment.run("detector", "evaluate", str(sample), "--plot", "curves.bmp").status == 2


def test_a_wrong_label_is_one_sentence(deployment: Deployment, sample: Path) -> None:
    lines = [*sample.read_text(encoding="utf-8").splitlines(), message(lang="de", signs=["rude"])]
    sample.write_text("\n".join(lines), encoding="utf-8")
    said = deployment.run("detector", "evaluate", str(sample))
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"labelled.jsonl, line {len(lines)}, column signs: 'rude' is none of the ten signs")
    assert said.err.count("\n") == 1


def test_messages_that_it_has_learned_from_are_no_measure(deployment: Deployment, sample: Path) -> None:
    many = len(sample.read_text(encoding="utf-8").splitlines())
    said = deployment.done("detector", "evaluate", str(sample)).err
    assert said.startswith(f"{many} of the {many} messages are among those it has learned from")
    fresh = message(id="new", lang="de", text="Nobody has ever written this 4711.", signs=[])
    sample.write_text(fresh, encoding="utf-8")
    assert deployment.done("detector", "evaluate", str(sample)).err == ""


def test_a_file_that_is_not_there_is_one_sentence(deployment: Deployment) -> None:
    said = deployment.run("detector", "evaluate", "nowhere.jsonl")
    assert (said.status, said.err) == (1, "nowhere.jsonl: the file cannot be read (No such file or directory)\n")


def test_an_empty_file_is_told(deployment: Deployment, tmp_path: Path) -> None:
    said = deployment.run("detector", "evaluate", deployment.file("none.jsonl", "\n"))
    assert (said.status, said.err) == (1, "none.jsonl: there is no message in it.\n")


def test_the_cache_is_the_users() -> None:
    assert cache_folder({"XDG_CACHE_HOME": "/there"}) == Path("/there/signpost")
    assert cache_folder({}).name == "signpost"

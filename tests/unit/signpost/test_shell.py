"""The command line as a whole: help, usage, one sentence for every failure."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.errors import StoreBusy, StoreFailed
from signpost.cli import app
from signpost.commands.shell import guarded, sentence_of
from tests.unit.signpost.deployment import Deployment

COMMANDS = [
    *("run", "demo", "check", "draft", "dossier", "db upgrade", "db backup", "db restore", "db copy"),
    *("clients import", "clients list", "incidents export", "incidents import"),
    *("policy check", "policy explain", "policy backtest"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.stdout
    assert f"signpost {command}" in result.stdout or "signpost --config" in result.stdout


def test_top_level_help_lists_the_groups() -> None:
    out = CliRunner().invoke(app, ["--help"]).stdout
    assert all(f"\n  {command.split()[0]} " in out for command in COMMANDS)


def test_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.startswith("signpost 0.")


@pytest.mark.parametrize(
    "words", [["clients", "imprt"], ["clients", "import"], ["draft", "x"], ["demo", "--port", "x"]]
)
def test_wrong_usage_ends_with_two(words: list[str]) -> None:
    assert CliRunner().invoke(app, words).exit_code == 2


def test_wrong_configuration_is_one_sentence(deployment: Deployment) -> None:
    deployment.file("app.yaml", "slack: {mode: off}\n")
    said = deployment.run("clients", "list")
    assert (said.status, said.out) == (1, "")
    assert said.err.endswith("app.yaml:1: YAML reads a bare `off` as false; write `mode: disabled`\n")


def test_a_database_without_tables_names_the_command(tmp_path: Path) -> None:
    bare = Deployment(tmp_path)
    bare.file("app.yaml", "")
    said = bare.run("clients", "list")
    assert (said.status, said.err) == (
        1,
        "storage.url: the database has no tables yet; run `signpost db upgrade`\n",
    )
    assert not (tmp_path / "var").exists()


def test_a_locked_database_is_told_and_nothing_is_changed(firm: Deployment) -> None:
    other = sqlite3.connect(firm.folder / "var" / "signpost.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        said = firm.run("clients", "import", firm.file("more.csv", "name\nGamma\n"))
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert said.status == 1
    assert said.err == (
        "The database is busy: somebody else has been writing for too long. Nothing was changed; try again.\n"
    )
    assert "Gamma" not in firm.done("clients", "list").out


def test_every_store_error_is_a_sentence() -> None:
    assert "busy" in sentence_of(StoreBusy("x"))
    assert "cannot be used (SQLITE_FULL)" in sentence_of(StoreFailed("SQLITE_FULL"))


def test_what_nobody_foresaw_is_one_sentence_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise KeyError("canary")

    with pytest.raises(Exception) as caught:  # noqa: PT011 - Typer's Exit has no public base
        guarded(broken)
    assert getattr(caught.value, "exit_code", None) == 1
    err = capsys.readouterr().err
    assert "KeyError" in err
    assert "canary" not in err
    assert "Traceback" not in err


def test_a_closed_pipe_is_quiet(firm: Deployment) -> None:
    """As in ``signpost … | head -1``: whoever reads has seen enough."""
    many = "\n".join(f"Client {n}" for n in range(350))
    firm.done("clients", "import", firm.file("many.csv", f"name\n{many}\n"))
    program = "from signpost.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        program,
        "--config",
        str(firm.folder / "app.yaml"),
        "clients",
        "list",
        "--format",
        "jsonl",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def test_the_environment_names_the_configuration(deployment: Deployment) -> None:
    env = {"SIGNPOST_CONFIG": str(deployment.folder / "app.yaml")}
    assert CliRunner().invoke(app, ["check"], env=env).exit_code == 0

"""``signpost db``: upgrade, backup, restore, copy."""

from pathlib import Path

from tests.unit.signpost.deployment import Deployment

ROW = "client,sign,severity,occurred_on,summary,reporter\nacme,ethics,1,2026-03-01,a,r1\n"


def elsewhere(firm: Deployment, name: str) -> Deployment:
    """A second deployment, without a database."""
    folder = firm.folder / name
    folder.mkdir()
    other = Deployment(folder)
    other.file("app.yaml", "people: {owners: ['slack:T01/U0OWNER']}\n")
    return other


def test_upgrade_makes_the_folder_and_may_be_repeated(firm: Deployment) -> None:
    fresh = elsewhere(firm, "fresh")
    assert fresh.done("db", "upgrade").err.startswith("The database was at version none and is at ")
    assert fresh.done("db", "upgrade").err.endswith("already.\n")
    assert fresh.done("clients", "list").out == ""


def test_backup_restored_elsewhere_is_the_same_record(firm: Deployment) -> None:
    firm.done("incidents", "import", firm.file("history.csv", ROW))
    file = str(firm.folder / "all.backup")
    assert "has been read back and is whole" in firm.done("db", "backup", file).err
    assert Path(file).stat().st_mode & 0o077 == 0
    other = elsewhere(firm, "other")
    other.done("db", "restore", file)
    for question in (("clients", "list", "--format", "jsonl"), ("incidents", "export")):
        assert other.done(*question).out == firm.done(*question).out


def test_restore_never_touches_a_database_with_rows(firm: Deployment) -> None:
    file = str(firm.folder / "all.backup")
    firm.done("db", "backup", file)
    said = firm.run("db", "restore", file)
    assert said.status == 1
    assert said.err.count("\n") == 1
    assert "Acme GmbH" in firm.done("clients", "list").out


def test_restore_of_something_else_is_refused(firm: Deployment) -> None:
    other = elsewhere(firm, "other")
    said = other.run("db", "restore", firm.file("no.backup", "hello"))
    assert (said.status, said.err) == (1, "no.backup is damaged: it cannot be read\n")
    assert "no-such-file" in other.run("db", "restore", "no-such-file").err


def test_copy_fills_an_empty_database(firm: Deployment) -> None:
    other = elsewhere(firm, "other")
    firm.done("db", "copy", "--to", f"sqlite:///{other.folder}/var/signpost.db")
    assert other.done("clients", "list").out == firm.done("clients", "list").out


def test_copy_refuses_an_address_it_does_not_know(firm: Deployment) -> None:
    said = firm.run("db", "copy", "--to", "mysql://u:canary@h/d")
    assert said.status == 1
    assert "canary" not in said.err

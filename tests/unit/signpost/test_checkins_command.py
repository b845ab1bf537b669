"""Where the keys of check-ins are kept: what `check` says of it, and taking a new folder."""

import os
from pathlib import Path

import pytest

from tests.unit.signpost.deployment import Deployment

FIRM = "people: {owners: ['slack:T/U']}\nstorage: {url: 'sqlite:///data/s.db', backup_dirs: [saved]}\n"


@pytest.fixture
def firm(deployment: Deployment) -> Deployment:
    deployment.file("app.yaml", FIRM)
    return deployment


def test_check_says_where_the_keys_are_kept(firm: Deployment) -> None:
    said = firm.run("check")
    assert f"✓ Check-ins: {firm.folder}/run/checkin-keys is made at the first start" in said.out
    assert not (Path(firm.folder) / "run").exists()


@pytest.mark.parametrize("folder", ["data", "data/keys", "saved", "saved/deep/keys"])
def test_check_complains_of_keys_beside_the_database_or_a_backup(firm: Deployment, folder: str) -> None:
    firm.file("app.yaml", f"{FIRM}checkins: {{key_dir: {folder}}}\n")
    said = firm.run("check")
    assert said.status == 1
    assert f"✗ Check-ins: are off: {firm.folder}/{folder} lies in or below the folder of the database" in said.out


def test_check_complains_of_keys_that_others_can_read(firm: Deployment) -> None:
    folder = Path(firm.folder) / "run" / "checkin-keys"
    folder.mkdir(parents=True)
    os.chmod(folder, 0o755)
    said = firm.run("check")
    assert said.status == 1 and "can be read by other accounts; chmod 700" in said.out


def test_lost_folder_is_told_and_another_is_adopted(firm: Deployment) -> None:
    firm.done("db", "upgrade")
    folder = Path(firm.folder) / "run" / "checkin-keys"
    assert "from now on" in firm.done("checkins", "adopt").err
    assert "is the folder of keys already" in firm.done("checkins", "adopt").err
    assert "✓ Check-ins: their keys are kept in" in firm.run("check").out
    (folder / "canary").write_text("another one")
    said = firm.run("check")
    assert said.status == 1 and "all replicas need the same folder" in said.out
    firm.done("checkins", "adopt")
    assert "✓ Check-ins" in firm.run("check").out


def test_folder_in_a_wrong_place_is_not_adopted(firm: Deployment) -> None:
    firm.file("app.yaml", f"{FIRM}checkins: {{key_dir: data}}\n")
    said = firm.run("checkins", "adopt")
    assert said.status == 1 and "checkins.key_dir" in said.err


def test_group_below_four_is_refused(firm: Deployment) -> None:
    firm.file("app.yaml", f"{FIRM}checkins: {{minimum_group: 1}}\n")
    said = firm.run("check")
    assert said.status == 1 and "must be at least 4, not 1" in said.out

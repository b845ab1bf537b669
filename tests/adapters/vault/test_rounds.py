"""The folder of keys: what it holds, what it says is wrong with it, and what is left when keys are gone."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.vault.rounds import SLOT_BYTES, KeyDirectory
from bot.domain.checkin import SEALED_BYTES, Answer
from bot.errors import KeysLost

ROUND = "a" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keys(folder: Path) -> KeyDirectory:
    directory = KeyDirectory(folder)
    assert directory.trouble() == ""
    directory.make(ROUND)
    return directory


@pytest.mark.parametrize("answer", [Answer(1), Answer(5, "ü" * 600), Answer(3, "\x00\n\"'\\"), Answer(2, "🙂" * 400)])
def test_sealed_answer_opens_again_and_every_one_has_one_length(keys: KeyDirectory, answer: Answer) -> None:
    sealed = keys.seal(ROUND, answer.padded())
    assert len(sealed) == SEALED_BYTES
    assert Answer.unpadded(keys.open(ROUND, sealed)) == answer
    assert keys.seal(ROUND, answer.padded()) != sealed


def test_slot_belongs_to_one_seat_of_one_round(keys: KeyDirectory) -> None:
    keys.make("b" * 32)
    slots = {keys.slot(round, seat) for round in (ROUND, "b" * 32) for seat in ("anna", "ben")}
    assert len(slots) == 4 and {len(slot) for slot in slots} == {SLOT_BYTES}
    assert keys.slot(ROUND, "anna") in slots


def test_another_replica_with_the_same_folder_has_the_same_keys(keys: KeyDirectory, folder: Path) -> None:
    other = KeyDirectory(folder)
    assert other.slot(ROUND, "anna") == keys.slot(ROUND, "anna")
    assert other.open(ROUND, keys.seal(ROUND, b"x")) == b"x"


def test_folder_and_files_are_for_this_account_alone(keys: KeyDirectory, folder: Path) -> None:
    keys.put_canary("c")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert modes == {"keys": 0o700, f"{ROUND}.key": 0o600, "canary": 0o600}


def test_destroyed_keys_open_nothing_and_their_file_was_overwritten(keys: KeyDirectory, folder: Path) -> None:
    sealed = keys.seal(ROUND, b"x")
    os.link(folder / f"{ROUND}.key", folder / "kept")
    keys.destroy(ROUND)
    keys.destroy(ROUND)
    assert keys.known() == set() and not keys.has(ROUND)
    assert not any((folder / "kept").read_bytes())
    with pytest.raises(KeysLost):
        keys.open(ROUND, sealed)
    with pytest.raises(KeysLost):
        keys.slot(ROUND, "a")
    with pytest.raises(KeysLost):
        keys.seal(ROUND, b"x")


@pytest.mark.parametrize("content", [b"", b"short", bytes(64)])
def test_damaged_file_is_a_lost_key(keys: KeyDirectory, folder: Path, content: bytes) -> None:
    """Zeros are what a crash between overwriting and deleting leaves."""
    (folder / f"{ROUND}.key").write_bytes(content)
    assert not keys.has(ROUND)


def test_foreign_sealed_bytes_are_a_lost_key(keys: KeyDirectory) -> None:
    with pytest.raises(KeysLost):
        keys.open(ROUND, bytes(SEALED_BYTES))


@pytest.mark.parametrize("round", ["../x", "", "A", "a/b", "a" * 65])
def test_no_name_leads_out_of_the_folder(keys: KeyDirectory, round: str) -> None:
    with pytest.raises(KeysLost):
        keys.make(round)


@pytest.mark.parametrize("inside", [".", "keys", "keys/deep"])
def test_folder_of_the_database_or_of_a_backup_is_refused(tmp_path: Path, inside: str) -> None:
    assert KeyDirectory(tmp_path / "var" / inside, [tmp_path / "var"]).trouble() == "beside_the_database"
    (tmp_path / "link").symlink_to(tmp_path / "var")
    assert KeyDirectory(tmp_path / "link" / inside, [tmp_path / "var"]).trouble() == "beside_the_database"
    assert KeyDirectory(tmp_path / "varied" / inside, [tmp_path / "var"]).trouble() == ""


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_others_can_read_is_refused(keys: KeyDirectory, folder: Path, what: str) -> None:
    (folder if what == "folder" else folder / f"{ROUND}.key").chmod(0o750)
    assert keys.trouble() == "readable_by_others"


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert KeyDirectory(tmp_path / "file" / "keys").trouble() == "not_writable"


def test_canary_comes_back(keys: KeyDirectory, folder: Path) -> None:
    assert keys.canary() == ""
    keys.put_canary("sings")
    assert KeyDirectory(folder).canary() == "sings"


def test_canary_of_replicas_that_start_together_is_whole(keys: KeyDirectory, folder: Path) -> None:
    with ThreadPoolExecutor(max_workers=8) as replicas:
        list(replicas.map(lambda number: KeyDirectory(folder).put_canary(f"sings{number % 2}"), range(200)))
    assert keys.canary() in ("sings0", "sings1")
    assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []


def test_canary_that_cannot_be_written_is_not_there(tmp_path: Path) -> None:
    keys = KeyDirectory(tmp_path / "nowhere")
    keys.put_canary("sings")
    assert keys.canary() == ""

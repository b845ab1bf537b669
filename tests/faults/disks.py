"""A small file system that can be filled, made read-only and mended."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.requirements import require

_MOUNTING = "a small file system of its own: run as root where mounting is allowed (docker run --cap-add SYS_ADMIN)"


@contextmanager
def small_disk(folder: Path, megabytes: int = 8) -> Iterator[Path]:
    """A tmpfs; skips, loudly, where nothing may be mounted."""
    require(os.geteuid() == 0 and shutil.which("mount"), _MOUNTING)
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    require(subprocess.run(options, capture_output=True).returncode == 0, _MOUNTING)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remounted(disk: Path, how: str) -> bool:
    """``ro`` or ``rw``; False where files that are open for writing forbid it."""
    return subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], capture_output=True).returncode == 0


def fill_up(disk: Path) -> Path:
    """Take all the room there is; the file to delete for mending it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4_096):
                continue
        except OSError:
            pass
    return ballast

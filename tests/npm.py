"""npm packages that tests run: a folder with a lock file each, filled once for each state of it."""

import fcntl
import hashlib
import subprocess
from pathlib import Path

from tests.requirements import require, require_node

INSTALL_SECONDS = 180


def installed(folder: Path, package: str) -> Path:
    """The folder with what its lock file names in it; ``package`` is for whoever has to get it."""
    require_node()
    locked = folder / "package-lock.json"
    marker = folder / "node_modules" / f".signpost-{hashlib.sha256(locked.read_bytes()).hexdigest()[:16]}"
    with locked.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not marker.exists():
            done = subprocess.run(
                ["npm", "ci"], cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
            )
            where = "/".join(folder.parts[folder.parts.index("tests") :])
            require(
                done.returncode == 0,
                f"npm package {package}: `npm ci` in {where}, with an npm registry in reach\n{done.stderr[-2000:]}",
            )
            marker.touch()
    return folder

"""What a test needs from the machine. Where it is missing the test says so; ``SIGNPOST_NO_SKIPS=1`` makes that fail."""

import os
import shutil
import subprocess

import pytest

NODE_NEEDED = "Node.js 20 or newer with npm, on the PATH: Debian 13 `apt-get install nodejs npm`, else nodejs.org"


def require(condition: object, reason: str) -> None:
    """Skip with a reason that says what is missing and how to get it, or fail where skips are not allowed."""
    if condition:
        return
    if os.environ.get("SIGNPOST_NO_SKIPS") == "1":
        pytest.fail(f"missing: {reason}")
    pytest.skip(reason)


def proving() -> bool:
    """``make proof``: the guarantees at their full numbers instead of a sample."""
    return os.environ.get("SIGNPOST_PROOF") == "1"


def require_node() -> None:
    """Skip where there is no Node.js 20 with npm."""
    require(shutil.which("npm"), NODE_NEEDED)
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        said = ""
    major = said.strip().removeprefix("v").partition(".")[0]
    require(major.isdecimal() and int(major) >= 20, NODE_NEEDED)

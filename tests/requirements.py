"""What a test needs from the machine. Where it is missing the test says so; ``SIGNPOST_NO_SKIPS=1`` makes that fail."""

import os

import pytest


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

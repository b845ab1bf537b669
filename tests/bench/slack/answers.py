"""What is a right answer. A timing never fails the benchmark; a wrong answer always does."""

import json
import re
from collections.abc import Callable

Check = Callable[[int, bytes], bool]
NOT_RECORDED = "This was not recorded."
_NUMBER = re.compile(r"#\d+")


def is_empty(status: int, body: bytes) -> bool:
    """An acknowledgement and nothing else."""
    return status == 200 and not body


def is_told(status: int, body: bytes) -> bool:
    """Words for the person alone."""
    return status == 200 and json.loads(body).get("response_type") == "ephemeral"


def is_filed(status: int, body: bytes) -> bool:
    """A confirmation that carries the report's number."""
    return is_told(status, body) and bool(_NUMBER.search(json.loads(body).get("text", "")))


def is_refused(status: int, body: bytes) -> bool:
    """Too many at once: honest words that it was not recorded. Slow, not wrong."""
    return is_told(status, body) and json.loads(body).get("text") == NOT_RECORDED


def checked(subject: str, is_right: Check, status: int, body: bytes) -> None:
    """Raises ``AssertionError`` with what was wrong."""
    if not is_right(status, body):
        raise AssertionError(f"{subject}: a wrong answer, {status} {body[:300]!r}")

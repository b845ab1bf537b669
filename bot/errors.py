"""Every error of the core, with a code and typed fields. People read a notice made from it, never its text.

SignpostError
├── Refused                     the person may not, or cannot now: nothing was changed
│   ├── NotAllowed              who has the right is named
│   ├── NotFound                nothing of that kind, or not for this person
│   ├── UnknownClient           with the nearest names
│   ├── UnknownSign             with the list
│   ├── UnknownSeverity
│   ├── Stale                   the button is older than what has happened since
│   ├── AlreadyTaken            a name or channel that belongs to another client
│   ├── InvalidInput            fields and what is wrong with each
│   └── NotPossible             what is asked for cannot be, or is not done here: reason
├── ConfigurationError          app.yaml, environment or policy file: place and reason
├── ImportRefused               a row of an imported file: file, line, column, reason
├── BackupRefused               a backup, restore or copy was not begun, or undone: reason
├── KeysLost                    the keys of a check-in round are gone: its answers cannot be read any more
├── NotRecorded                 nothing could be stored; the person must be told so
│   ├── StoreBusy               the write lock was not to be had in time
│   └── StoreFailed             disk full, read-only, connection lost
└── ChatError                   a platform call that failed
    ├── RateLimited             retry after so many seconds
    ├── Unreachable             network, 5xx: retried with backoff; the outcome may be unknown
    └── Rejected                the platform said no for good: never retried
"""

from collections.abc import Mapping
from typing import ClassVar


class SignpostError(Exception):
    code: ClassVar[str] = "signpost"


class Refused(SignpostError):
    code = "refused"


class NotAllowed(Refused):
    """``right``: what was tried, a key of ``bot.access.RIGHTS``; ``holders``: names of people who have it."""

    code = "not_allowed"

    def __init__(self, right: str, holders: tuple[str, ...] = ()) -> None:
        super().__init__(right)
        self.right = right
        self.holders = holders


class NotFound(Refused):
    code = "not_found"

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class UnknownClient(Refused):
    code = "unknown_client"

    def __init__(self, words: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.words = words
        self.nearest = nearest


class UnknownSign(Refused):
    code = "unknown_sign"

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class UnknownSeverity(Refused):
    """``sign``: the key it was written behind, ``rest``: what follows it."""

    code = "unknown_severity"

    def __init__(self, words: str, sign: str = "", rest: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.sign = sign
        self.rest = rest


class Stale(Refused):
    """``happened``: a stable word for what has happened since (``acknowledged``, ``withdrawn`` …); ``by``: a name."""

    code = "stale"

    def __init__(self, happened: str, by: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.by = by


class AlreadyTaken(Refused):
    code = "already_taken"

    def __init__(self, what: str, owner: str) -> None:
        super().__init__(what)
        self.what = what
        self.owner = owner


class InvalidInput(Refused):
    """``problems``: field name → problem code (``required``, ``too_long``, ``future``, ``not_a_date`` …)."""

    code = "invalid_input"

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {problem}" for field, problem in problems.items()))
        self.problems = dict(problems)


class NotPossible(Refused):
    """``reason``: a stable word, in words in ``bot.notices.errors`` (``who_answered``, ``round_over`` …)."""

    code = "not_possible"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeysLost(SignpostError):
    code = "keys_lost"


class ConfigurationError(SignpostError):
    """``place`` is a file with line where known (``policies/default.yaml:12``) or an environment variable."""

    code = "configuration"

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class ImportRefused(SignpostError):
    code = "import_refused"

    def __init__(self, file: str, line: int, column: str, reason: str) -> None:
        place = (file, f"line {line}" if line else "", f"column {column}" if column else "")
        super().__init__(f"{', '.join(part for part in place if part)}: {reason}")
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason


class BackupRefused(SignpostError):
    """``reason`` is a sentence for an administrator."""

    code = "backup_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotRecorded(SignpostError):
    code = "not_recorded"


class StoreBusy(NotRecorded):
    code = "store_busy"


class StoreFailed(NotRecorded):
    code = "store_failed"


class ChatError(SignpostError):
    code = "chat"


class RateLimited(ChatError):
    code = "rate_limited"

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class Unreachable(ChatError):
    code = "unreachable"


class Rejected(ChatError):
    """``reason``: the platform's own code, e.g. ``channel_not_found``."""

    code = "rejected"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

"""What the bench watches: every call of the app, trigger ids, the pace of messages, the shape of blocks."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from tests.slack.seed import JSON


@dataclass
class Call:
    """One call as it arrived. ``at``: monotonic seconds; ``answer``: Slack's true answer, None if it was not done.

    ``forwarded``: what emulate gets in place of single arguments.
    """

    method: str
    arguments: JSON
    token: str
    at: float = field(default_factory=time.monotonic)
    answer: JSON | None = None
    forwarded: JSON = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return bool(self.answer and self.answer.get("ok"))

    def __repr__(self) -> str:
        said = "not done" if self.answer is None else "ok" if self.ok else self.answer.get("error")
        return f"<{self.method} {self.arguments!r:.200} -> {said}>"


@dataclass
class _Trigger:
    user: str
    view: str
    born: float
    used: bool = False


class Triggers:
    """Trigger ids: single use, three seconds (https://docs.slack.dev/surfaces/modals#preparing_for_modals)."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._triggers: dict[str, _Trigger] = {}

    def mint(self, user: str, view: str = "") -> str:
        """``view``: the modal in which the person did something; only such a trigger can push another one."""
        trigger = f"{time.time_ns()}.{secrets.token_hex(6)}"
        self._triggers[trigger] = _Trigger(user, view, time.monotonic())
        return trigger

    def problem(self, trigger: object) -> str:
        """Slack's error code for a trigger, empty if it is good."""
        found = self._triggers.get(str(trigger))
        if found is None:
            return "invalid_trigger_id"
        if found.used:
            return "exchanged_trigger_id"
        return "expired_trigger_id" if time.monotonic() - found.born > self.seconds else ""

    def take(self, trigger: str) -> tuple[str, str]:
        """Use it up: (user, view)."""
        found = self._triggers[trigger]
        found.used = True
        return found.user, found.view


class Pace:
    """At most one message per second and channel.

    Measured where messages arrive; ``slack_seconds`` of the second are forgiven, as the way here is of uneven length.
    """

    def __init__(self, slack_seconds: float = 0.2) -> None:
        self.least = 1 - slack_seconds
        self._last: dict[str, float] = {}

    def problem(self, channel: str, at: float) -> str:
        gap = at - self._last.get(channel, float("-inf"))
        self._last[channel] = at
        return f"two messages to {channel} within {gap:.3f} s" if gap < self.least else ""


def block_problems(payload: Mapping[str, Any]) -> list[str]:
    """What the tests' own Block Kit checker says of a message or view."""
    try:
        checker = import_module("tests.adapters.slack.blockkit")
    except ModuleNotFoundError:
        return []
    return [str(problem) for problem in checker.problems(payload)]

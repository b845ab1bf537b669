"""A log that remembers."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    level: Literal["info", "warning", "error"]
    event: str
    values: dict[str, object]


@dataclass(slots=True)
class RecordingLog:
    """The port ``Log``. ``lines`` holds what was said, unreduced: tests look for canaries in ``str(lines)``."""

    lines: list[Line] = field(default_factory=list)

    def info(self, event: str, **values: object) -> None:
        self.lines.append(Line("info", event, values))

    def warning(self, event: str, **values: object) -> None:
        self.lines.append(Line("warning", event, values))

    def error(self, event: str, **values: object) -> None:
        self.lines.append(Line("error", event, values))

    def events(self, level: str | None = None) -> list[str]:
        """The names of what was said, in order, of one level or of all."""
        return [line.event for line in self.lines if level in (None, line.level)]

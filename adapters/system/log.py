"""The structured log: one JSON object a line, on stderr, and never a word that a person wrote.

Logs outlive retention and are read by people who may read no incidents. So a value is kept only if it cannot be
prose: numbers, truth values, moments, and short strings of the letters that ids and codes are made of. Whatever
else comes is replaced by ``(withheld)``; that it came is worth knowing, what it said is not.
"""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from adapters.system.real import SystemClock
from bot.errors import SignpostError
from bot.ports import Clock, Log

WITHHELD = "(withheld)"
_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,80}", re.ASCII)
_SPOKEN = frozenset(
    {"alias", "aliases", "body", "comment", "description", "email", "label", "message", "msg", "name", "names", "note"}
    | {"quote", "subject", "summary", "text", "title", "topic", "typed", "words"}
)
_MANY = 20


class JsonLog:
    """The port ``Log``. Keys that name prose (``text``, ``name``, ``summary`` …) are withheld even for one word.

    An exception given as a value is written as its type, its code and the place in the code that raised it, never
    with its message: messages quote what they failed on.
    """

    def __init__(self, stream: TextIO | None = None, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._logger = structlog.wrap_logger(
            structlog.PrintLogger(stream or sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                _withhold,
                self._date,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
            wrapper_class=structlog.BoundLogger,
        )

    def info(self, event: str, **values: object) -> None:
        self._logger.info(event, **values)

    def warning(self, event: str, **values: object) -> None:
        self._logger.warning(event, **values)

    def error(self, event: str, **values: object) -> None:
        self._logger.error(event, **values)

    def _date(self, _logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        return {**line, "at": self._clock.now().isoformat(timespec="milliseconds")}


def _withhold(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    return {key: WITHHELD if key in _SPOKEN else harmless(value) for key, value in line.items()}


def harmless(value: object) -> Any:
    """The value as JSON if it cannot be prose, else ``(withheld)``."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return harmless(value.value)
        case str():
            return value if _CODE.fullmatch(value) else WITHHELD
        case date():
            return value.isoformat()
        case BaseException():
            return failure(value)
        case Mapping():
            pairs = [(harmless(key), harmless(item)) for key, item in list(value.items())[:_MANY]]
            return {str(key): WITHHELD if key in _SPOKEN else item for key, item in pairs}
        case tuple() | list() | set() | frozenset():
            return [harmless(item) for item in list(value)[:_MANY]]
        case _:
            return WITHHELD


def failure(error: BaseException) -> dict[str, str]:
    """Type, code and place of an exception; nothing of its text."""
    told = {"type": type(error).__name__, "where": _place(error.__traceback__)}
    if isinstance(error, SignpostError):
        told["code"] = error.code
    if error.__cause__ is not None:
        told["cause"] = type(error.__cause__).__name__
    return told


def _place(traceback: TracebackType | None) -> str:
    """``module:function:line`` of the innermost frame: a path would tell the machine's folders."""
    if traceback is None:
        return ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    frame = traceback.tb_frame
    return f"{frame.f_globals.get('__name__', '?')}:{frame.f_code.co_name}:{traceback.tb_lineno}"


class _Reduced(logging.Handler):
    """Libraries log prose (SQL, addresses, exception texts): only who spoke, from where and what failed is passed."""

    def __init__(self, log: Log, level: int) -> None:
        super().__init__(level)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        say = self._log.error if record.levelno >= logging.ERROR else self._log.warning
        error = record.exc_info[1] if record.exc_info else None
        place = f"{PurePath(record.pathname).stem}:{record.funcName}:{record.lineno}"
        values: dict[str, object] = {"logger": record.name, "where": place}
        if error is not None:
            values["error"] = error
        say("library", **values)


def route_standard_logging(log: Log, level: int = logging.WARNING) -> None:
    """From now on everything that libraries say through ``logging`` goes through ``log``, reduced. May be repeated."""
    logging.captureWarnings(True)
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    root.addHandler(_Reduced(log, level))
    root.setLevel(level)

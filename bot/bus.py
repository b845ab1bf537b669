"""From a message to its handler. Dependencies are bound once, by parameter name; no state is kept per message."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from bot.messages import Command, DoorNews, Question


class Bus:
    """``handle`` runs the one handler of a message; a handler may answer with another command, which is run then.

    A handler that asks for a dependency nobody gives fails here, at start: ``TypeError``.
    """

    def __init__(
        self, handlers: Mapping[type, Callable[..., Awaitable[Any]]], dependencies: Mapping[str, object]
    ) -> None:
        self._bound = {message: _bound(handler, dependencies) for message, handler in handlers.items()}

    async def handle(self, message: Command | Question | DoorNews) -> Any:
        result = await self._bound[type(message)](message)
        return await self.handle(result) if type(result) in self._bound else result


def _bound(
    handler: Callable[..., Awaitable[Any]], dependencies: Mapping[str, object]
) -> Callable[[object], Awaitable[Any]]:
    wanted = list(inspect.signature(handler).parameters)[1:]
    missing = [name for name in wanted if name not in dependencies]
    if missing:
        raise TypeError(f"{handler.__name__} wants {', '.join(missing)}, which nobody provides")
    return partial(handler, **{name: dependencies[name] for name in wanted})

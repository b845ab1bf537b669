"""Clients by the names that people type into files and commands."""

from collections.abc import Iterable

from bot.domain.client import Client, name_key
from bot.errors import UnknownClient
from signpost.nearest import nearest


class ClientNames:
    """Every client by its name and aliases, compared as the record compares them."""

    def __init__(self, clients: Iterable[Client]) -> None:
        self._by_key: dict[str, Client] = {}
        self._names: list[str] = []
        for client in clients:
            for name in client.names:
                self._by_key.setdefault(name_key(name), client)
                self._names.append(name)

    def find(self, name: str) -> Client:
        """Raises ``UnknownClient`` with the nearest name, where one is near."""
        client = self._by_key.get(name_key(name))
        if client:
            return client
        near = nearest(name, self._names, cutoff=0.5)
        raise UnknownClient(name, (near,) if near else ())

    def __bool__(self) -> bool:
        return bool(self._names)


def unknown_client(error: UnknownClient, any_known: bool) -> str:
    """What to say of it, and what to do next."""
    if error.nearest:
        return f"there is no client {error.words[:80]!r}; did you mean {error.nearest[0]!r}?"
    hint = "`signpost clients list` shows them all" if any_known else "add some with `signpost clients import`"
    return f"there is no client {error.words[:80]!r}; {hint}"

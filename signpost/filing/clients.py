"""A client list into the record: new clients added, known ones (by name) brought up to date."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.client import Client, name_key
from bot.domain.person import PersonRef
from bot.errors import AlreadyTaken, ImportRefused
from bot.handlers.clients import file_waiting
from bot.kit import Kit
from bot.ports import Drafter, Unit
from signpost.filing.people import Directory
from signpost.records.clients import ClientRow, merged_contract


@dataclass(frozen=True, slots=True)
class FiledClients:
    """``reports``: those that were kept while their client was not known, and are filed now."""

    added: int = 0
    updated: int = 0
    reports: int = 0


async def file_clients(
    unit: Unit, kit: Kit, drafter: Drafter, rows: Sequence[ClientRow], step: Callable[[], None]
) -> FiledClients:
    """Write all rows and file the reports that waited for these clients; the caller commits.

    Raises ``ImportRefused`` where a name or channel is another client's. An empty cell leaves what is known as it is.
    """
    known = {name_key(client.name): client for client in await unit.clients.all()}
    directory = Directory(unit, kit)
    updated = reports = 0
    for row in rows:
        before = known.get(name_key(row.name))
        updated += before is not None
        client = await _merged(before or _new(kit, row), row, directory)
        try:
            await unit.clients.save(client)
        except AlreadyTaken as error:
            raise _taken(row, error) from error
        reports += await file_waiting(unit, kit, drafter, client)
        step()
    return FiledClients(added=len(rows) - updated, updated=updated, reports=reports)


def _new(kit: Kit, row: ClientRow) -> Client:
    return Client(id=kit.ids.new(), name=row.name, language=kit.settings.language)


async def _merged(client: Client, row: ClientRow, directory: Directory) -> Client:
    given = row.given
    return replace(
        client,
        name=row.name,
        aliases=row.aliases if "aliases" in given else client.aliases,
        language=row.language or client.language,
        leads=await _ids(directory, row.leads) if "leads" in given else client.leads,
        deputies=await _ids(directory, row.deputies) if "deputies" in given else client.deputies,
        channels=row.channels if "channels" in given else client.channels,
        contract=merged_contract(client.contract, row),
    )


async def _ids(directory: Directory, refs: Iterable[PersonRef]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([await directory.by_ref(ref) for ref in refs]))


def _taken(row: ClientRow, error: AlreadyTaken) -> ImportRefused:
    column = "channels" if error.what in map(str, row.channels) else "aliases" if error.what in row.aliases else "name"
    return row.row.refused(column, f"{error.what} belongs to the client {error.owner}")

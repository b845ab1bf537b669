"""``signpost clients``: the list of customers, in and out."""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.client import Client
from bot.domain.person import Person
from bot.ports import Act, Unit
from bot.spreadsheet import csv_row
from signpost.commands.progress import counted
from signpost.commands.shell import Shell, all_or_nothing, remark, say_all, shell_of, waited
from signpost.composition import drafter_of
from signpost.filing.clients import FiledClients, file_clients
from signpost.records.clients import COLUMNS, ClientRow, read_clients

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The firms you work for: import and list them.")


class ListFormat(StrEnum):
    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The list, one client a line.")],
) -> None:
    """Add clients from a CSV file, or bring known ones (same name) up to date. All of the file or nothing of it.

    The first line names the columns: name, aliases, language, leads, deputies, channels, and if you like
    contract_kind, contract_start, term_end, notice, clause, pay_rhythm, monthly_value, currency, country.
    Several values in a cell are separated by `;`. People are written platform:workspace/user, channels likewise.
    An empty cell leaves what is known as it is. Files saved by Excel (semicolons, German dates) are fine.

    \b
    Example:
      name,aliases,language,leads
      Acme GmbH,acme;ACME,de,slack:T01TEST/U01ALICE
    \b
      signpost clients import clients.csv
    """
    with all_or_nothing():
        filed = waited(_import(shell_of(context), read_clients(file)))
    remark(f"{filed.added} added, {filed.updated} updated.")
    if filed.reports:
        reports = "1 report" if filed.reports == 1 else f"{filed.reports} reports"
        remark(f"Filed {reports} kept until one of these clients was known.")


async def _import(shell: Shell, rows: Sequence[ClientRow]) -> FiledClients:
    kit = shell.kit  # made before the transaction: others wait for its end
    drafter = drafter_of(shell.settings)
    with counted("Importing", len(rows)) as step:
        async with shell.store() as store, store.write() as unit:
            filed = await file_clients(unit, kit, drafter, rows, step)
            counts = {"added": str(filed.added), "updated": str(filed.updated)}
            await unit.journal.record(Act(at=kit.now(), by="shell", act="clients_imported", detail=counts))
            await unit.commit()
    return filed


@app.command("list")
def list_(
    context: typer.Context,
    format: Annotated[
        ListFormat, typer.Option(help="text for reading; csv can be edited and imported.")
    ] = ListFormat.TEXT,
) -> None:
    """Show all clients with their leads and the stage they stand at.

    \b
    Example:
      signpost clients list --format csv > clients.csv
    """
    clients, people = waited(_all(shell_of(context)))
    lines = {ListFormat.TEXT: _as_text, ListFormat.JSONL: _as_json_lines, ListFormat.CSV: _as_csv}[format]
    say_all(lines(clients, people))
    if not clients:
        remark("There are no clients yet; add some with `signpost clients import FILE.csv` or /client-setup.")


async def _all(shell: Shell) -> tuple[Sequence[Client], dict[str, Person]]:
    async with shell.store() as store, store.read() as unit:
        clients = await unit.clients.all()
        return clients, await _people_of(unit, clients)


async def _people_of(unit: Unit, clients: Sequence[Client]) -> dict[str, Person]:
    wanted = {person for client in clients for person in (*client.leads, *client.deputies)}
    return dict(await unit.people.by_ids(sorted(wanted)))


def _as_text(clients: Sequence[Client], people: dict[str, Person]) -> Iterator[str]:
    rows = [
        (client.name, client.standing.stage.key, client.state.value, ", ".join(_names(client.leads, people)) or "–")
        for client in clients
    ]
    if not rows:
        return
    table = [("client", "stage", "state", "leads"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        yield "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]))


def _as_json_lines(clients: Sequence[Client], people: dict[str, Person]) -> Iterator[str]:
    for client in clients:
        yield json.dumps(_cells(client, people) | _state(client), ensure_ascii=False)


def _as_csv(clients: Sequence[Client], people: dict[str, Person]) -> Iterator[str]:
    """The columns that ``clients import`` reads."""
    yield csv_row(COLUMNS)
    for client in clients:
        cells = _cells(client, people)
        yield csv_row([_joined(cells[column]) for column in COLUMNS])


def _joined(value: str | list[str]) -> str:
    return ";".join(value) if isinstance(value, list) else value


def _state(client: Client) -> dict[str, str | list[str]]:
    return {"state": client.state.value, "stage": client.standing.stage.key}


def _cells(client: Client, people: dict[str, Person]) -> dict[str, str | list[str]]:
    contract = client.contract
    return {
        "name": client.name,
        "aliases": list(client.aliases),
        "language": client.language,
        "leads": _refs(client.leads, people),
        "deputies": _refs(client.deputies, people),
        "channels": [str(channel) for channel in client.channels],
        "contract_kind": contract.kind.value if contract.kind else "",
        "contract_start": contract.start.isoformat() if contract.start else "",
        "term_end": contract.term_end.isoformat() if contract.term_end else "",
        "notice": contract.notice,
        "clause": contract.clause,
        "pay_rhythm": contract.pay_rhythm,
        "monthly_value": str(contract.monthly_value) if contract.monthly_value is not None else "",
        "currency": contract.currency,
        "country": contract.country,
    }


def _refs(ids: Sequence[str], people: dict[str, Person]) -> list[str]:
    """One ref each: the first one the person was met under."""
    return [str(people[person].refs[0]) for person in ids if person in people and people[person].refs]


def _names(ids: Sequence[str], people: dict[str, Person]) -> list[str]:
    return [people[person].name for person in ids if person in people]

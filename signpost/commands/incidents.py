"""``signpost incidents``: the record, in and out."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.incident import Incident
from bot.domain.talk import Talk
from bot.ports import Act, Unit
from signpost.commands.progress import counted
from signpost.commands.shell import Shell, all_or_nothing, remark, say_all, shell_of, waited
from signpost.filing.incidents import Filed, file_record
from signpost.filing.names import ClientNames
from signpost.records.export import Line, Pseudonyms, as_csv, as_json_lines, incident_lines, talk_line
from signpost.records.incidents import RecordFile, read_record

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What clients did: export and import the record.")


class ExportFormat(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"


@app.command("export")
def export(
    context: typer.Context,
    client: Annotated[str | None, typer.Option(metavar="NAME", help="Only this client.")] = None,
    format: Annotated[ExportFormat, typer.Option(help="JSON Lines, or CSV for a spreadsheet.")] = ExportFormat.JSONL,
    with_talks: Annotated[bool, typer.Option("--with-talks", help="Recorded talks too, after the incidents.")] = False,
) -> None:
    """Print the record. Names of reporters never appear: they are r1, r2 … , new ones in every export.

    Quote and link are empty where the reporter has not agreed to be known. Every export is written to the audit log.

    \b
    Example:
      signpost incidents export --client "Acme GmbH" --with-talks > acme.jsonl
    """
    lines = waited(_exported(shell_of(context), client, with_talks))
    say_all(as_json_lines(lines) if format is ExportFormat.JSONL else as_csv(lines, with_talks))


async def _exported(shell: Shell, name: str | None, with_talks: bool) -> list[Line]:
    kit = shell.kit
    async with shell.store() as store:
        async with store.read() as unit:
            clients = await unit.clients.all()
            chosen = ClientNames(clients).find(name).id if name else ""
            incidents, talks = await _record(unit, chosen, with_talks)
        names = {client.id: client.name for client in clients}
        pseudonyms = Pseudonyms()
        lines = list(incident_lines(incidents, names, pseudonyms))
        counts = {"incidents": str(len(lines)), "talks": str(len(talks))}
        lines += [talk_line(talk, names, pseudonyms) for talk in talks]
        async with store.write() as unit:
            await unit.journal.record(
                Act(at=kit.now(), by="shell", act="incidents_exported", subject=chosen, detail=counts)
            )
            await unit.commit()
    return lines


async def _record(unit: Unit, client: str, with_talks: bool) -> tuple[Sequence[Incident], Sequence[Talk]]:
    """Incidents by number and talks by day, of one client or of all (``client`` empty)."""
    incidents = await unit.incidents.of_client(client) if client else await unit.incidents.everything()
    talks: Sequence[Talk] = ()
    if with_talks:
        talks = await unit.talks.of_client(client) if client else await unit.talks.everything()
    ordered = sorted(incidents, key=lambda incident: incident.number)
    return ordered, sorted(talks, key=lambda talk: (talk.day, talk.client))


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSON Lines.")],
) -> None:
    """Add past incidents from a file. All of the file or nothing of it; nobody is told, whatever stage comes out.

    Columns: client, sign, severity (1 mild, 2 clear, 3 severe; 2 if empty), occurred_on (2026-11-24), summary, and if
    you like quote, link, reporter. A reporter may be a person (slack:T01TEST/U01ALICE) or any word that stands for
    one. Lines with client, talk, outcome, lead record a talk. Files of `signpost incidents export` are fine; only
    confirmed incidents are taken, and rows that are there already are skipped. A running server can store nothing
    while the file is written (about four seconds per thousand rows on SQLite), so choose a quiet hour for long ones.

    \b
    Example:
      client,sign,severity,occurred_on,summary,reporter
      Acme GmbH,late_payment,2,2026-09-30,Invoice 4711 paid 20 days late,anna
    \b
      signpost incidents import history.csv
    """
    shell = shell_of(context)
    policy = shell.kit.policy
    with all_or_nothing():
        record = read_record(file, policy.sign_keys(), policy.find_sign, today=shell.kit.today())
        _report(record, waited(_import(shell, record)))


async def _import(shell: Shell, record: RecordFile) -> Filed:
    kit = shell.kit  # made before the transaction: others wait for its end
    with counted("Importing", len(record.incidents) + len(record.talks)) as step:
        async with shell.store() as store, store.write() as unit:
            filed = await file_record(unit, kit, record, step)
            counts = {"incidents": str(filed.incidents), "talks": str(filed.talks)}
            await unit.journal.record(Act(at=kit.now(), by="shell", act="incidents_imported", detail=counts))
            await unit.commit()
    return filed


def _report(record: RecordFile, filed: Filed) -> None:
    remark(f"{filed.incidents} incidents and {filed.talks} talks imported; nobody was told.")
    if filed.known:
        remark(f"{filed.known} rows were there already and are skipped.")
    if record.skipped:
        remark(f"{record.skipped} rows are not confirmed and are skipped.")
    for name, stage in filed.stages.items():
        remark(f"{name}: {stage}")

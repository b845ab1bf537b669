"""``signpost dossier``: a client's record of a period, as a document or as lines."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot.domain.dossier import FORMS, DossierForm, Made, Period
from bot.ports import Act
from bot.wording import day_of
from signpost.commands.shell import Shell, fail, remark, shell_of, waited
from signpost.filing.names import ClientNames


def dossier(
    context: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="A client's name or alias.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it: a name in .pdf, .csv or .jsonl.")],
    since: Annotated[
        str, typer.Option(metavar="DAY", help="From this day on (2026-11-24). Default: all that is kept.")
    ] = "",
    language: Annotated[str, typer.Option(metavar="de|en", help="Of the document. Default: the deployment's.")] = "",
) -> None:
    """Write a client's dossier: timeline, incidents, talks, drafted messages, stages, and the score line by line.

    Reporters are team member 1, 2, …; quotes and links are left out where the reporter has not agreed to be known. The
    same record gives the same file on the same day, and its last line (or page) tells the hash of its content. Every
    dossier is written to the audit log.

    \b
    Example:
      signpost dossier "Acme GmbH" --out acme.pdf --since 2026-01-01
    """
    form = next((form for form in FORMS if out.suffix.lower() == f".{form}"), None)
    if form is None:
        raise typer.BadParameter("must end in .pdf, .csv or .jsonl", param_hint="--out")
    if language not in ("", "de", "en"):
        raise typer.BadParameter("must be de or en", param_hint="--language")
    start = day_of(since) if since else None
    if since and start is None:
        raise typer.BadParameter("must be a day such as 2026-11-24", param_hint="--since")
    shell = shell_of(context)
    if start and start > shell.kit.today():
        fail(f"{start} is in the future (today is {shell.kit.today()}).")
    from bot.dossier.making import whole_record

    whole = whole_record(shell.kit.today(), shell.settings.privacy.incident_days)
    period = Period(start or whole.since, whole.until)
    made = written_whole(out, lambda file: waited(_made(shell, client, period, form, language, file)))
    remark(f"{out}: {made.entries} entries, SHA-256 of the content {made.sha256}")


def written_whole(out: Path, write: Callable[[BinaryIO], Made]) -> Made:
    """The whole file or none: beside its place first, readable by its owner alone."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            made = write(file)
        os.replace(name, out)
    except BaseException:
        os.unlink(name)
        raise
    return made


async def _made(shell: Shell, name: str, period: Period, form: DossierForm, language: str, file: BinaryIO) -> Made:
    from adapters.charts import ChartsApart
    from adapters.documents import DocumentsApart
    from bot.dossier.making import Order, Workshop

    charts, documents = ChartsApart(), DocumentsApart()
    try:
        async with shell.store() as store:
            async with store.read() as unit:
                client = ClientNames(await unit.clients.all()).find(name)
            shop = Workshop(store, shell.kit, charts, documents)
            order = Order(client=client.id, period=period, form=form, language=language or shell.settings.language)
            made = await shop.make(order, file)
            detail = {
                "since": period.since.isoformat(),
                "until": period.until.isoformat(),
                "form": form,
                "entries": str(made.entries),
                "sha256": made.sha256,
            }
            async with store.write() as unit:
                act = Act(at=shell.kit.now(), by="shell", act="dossier_exported", subject=client.id, detail=detail)
                await unit.journal.record(act)
                await unit.commit()
            return made
    finally:
        charts.close()
        documents.close()

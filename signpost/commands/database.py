"""``signpost db``: tables, backups, moving to another database."""

from pathlib import Path
from typing import Annotated

import typer

from signpost.commands.progress import measured
from signpost.commands.shell import remark, shell_of, waited

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The database: tables, backup, restore, move.")


@app.command("upgrade")
def upgrade(context: typer.Context) -> None:
    """Create the tables, or bring them up to date after an update of Signpost. Doing it again changes nothing.

    \b
    Example:
      signpost db upgrade
    """
    from signpost.schema import upgraded

    before, after = waited(upgraded(shell_of(context).settings))
    if before == after:
        remark(f"The database is at version {after} already.")
    else:
        remark(f"The database was at version {before or 'none'} and is at {after} now.")


@app.command("backup")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; an older one is replaced.")],
) -> None:
    """Write the whole database into one file. The server may go on working meanwhile.

    The file holds confidential texts: only you may read it, keep it so. The keys of check-in rounds are not in it.

    \b
    Example:
      signpost db backup signpost-2026-11-24.backup
    """
    from storage.backup import backup as write

    url = shell_of(context).settings.storage.url.reveal()
    with measured("Backing up") as progress:
        rows = write(url, file, progress)
    remark(f"{rows} rows are in {file}; it has been read back and is whole.")


@app.command("restore")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `signpost db backup` wrote.")],
) -> None:
    """Fill an empty database from a backup, all or nothing. A database that has rows is never touched.

    What was due before goes out only after an administrator has agreed, for it may be done already.

    \b
    Example:
      signpost db restore signpost-2026-11-24.backup
    """
    from signpost.schema import folder_made
    from storage.backup import restore as fill

    url = shell_of(context).settings.storage.url.reveal()
    folder_made(url)
    with measured("Restoring") as progress:
        rows = fill(url, file, progress)
    remark(f"{rows} rows are restored; nothing that was due before is sent until an administrator agrees.")


@app.command("copy")
def copy(
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option(metavar="URL", help="sqlite:///path/file.db or postgresql://user:password@host/database; empty."),
    ],
) -> None:
    """Move to another database, e.g. from SQLite to PostgreSQL: copy every row into an empty one.

    Stop the server first; afterwards name the new database in app.yaml (storage.url).

    \b
    Example:
      signpost db copy --to postgresql://signpost@db.example/signpost
    """
    from signpost.schema import folder_made
    from storage.copy import copy as fill

    url = shell_of(context).settings.storage.url.reveal()
    folder_made(to)
    with measured("Copying") as progress:
        rows = fill(url, to, progress)
    remark(f"{rows} rows are copied; put the new address into storage.url.")

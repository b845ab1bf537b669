"""``signpost db``: tables, backups, moving to another database."""

import typer

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
    remark(f"The database was at version {before or 'none'} and is at {after} now.")

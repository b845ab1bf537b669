"""The command ``signpost``: all commands on one page."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from signpost.commands import (
    check,
    checkins,
    clients,
    database,
    detection,
    dossier,
    draft,
    incidents,
    manifest,
    policy,
    running,
)
from signpost.commands.shell import Shell, guarded, say


class _Guarded(TyperGroup):
    """Every command runs behind the guard that turns errors into one sentence."""

    def invoke(self, ctx: Any) -> Any:
        return guarded(lambda: super(_Guarded, self).invoke(ctx))


app = typer.Typer(
    cls=_Guarded,
    name="signpost",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
)
app.command("run")(running.run)
app.command("demo")(running.demo)
app.command("check")(check.check)
app.add_typer(database.app, name="db")
app.add_typer(clients.app, name="clients")
app.add_typer(incidents.app, name="incidents")
app.add_typer(policy.app, name="policy")
app.add_typer(checkins.app, name="checkins")
app.command("classify")(detection.classify)
app.add_typer(detection.app, name="detector")
app.command("draft")(draft.draft)
app.command("dossier")(dossier.dossier)
app.add_typer(manifest.app, name="manifest")


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"signpost {version('signpost-bot')}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="The configuration file. Default: what SIGNPOST_CONFIG names, else app.yaml in this folder.",
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version and exit.")
    ] = False,
) -> None:
    """Signpost notices when a client relation goes wrong, and helps to mend it or to end it well.

    New here? `signpost demo` serves a practice workspace in your browser: no account needed, nothing to configure.

    Data goes to stdout, everything else to stderr. Exit status: 0; 1 when something failed; 2 for wrong usage.
    """
    context.obj = Shell(config)


def main() -> None:
    app()

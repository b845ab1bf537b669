"""``signpost check``: is everything in place, and if not, what is missing?"""

from typing import Annotated

import typer

from signpost.commands.shell import say, shell_of, waited
from signpost.inspection.deployment import inspect_deployment
from signpost.inspection.findings import Finding, State

_MARKS = {State.GOOD: "✓", State.WRONG: "✗", State.OFF: "–"}


def check(
    context: typer.Context,
    online: Annotated[
        bool,
        typer.Option("--online", help="Ask the platforms too: tokens, permissions, owners and admins, the address."),
    ] = False,
) -> None:
    """Check configuration, policy and database, and say what is on and what is missing.

    ✓ is in place, – is off, ✗ is wrong; exit status 1 if anything is wrong. Without --online no platform is called.

    \b
    Example:
      signpost --config /etc/signpost/app.yaml check --online
    """
    shell = shell_of(context)
    findings = waited(inspect_deployment(shell.config, shell.environ, online=online))
    for finding in findings:
        say(_line(finding))
    if any(finding.state is State.WRONG for finding in findings):
        raise typer.Exit(1)


def _line(finding: Finding) -> str:
    return f"{_MARKS[finding.state]} {finding.subject}: {finding.words}"

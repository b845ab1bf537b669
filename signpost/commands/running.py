"""``signpost run`` and ``signpost demo``: the two ways of serving."""

import asyncio
import inspect
from typing import Annotated

import typer

from signpost.commands.shell import shell_of


def run(context: typer.Context) -> None:
    """Serve the doors that app.yaml enables, until you press Ctrl+C.

    With no door enabled it says what to enable, and still answers health checks.

    \b
    Example:
      signpost --config /etc/signpost/app.yaml run
    """
    from signpost import application

    shell = shell_of(context)
    _finished(application.run(shell.settings, shell.secrets))


def demo(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where to serve, on this machine only.")] = 8080,
) -> None:
    """Serve the practice workspace with sample data, in your browser.

    It needs no account and no configuration, listens on this machine only, and keeps its data in var/demo.db.

    \b
    Example:
      signpost demo --port 8081        then open http://127.0.0.1:8081
    """
    from signpost import demo as practice

    _finished(practice.serve(port=port))


def _finished(work: object) -> None:
    """Both may be coroutines or plain functions that run to their end."""
    if inspect.iscoroutine(work):
        asyncio.run(work)

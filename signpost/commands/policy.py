"""``signpost policy``: check the rules, explain a score, try rules on a record."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.assessment import Assessment
from bot.domain.client import Client
from bot.errors import ImportRefused
from signpost.commands.progress import measured
from signpost.commands.shell import Shell, remark, say, say_all, shell_of, waited
from signpost.filing.names import ClientNames
from signpost.records.incidents import read_record
from signpost.records.replayed import ReplayRow, outcome_rows, rows_of_file, rows_of_record

if TYPE_CHECKING:
    from policies.backtest import Backtest
    from policies.policy import StandardPolicy

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The rules: check, explain and try them.")
PolicyOption = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="The rules to try. Default: those of app.yaml.")
]


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy file, e.g. your copy of default.yaml.")],
) -> None:
    """Check a policy file: unknown keys and impossible values are named with their line.

    \b
    Example:
      signpost policy check my-policy.yaml
    """
    from signpost.composition import policy_from

    say(f"✓ {file} can be used; its version is {policy_from(file).version}.")


@app.command("explain")
def explain(
    context: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="A client's name or alias.")],
) -> None:
    """Show why a client stands where it does: every counted incident with its points today, and the sum.

    \b
    Example:
      signpost policy explain "Acme GmbH"
    """
    shell = shell_of(context)
    found, assessment = waited(_assessed(shell, client))
    say_all(_explained(shell, found, assessment))


async def _assessed(shell: Shell, name: str) -> tuple[Client, Assessment]:
    from bot.record import assessed

    kit = shell.kit
    async with shell.store() as store, store.read() as unit:
        client = ClientNames(await unit.clients.all()).find(name)
        return client, await assessed(unit, kit, client)


def _explained(shell: Shell, client: Client, assessment: Assessment) -> Iterable[str]:
    from bot.notices.nudges import reasons_line
    from bot.notices.parts import plain

    voice = shell.kit.voice("en")
    yield f"{client.name}: {assessment.stage.key}, score {assessment.score:.2f} on {assessment.day}"
    signs = {key: shell.kit.policy.sign(key, "en") for key in shell.kit.policy.sign_keys()}
    yield plain(reasons_line(voice, assessment, signs))
    if not assessment.lines:
        return
    yield ""
    yield f"{'day':<10}  {'sign':<20}  {'points':>7}  = base × severity × settled × decay"
    for line in sorted(assessment.lines, key=lambda line: (-round(line.points, 6), line.occurred_on, line.sign)):
        yield (
            f"{line.occurred_on}  {line.sign:<20}  {line.points:7.2f}  = {line.base:g} × {line.severity_factor:g}"
            f" × {line.settled:g} × {line.decay:.4f}  ({_reports(len(line.incidents), line.reporters)})"
        )
    yield f"{'sum':<10}  {'':<20}  {assessment.score:7.2f}"


def _reports(reports: int, reporters: int) -> str:
    told = f"{reports} report{'s' if reports != 1 else ''}"
    return told + f", {reporters} reporter{'s' if reporters != 1 else ''}"


@app.command("backtest")
def backtest(
    context: typer.Context,
    record: Annotated[
        Path | None,
        typer.Argument(metavar="[RECORD.jsonl]", help="A record file. Default: the deployment's own record."),
    ] = None,
    policy: PolicyOption = None,
    outcomes: Annotated[
        Path | None,
        typer.Option("--outcomes", metavar="FILE", help='Lines {"client", "parted": day}: who was parted with.'),
    ] = None,
) -> None:
    """Replay a record: when would which client have entered which stage?

    Reads lines {"client","sign","severity","occurred_on","reporter"} and talks {"client","talk","outcome","lead"}, as
    `signpost incidents export --with-talks` writes them; CSV with these columns too. Prints one JSON line per rise,
    then a summary on stderr. With --outcomes also: days of warning before each parting, and false alarms.

    \b
    Example:
      signpost policy backtest history.jsonl --outcomes partings.jsonl
    """
    from signpost.composition import policy_from, policy_of

    shell = shell_of(context)
    rules = policy_from(policy) if policy else policy_of(shell.settings)
    rows, until = _rows(shell, record, rules)
    result = _replayed(rows, rules, (record or Path("record")).name, until, outcomes)
    for rise in result.rises:
        say(json.dumps(rise.row(), ensure_ascii=False))
    for line in _summary(result, with_outcomes=outcomes is not None):
        remark(line)


def _rows(shell: Shell, record: Path | None, rules: "StandardPolicy") -> tuple[Sequence[ReplayRow], date | None]:
    """The rows to replay, and the last day where it is given (the own record is replayed to today)."""
    if record is None:
        return waited(_own_record(shell)), shell.kit.today()
    return rows_of_file(read_record(record, rules.sign_keys(), rules.find_sign, today=None)), None


async def _own_record(shell: Shell) -> Sequence[ReplayRow]:
    async with shell.store() as store, store.read() as unit:
        clients = await unit.clients.all()
        return rows_of_record(clients, await unit.incidents.everything(), await unit.talks.everything())


def _replayed(
    rows: Sequence[ReplayRow], rules: "StandardPolicy", name: str, until: date | None, outcomes: Path | None
) -> "Backtest":
    from policies.backtest import backtest
    from policies.errors import RowError

    partings = outcome_rows(outcomes) if outcomes else None
    with measured("Replaying") as progress:
        try:
            return backtest(rows, rules, outcomes=partings, until=until, progress=progress)
        except RowError as error:
            raise ImportRefused(name, error.line, error.column, error.reason) from error


def _summary(result: "Backtest", with_outcomes: bool) -> Iterable[str]:
    yield f"{result.clients} clients, {result.incidents} incidents, {result.talks} talks."
    entered = ", ".join(f"{stage.key} {count}" for stage, count in result.entered.items())
    yield f"Clients that entered each stage (or a higher one): {entered}."
    if not with_outcomes:
        return
    for one in result.warned:
        warning = f"by talk {_days(one.talk_days)}, by exit {_days(one.exit_days)}"
        yield f"{one.client}, parted {one.parted}: days of warning {warning}."
    talk, leave = result.median_warning
    yield f"Median days of warning: talk {_days(talk)}, exit {_days(leave)}."
    alarms = ", ".join(f"{quarter} {count}" for quarter, count in result.false_alarms.items())
    yield f"False alarms (entered exit, not parted with): {alarms or 'none'}."


def _days(days: float | None) -> str:
    return "none" if days is None else f"{days:g}"

"""``signpost draft``: a text to a client, written from the record."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from bot.domain.draft import DraftKind, Engine, Letter, Tone
from signpost.commands.shell import Shell, remark, say, shell_of, waited
from signpost.filing.names import ClientNames


class By(StrEnum):
    TEMPLATE = "template"
    OPENAI = "openai"


def draft(
    context: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="A client's name or alias.")],
    kind: Annotated[DraftKind, typer.Option(help="What the text is for.")],
    language: Annotated[str, typer.Option(metavar="de|en", help="Default: the client's own.")] = "",
    tone: Annotated[Tone, typer.Option(help="How it sounds.")] = Tone.PLAIN,
    engine: Annotated[By | None, typer.Option(help="Default: drafting.engine of app.yaml.")] = None,
) -> None:
    """Print a text to a client: subject, an empty line, the body. Nothing is stored and nothing is sent.

    It is made from neutral facts: contract, notice period, the last talk. Fill in what stands in [square brackets];
    it is no legal advice. What the engine openai writes is checked; where that fails, you get the template's text, and
    stderr says why.

    \b
    Example:
      signpost draft "Acme GmbH" --kind exit --language de > letter.txt
    """
    if language not in ("", "de", "en"):
        raise typer.BadParameter("must be de or en", param_hint="--language")
    shell = shell_of(context)
    if engine:
        chosen = replace(shell.settings.drafting, engine=engine.value)
        shell.settings = replace(shell.settings, drafting=chosen)
    letter, locked = waited(_written(shell, client, kind, language, tone))
    say(letter.subject)
    say()
    say(letter.body)
    if shell.settings.drafting.engine == "openai" and letter.engine is not Engine.MODEL:
        why = letter.fell_back or ("locked" if locked else "no_key")
        remark(f"By template: no text of the language model could be used ({why}).")
    elif letter.engine is Engine.MODEL:
        remark("Written by a language model; nobody has read it yet.")
    if locked:
        remark("Stop and examine first: an owner has not confirmed the facts yet. Ask counsel before this leaves.")


async def _written(shell: Shell, name: str, kind: DraftKind, language: str, tone: Tone) -> tuple[Letter, bool]:
    from bot.brief import brief_for
    from bot.exits import locked
    from bot.permits import LetterPermit
    from bot.record import assessed
    from signpost.composition import drafter_of

    drafter = drafter_of(shell.settings, shell.secrets)
    async with shell.store() as store:
        async with store.read() as unit:
            client = ClientNames(await unit.clients.all()).find(name)
            assessment = await assessed(unit, shell.kit, client)
            senders = await unit.people.by_ids(client.leads[:1])
            sender = next(iter(senders.values()), None)
            brief = await brief_for(unit, shell.kit, client, assessment, kind, tone, language, sender)
            stays = kind is DraftKind.EXIT and await locked(unit, assessment)
        asks = shell.settings.drafting.engine == "openai" and not stays
        return await drafter.write(brief, LetterPermit(store, shell.kit) if asks else None), stays

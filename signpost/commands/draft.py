"""``signpost draft``: a text to a client, written from the record."""

from typing import Annotated

import typer

from bot.domain.draft import DraftKind, Letter, Tone
from signpost.commands.shell import Shell, remark, say, shell_of, waited
from signpost.filing.names import ClientNames


def draft(
    context: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="A client's name or alias.")],
    kind: Annotated[DraftKind, typer.Option(help="What the text is for.")],
    language: Annotated[str, typer.Option(metavar="de|en", help="Default: the client's own.")] = "",
    tone: Annotated[Tone, typer.Option(help="How it sounds.")] = Tone.PLAIN,
) -> None:
    """Print a text to a client: subject, an empty line, the body. Nothing is stored and nothing is sent.

    It is made from neutral facts: contract, notice period, the last talk. Fill in what stands in [square brackets];
    it is no legal advice.

    \b
    Example:
      signpost draft "Acme GmbH" --kind exit --language de > letter.txt
    """
    if language not in ("", "de", "en"):
        raise typer.BadParameter("must be de or en", param_hint="--language")
    letter, locked = waited(_written(shell_of(context), client, kind, language, tone))
    say(letter.subject)
    say()
    say(letter.body)
    if locked:
        remark("Stop and examine first: an owner has not confirmed the facts yet. Ask counsel before this leaves.")


async def _written(shell: Shell, name: str, kind: DraftKind, language: str, tone: Tone) -> tuple[Letter, bool]:
    from bot.brief import brief_for
    from bot.exits import locked
    from bot.record import assessed
    from signpost.composition import drafter_of

    async with shell.store() as store, store.read() as unit:
        client = ClientNames(await unit.clients.all()).find(name)
        assessment = await assessed(unit, shell.kit, client)
        senders = await unit.people.by_ids(client.leads[:1])
        sender = next(iter(senders.values()), None)
        brief = await brief_for(unit, shell.kit, client, assessment, kind, tone, language, sender)
        return await drafter_of(shell.settings).write(brief), kind is DraftKind.EXIT and await locked(unit, assessment)

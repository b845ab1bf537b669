"""What speaks for a client: good deeds, and misses of our own, beside the incidents."""

from collections.abc import Mapping, Sequence

from bot.domain.counterweight import Counterweight
from bot.notices.labels import COUNTERWEIGHTS
from bot.notices.parts import Action, Block, Items, Notice, Paragraph, Section, Small, Text
from bot.voice import Voice

_OWN_SHOWN = 5


def kept(say: Voice, client: str, *, delicate: bool) -> Notice:
    """``delicate``: it should be read once more before others see it."""
    blocks: list[Block] = [Paragraph(say("It stands beside the incidents and changes no score."))]
    if delicate:
        blocks.append(Small(say("Notes must be showable: fact, day, effect. You can still correct the wording.")))
    return Notice("counterweight.kept", say("*{client}*: your note is kept.", client=client), tuple(blocks))


def removed(say: Voice, client: str) -> Notice:
    return Notice("counterweight.removed", say("*{client}*: your note is gone.", client=client))


def line(say: Voice, one: Counterweight, author: str = "") -> Text:
    words = say(
        "{day} · *{kind}*: {text}", day=say.day(one.day), kind=say.word(COUNTERWEIGHTS[one.kind.value]), text=one.text
    )
    return (*words, *say(" ({who})", who=author)) if author else words


def section(say: Voice, client: str, found: Sequence[Counterweight], names: Mapping[str, str], reader: str) -> Section:
    """Of the client's page; ``reader``: who looks, and may change what is their own."""
    lines = tuple(line(say, one, names.get(one.author, "–")) for one in found)
    nothing = Paragraph(say("Nothing is noted. What went well, or went wrong on our side, belongs here too."))
    blocks: tuple[Block, ...] = (Items(lines),) if lines else (nothing,)
    own = [one for one in found if one.author == reader][:_OWN_SHOWN]
    changes = tuple(
        Action("counterweight.edit", say.word("Change: {day}", day=say.day(one.day)), one.id) for one in own
    )
    add = Action("client.counterweight", say.word("Note a good deed or our own miss"), client)
    return Section(say.word("For a fair picture"), blocks, (add, *changes))

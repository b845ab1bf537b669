"""A sheet that is both a page to print and a card in a chat: the same sections, below one another."""

from collections.abc import Sequence

from bot.notices.parts import Block, Section, Span, Subhead


def on_a_card(sections: Sequence[Section]) -> tuple[Block, ...]:
    """The sections' blocks, each below its heading."""
    blocks: list[Block] = []
    for section in sections:
        blocks += [Subhead((Span(section.heading),)), *section.blocks]
    return tuple(blocks)

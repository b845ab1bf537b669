"""Our pages in the browser: the way there from chat."""

from dataclasses import replace

from bot.notices.parts import OPEN, Action, Notice, Page, Paragraph, Section, Small, WebLink
from bot.voice import Voice


def link(say: Voice, address: str) -> Notice:
    """Only ever shown to the person whom it lets in."""
    return Notice(
        "web.link",
        say("Your link"),
        (
            Paragraph(say("It opens the page in your browser: once, within 15 minutes.")),
            Small(say("Whoever has it comes in as you: do not pass it on.")),
        ),
        (WebLink(say.word("Open the page"), address),),
    )


def with_browser(say: Voice, page: Page, path: str, *, linked: bool) -> Page:
    """The page with the way into the browser at its end, where links can be made: to print, to download, to read."""
    if not linked:
        return page
    own = Section(say.word("In the browser"), (), in_browser(say, path, linked=True))
    return replace(page, sections=(*page.sections, own))


def in_browser(say: Voice, path: str, *, linked: bool) -> tuple[Action, ...]:
    """The button, where links can be made."""
    return (Action(OPEN, say.word("Open in browser"), path),) if linked else ()

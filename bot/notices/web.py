"""Our pages in the browser: the way there from chat."""

from bot.notices.parts import OPEN, Action, Notice, Paragraph, Small, WebLink
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


def in_browser(say: Voice, path: str, *, linked: bool) -> tuple[Action, ...]:
    """The button, where links can be made."""
    return (Action(OPEN, say.word("Open in browser"), path),) if linked else ()

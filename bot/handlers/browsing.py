"""From chat into the browser: a link for the person who asks, made at that moment."""

from bot.access import met
from bot.errors import Stale
from bot.handlers.pages import show_page
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.messages import OpenInBrowser, PageAsked
from bot.notices import web
from bot.notices.paths import page_of
from bot.ports import Doors, RoundKeys, Store
from bot.replies import Reply, Told


async def open_in_browser(message: OpenInBrowser, *, store: Store, kit: Kit, doors: Doors, keys: RoundKeys) -> Reply:
    """Only for a page that this person is shown; the page asks again."""
    person = await met(store, kit, message.by)
    if kit.links is None:
        raise Stale("no_links")
    await show_page(PageAsked(message.by, *page_of(message.path)), store=store, kit=kit, doors=doors, keys=keys)
    return Told(web.link(voice_for(kit, person), kit.links.address(message.by.who, message.path)))

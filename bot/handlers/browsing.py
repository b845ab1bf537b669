"""From chat into the browser: a link for the person who asks, made at that moment."""

from bot.access import client_led, dossier_of, draft_led, met
from bot.errors import NotFound, Stale
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.messages import OpenInBrowser
from bot.notices import web
from bot.notices.paths import page_of
from bot.ports import Store
from bot.replies import Reply, Told


async def open_in_browser(message: OpenInBrowser, *, store: Store, kit: Kit) -> Reply:
    """Only for a page that this person may see; the page asks again."""
    person = await met(store, kit, message.by)
    if kit.links is None:
        raise Stale("no_links")
    kind, subject = page_of(message.path)
    async with store.read() as unit:
        match kind:
            case "home":
                pass
            case "client":
                await client_led(unit, person, subject)
            case "draft":
                await draft_led(unit, person, subject)
            case "dossier":
                await dossier_of(unit, person, subject)
            case _:
                raise NotFound("page")
    return Told(web.link(voice_for(kit, person), kit.links.address(message.by.who, message.path)))

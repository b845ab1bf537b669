"""Our pages in the browser for a real deployment: signed links from chat, and sessions."""

from aiohttp import web

from adapters.http.pages import Pages
from adapters.http.sessions import Sessions
from adapters.system import SystemIds
from adapters.vault.sealing import Sealer
from signpost.assembly import Whole
from signpost.environment import Secrets


def page_routes(whole: Whole, secrets: Secrets) -> list[web.RouteDef]:
    """None where nobody could come in."""
    kit, links = whole.kit, whole.kit.links
    if links is None:
        return []
    sessions = Sessions(
        public_url=kit.settings.public_url,
        store=whole.store,
        links=links,
        vault=Sealer(secrets.secret_key),
        clock=kit.clock,
        ids=SystemIds(),
        log=kit.log,
    )
    pages = Pages(door=whole.front, visitors=sessions, ids=SystemIds())
    return [*sessions.routes(), *pages.routes()]

"""Whether people can be let into our pages by a link, and what makes such links."""

from urllib.parse import urlsplit

from adapters.common.addresses import is_https
from adapters.system import SystemIds
from adapters.vault.links import SignedLinks
from adapters.vault.sealing import Sealer
from bot.ports import Clock, Links
from bot.settings import Settings
from signpost.environment import Secrets
from signpost.loopback import is_loopback

NO_KEY = "SIGNPOST_SECRET_KEY is not set, so there are no links into the browser"
NOT_SAFE = "public_url begins with http://, which others can read along: pages are served over https:// only"


def links_problem(settings: Settings, secrets: Secrets) -> str:
    """Why nobody can be let in by a link; empty where it works. Over http only on this machine itself."""
    if not secrets.secret_key:
        return NO_KEY
    parts = urlsplit(settings.public_url)
    fine = is_https(settings.public_url) or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    return "" if fine else NOT_SAFE


def links_of(settings: Settings, secrets: Secrets, clock: Clock) -> Links | None:
    """Raises ``ConfigurationError`` for a key that is none."""
    if links_problem(settings, secrets):
        return None
    return SignedLinks(public_url=settings.public_url, vault=Sealer(secrets.secret_key), clock=clock, ids=SystemIds())

"""Whether a server listens on this machine only."""

from urllib.parse import urlsplit

from adapters.common import nearby
from bot.settings import Settings

OPEN_TO_ALL = (
    "is not set, so nothing would tell Teams from anybody else: then server.host and public_url must be addresses of "
    "this machine (127.0.0.1), for trying things out with Microsoft's test client. Set it, or change those"
)


def is_loopback(host: str) -> bool:
    """A name or address at which only this machine can be reached."""
    return host == "localhost" or nearby.is_loopback(host)


def is_for_this_machine(settings: Settings) -> bool:
    """Whether nobody else can reach the server, not through a proxy in front of it either."""
    return is_loopback(settings.server.host) and is_loopback(urlsplit(settings.public_url).hostname or "")

"""Where Microsoft's side of the door is: who signs, where keys and tokens come from, which hosts take messages.

There is the public cloud; tests put a local one in its place. The government clouds have other issuers and are not
supported.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """``hosts``: those of service URLs, over https (the Connector's REST API answers there).

    ``here``: full origins (``http://127.0.0.1:4000``) that are accepted as well: a test's own, never a deployment's.
    """

    issuer: str = "https://api.botframework.com"
    keys_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    login_url: str = "https://login.microsoftonline.com"
    scope: str = "https://api.botframework.com"
    hosts: frozenset[str] = frozenset({"smba.trafficmanager.net"})
    here: frozenset[str] = frozenset()
    address: str = "https://smba.trafficmanager.net/teams/"
    """The service URL for somebody of whom no other is known."""

    def is_service(self, url: str) -> bool:
        """Whether messages may be sent to a service URL; asked before it is used and before it is stored."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
            return False
        if f"{parts.scheme}://{parts.netloc}" in self.here:
            return True
        return parts.scheme == "https" and parts.hostname in self.hosts and port in (None, 443)


PUBLIC = Cloud()
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback_service(url: str) -> bool:
    """A service URL on this machine: Microsoft's test client, where the bot has no app id."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return False
    plain = parts.username is None and parts.password is None and not parts.query and not parts.fragment
    return plain and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS

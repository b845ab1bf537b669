"""Is somebody on this machine itself speaking? Asked per request where nothing else protects a door."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

FORWARDING = ("forwarded", "via", "x-real-ip")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def is_loopback(peer: str | None) -> bool:
    """An address of this machine, as the connection itself says."""
    try:
        address = ipaddress.ip_address(peer or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def is_local_host(hosts: list[str]) -> bool:
    """Exactly one Host header, naming this machine by a loopback name, with or without a port (DNS rebinding)."""
    if len(hosts) != 1:
        return False
    try:
        parts = urlsplit(f"//{hosts[0]}")
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    bare = parts.netloc == hosts[0] and "@" not in hosts[0] and not (parts.path or parts.query or parts.fragment)
    return port_is_fine and bare and parts.hostname in _LOCAL_NAMES


def is_forwarded(headers: Iterable[str]) -> bool:
    """Whether a proxy has passed the request on: then the peer's address says nothing. ``headers``: their names."""
    names = [name.lower() for name in headers]
    return any(name in FORWARDING or name.startswith("x-forwarded-") for name in names)

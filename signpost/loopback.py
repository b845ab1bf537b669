"""Whether a server listens on this machine only."""

import ipaddress

OPEN_TO_ALL = (
    "is not set, so nothing would tell Teams from anybody else: then server.host must be 127.0.0.1, for trying things "
    "out with Microsoft's test client on this machine. Set it, or change server.host"
)


def is_loopback(host: str) -> bool:
    """A name or address at which only this machine can be reached."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

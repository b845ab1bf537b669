"""Which addresses the platforms call."""

from urllib.parse import urlsplit


def is_https(url: str) -> bool:
    """Whether a platform would call an address, and send a browser back to it."""
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)

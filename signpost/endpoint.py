"""The address of a language model's endpoint, ``OPENAI_BASE_URL``."""

from urllib.parse import urlsplit


def base_url_problem(url: str) -> str:
    """What is wrong with it, as the end of a sentence; empty where it may be called, or where there is none."""
    try:
        parts = urlsplit(url)
        usable = not url or bool(parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
    except ValueError:
        usable = False
    return "" if usable else "it is no address; write http:// or https:// and a host, e.g. https://llm.example.org/v1"

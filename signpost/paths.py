"""Paths of ``app.yaml`` are relative to it; once read, they are absolute."""

from pathlib import Path

import policies
from bot.errors import ConfigurationError
from bot.settings import Secret

SQLITE = "sqlite:///"
_PACKAGED = Path(policies.__file__).parent


def absolute(path: Path, base: Path) -> Path:
    return (base / path.expanduser()).resolve()


def absolute_store_url(url: str, base: Path) -> Secret:
    """``sqlite:///var/x.db`` with the path made absolute; other addresses as they are (they may hold a password)."""
    if not url.startswith(SQLITE):
        return Secret(url)
    return Secret(SQLITE + str(absolute(Path(url.removeprefix(SQLITE)), base)))


def policy_file(path: Path, base: Path, place: str) -> Path:
    """The file beside ``app.yaml``, else the packaged one of that name; ``ConfigurationError`` if neither exists."""
    for candidate in (absolute(path, base), _PACKAGED / path.name):
        if candidate.is_file():
            return candidate
    raise ConfigurationError(
        place, f"there is no policy file {path} beside the configuration, and none of that name comes with Signpost"
    )

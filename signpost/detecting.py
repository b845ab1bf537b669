"""The detector of this machine, made or loaded."""

from collections.abc import Mapping
from pathlib import Path

from adapters.language.local import LocalDetector, load

TRAINING = "The detector is being trained; the first time on a machine that takes about a minute."
SILENT_SECONDS = 4.0
"""So long nobody is told that it is being made: it is loaded in less."""


def local_detector(environ: Mapping[str, str]) -> LocalDetector:
    """Loaded from the user's cache in a second or two; trained now where it is not there (about a minute)."""
    return load(cache_folder(environ))


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where the trained detector is kept: by the XDG rules; beside the deployment's ``var/`` without a home."""
    if base := environ.get("XDG_CACHE_HOME", ""):
        return Path(base) / "signpost"
    try:
        return Path.home() / ".cache" / "signpost"
    except RuntimeError:
        return Path("var") / "cache"

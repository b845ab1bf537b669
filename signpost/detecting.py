"""The detector of this machine, made or loaded, and the one that asks a language model where that one is in doubt."""

import time
from collections.abc import Mapping
from pathlib import Path

from adapters.language.local import LocalDetector, load
from bot.errors import ConfigurationError
from bot.ports import Detector, Log
from bot.settings import Settings
from signpost.endpoint import base_url_problem
from signpost.environment import Secrets


def local_detector(environ: Mapping[str, str]) -> LocalDetector:
    """Loaded from the user's cache in less than a second; trained now where it is not there (half a minute)."""
    return load(cache_folder(environ))


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where the trained detector is kept: by the XDG rules; beside the deployment's ``var/`` without a home."""
    if base := environ.get("XDG_CACHE_HOME", ""):
        return Path(base) / "signpost"
    try:
        return Path.home() / ".cache" / "signpost"
    except RuntimeError:
        return Path("var") / "cache"


def asking_detector(local: LocalDetector, settings: Settings, secrets: Secrets, log: Log) -> Detector:
    """Raises ``ConfigurationError`` where ``OPENAI_BASE_URL`` is no address."""
    # Imported here: the library costs a second and 60 MB that nobody else should pay.
    from adapters.language.openai.detector import Asking, OpenAIDetector
    from adapters.language.openai.wire import Wire

    if problem := base_url_problem(secrets.openai_base_url):
        raise ConfigurationError("OPENAI_BASE_URL", problem)
    wire = Wire(settings.openai, secrets.openai_api_key, secrets.openai_base_url)
    return OpenAIDetector(local, local.model.calibration.threshold, Asking(wire, log, time.monotonic))

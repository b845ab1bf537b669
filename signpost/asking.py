"""Whatever asks a hosted language model: the detector where it is in doubt, the drafter where somebody asks for it."""

import time

from adapters.language.local import LocalDetector
from bot.errors import ConfigurationError
from bot.ports import Detector, Drafter, Log
from bot.settings import Settings
from signpost.endpoint import base_url_problem
from signpost.environment import Secrets

# The library is imported within these functions: it costs a second and 60 MB that nobody else should pay.


def asking_detector(local: LocalDetector, settings: Settings, secrets: Secrets, log: Log) -> Detector:
    """Raises ``ConfigurationError`` where ``OPENAI_BASE_URL`` is no address."""
    from adapters.language.openai.detector import Asking, OpenAIDetector
    from adapters.language.openai.wire import Wire

    _refuse_bad_address(secrets)
    wire = Wire(settings.openai, secrets.openai_api_key, secrets.openai_base_url)
    return OpenAIDetector(local, local.model.calibration.threshold, Asking(wire, log, time.monotonic))


def asking_drafter(templates: Drafter, settings: Settings, secrets: Secrets, log: Log) -> Drafter:
    """Raises ``ConfigurationError`` where ``OPENAI_BASE_URL`` is no address."""
    from adapters.language.openai.drafter import OpenAIDrafter
    from adapters.language.openai.wire import Wire

    _refuse_bad_address(secrets)
    return OpenAIDrafter(templates, Wire(settings.openai, secrets.openai_api_key, secrets.openai_base_url), log)


def _refuse_bad_address(secrets: Secrets) -> None:
    if problem := base_url_problem(secrets.openai_base_url):
        raise ConfigurationError("OPENAI_BASE_URL", problem)

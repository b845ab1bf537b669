"""From settings to the parts that every way of running Signpost needs. The only code that knows which part is which."""

import os
from functools import cache
from pathlib import Path

from adapters.calendar import WorkingCalendar
from adapters.language.template import TemplateDrafter
from adapters.system import JsonLog, SystemClock, SystemIds
from adapters.vault.rounds import KeyDirectory
from bot.errors import ConfigurationError
from bot.kit import Kit
from bot.ports import Calendar, Clock, Detector, Drafter, Jobs, Log, Policy
from bot.settings import Settings
from policies.errors import PolicyError
from policies.loader import read_numbers
from policies.policy import SIGNS_FILE, TALKS_FILE, StandardPolicy
from policies.signs import Signs, read_signs
from policies.talks import Talks, read_talks
from signpost.environment import Secrets
from signpost.voices import voices as voices
from storage.store import SqlStore, open_store
from storage.url import place_of


def open_store_of(settings: Settings, jobs: Jobs | None = None) -> SqlStore:
    """The deployment's record. The caller closes it; the schema must be there."""
    return open_store(settings.storage.url.reveal(), jobs=jobs)


def keys_of(settings: Settings) -> KeyDirectory:
    """The folder for the keys of check-ins, apart from the database and from wherever its backups are kept."""
    file = place_of(settings.storage.url.reveal()).file
    return KeyDirectory(settings.checkins.key_dir, [*([file.parent] if file else []), *settings.storage.backup_dirs])


def policy_of(settings: Settings) -> StandardPolicy:
    """The rules that ``policy.file`` names; raises ``ConfigurationError`` with file and line."""
    return policy_from(settings.policy.file)


def policy_from(file: Path) -> StandardPolicy:
    """The rules of a policy file, with the packaged words of the ten signs."""
    try:
        return StandardPolicy(read_numbers(file), *_packaged_words())
    except PolicyError as error:
        place = f"{error.file}:{error.line}" if error.line else error.file
        raise ConfigurationError(place, error.reason) from error


@cache
def _packaged_words() -> tuple[Signs, Talks]:
    """Read once a process: the words of the ten signs, and of talks about them, are part of the program, and long."""
    return read_signs(SIGNS_FILE), read_talks(TALKS_FILE)


def calendar_of(settings: Settings) -> Calendar:
    """The organization's days; both names were checked when the settings were read."""
    return WorkingCalendar(settings.timezone, settings.holidays)


def drafter_of(settings: Settings, secrets: Secrets | None = None, log: Log | None = None) -> Drafter:
    """Who writes the letters: templates, and a language model where ``drafting.engine`` and the environment say so.

    Without a key for it the templates stand alone; ``check`` says so, and so does the log.
    """
    templates = TemplateDrafter()
    if settings.drafting.engine != "openai":
        return templates
    log = log or JsonLog()
    if secrets is None or not secrets.openai_api_key:
        log.warning("model_without_key", what="drafting")
        return templates
    from signpost.asking import asking_drafter

    return asking_drafter(templates, settings, secrets, log)


def detector_of(settings: Settings, secrets: Secrets | None = None, log: Log | None = None) -> Detector:
    """The engine of ``detection.engine``. The local one comes before any other: it also proposes the sign of a one-line
    report, whatever ``detection.mode`` is. Trained at the first start (about a minute).

    Without a key for the language model the local one stands alone; ``check`` says so, and so does the log.
    """
    from signpost.asking import asking_detector
    from signpost.detecting import local_detector

    local = local_detector(os.environ)
    log = log or JsonLog()
    if settings.detection.mode != "ask" or settings.detection.engine != "openai":
        return local
    if secrets is None or not secrets.openai_api_key:
        log.warning("model_without_key", what="detection")
        return local
    return asking_detector(local, settings, secrets, log)


def kit_of(settings: Settings, *, policy: Policy | None = None, clock: Clock | None = None) -> Kit:
    """The handlers' ports on the real machine."""
    return Kit(
        clock=clock or SystemClock(),
        ids=SystemIds(),
        policy=policy or policy_of(settings),
        calendar=calendar_of(settings),
        settings=settings,
        voices=voices(default=settings.language),
        log=JsonLog(),
    )

"""``app.yaml`` + environment → the frozen settings of ``bot.settings``. Read once at start; nothing else reads it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args, get_type_hints

from pydantic import ValidationError

from bot.errors import ConfigurationError
from bot.settings import (
    Checkins,
    Detection,
    Drafting,
    Law,
    OpenAI,
    People,
    PolicySettings,
    Privacy,
    Server,
    Settings,
    Slack,
    StorageSettings,
    Teams,
)
from signpost.complaints import bare_boolean, complaint, unknown_key
from signpost.environment import full_environment
from signpost.keys import KEYS, NAMES, SECTIONS, CheckinKeys, Keys, LawKeys, PolicyKeys, StorageKeys
from signpost.overrides import overrides
from signpost.paths import absolute, absolute_store_url, policy_file
from signpost.yaml_lines import Lines, Place, read_yaml

DEFAULT_FILE = Path("app.yaml")


def config_file(path: Path | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """The file to read and whether it was named (``--config``, ``SIGNPOST_CONFIG``, also in ``./.env``)."""
    if path is not None:
        return path, True
    named = full_environment(environ, Path()).get("SIGNPOST_CONFIG", "").strip()
    return (Path(named), True) if named else (DEFAULT_FILE, False)


def read_environment(path: Path | None, environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` with the ``.env`` beside the configuration file filled in."""
    return full_environment(environ, config_file(path, environ)[0].parent)


def read_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The deployment's settings; raises ``ConfigurationError`` naming file and line, or the variable.

    Without ``path`` (and ``SIGNPOST_CONFIG``) a missing ``app.yaml`` means the defaults; a named file must be there.
    Paths come back absolute, relative ones counted from the file.
    """
    file, named = config_file(path, environ)
    document = read_yaml(file) if named or file.exists() else Lines()
    _refuse_unknown(document, file)
    _refuse_booleans(document, file)
    places = {place: f"{file}:{line}" for place, line in document.lines.items()}
    values = _overridden(document.values, read_environment(path, environ), places)
    try:
        keys = KEYS.validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(_place(first["loc"], places, file), complaint(first)) from None
    return _settings(keys, file.resolve().parent, places, file)


def _refuse_unknown(document: Lines, file: Path) -> None:
    for name, value in document.values.items():
        if name not in NAMES:
            raise ConfigurationError(f"{file}:{document.lines[name,]}", unknown_key(name, None))
        if name in SECTIONS and isinstance(value, Mapping):
            for key in value:
                if key not in NAMES[name]:
                    raise ConfigurationError(f"{file}:{document.lines[name, key]}", unknown_key(str(key), name))


def _refuse_booleans(document: Lines, file: Path) -> None:
    for place, word in document.booleans.items():
        raise ConfigurationError(f"{file}:{document.lines[place]}", bare_boolean(place, word, _choices(place)))


def _choices(place: Place) -> tuple[str, ...]:
    """The words a key may hold, where it is one of several."""
    if len(place) == 2 and place[0] in SECTIONS:
        hint = get_type_hints(SECTIONS[str(place[0])]).get(str(place[1]))
    else:
        hint = get_type_hints(Keys).get(str(place[0]))
    return get_args(hint) if getattr(hint, "__origin__", None) is Literal else ()


def _overridden(
    values: Mapping[str, object], environ: Mapping[str, str], places: dict[Place, str]
) -> dict[str, object]:
    """The values with the environment's laid over them; ``places`` learns where those came from."""
    merged = dict(values)
    for key, (variable, value) in overrides(environ).items():
        for place in [place for place in places if place[: len(key)] == key]:
            del places[place]
        places[key] = variable
        if len(key) == 1:
            merged[key[0]] = value
            continue
        section = merged.get(key[0], {})
        if isinstance(section, Mapping):
            merged[key[0]] = {**section, key[1]: value}
    return merged


def _place(loc: tuple[str | int, ...], places: Mapping[Place, str], file: Path) -> str:
    """The nearest place that is known: the item, else its key, else its section, else the file."""
    for length in range(len(loc), 0, -1):
        if loc[:length] in places:
            return places[loc[:length]]
    return str(file)


def _settings(keys: Keys, base: Path, places: Mapping[Place, str], file: Path) -> Settings:
    default = Settings()
    return Settings(
        organization=keys.get("organization", default.organization),
        language=keys.get("language", default.language),
        timezone=keys.get("timezone", default.timezone),
        holidays=keys.get("holidays", default.holidays),
        public_url=keys.get("public_url", default.public_url),
        server=Server(**keys.get("server", {})),
        storage=_storage(keys.get("storage", {}), base),
        slack=Slack(**keys.get("slack", {})),
        teams=Teams(**keys.get("teams", {})),
        people=People(**keys.get("people", {})),
        policy=_policy(keys.get("policy", {}), base, _place(("policy", "file"), places, file)),
        detection=Detection(**keys.get("detection", {})),
        drafting=Drafting(**keys.get("drafting", {})),
        openai=OpenAI(**keys.get("openai", {})),
        checkins=_checkins(keys.get("checkins", {}), base),
        privacy=Privacy(**keys.get("privacy", {})),
        law=_law(keys.get("law", {}), _place(("law",), places, file)),
    )


def _storage(keys: StorageKeys, base: Path) -> StorageSettings:
    url = keys.get("url", StorageSettings().url.reveal())
    folders = tuple(absolute(Path(folder), base) for folder in keys.get("backup_dirs", ()))
    return StorageSettings(url=absolute_store_url(url, base), backup_dirs=folders)


def _policy(keys: PolicyKeys, base: Path, place: str) -> PolicySettings:
    default = PolicySettings()
    file = policy_file(Path(keys.get("file", default.file)), base, place)
    return PolicySettings(file=file, shadow_days=keys.get("shadow_days", default.shadow_days))


def _law(keys: LawKeys, place: str) -> Law:
    """A rate without its day would be counted from nowhere, a day without a rate would say nothing."""
    for name in ("base_rate", "base_rate_at"):
        if (name in keys) != (f"{name}_since" in keys):
            raise ConfigurationError(place, f"law.{name} and law.{name}_since belong together: set both or none")
    return Law(**keys)


def _checkins(keys: CheckinKeys, base: Path) -> Checkins:
    default = Checkins()
    return Checkins(
        minimum_group=keys.get("minimum_group", default.minimum_group),
        open_days=keys.get("open_days", default.open_days),
        key_dir=absolute(Path(keys.get("key_dir", default.key_dir)), base),
        show_to=keys.get("show_to", default.show_to),
    )

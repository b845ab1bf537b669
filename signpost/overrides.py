"""``SIGNPOST_<SECTION>__<KEY>``: environment variables that override a key of ``app.yaml``."""

from collections.abc import Iterable, Mapping

from bot.errors import ConfigurationError
from bot.settings import Settings
from signpost.keys import NAMES, SECTIONS
from signpost.nearest import nearest

PREFIX = "SIGNPOST_"
RESERVED = ("SIGNPOST_CONFIG", "SIGNPOST_SECRET_KEY")
PLATFORM = {"MicrosoftAppType": ("teams", "app_type")}
"""A variable that Microsoft's own tools set, for the key it stands for."""

_DEFAULTS = Settings()


def variables() -> dict[str, tuple[str, ...]]:
    """Every variable that overrides something → the key it overrides."""
    names: dict[str, tuple[str, ...]] = dict(PLATFORM)
    for section, keys in NAMES.items():
        if section not in SECTIONS:
            names[f"{PREFIX}{section.upper()}"] = (section,)
        for key in keys:
            names[f"{PREFIX}{section.upper()}__{key.upper()}"] = (section, key)
    return names


def overrides(environ: Mapping[str, str]) -> dict[tuple[str, ...], tuple[str, object]]:
    """Key → (variable, value), the value of the kind that the key's default is.

    A variable with our prefix that overrides nothing is refused where it has a section (``SIGNPOST_STORAGE__ULR``) or
    looks like a misspelt one; others are left alone, they may belong to the machine.
    """
    known = variables()
    found: dict[tuple[str, ...], tuple[str, object]] = {}
    for variable, text in environ.items():
        name = variable if variable in PLATFORM else variable.upper()
        if name in known:
            if text.strip():
                found[known[name]] = (variable, _value(known[name], text.strip(), variable))
        elif name.startswith(PREFIX) and name not in RESERVED:
            near = _near(name, (*known, *RESERVED))
            if near or "__" in name:
                raise ConfigurationError(
                    variable, "no setting has this name" + (f"; did you mean {near}?" if near else "")
                )
    return found


def _near(name: str, known: Iterable[str]) -> str | None:
    """The known variable that looks like this one. The prefix, which all share, says nothing about likeness."""
    near = nearest(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known])
    return PREFIX + near if near else None


def _value(key: tuple[str, ...], text: str, variable: str) -> object:
    default: object = _DEFAULTS
    for part in key:
        default = getattr(default, part)
    if isinstance(default, tuple):
        return [item.strip() for item in text.strip("[]").split(",") if item.strip()]
    if isinstance(default, int):
        if not text.lstrip("-").isdecimal():
            raise ConfigurationError(variable, f"must be a whole number, not {text[:80]!r}")
        return int(text)
    return text

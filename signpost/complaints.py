"""From what is wrong with a setting to a sentence that says what to write."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from signpost.keys import NAMES, SECTIONS
from signpost.nearest import nearest

_OFF = ("off", "no", "false", "n")


def unknown_key(name: str, section: str | None) -> str:
    """``there is no key `slak`; did you mean `slack`?``, or the list of keys where nothing looks alike."""
    known = NAMES[section] if section else tuple(NAMES)
    where = f" in `{section}`" if section else ""
    near = nearest(name, known, cutoff=0.6)
    if near:
        return f"there is no key `{name}`{where}; did you mean `{near}`?"
    homes = [home for home, keys in NAMES.items() if name in keys]
    if homes and not section:
        return f"there is no key `{name}` at the top; it belongs into the section `{homes[0]}`"
    return f"there is no key `{name}`{where}; the keys {'there' if section else 'at the top'} are: {', '.join(known)}"


def bare_boolean(place: tuple[str | int, ...], word: str, choices: tuple[str, ...]) -> str:
    """What to write instead of ``off``, which YAML reads as false though no setting is a boolean."""
    read = f"YAML reads a bare `{word}` as {'false' if word.lower() in _OFF else 'true'}"
    key = str(next(part for part in reversed(place) if isinstance(part, str)))
    if len(place) == 1 and key in SECTIONS:
        return f"{read}; {_section(key, word)}"
    if choices:
        fitting = [choice for choice in choices if (choice == "disabled") == (word.lower() in _OFF)] or list(choices)
        return f"{read}; write " + " or ".join(f"`{key}: {choice}`" for choice in fitting)
    return f'{read}; if you mean the word, write it in quotes: "{word}"'


def _section(name: str, word: str) -> str:
    if "mode" in NAMES[name] and word.lower() in _OFF:
        return f"write `{name}: {{mode: disabled}}`"
    return f"`{name}` is a section; its keys are: {', '.join(NAMES[name])}"


def complaint(error: ErrorDetails) -> str:
    """A sentence for one of pydantic's findings, about the key at ``error["loc"]``."""
    key = ".".join(str(part) for part in error["loc"] if isinstance(part, str))
    context: Mapping[str, object] = error.get("ctx") or {}
    given = repr(error["input"])[:80]
    match error["type"]:
        case "value_error":
            return f"`{key}`: {context['error']}"
        case "literal_error":
            return f"`{key}` must be one of {str(context['expected']).replace(chr(39), '')}, not {given}"
        case "int_type" | "int_from_float":
            return f"`{key}` must be a whole number, not {given}"
        case "string_type":
            return f"`{key}` must be text, not {given}; if it is meant as text, write it in quotes"
        case "tuple_type":
            return f"`{key}` must be a list in square brackets, not {given}"
        case "dict_type":
            keys = ", ".join(NAMES.get(key, ()))
            return f"`{key}` is a section and cannot be {given}; its keys are: {keys}"
        case "greater_than_equal":
            return f"`{key}` must be at least {context['ge']}, not {given}"
        case "less_than_equal":
            return f"`{key}` must be at most {context['le']}, not {given}"
        case "string_too_long" | "too_long":
            return f"`{key}` may have {context['max_length']} characters at most"
    return f"`{key}`: {error['msg']}"

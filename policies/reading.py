"""Typed values out of a table with line numbers; every refusal says where, what was found and what is allowed."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from policies.errors import PolicyError
from policies.yaml_lines import Items, Scalar, Table, Value


def only(table: Table, required: Collection[str], optional: Collection[str] = ()) -> None:
    """Refuse unknown keys (naming the nearest known one) and missing keys."""
    known = [*required, *optional]
    for key, line in table.key_lines.items():
        if key not in known:
            raise PolicyError(table.file, line, f"unknown key '{_inside(table, key)}'{_hint(key, known)}")
    missing = [key for key in required if key not in table.entries]
    if missing:
        raise PolicyError(table.file, table.line, f"missing: {', '.join(_inside(table, key) for key in missing)}")


def table_of(table: Table, key: str) -> Table:
    value = table.entries[key]
    if not isinstance(value, Table):
        raise wrong(table, key, "must be a table of keys and values")
    return value


def items_of(table: Table, key: str) -> tuple[Value, ...]:
    value = table.entries[key]
    if not isinstance(value, Items):
        raise wrong(table, key, "must be a list")
    return value.items


def number(table: Table, key: str, low: float, high: float) -> float:
    """A number within both limits, as a float."""
    found = _scalar(table, key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise wrong(table, key, f"must be a number from {low:g} to {high:g}, not {_shown(found)}")
    if not low <= found <= high:
        raise wrong(table, key, f"must be from {low:g} to {high:g}, not {found:g}")
    return float(found)


def whole(table: Table, key: str, low: int, high: int) -> int:
    """A whole number within both limits."""
    found = _scalar(table, key)
    if isinstance(found, bool) or not isinstance(found, int):
        raise wrong(table, key, f"must be a whole number from {low} to {high}, not {_shown(found)}")
    if not low <= found <= high:
        raise wrong(table, key, f"must be from {low} to {high}, not {found}")
    return found


def flag(table: Table, key: str, default: bool) -> bool:
    if key not in table.entries:
        return default
    found = _scalar(table, key)
    if not isinstance(found, bool):
        raise wrong(table, key, f"must be true or false, not {_shown(found)}")
    return found


def choice(table: Table, key: str, allowed: Collection[str]) -> str:
    found = _scalar(table, key)
    if not isinstance(found, str) or found not in allowed:
        hint = _hint(found, allowed) if isinstance(found, str) else ""
        raise wrong(table, key, f"must be one of {', '.join(allowed)}, not {_shown(found)}{hint}")
    return found


def text(table: Table, key: str, limit: int) -> str:
    """A text that is not blank; white space at its ends is dropped."""
    return _text(table, key, _scalar(table, key), limit)


def texts(table: Table, key: str, limit: int, least: int, most: int) -> tuple[str, ...]:
    """A list of texts, none of them blank."""
    found = items_of(table, key)
    if not least <= len(found) <= most:
        raise wrong(table, key, f"must have {least} to {most} entries, not {len(found)}")
    return tuple(_text(table, key, _plain(table, key, item), limit, item.line) for item in found)


def wrong(table: Table, key: str, reason: str, line: int = 0) -> PolicyError:
    """The error for one key of a table, at that key's line."""
    return PolicyError(table.file, line or table.key_lines[key], f"{_inside(table, key)} {reason}")


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that is most like this one, if any is."""
    found = get_close_matches(word.lower(), list(known), n=1)
    return found[0] if found else None


def canonical(value: Value) -> object:
    """The content without lines and order of keys, for a hash that only content changes."""
    if isinstance(value, Table):
        entries: Mapping[str, object] = {key: canonical(value.entries[key]) for key in sorted(value.entries)}
        return entries
    if isinstance(value, Items):
        return [canonical(item) for item in value.items]
    found = value.value
    return float(found) if isinstance(found, int) and not isinstance(found, bool) else found


def _scalar(table: Table, key: str) -> str | int | float | bool | None:
    return _plain(table, key, table.entries[key])


def _plain(table: Table, key: str, value: Value) -> str | int | float | bool | None:
    if not isinstance(value, Scalar):
        raise wrong(table, key, "must be a single value", value.line)
    return value.value


def _text(table: Table, key: str, found: object, limit: int, line: int = 0) -> str:
    if not isinstance(found, str):
        raise wrong(table, key, f"must be a text, not {_shown(found)} (put it in quotes)", line)
    if not found.strip():
        raise wrong(table, key, "must not be empty", line)
    if len(found.strip()) > limit:
        raise wrong(table, key, f"must have at most {limit} characters, not {len(found.strip())}", line)
    return found.strip()


def _inside(table: Table, key: str) -> str:
    return f"{table.path}.{key}" if table.path else key


def _hint(word: str, known: Collection[str]) -> str:
    near = nearest(word, known)
    return f" (did you mean '{near}'?)" if near else f" (known: {', '.join(known)})"


def _shown(found: object) -> str:
    if found is None:
        return "nothing"
    return str(found).lower() if isinstance(found, bool) else repr(found)[:80]

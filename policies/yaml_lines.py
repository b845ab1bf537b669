"""YAML with line numbers: the smallest part of YAML that policy files need, everything else refused.

PyYAML's own loader forgets where a value stood, lets the second of two equal keys win and reads ``on``, ``off``,
``yes`` and ``no`` as booleans (YAML 1.1). Here each of these is an error with its line. No objects are built from tags,
and aliases are refused, so a file cannot grow while it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from policies.errors import PolicyError

SIZE_LIMIT = 1_000_000
_TAG = "tag:yaml.org,2002:"
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Scalar:
    file: str
    line: int
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Items:
    file: str
    line: int
    items: tuple["Value", ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """``path`` is where the table stands (``stages.talk``; empty at the top); ``key_lines`` the line of each key."""

    file: str
    line: int
    path: str
    entries: Mapping[str, "Value"] = field(default_factory=dict)
    key_lines: Mapping[str, int] = field(default_factory=dict)


Value = Scalar | Items | Table


def read_yaml(path: Path, name: str | None = None) -> Table:
    """The table at the top of a file. ``name`` is how messages call the file (default: its path).

    Raises ``PolicyError`` for everything that is wrong with the file as YAML.
    """
    file = name or str(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PolicyError(file, 0, f"the file cannot be read ({error.strerror})") from error
    return parse_yaml(text, file)


def parse_yaml(text: bytes, file: str) -> Table:
    if len(text) > SIZE_LIMIT:
        raise PolicyError(file, 0, f"the file is larger than {SIZE_LIMIT:,} bytes")
    try:
        node = _compose(text.decode("utf-8-sig"))
        value = None if node is None else _value(node, file, "")
    except UnicodeDecodeError as error:
        raise PolicyError(file, text[: error.start].count(b"\n") + 1, "the file is not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PolicyError(file, mark.line + 1 if mark else 0, f"not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise PolicyError(file, 0, "not valid YAML: a character that is not allowed") from error
    except RecursionError as error:
        raise PolicyError(file, 0, "not valid YAML: nested too deeply") from error
    if not isinstance(value, Table):
        raise PolicyError(
            file, 1, "the file must be a table of keys and values" if text.strip() else "the file is empty"
        )
    return value


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.current_event.start_mark
            raise yaml.composer.ComposerError(None, None, "aliases are not supported here", mark)
        return super().compose_node(parent, index)


def _compose(text: str) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _value(node: yaml.Node, file: str, path: str) -> Value:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _table(node, file, path)
    if isinstance(node, yaml.SequenceNode):
        return Items(file, line, tuple(_value(item, file, f"{path}[{n}]") for n, item in enumerate(node.value, 1)))
    return Scalar(file, line, _scalar(node, file, line))


def _table(node: yaml.MappingNode, file: str, path: str) -> Table:
    entries: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _key(key_node, file, line)
        if key in entries:
            raise PolicyError(file, line, f"the key '{key}' is there twice (first in line {lines[key]})")
        entries[key] = _value(value_node, file, f"{path}.{key}" if path else key)
        lines[key] = line
    return Table(file, node.start_mark.line + 1, path, entries, lines)


def _key(node: yaml.Node, file: str, line: int) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise PolicyError(file, line, "a key must be a word")
    if node.tag == f"{_TAG}bool" and node.value.lower() not in _BOOLEANS:
        raise _bare(file, line, node.value)
    return str(node.value)


def _scalar(node: yaml.Node, file: str, line: int) -> str | int | float | bool | None:
    written = str(node.value)
    kind = node.tag.removeprefix(_TAG)
    if kind == "bool":
        if written.lower() not in _BOOLEANS:
            raise _bare(file, line, written)
        return _BOOLEANS[written.lower()]
    if kind in ("str", "timestamp"):
        return written
    if kind == "null":
        return None
    if kind in ("int", "float"):
        return _number(written, file, line)
    raise PolicyError(file, line, f"the tag {node.tag} is not supported here")


def _number(written: str, file: str, line: int) -> int | float:
    """Plain decimal numbers only: YAML 1.1 reads ``010`` as eight and ``1:30`` as ninety."""
    plain = written.lstrip("+-")
    if plain.isascii() and plain.isdigit() and (plain == "0" or plain[0] != "0") and len(plain) < 16:
        return int(written)
    whole, dot, rest = plain.partition(".")
    if dot and len(plain) < 32 and (whole + rest).isascii() and (whole + rest).isdigit():
        return float(written)
    raise PolicyError(file, line, f"write '{written}' as a plain decimal number, or in quotes")


def _bare(file: str, line: int, written: str) -> PolicyError:
    return PolicyError(
        file,
        line,
        f'YAML reads a bare {written} as yes or no; write true or false, or put the word in quotes: "{written}"',
    )

"""YAML with the line of every key, so that whatever is wrong with a value can be pointed at.

Two habits of YAML 1.1 that bite people are caught here: a key that is given twice (the parser keeps the last one
silently) and bare ``on``, ``off``, ``yes``, ``no`` (read as booleans, though no setting is one).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.errors import ConfigurationError

Place = tuple[str | int, ...]
"""Keys and list positions from the top: ``("people", "owners", 0)``."""


@dataclass(frozen=True, slots=True)
class Lines:
    """``values``: plain data without empty (null) entries. ``lines``: place → line, from 1.

    ``booleans``: place → the word as it was written, for scalars that YAML turned into true or false.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[Place, int] = field(default_factory=dict)
    booleans: Mapping[Place, str] = field(default_factory=dict)


def read_yaml(path: Path) -> Lines:
    """The mapping in a YAML file; raises ``ConfigurationError`` with file and line."""
    text = _text(path)
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return Lines()
        if not isinstance(root, yaml.MappingNode):
            raise ConfigurationError(_at(path, root), "the file must be made of `key: value` lines")
        reader = _Reader(path, loader)
        reader.seen.add(id(root))
        values = reader.mapping(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        raise ConfigurationError(place, f"this is not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise ConfigurationError(str(path), f"this is not valid YAML: {error}") from error
    finally:
        loader.dispose()
    return Lines(values, reader.lines, reader.booleans)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigurationError(str(path), "there is no such file") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(str(path), "the file is not UTF-8 text") from error
    except OSError as error:
        raise ConfigurationError(str(path), f"the file cannot be read ({error.strerror})") from error


def _at(path: Path, node: yaml.Node) -> str:
    return f"{path}:{node.start_mark.line + 1}"


class _Reader:
    def __init__(self, path: Path, loader: yaml.SafeLoader) -> None:
        self.path = path
        self.loader = loader
        self.lines: dict[Place, int] = {}
        self.booleans: dict[Place, str] = {}
        self.seen: set[int] = set()

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        values: dict[str, object] = {}
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in seen:
                raise ConfigurationError(
                    _at(self.path, key_node), f"`{key}` is given twice, in line {seen[key]} and here"
                )
            seen[key] = line
            self.lines[*place, key] = line
            value = self.value(value_node, (*place, key))
            if value is not None:
                values[key] = value
        return values

    def value(self, node: yaml.Node, place: Place) -> object:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in self.seen:  # a value that contains itself would be read for ever
            raise ConfigurationError(_at(self.path, node), "aliases (`*name`) are not supported here")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, position)) for position, item in enumerate(node.value)]
        value: object = self.loader.construct_object(node)
        if isinstance(value, bool):
            self.booleans[place] = str(node.value)
        return value

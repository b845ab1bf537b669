"""Documentation as a failing test: whatever people can type, set or read a code of is in README or docs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from bot.errors import SignpostError
from bot.notices.anonymity import anonymity_page
from bot.notices.help import COMMANDS
from bot.notices.parts import Items
from bot.settings import Secret, Settings
from policies.reasons import REASONS
from signpost.cli import app
from signpost.environment import read_secrets
from signpost.overrides import RESERVED, variables
from signpost.voices import voices

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """Every command of the program with its full name, groups walked."""
    top = typer.main.get_command(app)
    assert isinstance(top, TyperGroup)
    yield from _below("signpost", top)


def _below(name: str, group: TyperGroup) -> Iterator[tuple[str, TyperCommand]]:
    for word, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _below(f"{name} {word}", command)
        else:
            assert isinstance(command, TyperCommand)
            yield f"{name} {word}", command


def settings(value: object, prefix: str = "") -> Iterator[str]:
    """Every key of ``app.yaml``, with dots."""
    assert is_dataclass(value)
    for field in fields(value):
        inner = getattr(value, field.name)
        if is_dataclass(inner) and not isinstance(inner, Secret):
            yield from settings(inner, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}"


class Asked(Mapping[str, str]):
    """An empty environment that notes what it was asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __getitem__(self, key: str) -> str:
        self.names.append(key)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def environment() -> set[str]:
    asked = Asked()
    read_secrets(asked)
    assert len(asked.names) > 5
    return {*asked.names, *variables(), *RESERVED}


def error_codes(kind: type[SignpostError] = SignpostError) -> Iterator[str]:
    if kind.__module__.partition(".")[0] != "tests":
        yield kind.code
    for narrower in kind.__subclasses__():
        yield from error_codes(narrower)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_command_has_a_section(name: str) -> None:
    assert f"\n### {name}\n" in page("docs/commands.md")


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_option_stands_in_its_commands_section(name: str, command: TyperCommand) -> None:
    section = page("docs/commands.md").partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    options = [option for part in command.params for option in part.opts if option.startswith("--")]
    assert [option for option in options if option not in section and option != "--help"] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_chat_command_is_described(name: str) -> None:
    assert f"| `/{name}` |" in page("docs/people.md")


@pytest.mark.parametrize("key", list(settings(Settings())))
def test_setting_has_a_row(key: str) -> None:
    assert f"\n| `{key}` |" in page("docs/configuration.md")


@pytest.mark.parametrize("variable", sorted(environment()))
def test_environment_variable_is_named(variable: str) -> None:
    assert f"`{variable}`" in page("docs/configuration.md")


@pytest.mark.parametrize("code", sorted(set(error_codes())))
def test_error_code_has_a_row(code: str) -> None:
    assert f"\n| `{code}` |" in page("docs/errors.md")


@pytest.mark.parametrize("code", list(REASONS))
def test_reason_code_has_a_row(code: str) -> None:
    assert f"\n| `{code}` |" in page("docs/policy.md")


@pytest.mark.parametrize("target", _TARGET.findall(page("Makefile")))
def test_make_target_is_named_in_the_readme(target: str) -> None:
    assert f"`make {target}`" in page("README.md")


def links() -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for link in _LINK.findall(path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", link):
                yield str(path.relative_to(ROOT)), link


@pytest.mark.parametrize(("source", "link"), list(links()))
def test_relative_link_points_somewhere(source: str, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = ((ROOT / source).parent / path).resolve() if path else ROOT / source
    assert target.exists()
    if anchor:
        assert anchor in {slug(heading) for heading in _HEADING.findall(target.read_text(encoding="utf-8"))}


def slug(heading: str) -> str:
    """A heading's anchor as the usual renderers make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_page_of_anonymity_leaves_no_point_of_its_document_out() -> None:
    """What stands in bold at the beginning of a point there begins one on the page that people open in chat."""
    text = (DOCS / "anonymity.md").read_text(encoding="utf-8")
    told = anonymity_page(voices()("en"), 5, team=True)
    shown = {one.heading: [item for block in one.blocks if isinstance(block, Items) for item in block.items]
             for one in told.sections}  # fmt: skip
    for heading, title in (("How it works, in plain words", "How it works"), ("What it cannot promise",) * 2):
        part = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        points = re.findall(r"^(?:\d\.|-) \*\*(.+?)\*\*", part, re.MULTILINE)
        begin = [item[0].text for item in shown[title]]
        assert len(points) >= 5
        assert [_bare(point) for point in points] == [_bare(words) for words in begin]


def _bare(words: str) -> str:
    return words.strip(" .,:")

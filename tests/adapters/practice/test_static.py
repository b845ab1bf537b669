"""What holds for the page's own files without running them."""

import re
from pathlib import Path

import pytest

from adapters.practice.assets import STATIC

FILES = sorted(STATIC.iterdir())
SCRIPTS = [file for file in FILES if file.suffix == ".js"]
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser|https?://(?!www\.w3\.org/)"
)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_script_makes_no_html_from_text_and_calls_nobody_else(file: Path) -> None:
    assert not FORBIDDEN.search(file.read_text(encoding="utf-8"))
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 250


def test_page_has_no_inline_script_style_or_handler() -> None:
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
    assert "Signpost" in html


def test_page_speaks_both_languages_completely() -> None:
    text = (STATIC / "strings.js").read_text(encoding="utf-8")
    english, german = re.split(r"^  de: \{$", text, flags=re.MULTILINE)
    keys = re.compile(r"^    (\w+): \"", re.MULTILINE)
    assert keys.findall(english) == keys.findall(german)
    assert len(keys.findall(english)) > 80


def test_every_text_that_is_used_exists() -> None:
    known = set(re.findall(r"^    (\w+): \"", (STATIC / "strings.js").read_text(encoding="utf-8"), re.MULTILINE))
    used = {key for file in SCRIPTS for key in re.findall(r"\bt\(\"(\w+)\"", file.read_text(encoding="utf-8"))}
    assert used <= known


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_imports_lead_to_files_that_are_there(file: Path) -> None:
    for name in re.findall(r"from \"\./([\w.]+)\"", file.read_text(encoding="utf-8")):
        assert (STATIC / name).exists(), name

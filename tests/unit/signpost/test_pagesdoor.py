"""``signpost run`` serves the pages where people can be let in, and does not where they cannot."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Secret, Settings, StorageSettings
from signpost import application
from signpost.application import run
from signpost.assembly import Whole
from signpost.environment import Secrets
from tests.fakes.detector import FakeDetector

KEY = Secret("a key of our own of thirty-two characters or more")


async def served(
    folder: Path, monkeypatch: pytest.MonkeyPatch, secrets: Secrets, **changes: Any
) -> tuple[set[str], bool]:
    """The routes that would be served, and whether links can be made."""
    found: list[tuple[set[str], bool]] = []

    async def serve_whole(whole: Whole, *, routes: Sequence[Any], **_: object) -> None:
        found.append(({route.path for route in routes}, whole.kit.links is not None))
        await whole.close()

    async def ready_detector(*_: object) -> FakeDetector:
        return FakeDetector()

    monkeypatch.setattr(application, "serve_whole", serve_whole)
    monkeypatch.setattr(application, "ready_detector", ready_detector)
    storage = StorageSettings(url=Secret(f"sqlite:///{folder / 'signpost.db'}"))
    await run(replace(Settings(), storage=storage, **changes), secrets)
    return found[0]


async def test_pages_are_served_with_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    routes, linked = await served(tmp_path, monkeypatch, Secrets(secret_key=KEY))
    assert {"/app/open", "/app/logout", "/app/home", "/app/clients/{id}", "/app/dossiers/{id}/file"} <= routes
    assert linked


@pytest.mark.parametrize(
    ("secrets", "url"), [(Secrets(), "https://signpost.example.com"), (Secrets(secret_key=KEY), "http://example.com")]
)
async def test_without_key_or_https_there_are_no_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secrets: Secrets, url: str
) -> None:
    routes, linked = await served(tmp_path, monkeypatch, secrets, public_url=url)
    assert not [path for path in routes if path.startswith("/app/")]
    assert not linked

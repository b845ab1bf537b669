"""The app package against Microsoft's own JSON schemas, from the npm package ``@microsoft/app-manifest``."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from adapters.teams.manifest import MANIFEST_VERSION, App, localization, manifest
from signpost.voices import voices
from tests.npm import installed

HERE = Path(__file__).parent / "schemas"
APP = App(bot_id="11111111-2222-3333-4444-555555555555", public_url="https://signpost.example.com", version="1.0.0")
LISTENING = App(bot_id=APP.bot_id, public_url=APP.public_url, version="1.0.1", listening=True)


@pytest.fixture(scope="session")
def schemas() -> Path:
    package = installed(HERE, "@microsoft/app-manifest") / "node_modules" / "@microsoft" / "app-manifest"
    return package / "build" / "json-schemas" / "teams" / f"v{MANIFEST_VERSION}"


def problems(schema: Path, values: Any) -> list[str]:
    validator = jsonschema.Draft4Validator(json.loads(schema.read_text(encoding="utf-8")))
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(values)
    ]


@pytest.mark.parametrize("app", [APP, LISTENING], ids=["quiet", "listening"])
def test_manifest_is_as_microsofts_schema_has_it(schemas: Path, app: App) -> None:
    schema = schemas / "MicrosoftTeams.schema.json"
    made = manifest(app, voices()("en"))
    assert problems(schema, made) == []
    assert problems(schema, {**made, "name": {"short": "x" * 31}}) != []
    assert problems(schema, {**made, "surprise": 1}) != []


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_are_as_microsofts_schema_has_them(schemas: Path, language: str) -> None:
    schema = schemas / "MicrosoftTeams.Localization.schema.json"
    texts = localization(APP, voices()(language))
    assert problems(schema, texts) == []
    assert problems(schema, {**texts, "bots[0].commandLists[0].commands[12].title": "x"}) != []


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_fit_where_the_manifest_lets_them_stand(schemas: Path, language: str) -> None:
    """The limits of a place hold for every language, but the schema of translations does not know all of them."""
    made = manifest(APP, voices()(language))
    assert problems(schemas / "MicrosoftTeams.schema.json", made) == []

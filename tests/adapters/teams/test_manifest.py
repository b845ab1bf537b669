"""The app package: what stands in it for what is switched on, its icons, and that it is the same every time."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adapters.teams.icons import draw
from adapters.teams.manifest import App, app_id, localization, manifest, package
from bot.errors import ConfigurationError
from bot.notices.help import COMMANDS
from signpost.voices import voices

BOT = "11111111-2222-3333-4444-555555555555"
APP = App(bot_id=BOT, public_url="https://signpost.example.com", version="1.0.0")
EN, DE = voices()("en"), voices()("de")
GUIDE = Path(__file__).parents[3] / "docs" / "teams.md"


def files(app: App = APP) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package(app, EN, DE))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def picture(name: str) -> Image.Image:
    return Image.open(io.BytesIO(files()[name]))


def made(**more: Any) -> dict[str, Any]:
    return manifest(replace(APP, **more), EN)


def test_package_has_manifest_german_and_both_icons() -> None:
    found = files()
    assert list(found) == ["manifest.json", "de.json", "color.png", "outline.png"]
    assert json.loads(found["manifest.json"]) == manifest(APP, EN)
    assert json.loads(found["de.json"]) == localization(APP, DE)
    icons = made()["icons"]
    assert set(icons.values()) < set(found)


def test_package_is_the_same_bytes_every_time() -> None:
    assert package(APP, EN, DE) == package(APP, EN, DE)
    assert package(APP, EN, DE) != package(replace(APP, listening=True), EN, DE)


def test_app_keeps_its_id_with_its_bot() -> None:
    assert app_id(BOT) == app_id(BOT.upper()) == made(version="2.0.0", listening=True)["id"]
    assert app_id(BOT) not in (BOT, app_id(BOT.replace("1", "6")))


def test_colour_icon_fills_its_square() -> None:
    icon = picture("color.png").convert("RGBA")
    assert icon.size == (192, 192)
    assert icon.getchannel("A").getextrema() == (255, 255)
    assert {icon.getpixel(corner) for corner in ((0, 0), (191, 0), (0, 191), (191, 191))} == {(11, 107, 87, 255)}


def test_outline_icon_is_white_on_nothing() -> None:
    icon = picture("outline.png").convert("RGBA")
    assert icon.size == (32, 32)
    colours = [colour for _, colour in icon.getcolors() or [] if isinstance(colour, tuple)]
    assert {colour[:3] for colour in colours if colour[3]} == {(255, 255, 255)}
    assert icon.getchannel("A").getpixel((0, 0)) == 0


@pytest.mark.parametrize("name", ["color.png", "outline.png"])
def test_icon_is_what_its_script_draws(name: str) -> None:
    drawn = draw.colour() if name == "color.png" else draw.outline()
    assert picture(name).convert("RGBA").tobytes() == drawn.tobytes()


def test_commands_are_listed_where_nobody_else_reads_them() -> None:
    alone, among = made()["bots"][0]["commandLists"]
    assert (alone["scopes"], among["scopes"]) == (["personal"], ["team", "groupChat"])
    assert [command["title"] for command in alone["commands"]] == [*COMMANDS, "home", "help"]
    titles = [command["title"] for command in among["commands"]]
    assert titles == ["help", "client-setup"]
    assert "Flag this message" in among["commands"][0]["description"]


def test_message_can_be_flagged_where_it_stands() -> None:
    at_message, anywhere = made()["composeExtensions"][0]["commands"]
    assert (at_message["context"], at_message["title"]) == (["message"], "Flag this message")
    assert anywhere["context"] == ["compose", "commandBox"]
    assert all(command["type"] == "action" and command["fetchTask"] for command in (at_message, anywhere))


def test_listening_alone_asks_for_consent_to_read() -> None:
    quiet, listening = made(), made(listening=True)
    assert not {"authorization", "webApplicationInfo"} & set(quiet)
    granted = listening.pop("authorization")["permissions"]["resourceSpecific"]
    assert listening.pop("webApplicationInfo")["id"] == BOT
    assert [one["name"] for one in granted] == ["ChannelMessage.Read.Group", "ChatMessage.Read.Chat"]
    assert {one["type"] for one in granted} == {"Application"}
    assert listening == quiet


def test_only_the_own_address_is_a_valid_domain() -> None:
    assert made(public_url="https://signpost.example.com:8443/x")["validDomains"] == ["signpost.example.com"]


def test_german_has_every_text_of_the_manifest() -> None:
    """By its place; a text that is the same in both languages is a name or a command's word."""
    english, german = localization(APP, EN), localization(APP, DE)
    assert list(english) == list(german)
    same = {key: german[key] for key in german if german[key] == english[key]}
    words = {"Signpost", english["$schema"], *COMMANDS, "home", "help"}
    assert set(same.values()) <= words
    for place in german:
        if not place.startswith("$"):
            value: Any = made()
            for step in place.replace("[", ".").replace("]", "").split("."):
                value = value[int(step)] if step.isdecimal() else value[step]
            assert value == english[place], place


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"public_url": "http://signpost.example.com"}, "public_url"),
        ({"public_url": "https://"}, "public_url"),
        ({"bot_id": ""}, "MicrosoftAppId"),
        ({"bot_id": "my-bot"}, "MicrosoftAppId"),
        ({"version": "1.0"}, "version"),
        ({"version": "01.0.0"}, "version"),
    ],
)
def test_what_teams_would_refuse_is_refused_here(wrong: dict[str, Any], place: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        made(**wrong)
    assert refused.value.place == place


def test_guide_names_the_permissions_of_listening() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for permission in ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat"):
        assert f"`{permission}`" in text

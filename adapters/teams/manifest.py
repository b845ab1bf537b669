"""The app as Teams is told of it: the package for exactly what a deployment switches on. Pure functions.

Shape and limits: Microsoft's JSON schema of the manifest, and
https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema.
"""

import io
import json
import re
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from adapters.common.addresses import is_https
from bot.errors import ConfigurationError
from bot.notices import catalogue
from bot.notices.help import COMMANDS
from bot.voice import Voice

Json = dict[str, Any]

MANIFEST_VERSION = "1.25"
_SCHEMAS = "https://developer.microsoft.com/json-schemas/teams/v" + MANIFEST_VERSION
FLAG_MESSAGE = "flagMessage"
FLAG_INCIDENT = "flagIncident"
"""The ids of the message extension's commands: at a message, and anywhere else."""

LISTENING_PERMISSIONS = ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat")
"""What lets the bot hear messages that do not mention it; whoever adds it to a team or chat consents for that one."""

GERMAN_FILE = "de.json"
_ICONS = Path(__file__).parent / "icons"
_COLOUR = "#0b6b57"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_VERSION = re.compile(r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}", re.ASCII)
_APPS = uuid.UUID("8d9c5a0e-6f5a-5d43-9a55-2f1a4c1d7be3")
# ZIP keeps no earlier day: https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.9.TXT, 4.4.6.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What the package depends on. ``bot_id``: ``MicrosoftAppId``; ``listening``: ``detection.mode`` is ``ask``.

    ``version``: Teams takes a package for an app that is there already only under a higher one.
    """

    bot_id: str
    public_url: str
    version: str
    name: str = "Signpost"
    listening: bool = False


def app_id(bot_id: str) -> str:
    """The app's own id: the same for a bot every time, and another one than the bot's."""
    return str(uuid.uuid5(_APPS, bot_id.lower()))


def package(app: App, english: Voice, german: Voice) -> bytes:
    """The zip to upload: the same bytes for the same app. Raises ``ConfigurationError``."""
    files = {
        "manifest.json": _text(manifest(app, english)),
        GERMAN_FILE: _text(localization(app, german)),
        "color.png": (_ICONS / "color.png").read_bytes(),
        "outline.png": (_ICONS / "outline.png").read_bytes(),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return written.getvalue()


def _text(values: Json) -> bytes:
    return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()


def manifest(app: App, say: Voice) -> Json:
    """As JSON values; raises ``ConfigurationError`` for what Teams would refuse."""
    _check(app)
    whole: Json = {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST_VERSION,
        "version": app.version,
        "id": app_id(app.bot_id),
        "developer": {
            "name": app.name,
            "websiteUrl": app.public_url,
            "privacyUrl": app.public_url,
            "termsOfUseUrl": app.public_url,
        },
        "name": {"short": app.name, "full": app.name},
        "description": {"short": catalogue.short(say), "full": catalogue.long(say)},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": _COLOUR,
        "localizationInfo": {
            "defaultLanguageTag": "en",
            "additionalLanguages": [{"languageTag": "de", "file": GERMAN_FILE}],
        },
        "bots": [_bot(app, say)],
        "composeExtensions": [{"botId": app.bot_id, "commands": _extension(say)}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(app.public_url).hostname],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }
    return {**whole, **_listening(app)} if app.listening else whole


def _check(app: App) -> None:
    if not is_https(app.public_url):
        raise ConfigurationError("public_url", f"must begin with https://, not {app.public_url!r}: Teams calls it")
    if not _GUID.fullmatch(app.bot_id):
        raise ConfigurationError("MicrosoftAppId", "must be the bot's id, like 11111111-2222-3333-4444-555555555555")
    if not _VERSION.fullmatch(app.version):
        raise ConfigurationError("version", f"must be three numbers like 1.0.2, not {app.version!r}")


def _bot(app: App, say: Voice) -> Json:
    return {
        "botId": app.bot_id,
        "scopes": ["personal", "team", "groupChat"],
        "isNotificationOnly": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "supportsFiles": False,
        "commandLists": [
            {"scopes": scopes, "commands": commands}
            for scopes, commands in ((["personal"], _commands_alone(say)), (["team", "groupChat"], _among_others(say)))
        ],
    }


def _commands_alone(say: Voice) -> list[Json]:
    commands = [{"title": name, "description": catalogue.command(say, name)} for name in COMMANDS]
    return [
        *commands,
        {"title": "home", "description": catalogue.home(say)},
        {"title": "help", "description": catalogue.help_alone(say)},
    ]


def _among_others(say: Voice) -> list[Json]:
    """No command here whose words would tell something of a client: everybody reads what is typed."""
    return [
        {"title": "help", "description": catalogue.help_among_others(say)},
        {"title": "client-setup", "description": catalogue.setup_here(say)},
    ]


def _extension(say: Voice) -> list[Json]:
    at_message = {"id": FLAG_MESSAGE, "context": ["message"], "title": catalogue.flag_message(say)}
    anywhere = {"id": FLAG_INCIDENT, "context": ["compose", "commandBox"], "title": catalogue.flag_incident(say)}
    action = {"type": "action", "fetchTask": True}
    return [
        {**at_message, "description": catalogue.flag_message_hint(say), **action},
        {**anywhere, "description": catalogue.flag_incident_hint(say), **action},
    ]


def _listening(app: App) -> Json:
    granted = [{"name": name, "type": "Application"} for name in LISTENING_PERMISSIONS]
    return {
        "webApplicationInfo": {"id": app.bot_id, "resource": app.public_url},
        "authorization": {"permissions": {"resourceSpecific": granted}},
    }


def localization(app: App, say: Voice) -> Json:
    """The texts of the manifest in another language, by their places in it. Command words are the same in all."""
    translated: Json = {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.Localization.schema.json",
        "name.short": app.name,
        "name.full": app.name,
        "description.short": catalogue.short(say),
        "description.full": catalogue.long(say),
    }
    for n, commands in enumerate((_commands_alone(say), _among_others(say))):
        for m, command in enumerate(commands):
            translated[f"bots[0].commandLists[{n}].commands[{m}].title"] = command["title"]
            translated[f"bots[0].commandLists[{n}].commands[{m}].description"] = command["description"]
    for m, command in enumerate(_extension(say)):
        translated[f"composeExtensions[0].commands[{m}].title"] = command["title"]
        translated[f"composeExtensions[0].commands[{m}].description"] = command["description"]
    return translated

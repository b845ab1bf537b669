"""What concerns one person or one client's place: welcome, help, linked accounts, files."""

from bot.access import dossier_of
from bot.domain.client import Client
from bot.domain.dossier import DossierRequest
from bot.errors import NotAllowed, NotFound
from bot.notices import (
    dossiers,
    told,
)
from bot.notices import help as help_notices
from bot.notices.labels import platforms
from bot.notices.parts import Notice
from bot.work.composed.desk import Desk


async def help(desk: Desk) -> Notice | None:
    return help_notices.help(desk.say, "", (), overheard=desk.about("overheard") == "yes")


async def welcome(desk: Desk) -> Notice | None:
    return help_notices.welcome(desk.say, overheard=desk.about("overheard") == "yes")


async def linked(desk: Desk) -> Notice | None:
    return told.linked(desk.say, platforms(desk.say, [ref.platform for ref in desk.person.refs]))


async def sharing(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return told.sharing(desk.say, client.name, shared=desk.about("shared") == "yes") if client else None


async def fate(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return told.fate(desk.say, client.name, desk.about("what")) if client else None


async def dossier(desk: Desk) -> Notice | None:
    """How it stands: one message, edited until it is ready."""
    found = await _asked_dossier(desk)
    return dossiers.progress(desk.say, found[1].name, found[0]) if found else None


async def dossier_ready(desk: Desk) -> Notice | None:
    found = await _asked_dossier(desk)
    return dossiers.ready(desk.say, found[1].name, found[0]) if found else None


async def _asked_dossier(desk: Desk) -> tuple[DossierRequest, Client] | None:
    try:
        return await dossier_of(desk.unit, desk.person, desk.about("dossier"))
    except (NotFound, NotAllowed):
        return None

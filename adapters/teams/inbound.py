"""Teams' activities → the core's messages. An activity dies here: anything of another shape is ``Malformed``, a 400.

It comes verified (``verify``), as the JSON that Teams sent. What it does not say is an empty string. Shapes:
learn.microsoft.com, *Bot Framework Activity*, *Universal Actions*, *Use dialogs in bots*, *Define action commands*.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from adapters.common.shapes import Malformed, Payload, fit, part, parts, text, value
from adapters.teams import markup, talk
from adapters.teams.buttons import OWN, PAGE, PICK
from adapters.teams.references import PLATFORM as PLATFORM
from adapters.teams.references import person_in
from adapters.teams.verify import tenant_of
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From, MessageFlagged, MessageGone, MessageHeard, Pressed, Submitted, Typed
from bot.notices.forms import PEOPLE_FIELDS
from bot.notices.help import COMMANDS
from bot.wording import MINE_WORDS, PRIVACY_WORDS

PERSONAL = "personal"
HOME = "home"
_HOMES = (HOME, "start", "startseite", "übersicht")
_WORDS = frozenset({*PRIVACY_WORDS, *MINE_WORDS})
_OWN_ID = re.compile(r"[0-9a-f]{32}")
_NO_REF = re.compile(r"[\s/:]")
_PLAIN_ID = re.compile(r"[^\s/]{1,255}")
_LINK_LIMIT = 2_000

# --- Where it comes from -----------------------------------------------------------------------------------------


def workspace_of(activity: Payload) -> str:
    """The firm in which the bot hears this, whoever speaks."""
    return (tenant_of(dict(activity)) or "").lower()


def who_of(activity: Payload) -> PersonRef:
    """Who acts. Raises ``Malformed`` where nobody does."""
    person = person_in(dict(activity))
    if person is None:
        raise Malformed("no_user")
    return person


def is_from_somebody(activity: Payload) -> bool:
    """Not of a bot, or two of them would answer each other for ever; not of a guest of a meeting without an account."""
    sender = part(activity, "from")
    is_bot = text(sender, "role").lower() in ("bot", "skill") or text(sender, "id").startswith("28:")
    return not is_bot and person_in(dict(activity)) is not None


def account_of(activity: Payload) -> str:
    """Under which id Teams is asked about whoever acts."""
    return text(part(activity, "from"), "id") or who_of(activity).user


def is_personal(activity: Payload) -> bool:
    """In the 1:1 chat with the bot, where nobody else reads along. What Teams does not say is no such chat."""
    return text(part(activity, "conversation"), "conversationType") == PERSONAL


def channel_of(activity: Payload) -> ChannelRef | None:
    """The channel or group chat; None in the 1:1 chat. A post's own conversation is its channel's."""
    if is_personal(activity):
        return None
    channel = text(part(part(activity, "channelData"), "channel"), "id")
    return place(workspace_of(activity), channel or text(part(activity, "conversation"), "id").partition(";")[0])


def place(workspace: str, channel: str) -> ChannelRef:
    if not workspace or not _PLAIN_ID.fullmatch(channel):
        raise Malformed("bad_conversation")
    return ChannelRef(PLATFORM, workspace, channel)


def key_of(activity: Payload) -> str:
    """The inbound key. An activity's id is unique in its conversation only. Those without one have no effects, but
    for some test clients: theirs is made from the content."""
    conversation = hashlib.sha256(text(part(activity, "conversation"), "id").encode()).hexdigest()[:16]
    return f"{PLATFORM}:{workspace_of(activity)}:{conversation}:{text(activity, 'id') or _digest(activity)}"


def root_of(activity: Payload) -> str:
    """What a form that opens now carries, so that sending it twice is one effect however often it is pressed."""
    return hashlib.sha256(key_of(activity).encode()).hexdigest()[:32]


def _digest(activity: Payload) -> str:
    canonical = json.dumps(activity, sort_keys=True, separators=(",", ":"))
    return f"sha256.{hashlib.sha256(canonical.encode(errors='replace')).hexdigest()}"


def sender(activity: Payload, *, name: str, external: bool | None, fleeting: bool = False) -> From:
    """Who speaks, and where: ``channel`` is None in the 1:1 chat. The keywords are what ``people`` found out.

    The name that the activity itself carries is that of guests as well: it would pass for knowing the person.
    """
    client = next((one for one in parts(activity, "entities") if text(one, "type") == "clientInfo"), {})
    return From(
        who=who_of(activity),
        key=key_of(activity),
        channel=channel_of(activity),
        name=name,
        language=text(activity, "locale") or text(client, "locale"),
        external=external,
        timezone=text(activity, "localTimezone") or text(client, "timezone"),
        fleeting=fleeting,
        overheard=True,
    )


# --- Commands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed: a command's word in small letters (``client-flag``, ``home``), and the rest as it was typed."""

    command: str
    rest: str = ""

    def typed(self, by: From) -> Typed:
        return Typed(by, self.command, self.rest)


def line_of(activity: Payload) -> Line | None:
    """The command of a message, with or without slash; None for talk among people.

    Whoever speaks to the bot gets at least help: in the 1:1 chat, or by mentioning it. Elsewhere only a whole command's
    name is one; that much reaches the bot only where it was given the right to hear more than mentions.
    """
    # "@Signpost: client-flag …", "/ client-flag …", "client-flag: …"
    said = markup.said(activity).lstrip(" :,/")
    first, rest = [*said.split(maxsplit=1), "", ""][:2]
    word = first.rstrip(":,").lower()
    if word in COMMANDS:
        return Line(word, rest.strip())
    if not is_personal(activity) and not markup.is_mentioned(activity):
        return None
    if word in _HOMES and not rest.strip():
        return Line(HOME)
    if word in _WORDS and not rest.strip():
        return Line("client-flag", word)
    return Line("help", said)


# --- What comes back from cards ----------------------------------------------------------------------------------


def data_of(activity: Payload) -> Payload:
    """What a button or form of ours brings: in a message its ``value``, in an invoke what stands inside that."""
    outer = part(activity, "value")
    if text(activity, "type") == "message":
        return outer
    if text(activity, "name") == "adaptiveCard/action":
        return part(part(outer, "action"), "data")
    return part(outer, "data")


def own_of(data: Payload) -> Payload:
    """Our own object in it; where a list was shown in place of buttons, the one that was chosen there."""
    own = part(data, OWN)
    if PICK not in own:
        return own
    chosen = text(data, text(own, PICK))
    try:
        read = json.loads(chosen) if chosen else {}
    except (ValueError, RecursionError):
        raise Malformed("bad_pick") from None
    if not isinstance(read, Mapping):
        raise Malformed("bad_pick")
    return read


def pressed(own: Payload, by: From) -> Pressed | None:
    name = text(own, "do")
    return Pressed(by, name, text(own, "value")) if name else None


def page_of(own: Payload) -> str:
    """The path below ``/app/`` of a page's button."""
    return text(own, PAGE)


def is_cancelled(own: Payload) -> bool:
    return text(own, "cancel") != ""


def submitted(data: Payload, own: Payload, by: From) -> Submitted | None:
    """A form of ``views.form_card``; None for anything else.

    Its key is that of the form, not of the press: while it stays open with errors nothing is committed, and after that
    the same form again changes nothing.
    """
    form = text(own, "form")
    if not form:
        return None
    values = {fit(name): _typed(data, name, by) for name in data if name not in (OWN, "msteams")}
    state = {name: text(part(own, "state"), name) for name in part(own, "state")}
    root = text(own, "root")
    key = f"{PLATFORM}:{by.who.workspace}:form:{by.who.user}:{root}" if root else by.key
    return Submitted(_from_form(by, own, key), form, values, state)


def _from_form(by: From, own: Payload, key: str) -> From:
    channel = text(own, "channel")
    found = place(by.who.workspace, channel) if channel else by.channel
    return replace(by, key=key, channel=found)


PEOPLE = PEOPLE_FIELDS


def _typed(data: Payload, name: str, by: From) -> str:
    """An input's value; a ticked box's is ``yes``. People come by Teams' ids or ours."""
    found = value(data, name)
    if isinstance(found, bool):
        return "yes" if found else ""
    if isinstance(found, int | float):
        return str(found)
    written = text(data, name)
    if name in PEOPLE:
        return ",".join(_person(one.strip(), by.who.workspace) for one in written.split(",") if one.strip())
    return written


def _person(id: str, workspace: str) -> str:
    if _OWN_ID.fullmatch(id) or _NO_REF.search(id):
        return id
    return str(PersonRef(PLATFORM, workspace, id.lower()))


# --- The message action ------------------------------------------------------------------------------------------


def flagged(activity: Payload, by: From) -> MessageFlagged | None:
    """The message on which "Flag this message" was chosen; None where it was chosen elsewhere."""
    message = part(part(activity, "value"), "messagePayload")
    if not message:
        return None
    body = part(message, "body")
    written = text(body, "content")
    quote = written.strip() if text(body, "contentType").lower() == "text" else markup.words_of(written)
    author = text(part(part(message, "from"), "user"), "id").lower()
    return MessageFlagged(by, quote, _link(message), own=author != "" and author == by.who.user)


def _link(message: Payload) -> str:
    """To the message, if it is one of Teams': whoever opens it goes there, and nowhere else."""
    link = text(message, "linkToMessage")
    try:
        parsed = urlsplit(link)
        fine = parsed.scheme == "https" and parsed.hostname is not None and parsed.port in (None, 443)
    except ValueError:
        return ""
    host = parsed.hostname or ""
    known = host in _TEAMS or host.endswith(tuple(f".{one}" for one in _TEAMS))
    return link if fine and known and "@" not in parsed.netloc and len(link) <= _LINK_LIMIT else ""


_TEAMS = ("teams.microsoft.com", "teams.cloud.microsoft", "teams.live.com")


# --- What people say among themselves ----------------------------------------------------------------------------

EDITED = ("editMessage", "undeleteMessage")
DELETED = "softDeleteMessage"
_MOMENT_LIMIT = 40
_IN_CHAT = {"context": '{"contextType":"chat"}'}


def change_of(activity: Payload) -> str:
    """Of a ``messageUpdate`` or ``messageDelete``: what has become of the message."""
    return text(part(activity, "channelData"), "eventType")


def message_of(activity: Payload) -> str:
    """The message's id in its channel or chat, the same after an edit. Raises ``Malformed``."""
    message = text(activity, "id")
    if not _PLAIN_ID.fullmatch(message):
        raise Malformed("bad_id")
    return message


def heard(activity: Payload, channel: ChannelRef, by: From) -> MessageHeard | None:
    """Something new, or a ``messageUpdate``; None where nothing is written. Teams shows nothing to one person alone."""
    message, words = message_of(activity), talk.words_in(activity)
    edited = text(activity, "type") == "messageUpdate"
    if not (words or edited):
        return None
    root = _root(activity)
    return MessageHeard(
        by=replace(by, key=_key_of_change(activity) if edited else by.key),
        channel=channel,
        message=message,
        text=words,
        link=_link_to(activity, channel, message, root or message),
        parent=root if root != message else "",
        edited=edited,
    )


def gone(activity: Payload, channel: ChannelRef) -> MessageGone:
    return MessageGone(_key_of_change(activity), channel, message_of(activity))


def _root(activity: Payload) -> str:
    """The post with which a thread began; empty in a chat, which has no threads."""
    return text(part(activity, "conversation"), "id").partition(";messageid=")[2]


def _key_of_change(activity: Payload) -> str:
    """A change comes under its message's id: only the moment tells one from another."""
    return f"{key_of(activity)}:{change_of(activity)}:{text(activity, 'timestamp')[:_MOMENT_LIMIT]}"


def _link_to(activity: Payload, channel: ChannelRef, message: str, root: str) -> str:
    """As *Copy link* in Teams makes it (learn.microsoft.com, *Deep link to a message*)."""
    data = part(activity, "channelData")
    place = f"https://{_TEAMS[0]}/l/message/{quote(channel.channel, safe=':@')}/{quote(message, safe='')}"
    if not part(data, "channel"):
        return f"{place}?{urlencode(_IN_CHAT)}"
    asked = {
        "tenantId": channel.workspace,
        "groupId": text(part(data, "team"), "aadGroupId"),
        "parentMessageId": root,
        "createdTime": message if message.isascii() and message.isdecimal() else "",
    }
    link = f"{place}?{urlencode({name: value for name, value in asked.items() if value})}"
    return link if len(link) <= _LINK_LIMIT else ""


# --- Searches ----------------------------------------------------------------------------------------------------


def sought(activity: Payload) -> tuple[str, str]:
    """What a type-ahead is asked: its dataset, and what was typed so far."""
    asked = part(activity, "value")
    return text(asked, "dataset"), text(asked, "queryText")


# --- News --------------------------------------------------------------------------------------------------------


def members(activity: Payload, name: str) -> list[str]:
    """``membersAdded``, ``membersRemoved``: Teams' ids of the people, without the bot."""
    bot = markup.bot_of(activity)
    found = [text(one, "id") for one in parts(activity, name)]
    return [id for id in found if id and id != bot and not id.startswith("28:")]


def action_of(activity: Payload) -> str:
    """Of an ``installationUpdate``: ``add``, ``remove``, and the same with ``-upgrade``."""
    return text(activity, "action")

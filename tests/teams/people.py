"""What people do in Teams, and what they then see."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.teams.activities import BOT, CHANNEL, GROUP, activity
from tests.teams.issuer import TENANT
from tests.teams.reading import Card, Json, actions, card_of

if TYPE_CHECKING:
    from tests.teams.firm import Firm

PERSONAL = "personal"
_CONVERSATIONS: Mapping[str, Json] = {
    "group": {"conversationType": "groupChat", "isGroup": True, "id": GROUP},
    "channel": {"conversationType": "channel", "isGroup": True, "id": CHANNEL},
}


@dataclass(frozen=True)
class Account:
    name: str
    user: str
    locale: str = "en-GB"
    windows: bool = True
    zone: str = "Europe/Berlin"


@dataclass
class Seen:
    """What somebody saw of one act.

    ``messages``: the bot's in their 1:1 chat; ``window``: what opened or changed there; ``card``: what stands in the
    place of the clicked card; ``words``: a line below it. ``openly``: what the bot said where others read along.
    """

    status: int
    body: Any = None
    messages: list[Card] = field(default_factory=list)
    window: Card | None = None
    card: Card | None = None
    words: str = ""
    openly: list[Card] = field(default_factory=list)
    lacking: tuple[str, ...] = ()

    @property
    def message(self) -> Card:
        assert self.messages, f"no message was seen, but {self}"
        return self.messages[-1]

    @property
    def form(self) -> Card:
        """The window, or for somebody without windows the card."""
        found = self.window or self.card or (self.messages[-1] if self.messages else None)
        assert found is not None, f"no form was seen, but {self}"
        return found

    @property
    def text(self) -> str:
        shown = [self.window, self.card, *self.messages]
        return "\n".join([*(one.text for one in shown if one), *([self.words] if self.words else [])])


class Person:
    """Somebody with a Teams client. Every act returns when all that follows from it has been shown."""

    def __init__(self, account: Account, firm: "Firm") -> None:
        self.account = account
        self.locale = account.locale
        self.windows = account.windows
        self._firm = firm

    @property
    def user(self) -> str:
        return self.account.user

    @property
    def chat(self) -> str:
        return f"a:{self.user}"

    # --- Doing -------------------------------------------------------------------------------------------------------

    def says(self, text: str, place: str = PERSONAL, *, mention: bool = False, **changes: Any) -> Json:
        """The activity of a message."""
        own: Json = {"textFormat": "plain", "text": f"<at>Signpost</at> {text}" if mention else text}
        if mention:
            own["entities"] = [{"type": "mention", "text": "<at>Signpost</at>", "mentioned": {"id": BOT}}]
        return self._activity("message", place, **(own | changes))

    async def types(self, text: str, place: str = PERSONAL, *, mention: bool | None = None) -> Seen:
        """A message: in a channel (or group chat) with the bot's mention unless told otherwise."""
        spoken = place != PERSONAL if mention is None else mention
        return await self.sends(self.says(text, place, mention=spoken))

    # --- Among people ---

    async def writes(self, text: str, place: str = "channel", **changes: Any) -> Json:
        """To the others there, not to the bot. The activity, for ``edits`` and ``deletes``."""
        sent = self.says(text, place, **changes)
        assert (await self.sends(sent)).status == 200
        return sent

    async def edits(self, sent: Json, text: str, event: str = "editMessage") -> None:
        await self._changes(sent, "messageUpdate", event, text=text)

    async def deletes(self, sent: Json) -> None:
        await self._changes(sent, "messageDelete", "softDeleteMessage", text=None)

    async def _changes(self, sent: Json, kind: str, event: str, **changes: Any) -> None:
        """Under the message's own id, as Teams tells it."""
        data = {**sent["channelData"], "eventType": event}
        changed = {**sent, "type": kind, "channelData": data, "timestamp": self._firm.new_id(), **changes}
        assert (await self.sends({name: one for name, one in changed.items() if one is not None})).status == 200

    async def presses(self, label: str, on: Card) -> Seen:
        return await self._acts(on.button(label), on, {})

    async def chooses(self, label: str, on: Card) -> Seen:
        """From the list that stands in place of buttons."""
        for asked in on.inputs.values():
            for choice in asked.get("choices", ()):
                if choice["title"] == label:
                    return await self._acts(on.button("Go on"), on, {asked["id"]: choice["value"]})
        raise AssertionError(f"no choice {label!r} in\n{on.text}")

    def fills(self, form: Card, fields: Mapping[str, Any]) -> None:
        """Enter something; choices by the beginning of their titles, boxes by True and False."""
        for name, given in fields.items():
            assert name in form.inputs, f"no field {name} in\n{form.text}"
            form.typed[name] = _entered(form.inputs[name], given)

    async def submits(self, form: Card, fields: Mapping[str, Any] | None = None, button: str = "") -> Seen:
        """Fill in and send. What was entered before, and is not named now, is still there."""
        self.fills(form, fields or {})
        given = {name: one["value"] for name, one in form.inputs.items() if "value" in one} | form.typed
        required = [name for name, asked in form.inputs.items() if asked.get("isRequired")]
        if lacking := tuple(name for name in required if not given.get(name)):
            return Seen(200, window=form, lacking=lacking)
        label = button or next(
            action["title"] for action in actions(form.raw) if action["data"]["signpost"].get("form")
        )
        return await self._acts(form.button(label), form, given)

    async def searches(self, form: Card, name: str, text: str) -> list[str]:
        """Titles that are offered for what was typed into a searchable field."""
        query = form.inputs[name]["choices.data"]
        asked = {"queryText": text, "queryOptions": {"skip": 0, "top": 15}, "dataset": query["dataset"]}
        seen = await self.invokes("application/search", {"kind": "search", **asked})
        found = seen.body["value"]["results"]
        form.inputs[name]["choices"] = [*form.inputs[name]["choices"], *found]
        return [one["title"] for one in found]

    async def flags(self, message: Json | None, place: str = "channel", **more: Any) -> Seen:
        """ "Flag this message" on a message; None: from the box in which one writes."""
        asked = {"commandId": "flag_message", "commandContext": "message" if message else "compose"}
        value = asked | ({"messagePayload": message} if message else {})
        return await self.invokes("composeExtension/fetchTask", value, place, **more)

    async def installs(self, place: str = PERSONAL, action: str = "add") -> Seen:
        joined = {"membersAdded": [{"id": BOT}]}
        await self.sends(self._activity("conversationUpdate", place, **joined))
        return await self.sends(self._activity("installationUpdate", place, action=action))

    async def invokes(self, name: str, value: Any, place: str = PERSONAL, **changes: Any) -> Seen:
        return await self.sends(self._activity("invoke", place, name=name, value=value, **changes))

    async def sends(self, sent: Json) -> Seen:
        """Any activity, and what follows from it."""
        posted = self._firm.connector.posted
        began, changes = len(posted), {one.id: one.changes for one in posted}
        status, body = await self._firm.post(sent)
        await self._firm.opened.door.settled()
        seen = Seen(status, body)
        for one in posted[began:]:
            self._firm.check(one.now)
            if one.conversation == self.chat:
                seen.messages.append(card_of(one.now, one.id))
            elif not one.conversation.startswith("a:"):
                seen.openly.append(card_of(one.now, one.id))
        for one in posted[:began]:
            if one.changes > changes[one.id]:
                self._firm.check(one.now)
        self._read(seen, sent)
        return seen

    # --- Seeing ------------------------------------------------------------------------------------------------------

    def inbox(self) -> list[Card]:
        """The bot's messages in the 1:1 chat as they stand now, oldest first."""
        return [card_of(one.now, one.id) for one in self._firm.connector.posted if one.conversation == self.chat]

    async def receives(self, words: str) -> Card:
        """The newest message that says the words, once all that is due was sent."""
        await self._firm.settles()
        found = [card for card in self.inbox() if words in card.text]
        assert found, f"nobody told {self.account.name} {words!r}; there are {[c.text for c in self.inbox()]}"
        return found[-1]

    async def reread(self, card: Card) -> Card:
        await self._firm.settles()
        return next(one for one in self.inbox() if one.message == card.message)

    # --- How ---------------------------------------------------------------------------------------------------------

    def _activity(self, kind: str, place: str, **changes: Any) -> Json:
        own: Json = {"locale": self.locale, "localTimezone": self.account.zone, "id": self._firm.new_id()}
        own["from"] = {"id": f"29:{self.user}", "name": self.account.name, "aadObjectId": self.user}
        if place != PERSONAL:
            own["conversation"] = {**_CONVERSATIONS[place], "tenantId": TENANT}
        if place == "channel":
            channel = {"id": CHANNEL.partition(";")[0]}
            own["channelData"] = {"tenant": {"id": TENANT}, "team": {"id": "19:team@thread.tacv2"}, "channel": channel}
        return activity(self._firm.connector.service_url, kind, user=self.user, **(own | changes))

    async def _acts(self, action: Json, on: Card, typed: Json) -> Seen:
        inputs = {} if action.get("associatedInputs") == "None" else typed
        data = {**inputs, **action.get("data", {})}
        if on.opened_by:
            name = "composeExtension/submitAction" if on.opened_by.startswith("composeExtension") else "task/submit"
            return await self.invokes(name, {"data": data, "commandId": "flag_message"})
        if action["type"] == "Action.Execute":
            value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}, "trigger": "manual"}
            seen = await self.invokes("adaptiveCard/action", value, replyToId=on.message)
            if seen.card:
                seen.card.message = on.message
            return seen
        if self.windows and data.get("msteams", {}).get("type") == "task/fetch":
            return await self.invokes("task/fetch", {"data": data, "context": {"theme": "default"}})
        return await self.sends(self._activity("message", PERSONAL, text=None, value=data, replyToId=on.message))

    def _read(self, seen: Seen, sent: Json) -> None:
        if seen.body is None:
            return
        if "task" in seen.body and seen.body["task"]["type"] == "continue":
            self._firm.check(seen.body)
            value = seen.body["task"]["value"]
            seen.window = Card(value["card"]["content"], title=value["title"], opened_by=sent["name"])
        elif "task" in seen.body:
            seen.words = seen.body["task"]["value"]
        elif str(seen.body.get("type", "")).endswith("card.adaptive"):
            self._firm.check(seen.body["value"])
            seen.card = Card(seen.body["value"])
        elif str(seen.body.get("type", "")).endswith("activity.message"):
            seen.words = seen.body["value"]
        elif str(seen.body.get("type", "")).endswith("error"):
            seen.words = seen.body["value"]["message"]


def _entered(asked: Json, given: Any) -> Any:
    if asked["type"] == "Input.Toggle":
        return asked["valueOn" if given else "valueOff"]
    if asked["type"] != "Input.ChoiceSet" or given in ("", None):
        return given or ""
    wanted = given if isinstance(given, list) else [given]
    found = []
    for title in wanted:
        values = [choice["value"] for choice in asked["choices"] if choice["title"].startswith(title)]
        assert values, f"no choice {title!r} among {json.dumps(asked['choices'])[:2000]}"
        found.append(values[0])
    return ",".join(found)

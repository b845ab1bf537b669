"""What can be pressed on a card, and what comes back when it is.

Whatever comes back carries our own object under ``signpost``: ``{"do": action, "value": id}`` for a button,
``{"page": path}`` for a link to one of our pages, ``{"pick": input}`` where that input's value is one of these two as
JSON. In a chat a button is an ``Action.Execute`` whose verb is the action (``adaptiveCard/action``), unless it opens a
window: only an ``Action.Submit`` with ``msteams: {type: task/fetch}`` does that. In a window all are ``Action.Submit``
(``task/submit``): Teams knows nothing else there.

A card has six actions at most. What is more than that goes under one that opens below the card (``Action.ShowCard``,
which every client since 1.0 draws, while the overflow menu of ``mode: secondary`` is unknown to some); many of one
kind, and whatever does not fit there either, become a list to choose from.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from adapters.common.letters import MORE, blank, raw, size
from adapters.teams.richtext import block, plain, run
from bot.intake import OPENING
from bot.notices import doors
from bot.notices.parts import Action, FileLink, PageLink, WebLink
from bot.notices.parts import Pressable as Offered
from bot.voice import Voice

Json = dict[str, Any]
Where = Literal["chat", "window"]
Pressable = Action | PageLink

OWN = "signpost"
PAGE = "page"
PICK = "pick"
ACTIONS_MOST = 6

_TITLE_MOST = 75
_VALUE_MOST = 1_000
_URL_MOST = 3_000
_CHOICES_MOST = 50
_ROW_WIDTH = 460
_LETTER_WIDTH = 8
_FRAME_WIDTH = 48
_STYLES = {"primary": "positive", "danger": "destructive"}


@dataclass(frozen=True, slots=True)
class Card:
    """The card being drawn: where it will stand, in which voice (None: unknown), and numbers for its inputs."""

    where: Where
    say: Voice | None
    numbers: Iterator[int]


def new_card(where: Where = "chat", say: Voice | None = None) -> Card:
    return Card(where, say, count())


def said(pressable: Pressable) -> Json:
    """What comes back."""
    if isinstance(pressable, PageLink):
        return {PAGE: raw(pressable.path, _VALUE_MOST)}
    return {"do": raw(pressable.name, _VALUE_MOST), "value": raw(pressable.value, _VALUE_MOST)}


def opens_window(pressable: Pressable) -> bool:
    return isinstance(pressable, PageLink) or pressable.name in OPENING


def button(pressable: Pressable, card: Card) -> Json:
    verb = PAGE if isinstance(pressable, PageLink) else pressable.name
    look = "default" if isinstance(pressable, PageLink) else pressable.look
    made = sent(said(pressable), card, verb=verb, opens=opens_window(pressable))
    made = {"type": made.pop("type"), "title": plain(pressable.label, _TITLE_MOST), **made}
    return {**made, "style": _STYLES[look]} if look in _STYLES else made


def sent(own: Json, card: Card, *, verb: str, opens: bool = False, inputs: bool = False) -> Json:
    """An action without its title. ``inputs``: what stands in the card's inputs comes with it."""
    more: Json = {} if inputs else {"associatedInputs": "None"}
    if card.where == "window":
        return {"type": "Action.Submit", "data": {OWN: own}, **more}
    if opens:
        return {"type": "Action.Submit", "data": {OWN: own, "msteams": {"type": "task/fetch"}}, **more}
    return {"type": "Action.Execute", "verb": raw(verb, _VALUE_MOST) or OWN, "data": {OWN: own}, **more}


def rows(actions: Sequence[Json]) -> list[Json]:
    """The actions as sets one below the other, none wider than a chat: Teams cuts the titles of what is in one row."""
    sets: list[list[Json]] = []
    left = 0
    for action in actions:
        width = size(action["title"]) * _LETTER_WIDTH + _FRAME_WIDTH
        if width > left:
            sets.append([])
            left = _ROW_WIDTH
        sets[-1].append(action)
        left -= width
    return [{"type": "ActionSet", "actions": row, **({"spacing": "Small"} if n else {})} for n, row in enumerate(sets)]


def without_windows(shown: Any) -> Any:
    """A message or card for a client that opens no windows and looks nothing up, as Microsoft's test client: every
    button is an ``Action.Execute``, what would stand in a window comes as a card, and choices are those given."""
    if isinstance(shown, list):
        return [without_windows(one) for one in shown]
    if not isinstance(shown, dict):
        return shown
    if shown.get("type") == "Action.Submit" and "msteams" in shown["data"]:
        own = shown["data"][OWN]
        verb = next((name for name in (PAGE, PICK) if name in own), own.get("do", ""))
        return {**shown, "type": "Action.Execute", "verb": verb, "data": {OWN: own}}
    kept = ((name, one) for name, one in shown.items() if name != "choices.data")
    return {name: one if name == "data" else without_windows(one) for name, one in kept}


def arranged(offered: Sequence[Offered], card: Card, most: int = ACTIONS_MOST) -> tuple[list[Json], list[Json]]:
    """Inputs for the card's body, and at most ``most`` actions (1 or more); what leads out of Teams comes first."""
    links = [_out(one) for one in offered if isinstance(one, WebLink)][: most - 1]
    pressables = [one.instead if isinstance(one, FileLink) else one for one in offered if not isinstance(one, WebLink)]
    inputs, actions = _within(pressables, card, most - len(links)) if pressables else ([], [])
    return inputs, [*links, *actions]


def _out(link: WebLink) -> Json:
    return {"type": "Action.OpenUrl", "title": plain(link.label, _TITLE_MOST), "url": raw(link.address, _URL_MOST)}


def _within(pressables: Sequence[Pressable], card: Card, most: int) -> tuple[list[Json], list[Json]]:
    if len(pressables) <= most:
        return [], [button(one, card) for one in pressables]
    if len(set(map(_kind, pressables))) == 1:
        return _chooser(pressables, card)
    direct = [button(one, card) for one in pressables[: most - 1]]
    return [], [*direct, _more(pressables[most - 1 :], card)]


def _kind(pressable: Pressable) -> str:
    return PAGE if isinstance(pressable, PageLink) else f"do {pressable.name}"


def _more(pressables: Sequence[Pressable], card: Card) -> Json:
    title = doors.more(card.say) if card.say else MORE
    return {"type": "Action.ShowCard", "title": plain(title, _TITLE_MOST), "card": _sheet(pressables, card)}


def _sheet(pressables: Sequence[Pressable], card: Card) -> Json:
    sheet: Json = {"type": "AdaptiveCard"}
    if len(pressables) <= ACTIONS_MOST:
        return {**sheet, "body": rows([button(one, card) for one in pressables])}
    body: list[Json] = []
    for opens in (False, True):
        if some := [one for one in pressables if opens_window(one) is opens]:
            inputs, actions = _chooser(some, card)
            body += [*inputs, {"type": "ActionSet", "actions": actions}]
    return {**sheet, "body": body}


def _chooser(pressables: Sequence[Pressable], card: Card) -> tuple[list[Json], list[Json]]:
    name = f"{PICK}.{next(card.numbers)}"
    values = {json.dumps(said(one), separators=(",", ":")): one for one in pressables}
    choices = [{"title": plain(one.label, _TITLE_MOST), "value": value} for value, one in values.items()]
    rest = [block([run(MORE)])] if len(choices) > _CHOICES_MOST else []
    label = doors.pick(card.say) if card.say else MORE
    asked: Json = {"type": "Input.ChoiceSet", "id": name, "label": plain(label, _TITLE_MOST)}
    title = doors.go(card.say) if card.say else "→"
    opens = opens_window(pressables[0])
    action = sent({PICK: name}, card, verb=PICK, opens=opens, inputs=True)
    action = {"type": action.pop("type"), "title": plain(title, _TITLE_MOST), **action}
    return [{**asked, "choices": choices[:_CHOICES_MOST], "value": choices[0]["value"]}, *rest], [action]


def tapped(path: str, card: Card, title: str) -> Json:
    """The action of a row that leads to one of our pages; nothing for a row that leads nowhere."""
    if blank(path):
        return {}
    action = sent(said(PageLink(title, path)), card, verb=PAGE, opens=True)
    return {"selectAction": {"type": action.pop("type"), "title": plain(title, _TITLE_MOST), **action}}

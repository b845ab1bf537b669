"""Filling in a modal as a person does: ``view.state.values`` from the view's own blocks."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.slack.reading import View, plain
from tests.slack.seed import JSON

REQUIRED = "Please complete this required field."

Search = Callable[[str, str], Awaitable[list[JSON]]]
"""block_id, text typed → the options that the app offers."""
Named = Callable[[str], str]
"""A person's name or id → the user id."""


@dataclass(frozen=True)
class _Form:
    search: Search
    user_id: Named


def initial(view: View) -> JSON:
    """The state of a view that nobody has touched."""
    return {block["block_id"]: {element["action_id"]: _untouched(element)} for block, element in _inputs(view)}


def kept(view: View, typed: JSON) -> JSON:
    """The state after the view was changed: what was typed stays where block_id and action_id are the same."""
    state = initial(view)
    for block_id, actions in state.items():
        for action_id in actions:
            if action_id in typed.get(block_id, {}):
                actions[action_id] = typed[block_id][action_id]
    return state


async def filled(view: View, state: JSON, fields: Mapping[str, Any], search: Search, user_id: Named) -> JSON:
    """The state with the fields (block_id → what the person enters) filled in.

    Text as it is; a choice by its label or value; people by name, as a list; a day ``YYYY-MM-DD``; a checkbox as a
    bool, or the list of chosen labels or values. None empties a field.
    """
    form = _Form(search, user_id)
    elements = {block["block_id"]: element for block, element in _inputs(view)}
    unknown = set(fields) - set(elements)
    assert not unknown, f"no fields {sorted(unknown)}; there are {sorted(elements)}"
    for block_id, entered in fields.items():
        element = elements[block_id]
        state[block_id] = {element["action_id"]: await _entered(form, block_id, element, entered)}
    return state


def missing(view: View, state: JSON) -> dict[str, str]:
    """What Slack's client itself complains about before it sends anything: block_id → words."""
    found = {}
    for block, element in _inputs(view):
        value = state[block["block_id"]][element["action_id"]]
        empty = not any(entry for key, entry in value.items() if key != "type")
        if empty and not block.get("optional", False):
            found[block["block_id"]] = REQUIRED
        elif not empty and (words := _length(element, value)):
            found[block["block_id"]] = words
    return found


def _length(element: JSON, value: JSON) -> str:
    text = value.get("value") or ""
    if len(text) > element.get("max_length", 3000):
        return f"Please enter fewer than {element.get('max_length', 3000)} characters."
    return "Please enter more." if text and len(text) < element.get("min_length", 0) else ""


def _inputs(view: View) -> list[tuple[JSON, JSON]]:
    return [(block, block["element"]) for block in view.blocks if block["type"] == "input"]


def _untouched(element: JSON) -> JSON:
    match element["type"]:
        case "plain_text_input":
            return _value(element, "value", element.get("initial_value"))
        case "static_select" | "external_select":
            return _value(element, "selected_option", element.get("initial_option"))
        case "multi_users_select":
            return _value(element, "selected_users", list(element.get("initial_users") or ()))
        case "datepicker":
            return _value(element, "selected_date", element.get("initial_date"))
        case "checkboxes":
            return _value(element, "selected_options", list(element.get("initial_options") or ()))
        case other:
            raise AssertionError(f"the bench does not know inputs of type {other}")


async def _entered(form: _Form, block_id: str, element: JSON, entered: Any) -> JSON:
    match element["type"]:
        case "plain_text_input":
            return _value(element, "value", entered or None)
        case "static_select":
            options = [option for group in element.get("option_groups") or () for option in group["options"]]
            found = _one(block_id, [*(element.get("options") or ()), *options], entered)
            return _value(element, "selected_option", found)
        case "external_select":
            return _value(element, "selected_option", await _found(form, block_id, element, entered))
        case "multi_users_select":
            return _value(element, "selected_users", [form.user_id(name) for name in entered or ()])
        case "datepicker":
            return _value(element, "selected_date", entered)
        case _:
            chosen = element["options"] if entered is True else entered or ()
            picked = [
                option if isinstance(option, dict) else _one(block_id, element["options"], option) for option in chosen
            ]
            return _value(element, "selected_options", picked)


async def _found(form: _Form, block_id: str, element: JSON, entered: str | None) -> JSON | None:
    """Type the beginning, look at what is offered, pick."""
    if entered is None:
        return None
    start = element.get("initial_option")
    if start and entered in (start["value"], plain(start["text"])):
        found: JSON = start
        return found
    return _one(block_id, await form.search(block_id, entered), entered)


def _one(block_id: str, options: list[JSON], entered: str | None) -> JSON | None:
    if entered is None:
        return None
    hits = [option for option in options if entered in (option["value"], plain(option["text"]))]
    there = [plain(option["text"]) for option in options]
    assert len(hits) == 1, f"{block_id}: {len(hits)} options {entered!r}; there are {there}"
    return hits[0]


def _value(element: JSON, key: str, value: Any) -> JSON:
    return {"type": element["type"], key: value}

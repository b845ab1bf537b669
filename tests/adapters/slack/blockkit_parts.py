"""The parts of Block Kit that stand inside blocks: interactive elements and composition objects. See ``blockkit``."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

Json = dict[str, Any]
Found = Iterator[str]
Check = Callable[[Any, str], Found]

MENUS = {"static_select", "external_select", "users_select"}
MULTI = {"multi_static_select", "multi_users_select"}
CHOICES = {"checkboxes", "radio_buttons", "datepicker"}
IN_ACTIONS = {"button", "overflow"} | MENUS | CHOICES
IN_SECTION = IN_ACTIONS | MULTI | {"image"}
IN_INPUT = {"plain_text_input"} | MENUS | MULTI | CHOICES
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# --- Elements ----------------------------------------------------------------------------------------------------

ELEMENTS: dict[str, tuple[set[str], set[str]]] = {
    "button": ({"text", "action_id"}, {"value", "style", "url", "confirm", "accessibility_label"}),
    "overflow": ({"options", "action_id"}, {"confirm"}),
    "static_select": ({"options", "action_id"}, {"placeholder", "initial_option", "focus_on_load", "confirm"}),
    "external_select": (
        {"action_id"},
        {"placeholder", "initial_option", "min_query_length", "focus_on_load", "confirm"},
    ),
    "users_select": ({"action_id"}, {"placeholder", "initial_user", "focus_on_load", "confirm"}),
    "multi_static_select": ({"options", "action_id"}, {"placeholder", "initial_options", "max_selected_items"}),
    "multi_users_select": ({"action_id"}, {"placeholder", "initial_users", "max_selected_items", "focus_on_load"}),
    "checkboxes": ({"options", "action_id"}, {"initial_options", "focus_on_load", "confirm"}),
    "radio_buttons": ({"options", "action_id"}, {"initial_option", "focus_on_load", "confirm"}),
    "datepicker": ({"action_id"}, {"initial_date", "placeholder", "focus_on_load", "confirm"}),
    "plain_text_input": (
        {"action_id"},
        {"initial_value", "multiline", "min_length", "max_length", "placeholder", "focus_on_load"},
    ),
    "image": ({"alt_text"}, {"image_url", "slack_file"}),
}
OPTIONS_MOST = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}


def check_element(element: Any, where: str, allowed: set[str]) -> Found:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in allowed:
        yield f"{where}: {kind} is not allowed here"
        return
    needed, more = ELEMENTS[kind]
    yield from check_keys(element, where, {"type"} | needed, more)
    if "action_id" in element:
        yield from check_string(element["action_id"], f"{where}.action_id", 255)
    if "placeholder" in element:
        yield from check_plain(element["placeholder"], f"{where}.placeholder", 150)
    if "options" in needed:
        yield from check_options(element.get("options"), f"{where}.options", OPTIONS_MOST.get(kind, 100))
    yield from _chosen(element, where)
    match kind:
        case "button":
            yield from _button(element, where)
        case "plain_text_input":
            yield from _text_input(element, where)
        case "image":
            yield from check_image(element, where)


def _button(button: Json, where: str) -> Found:
    yield from check_plain(button.get("text"), f"{where}.text", 75)
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"{where}.style: {button['style']}"
    for name, most in (("value", 2_000), ("url", 3_000), ("accessibility_label", 75)):
        if name in button:
            yield from check_string(button[name], f"{where}.{name}", most, visible=False)


def _text_input(field: Json, where: str) -> Found:
    most = field.get("max_length", 3_000)
    if not isinstance(most, int) or not 1 <= most <= 3_000:
        yield f"{where}.max_length: {most}"
    elif "initial_value" in field:
        yield from check_string(field["initial_value"], f"{where}.initial_value", most, visible=False)
    if not isinstance(field.get("multiline", False), bool):
        yield f"{where}.multiline: no bool"


def _chosen(element: Json, where: str) -> Found:
    """What is chosen already is one of the options, word for word."""
    offered = element.get("options")
    one, several = element.get("initial_option"), element.get("initial_options")
    if several is not None and (not isinstance(several, list) or not several):
        yield f"{where}.initial_options: empty"
    for option in ([] if one is None else [one]) + (several if isinstance(several, list) else []):
        yield from check_option(option, f"{where}.initial_option")
        if isinstance(offered, list) and option not in offered:
            yield f"{where}.initial_option: not among the options"
    if "initial_users" in element:
        yield from check_many(
            element["initial_users"], f"{where}.initial_users", 1_000, lambda u, at: check_string(u, at, 255)
        )
    if "initial_date" in element and not _is_day(element["initial_date"]):
        yield f"{where}.initial_date: {element['initial_date']!r}"


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


# --- Composition objects -----------------------------------------------------------------------------------------


def check_options(options: Any, where: str, most: int = 100, least: int = 1) -> Found:
    if options == [] and not least:
        return
    yield from check_many(options, where, most, check_option)
    if isinstance(options, list):
        yield from check_unique([o.get("value") for o in options if isinstance(o, dict)], f"{where}.value")


def check_option(option: Any, where: str) -> Found:
    if not isinstance(option, dict):
        yield f"{where}: no option"
        return
    yield from check_keys(option, where, {"text", "value"}, {"description", "url"})
    yield from check_text(option.get("text"), f"{where}.text", 75)
    yield from check_string(option.get("value"), f"{where}.value", 150, visible=False)
    if "description" in option:
        yield from check_text(option["description"], f"{where}.description", 75)


def check_plain(text: Any, where: str, most: int) -> Found:
    if isinstance(text, dict) and text.get("type") != "plain_text":
        yield f"{where}: only plain_text here"
    yield from check_text(text, where, most)


def check_text(text: Any, where: str, most: int) -> Found:
    kind = text.get("type") if isinstance(text, dict) else None
    if kind not in ("plain_text", "mrkdwn"):
        yield f"{where}: no text object"
        return
    flag = "emoji" if kind == "plain_text" else "verbatim"
    yield from check_keys(text, where, {"type", "text"}, {flag})
    if not isinstance(text.get(flag, False), bool):
        yield f"{where}.{flag}: no bool"
    yield from check_string(text.get("text"), f"{where}.text", most)


def check_string(value: Any, where: str, most: int, *, least: int = 1, visible: bool = True) -> Found:
    if not isinstance(value, str):
        yield f"{where}: no string"
    elif len(value) < least or (visible and least and not value.strip()):
        yield f"{where}: empty"
    elif units(value) > most:
        yield f"{where}: {units(value)} characters, more than {most}"


def check_many(values: Any, where: str, most: int, check: Check) -> Found:
    if not isinstance(values, list):
        yield f"{where}: no list"
    elif not 1 <= len(values) <= most:
        yield f"{where}: {len(values)} of at most {most}"
    else:
        for n, value in enumerate(values):
            yield from check(value, f"{where}[{n}]")


def check_keys(value: Json, where: str, needed: set[str], more: set[str]) -> Found:
    for name in sorted(needed - set(value)):
        yield f"{where}: {name} is missing"
    for name in sorted(set(value) - needed - more):
        yield f"{where}: {name} is unknown"


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_image(block: Json, where: str) -> Found:
    yield from check_keys(block, where, {"type", "alt_text"}, {"block_id", "image_url", "slack_file", "title"})
    if ("image_url" in block) == ("slack_file" in block):
        yield f"{where}: either image_url or slack_file"
    if "image_url" in block:
        yield from check_string(block["image_url"], f"{where}.image_url", 3_000)
    yield from check_string(block.get("alt_text"), f"{where}.alt_text", 2_000)
    if "title" in block and block["type"] == "image":
        yield from check_plain(block["title"], f"{where}.title", 2_000)


def check_unique(ids: Sequence[Any], what: str) -> Found:
    for twice in sorted({str(one) for one in ids if ids.count(one) > 1}):
        yield f"{what}: {twice[:60]!r} twice"

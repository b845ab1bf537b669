"""Forms, notices and pages as Slack's modals and Home. Pure.

A form's ``private_metadata`` carries what comes back to us: ``{"form", "state", "kept", "channel"}``, and ``root``
where one is given. ``kept``: people of a field whom this workspace's chooser cannot show (they are met elsewhere), by
field.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import count

from adapters.common.fields import is_day, may_be_none, users_in
from adapters.common.letters import fits, raw
from adapters.slack.fitting import VIEW, Limits, fitted, weight
from adapters.slack.render import body, buttons, header, heading, whole_title
from adapters.slack.richtext import CONTEXT_MOST, Json, plain_text, rich, section, unseen
from adapters.slack.richtext import inline as words_of
from bot.notices.parts import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    Form,
    Notice,
    Option,
    Page,
    PeopleField,
    TextField,
)

PLATFORM = "slack"

_TITLE_MOST = 24
_LABEL_MOST = 2_000
_OPTION_MOST = 75
_OPTION_VALUE_MOST = 150
_OPTIONS_MOST = 100
_PLACEHOLDER_MOST = 150
_INPUT_MOST = 3_000
_METADATA_MOST = 3_000
_STATE_LEAST = 100
_KEPT_MOST = 100
_ID_MOST = 255
_OWN_ID_MOST = 80
_FIELDS_MOST = 90
_VIEW_BYTES = 245_000


# --- Notices and pages -------------------------------------------------------------------------------------------


def notice_view(notice: Notice, *, title: str = "Signpost", close: str) -> Json:
    numbers = count()
    blocks = [
        *heading(notice.title, notice.blocks),
        *body(notice.blocks, numbers),
        *buttons(notice.actions, numbers),
    ]
    return _modal("notice", title, close, fitted(blocks, VIEW))


def page_view(page: Page, *, close: str) -> Json:
    first = [] if fits(page.title, _TITLE_MOST) else [whole_title(page.title)]
    return _modal("page", page.title, close, fitted([*first, *_page(page)], VIEW))


def home_view(page: Page) -> Json:
    return {"type": "home", "blocks": fitted(_page(page), VIEW)}


def _page(page: Page) -> list[Json]:
    numbers = count()
    lead = words_of(page.lead)
    blocks = [] if unseen(lead) else [rich(section(lead))]
    for n, part in enumerate(page.sections):
        if n:
            blocks.append({"type": "divider"})
        blocks += [whole_title(part.heading), *body(part.blocks, numbers), *buttons(part.actions, numbers)]
    return blocks or [header(page.title)]


def _modal(callback_id: str, title: str, close: str, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, _TITLE_MOST),
        "close": plain_text(close, _TITLE_MOST),
        "blocks": blocks,
    }


# --- Forms -------------------------------------------------------------------------------------------------------


def form_view(form: Form, *, workspace: str, channel: str = "", root: str = "") -> Json:
    """The dialog. ``channel``: where it was opened, ``root``: what else is to come back; ids of Slack's both.

    Typed values come back as they were, up to 3,000 units each; only where the whole would pass Slack's 250 KB are they
    shorter.
    """
    view = _form_view(form, workspace, channel, root, _INPUT_MOST)
    for most in (1_000, 200, 20):
        if weight(view, escaped=True) <= _VIEW_BYTES:
            break
        view = _form_view(form, workspace, channel, root, most)
    return view


def _form_view(form: Form, workspace: str, channel: str, root: str, most: int) -> Json:
    fields = [block for field in form.fields for block in _field(field, workspace, most)][:_FIELDS_MOST]
    first = [] if fits(form.title, _TITLE_MOST) else [whole_title(form.title)]
    room = Limits(blocks=VIEW.blocks - len(fields), bytes=VIEW.bytes // 5, escaped=True)
    intro = fitted([*first, *body(form.intro, count())], room)
    view = _modal("form", form.title, form.cancel, [*intro, *fields] or [header(form.title)])
    if fields:
        view["submit"] = plain_text(form.submit, _TITLE_MOST)
    kept = {field.name: _people(field, workspace)[1] for field in form.fields if isinstance(field, PeopleField)}
    view["private_metadata"] = _metadata(form, {name: ids for name, ids in kept.items() if ids}, channel, root)
    return view


def _metadata(form: Form, kept: Mapping[str, Sequence[str]], channel: str, root: str) -> str:
    """Compact JSON within Slack's limit: long values of the state give way first, then people who were kept."""
    state = {raw(key, _METADATA_MOST): raw(value, _METADATA_MOST) for key, value in form.state.items()}
    held = {raw(name, _ID_MOST): list(ids)[:_KEPT_MOST] for name, ids in kept.items()}
    kind, channel, root = (raw(own, _OWN_ID_MOST) for own in (form.kind, channel, root))
    while (over := len(written := _compact(kind, state, held, channel, root)) - _METADATA_MOST) > 0:
        longest = max(state, key=lambda key: len(state[key]), default="")
        fullest = max(held, key=lambda name: len(held[name]), default="")
        if state and len(state[longest]) > (_STATE_LEAST if held else 0):
            state[longest] = state[longest][: max(len(state[longest]) - max(over // 12, 1), 0)]
        elif held:
            held[fullest].pop()
            held = {name: ids for name, ids in held.items() if ids}
        elif state:
            state.pop(longest)
        else:
            break
    return written


def _compact(kind: str, state: Mapping[str, str], kept: Mapping[str, Sequence[str]], channel: str, root: str) -> str:
    carried = {"form": kind, "state": state, "kept": {name: ",".join(ids) for name, ids in kept.items()}}
    return json.dumps({**carried, "channel": channel, **({"root": root} if root else {})}, separators=(",", ":"))


def _field(field: Field, workspace: str, most: int) -> list[Json]:
    """One input block, or none where there is nothing to choose from: Slack refuses an empty list."""
    if isinstance(field, ChoiceField) and not field.searchable and not _options(field.options, most):
        return []
    block = {
        "type": "input",
        "block_id": raw(field.name, _ID_MOST),
        "label": plain_text(field.label, min(_LABEL_MOST, most)),
        "element": _element(field, workspace, most),
        "optional": not field.required or may_be_none(field),
    }
    hint = _hint(field)
    return [{**block, "hint": plain_text(hint, min(_LABEL_MOST, most), lines=True)} if hint else block]


def _hint(field: Field) -> str:
    """Its error first: a form may open with problems, and then Slack has no other place for them."""
    return " ".join(part for part in (f"⚠ {field.error}" if field.error else "", field.hint) if part)


def _element(field: Field, workspace: str, most: int) -> Json:
    match field:
        case TextField():
            return _text_input(field, most)
        case ChoiceField():
            return _select(field, most)
        case PeopleField():
            users = _people(field, workspace)[0]
            element: Json = {"type": "multi_users_select", "action_id": "value"}
            return {**element, "initial_users": users} if users else element
        case DateField():
            element = {"type": "datepicker", "action_id": "value"}
            return {**element, "initial_date": field.value} if is_day(field.value) else element
        case CheckField():
            return _checkbox(field)
        case _:
            raise TypeError(f"no rendering for {type(field).__name__}")


def _text_input(field: TextField, most: int) -> Json:
    limit = min(max(field.limit, 1), _INPUT_MOST)
    element: Json = {"type": "plain_text_input", "action_id": "value", "multiline": field.lines > 1}
    element["max_length"] = limit
    if field.value:
        element["initial_value"] = raw(field.value, min(limit, most))
    if field.placeholder:
        element["placeholder"] = plain_text(field.placeholder, _PLACEHOLDER_MOST)
    return element


def _select(field: ChoiceField, most: int) -> Json:
    chosen = [option for option in field.options if option.value == field.value]
    initial = _options(chosen, most)
    if field.searchable:
        element: Json = {"type": "external_select", "action_id": "clients", "min_query_length": 0}
    else:
        offered = _options([*chosen, *field.options] if len(field.options) > _OPTIONS_MOST else field.options, most)
        element = {"type": "static_select", "action_id": "value", "options": offered}
    return {**element, "initial_option": initial[0]} if initial else element


def _checkbox(field: CheckField) -> Json:
    """Slack wants a label over each field and words beside each box: there the box says "yes"."""
    option: Json = {"text": plain_text(field.tick or field.label, _OPTION_MOST), "value": "yes"}
    element: Json = {"type": "checkboxes", "action_id": "value", "options": [option]}
    return {**element, "initial_options": [option]} if field.value == "yes" else element


def _people(field: PeopleField, workspace: str) -> tuple[list[str], list[str]]:
    """Who is chosen already: users of this workspace, and ids of the others."""
    users: list[str] = []
    others: list[str] = []
    for person in dict.fromkeys(part.strip() for part in field.value.split(",")):
        here = users_in(field, person, PLATFORM, workspace)
        if here:
            users.append(raw(here[0], _ID_MOST))
        elif person:
            others.append(raw(person, _ID_MOST))
    return list(dict.fromkeys(users)), others


# --- Answers to Slack --------------------------------------------------------------------------------------------


def errors(form: Form) -> dict[str, str]:
    """``block_id`` → words, for ``response_action: errors``. A problem of a field not shown goes to the first one."""
    shown = [raw(field.name, _ID_MOST) for field in form.fields if _field(field, "", _INPUT_MOST)][:_FIELDS_MOST]
    told = {raw(field.name, _ID_MOST): _words(field.error) for field in form.fields if field.error}
    here = {name: words for name, words in told.items() if name in shown}
    return here or {name: words for name, words in zip(shown, told.values(), strict=False)}


def _words(error: str) -> str:
    words: str = plain_text(error, CONTEXT_MOST, lines=True)["text"]
    return words


def options(found: Sequence[Option]) -> Json:
    """The answer to a type-ahead."""
    return {"options": _options(found, _INPUT_MOST)}


def _options(found: Sequence[Option], most: int) -> list[Json]:
    """What Slack can take as options: a value, and each one once."""
    usable = {o.value: o for o in found if o.value and len(o.value) <= _OPTION_VALUE_MOST}
    return [_option(option, most) for option in list(usable.values())[:_OPTIONS_MOST]]


def _option(option: Option, most: int) -> Json:
    label = min(_OPTION_MOST, most)
    shown: Json = {"text": plain_text(option.label, label), "value": raw(option.value, _OPTION_VALUE_MOST)}
    if option.hint and most > _OPTION_MOST:
        shown["description"] = plain_text(option.hint, _OPTION_MOST)
    return shown

"""Notices, forms and pages as JSON for the page's script. Pure; the script builds DOM from it, never HTML.

Text stays text by construction: it travels as JSON strings and is set through ``textContent``. What is cleaned here is
only what no browser, database or log can carry: NUL and lone surrogates become U+FFFD.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bot.notices.parts import (
    Attached,
    Badge,
    Bars,
    Block,
    CheckField,
    ChoiceField,
    DateField,
    Facts,
    Field,
    FileLink,
    Form,
    Items,
    Notice,
    Option,
    Page,
    PageLink,
    Paragraph,
    PeopleField,
    Picture,
    Pressable,
    Quote,
    Section,
    Small,
    Subhead,
    Table,
    Text,
    TextField,
    WebLink,
    plain,
)

Json = dict[str, Any]

_UNFIT = re.compile("[\x00\ud800-\udfff]")


def fit(text: str) -> str:
    """The text without NUL and lone surrogates (each becomes U+FFFD)."""
    return _UNFIT.sub("\ufffd", text)


def notice_json(notice: Notice) -> Json:
    return {
        "kind": notice.kind,
        "title": text_json(notice.title),
        "blocks": blocks_json(notice.blocks),
        "actions": actions_json(notice.actions),
    }


def page_json(page: Page) -> Json:
    return {
        "kind": page.kind,
        "title": fit(page.title),
        "lead": text_json(page.lead),
        "sections": [_section(section) for section in page.sections],
    }


def _section(section: Section) -> Json:
    return {
        "heading": fit(section.heading),
        "blocks": blocks_json(section.blocks),
        "actions": actions_json(section.actions),
    }


def text_json(text: Text) -> list[Json]:
    return [{"text": fit(span.text), "style": span.style.value} for span in text if span.text]


def blocks_json(blocks: Sequence[Block]) -> list[Json]:
    """A file comes with no message here: beside it stands the way to it."""
    return [_block(block) for block in blocks if not isinstance(block, Attached)]


def _block(block: Block) -> Json:
    match block:
        case Small():
            return {"type": "small", "text": text_json(block.text)}
        case Subhead():
            return {"type": "subhead", "text": text_json(block.text)}
        case Paragraph():
            return {"type": "paragraph", "text": text_json(block.text)}
        case Items():
            return {"type": "items", "numbered": block.numbered, "items": [text_json(item) for item in block.items]}
        case Bars():
            return _block(block.instead)
        case Facts():
            rows = [{"label": fit(label), "value": text_json(value)} for label, value in block.rows]
            return {"type": "facts", "rows": rows}
        case Table():
            return _table(block)
        case Quote():
            return {"type": "quote", "text": fit(block.text), "copyable": block.copyable}
        case Picture():
            return {"type": "picture", "client": fit(block.client), "alt": fit(block.alt)}
        case Badge():
            return {"type": "badge", "stage": fit(block.stage), "label": fit(block.label)}
        case Attached():
            raise TypeError("a file is no block of a page")


def _table(table: Table) -> Json:
    return {
        "type": "table",
        "headers": [fit(header) for header in table.headers],
        "rows": [[text_json(cell) for cell in row] for row in table.rows],
        "numeric": list(table.numeric),
        "footer": [text_json(cell) for cell in table.footer],
        "links": [fit(path) for path in table.links],
    }


def actions_json(actions: Sequence[Pressable]) -> list[Json]:
    return [_action(action) for action in actions]


def _action(action: Pressable) -> Json:
    if isinstance(action, WebLink):
        return {"type": "web", "label": fit(action.label), "address": fit(action.address)}
    if isinstance(action, PageLink | FileLink):
        return {"type": "link", "label": fit(action.label), "path": page_path(action.path)}
    return {
        "type": "button",
        "name": fit(action.name),
        "label": fit(action.label),
        "value": fit(action.value),
        "look": action.look,
    }


def page_path(path: str) -> str:
    """A path below ``/app/``, quoted part by part: it can leave neither that folder nor this server."""
    parts = [part for part in fit(path).split("/") if part not in ("", ".", "..")]
    if parts[:1] == ["app"]:
        parts = parts[1:]
    return "/".join(quote(part, safe="") for part in parts)


def form_json(form: Form) -> Json:
    return {
        "kind": form.kind,
        "title": fit(form.title),
        "submit": fit(form.submit),
        "cancel": fit(form.cancel),
        "intro": blocks_json(form.intro),
        "state": {fit(key): fit(value) for key, value in form.state.items()},
        "fields": [_field(field) for field in form.fields],
    }


def _field(field: Field) -> Json:
    common: Json = {
        "name": fit(field.name),
        "label": fit(field.label),
        "value": fit(field.value),
        "hint": fit(field.hint),
        "error": fit(field.error),
        "required": field.required,
    }
    return common | _field_kind(field)


def _field_kind(field: Field) -> Json:
    match field:
        case TextField():
            placeholder = fit(field.placeholder)
            return {"type": "text", "limit": field.limit, "lines": field.lines, "placeholder": placeholder}
        case ChoiceField():
            return {"type": "choice", "options": options_json(field.options), "searchable": field.searchable}
        case PeopleField():
            return {"type": "people", "options": options_json(field.options)}
        case DateField():
            return {"type": "date"}
        case CheckField():
            return {"type": "check"}
        case _:
            raise TypeError(f"no rendering for {type(field).__name__}")


def options_json(options: Sequence[Option]) -> list[Json]:
    return [{"value": fit(o.value), "label": fit(o.label), "hint": fit(o.hint)} for o in options]


def summary(notice: Notice) -> str:
    """One line for toasts and screen readers."""
    return fit(plain(notice.title))

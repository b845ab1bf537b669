"""Pages and forms as Teams shows them: cards in a chat, windows (``task/fetch``), answers to a search. Pure.

A form's values come back under its fields' names, beside our own object ``{"form", "state", "channel", "root"}`` under
``signpost`` (``adapters.teams.buttons``); its cancel button in a chat sends ``{"cancel": kind}``. People come back
joined by commas: an Entra object id for whoever is met in this tenant (also for those whom Teams' search found), else
our own id. A box comes back as ``yes`` or ``no``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.common.fields import is_day, may_be_none, users_in
from adapters.common.letters import blank, raw, size
from adapters.teams.buttons import ACTIONS_MOST, Json, Where, arranged, new_card, rows, sent
from adapters.teams.fitting import Part, weight
from adapters.teams.render import (
    NONE,
    Pictures,
    activity,
    attachment,
    body,
    fallback,
    framed,
    heading,
    kept,
    notice_card,
    subheading,
)
from adapters.teams.richtext import blocks, escaped, plain
from bot.notices.errors import problem
from bot.notices.forms import ABOUT_REPORTS
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
    Pressable,
    Section,
    Span,
    TextField,
)
from bot.voice import Voice

PLATFORM = "teams"
CLIENTS, LED_CLIENTS = "clients", "clients.led"
"""The datasets of the search for clients: for a report all, for what is about a record those one looks after."""

_PEOPLE = "graph.microsoft.com/users"
_TITLE_MOST = 64
_LABEL_MOST = 300
_PLACEHOLDER_MOST = 150
_CHOICE_MOST = 100
_VALUE_MOST = 500
_FOUND_MOST = 15
_CHOICES_MOST = 100
_AT_A_GLANCE = 12
_INPUT_MOST = 3_000
_TYPED_MOST = 10_000
_ROOMS = ((5_000, 17_000), (1_500, 17_000), (700, 14_000), (400, 9_000), (300, 6_000), (300, 3_000), (200, 500))
_FIELDS_BYTES = 24_000
_HINT_MOST = 300
_STATE_MOST = 2_000
_FIELDS_MOST = 30


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes for the choices of one list, and for what was typed into one field."""

    choices: int
    typed: int


_ROOMY = Room(5_000, 17_000)


# --- Pages -------------------------------------------------------------------------------------------------------


def page_message(page: Page, *, say: Voice, pictures: Pictures = NONE) -> Json:
    return activity(page_card(page, say=say, pictures=pictures), (Span(page.title),))


def page_card(page: Page, *, say: Voice, where: Where = "chat", pictures: Pictures = NONE) -> Json:
    """All sections in one card, with six buttons at most: the first of each section, the others one click away."""
    card = new_card(where, say)
    parts = [heading((Span(page.title),)), Part(tuple(blocks(page.lead, spacing="Small", isSubtle=True)))]
    for n, (section, actions, most) in enumerate(_allotted(page.sections)):
        inputs, buttons = arranged(actions, card, most) if actions else ([], [])
        parts += [subheading((Span(section.heading),), apart=n > 0), *body(section.blocks, card, pictures)]
        parts += kept([*inputs, *rows(buttons)])
    return framed(parts, fallback((Span(page.title),)))


def _allotted(sections: Sequence[Section]) -> list[tuple[Section, Sequence[Pressable], int]]:
    """Each section with its buttons and how many may show.

    All get one before any gets a second; what more than six sections have stands in the sixth.
    """
    acting = [n for n, section in enumerate(sections) if section.actions]
    rest = acting[ACTIONS_MOST - 1 :]
    actions = {n: list(sections[n].actions) for n in acting[:ACTIONS_MOST]}
    if rest:
        actions[rest[0]] = [action for n in rest for action in sections[n].actions]
    shown = dict.fromkeys(actions, 1)
    for n, left in actions.items():
        shown[n] += min(ACTIONS_MOST - sum(shown.values()), len(left) - 1)
    return [(section, actions.get(n, ()), shown.get(n, 0)) for n, section in enumerate(sections)]


# --- Windows -----------------------------------------------------------------------------------------------------


def window(title: str, card: Json) -> Json:
    """The answer to ``task/fetch``, ``task/submit``, ``composeExtension/fetchTask`` and ``…/submitAction``."""
    shown = {"title": plain(title, _TITLE_MOST), "height": "large", "width": "medium", "card": attachment(card)}
    return {"task": {"type": "continue", "value": shown}}


def notice_view(notice: Notice, *, say: Voice, title: str = "Signpost", pictures: Pictures = NONE) -> Json:
    return window(title, notice_card(notice, where="window", say=say, pictures=pictures))


def page_view(page: Page, *, say: Voice, pictures: Pictures = NONE) -> Json:
    return window(page.title, page_card(page, say=say, where="window", pictures=pictures))


def form_view(form: Form, *, say: Voice, tenant: str, channel: str = "", root: str = "") -> Json:
    card = form_card(form, say=say, tenant=tenant, channel=channel, root=root, where="window")
    return window(form.title, card)


# --- Forms -------------------------------------------------------------------------------------------------------


def form_message(form: Form, *, say: Voice, tenant: str, channel: str = "", root: str = "") -> Json:
    """For a client that opens no windows."""
    card = form_card(form, say=say, tenant=tenant, channel=channel, root=root, where="chat")
    return activity(card, (Span(form.title),))


def form_card(
    form: Form, *, say: Voice, tenant: str, channel: str = "", root: str = "", where: Where = "window"
) -> Json:
    """``channel``: where it was opened, ``root``: what else is to come back, ids of Teams' both.

    What was typed comes back as it was, also where it is longer than the field takes.
    """
    card = new_card(where, say)
    own: Json = {"form": raw(form.kind, _VALUE_MOST), "state": _state(form.state)}
    own |= {"channel": raw(channel, _VALUE_MOST)} | ({"root": raw(root, _VALUE_MOST)} if root else {})
    send = sent(own, card, verb="submit", inputs=True)
    actions = [{"type": send.pop("type"), "title": plain(form.submit, _LABEL_MOST), **send, "style": "positive"}]
    if where == "chat":
        stop = sent({"cancel": raw(form.kind, _VALUE_MOST)}, card, verb="cancel")
        actions.append({"type": stop.pop("type"), "title": plain(form.cancel, _LABEL_MOST), **stop})
    dataset = CLIENTS if form.kind in ABOUT_REPORTS else LED_CLIENTS
    inputs = _fields(form, say, tenant, dataset)
    title = [heading((Span(form.title),))] if where == "chat" or size(raw(form.title, 200)) > _TITLE_MOST else []
    parts = [*title, *body(form.intro, card), *inputs]
    return framed([*parts, *kept(rows(actions if inputs else actions[1:]))], fallback((Span(form.title),), form.intro))


def _state(state: Mapping[str, str]) -> dict[str, str]:
    return {raw(key, 80): raw(value, max(_STATE_MOST // len(state), 80)) for key, value in list(state.items())[:40]}


def _fields(form: Form, say: Voice, tenant: str, dataset: str) -> list[Part]:
    """All fields, with as much in them as a card takes: choices give way first, for they can be searched for."""
    texts = max(sum(isinstance(field, TextField) for field in form.fields), 1)
    for choices, typed in _ROOMS:
        room = Room(choices, typed // texts)
        parts = [part for one in form.fields[:_FIELDS_MOST] for part in _field(one, say, tenant, room, dataset)]
        if sum(weight(part.drawn()) for part in parts if part.fixed) <= _FIELDS_BYTES:
            break
    return parts


def _field(field: Field, say: Voice, tenant: str, room: Room, dataset: str) -> list[Part]:
    """The input and what is wrong with it, then its hint; nothing where there is nothing to choose from."""
    if isinstance(field, ChoiceField) and not field.searchable and not _choices(field.options, room):
        return []
    asked = {**_input(field, tenant, room, dataset), "id": raw(field.name, _VALUE_MOST)}
    if not isinstance(field, CheckField):
        asked["label"] = plain(field.label, _LABEL_MOST)
    if field.required and not may_be_none(field):
        asked |= {"isRequired": True, "errorMessage": escaped(problem(say, "required"))}
    wrong = (Span(f"⚠ {field.error}"),) if field.error else ()
    told = blocks(wrong, spacing="None", most=_HINT_MOST, color="Attention", weight="Bolder")
    hint = blocks((Span(field.hint),), spacing="None", most=_HINT_MOST, size="Small", isSubtle=True)
    return [Part((asked, *told), fixed=True), Part(tuple(hint))]


def _input(field: Field, tenant: str, room: Room, dataset: str) -> Json:
    match field:
        case TextField():
            return _text(field, room.typed)
        case ChoiceField():
            return _choice(field, dataset, room)
        case PeopleField():
            return _people(field, tenant, room)
        case DateField():
            made: Json = {"type": "Input.Date"}
            return {**made, "value": field.value} if is_day(field.value) else made
        case CheckField():
            return _box(field)
        case _:
            raise TypeError(f"no rendering for {type(field).__name__}")


def _text(field: TextField, room: int) -> Json:
    """``maxLength`` only where it cuts nothing that was typed already."""
    limit = min(max(field.limit, 1), _INPUT_MOST)
    value = raw(field.value, _TYPED_MOST)
    while weight(value) > room:
        value = value[: len(value) * 4 // 5]
    made: Json = {"type": "Input.Text"}
    if field.lines > 1:
        made["isMultiline"] = True
    if size(value) <= limit:
        made["maxLength"] = limit
    if value:
        made["value"] = value
    if not blank(field.placeholder):
        made["placeholder"] = plain(field.placeholder, _PLACEHOLDER_MOST)
    return made


def _choice(field: ChoiceField, dataset: str, room: Room) -> Json:
    """``searchable``: filtered by what one types, unless all can be seen at a glance. Where there are more than a card
    holds, they are looked up in the record as well; not otherwise, for not every client can do that.
    """
    chosen = [option for option in field.options if option.value and option.value == field.value]
    none = next((option.label for option in field.options if not option.value), "")
    choices = _choices([*chosen, *field.options] if field.searchable else field.options, room)
    filtered = field.searchable and len(choices) > _AT_A_GLANCE
    made: Json = {"type": "Input.ChoiceSet", "style": "filtered" if filtered else "compact", "choices": choices}
    if field.searchable and (not choices or len(choices) < len({o.value for o in field.options if o.value})):
        made["style"] = "filtered"
        made["choices.data"] = {"type": "Data.Query", "dataset": dataset}
    if none:
        made["placeholder"] = plain(none, _PLACEHOLDER_MOST)
    offered = {choice["value"] for choice in choices}
    return {**made, "value": field.value} if chosen and field.value in offered else made


def _people(field: PeopleField, tenant: str, room: Room) -> Json:
    """Teams' own search for people; those who are chosen, and where there is room all others, stand there at once."""
    chosen = {part.strip(): _met(field, part.strip(), tenant) for part in field.value.split(",") if part.strip()}
    names = {option.value: option.label for option in field.options}
    there = [Option(met, names.get(person, person)) for person, met in chosen.items()]
    others = [Option(_met(field, o.value, tenant), o.label) for o in field.options if o.value not in chosen]
    choices = _choices([*there, *others], room)
    shown = {choice["value"] for choice in choices}
    made: Json = {"type": "Input.ChoiceSet", "style": "filtered", "isMultiSelect": True, "choices": choices}
    made["choices.data"] = {"type": "Data.Query", "dataset": _PEOPLE}
    value = ",".join(dict.fromkeys(met for met in chosen.values() if met in shown))
    return {**made, "value": value} if value else made


def _met(field: PeopleField, person: str, tenant: str) -> str:
    """Under which id Teams knows a person; a form that comes back may hold a ref in place of our id."""
    here = users_in(field, person, PLATFORM, tenant)
    return raw((here or [person])[0].replace(",", ""), _VALUE_MOST)


def _box(field: CheckField) -> Json:
    """``valueOff`` is not empty: Teams would send ``false`` in its place."""
    made: Json = {"type": "Input.Toggle", "title": escaped(plain(field.label, _LABEL_MOST)), "wrap": True}
    return {**made, "value": "yes" if field.value == "yes" else "no", "valueOn": "yes", "valueOff": "no"}


# --- Choices -----------------------------------------------------------------------------------------------------


def found(options: Sequence[Option]) -> Json:
    """The answer to ``application/search``: Teams shows fifteen."""
    results = [
        {"title": choice["title"], "value": choice["value"]} for choice in _choices(options, _ROOMY)[:_FOUND_MOST]
    ]
    kind = "application/vnd.microsoft.search.searchResponse"
    return {"statusCode": 200, "type": kind, "value": {"results": results}}


def _choices(options: Sequence[Option], room: Room) -> list[Json]:
    """As many as there is room for, each value once; Teams has no second line for what they mean."""
    made: dict[str, Json] = {}
    left = room.choices
    for option in options:
        value = raw(option.value, _VALUE_MOST)
        if not value or value != option.value or value in made:
            continue
        title = f"{option.label} – {option.hint}" if option.hint and not blank(option.hint) else option.label
        made[value] = {"title": plain(title, _CHOICE_MOST), "value": value}
        left -= weight(made[value])
        if left < 0:
            made.pop(value)
        if left < 0 or len(made) == _CHOICES_MOST:
            break
    return list(made.values())

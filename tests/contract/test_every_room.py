"""One table: every command, form, notice and page of the product, and what each door makes of it. No cell is empty.

A row is what the core has (``bot.notices``, ``bot.intake``, ``bot.notices.help``), so that a new one which some door
does not render is seen here. What a cell has to hold is what a person needs of it: its title, its words, all its
buttons and fields by their labels.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.practice import inbound as practice_in
from adapters.practice import render as practice
from adapters.practice.workspace import Persona
from adapters.slack import inbound as slack_in
from adapters.slack import manifest as slack_manifest
from adapters.slack import render as slack
from adapters.slack import views as slack_views
from adapters.teams import inbound as teams_in
from adapters.teams import manifest as teams_manifest
from adapters.teams import render as teams
from adapters.teams import views as teams_views
from bot.domain.person import PersonRef
from bot.messages import From, Typed
from bot.notices.forms import PEOPLE_FIELDS
from bot.notices.help import COMMANDS
from bot.notices.parts import Facts, Form, Items, Notice, Page, Paragraph, PeopleField, Quote, Section, plain
from bot.submitted import FORMS
from bot.voice import Voice
from signpost.voices import voices
from tests.adapters.product import CASES, WORKSPACE, Shown, builders
from tests.teams.activities import activity

Json = dict[str, Any]
DOORS = ("practice", "slack", "teams")
BY = From(who=PersonRef("practice", "demo", "anna"), key="k")
TEAMS_APP = teams_manifest.App(
    bot_id="11111111-2222-3333-4444-555555555555", public_url="https://signpost.example.com", version="1.0.0"
)
SERVICE = "https://smba.trafficmanager.net/teams/"


# --- The cells ---------------------------------------------------------------------------------------------------


def _practice(say: Voice, shown: Shown) -> Json:
    match shown:
        case Notice():
            return practice.notice_json(shown)
        case Form():
            return practice.form_json(shown)
        case Page():
            return practice.page_json(shown)


def _slack(say: Voice, shown: Shown) -> Json:
    match shown:
        case Notice():
            return slack.message(shown)
        case Form():
            return slack_views.form_view(shown, workspace=WORKSPACE)
        case Page():
            return slack_views.page_view(shown, close="Close")


def _teams(say: Voice, shown: Shown) -> Json:
    match shown:
        case Notice():
            return teams.message(shown, say=say)
        case Form():
            return teams_views.form_view(shown, say=say, tenant="t")
        case Page():
            return teams_views.page_message(shown, say=say)


SHOWN: Mapping[str, Callable[[Voice, Shown], Json]] = {"practice": _practice, "slack": _slack, "teams": _teams}


def _typed_in_practice(command: str, rest: str) -> Typed | None:
    persona = Persona(id="anna", name="Anna", title="", language="en", external=False)
    sent = practice_in.Envelope(persona=persona, place="dm", by=BY, nonce="n")
    return practice_in.typed(sent, f"/{command} {rest}")


def _typed_in_slack(command: str, rest: str) -> Typed | None:
    return slack_in.typed({"command": f"/{command}", "text": rest}, BY, {})


def _typed_in_teams(command: str, rest: str) -> Typed | None:
    line = teams_in.line_of(activity(SERVICE, text=f"{command} {rest}"))
    return line.typed(BY) if line else None


TYPED: Mapping[str, Callable[[str, str], Typed | None]] = {
    "practice": _typed_in_practice,
    "slack": _typed_in_slack,
    "teams": _typed_in_teams,
}


def _strings(value: object) -> Iterator[str]:
    """All texts of a rendering, those that only come back included; Markdown's and ours marks taken out of Teams'."""
    if isinstance(value, str):
        yield value.replace("\u2060", "")
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        yield "".join(one["text"] for one in value if isinstance(one, Mapping) and isinstance(one.get("text"), str))
        for one in value:
            yield from _strings(one)


# --- What a cell has to hold -------------------------------------------------------------------------------------


def _needed(shown: Shown) -> Iterator[str]:
    match shown:
        case Notice(title=title, blocks=blocks, actions=actions):
            yield plain(title)
            yield from _words(blocks)
            yield from (action.label for action in actions)
        case Form(title=title, fields=fields, submit=submit, intro=intro):
            yield from (title, submit, *_words(intro))
            for field in fields:
                yield from (field.label, field.hint, field.error)
        case Page(title=title, sections=sections, lead=lead):
            yield from (title, plain(lead))
            for section in sections:
                yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield section.heading
    yield from _words(section.blocks)
    yield from (action.label for action in section.actions)


def _words(blocks: tuple[object, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(text=text):
                yield plain(text)
            case Items(items=items):
                yield from map(plain, items)
            case Facts(rows=rows):
                yield from (label for label, _ in rows)
            case Quote(text=text):
                yield from text.splitlines()


# --- The table ---------------------------------------------------------------------------------------------------


def test_table_has_a_row_for_everything_there_is() -> None:
    """Forms that differ by their values only have one builder."""
    assert {case.partition(":")[0] for case in CASES} == builders()
    kinds = {shown.kind for shown in (made(voices()("en")) for made in CASES.values()) if isinstance(shown, Form)}
    assert kinds == set(FORMS) - {"correct"}, "`correct` is the form `flag` with another title"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("row", CASES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_cell_shows_title_words_buttons_and_fields(language: str, row: str, door: str) -> None:
    say = voices()(language)
    shown = CASES[row](say)
    there = "\n".join(_strings(SHOWN[door](say, shown)))
    missing = [words for words in _needed(shown) if words.strip() and words.strip() not in there]
    assert missing == []


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("rest", ["", "acme disrespect:3 called the team idiots", "help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_cell_hears_the_command(command: str, rest: str, door: str) -> None:
    heard = TYPED[door](command, rest)
    assert heard is not None
    assert (heard.command, heard.text.strip()) == (command, rest)


@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_offered_where_a_platform_has_lists_of_them(command: str) -> None:
    in_slack = slack_manifest.manifest(slack_manifest.App(mode="socket"))["features"]["slash_commands"]
    assert f"/{command}" in [one["command"] for one in in_slack]
    alone = teams_manifest.manifest(TEAMS_APP, voices()("en"))["bots"][0]["commandLists"][0]["commands"]
    assert command in [one["title"] for one in alone]


def test_message_can_be_flagged_at_every_door() -> None:
    words = "Flag this message"
    assert words in (Path(practice.__file__).parent / "static" / "strings.js").read_text(encoding="utf-8")
    in_slack = slack_manifest.manifest(slack_manifest.App(mode="socket"))["features"]["shortcuts"]
    assert words in [one["name"] for one in in_slack if one["type"] == "message"]
    in_teams = teams_manifest.manifest(TEAMS_APP, voices()("en"))["composeExtensions"][0]["commands"]
    assert words in [one["title"] for one in in_teams if one["context"] == ["message"]]


def test_every_chooser_of_people_is_one_whose_people_are_met() -> None:
    """Else whoever is named by a platform's own chooser stays a stranger (``bot.notices.forms.PEOPLE_FIELDS``)."""
    shown = (case(voices()("en")) for case in CASES.values())
    asked = {
        one.name for form in shown if isinstance(form, Form) for one in form.fields if isinstance(one, PeopleField)
    }
    assert asked and asked <= set(PEOPLE_FIELDS)

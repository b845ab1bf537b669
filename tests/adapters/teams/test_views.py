"""Forms and pages as Teams' cards: what each field becomes, what travels hidden, where buttons go, and the limits."""

import json

import pytest

from adapters.teams import views
from bot.domain.person import PersonRef
from bot.notices.parts import (
    Action,
    CheckField,
    ChoiceField,
    DateField,
    Field,
    Form,
    Items,
    Option,
    Page,
    Paragraph,
    PeopleField,
    Quote,
    Section,
    Span,
    Text,
    TextField,
)
from signpost.voices import voices
from tests.adapters.teams.cards import Json, cards_of, elements, problems, schema_problems
from tests.adapters.teams.reading import visible

SAY = voices()("en")
TENANT = "11111111-aaaa-bbbb-cccc-222222222222"


def t(words: str) -> Text:
    return (Span(words),)


def form(*fields: Field, title: str = "Title", **state: str) -> Form:
    return Form(kind="flag", title=title, fields=fields, submit="Save", cancel="Cancel", state=state)


def shown(*fields: Field, title: str = "Title", **state: str) -> Json:
    view = views.form_view(form(*fields, title=title, **state), say=SAY, tenant=TENANT, channel="19:acme")
    assert problems(view) == []
    return view


def drawn(*fields: Field) -> list[Json]:
    """Without the buttons."""
    body: list[Json] = cards_of(shown(*fields))[0]["body"]
    return body[:-1]


def asked(field: Field) -> Json:
    return drawn(field)[0]


# --- The window --------------------------------------------------------------------------------------------------


def test_form_is_a_window_that_carries_what_comes_back() -> None:
    view = views.form_view(
        form(DateField(name="d", label="Day"), subject="i1", own="yes"), say=SAY, tenant=TENANT, channel="c", root="r"
    )
    assert view["task"]["value"]["title"] == "Title"
    (button,) = cards_of(view)[0]["body"][-1]["actions"]
    state = {"subject": "i1", "own": "yes"}
    assert button == {
        "type": "Action.Submit",
        "title": "Save",
        "data": {"signpost": {"form": "flag", "state": state, "channel": "c", "root": "r"}},
        "style": "positive",
    }


def test_form_in_a_chat_can_be_closed_without_its_fields_being_judged() -> None:
    sent = views.form_message(form(DateField(name="d", label="Day")), say=SAY, tenant=TENANT)
    assert problems(sent) == [] and schema_problems(sent) == []
    save, stop = cards_of(sent)[0]["body"][-1]["actions"]
    assert (save["type"], save["verb"], "associatedInputs" in save) == ("Action.Execute", "submit", False)
    assert (stop["title"], stop["data"]) == ("Cancel", {"signpost": {"cancel": "flag"}})
    assert stop["associatedInputs"] == "None"
    assert visible(sent)[2] == "Title"


@pytest.mark.parametrize(("title", "again"), [("x" * 64, False), ("x" * 65, True)])
def test_title_longer_than_a_window_takes_stands_whole_on_top(title: str, again: bool) -> None:
    view = shown(DateField(name="d", label="Day"), title=title)
    assert (title in visible(view)[2:]) is again


# --- Fields ------------------------------------------------------------------------------------------------------


def test_text_field() -> None:
    field = TextField(
        name="summary", label="What", value="typed", hint="Fact.", lines=4, limit=2_000, placeholder="…", required=True
    )
    text, hint = drawn(field)
    assert text == {
        "type": "Input.Text",
        "isMultiline": True,
        "maxLength": 2_000,
        "value": "typed",
        "placeholder": "…",
        "id": "summary",
        "label": "What",
        "isRequired": True,
        "errorMessage": "Please fill this in\\.",
    }
    assert hint["inlines"] == [{"type": "TextRun", "text": "Fact.", "size": "Small", "isSubtle": True}]


def test_problem_stands_below_its_field_and_above_its_hint() -> None:
    _, wrong, hint = drawn(TextField(name="a", label="A", error="Too long.", hint="Fact."))
    assert (wrong["inlines"][0]["text"], wrong["inlines"][0]["color"]) == ("⚠ Too long.", "Attention")
    assert hint["inlines"][0]["text"] == "Fact."


@pytest.mark.parametrize(("typed", "cut"), [(80, True), (81, False), (5_000, False)])
def test_what_was_typed_is_kept_whole_also_where_it_is_too_long(typed: int, cut: bool) -> None:
    text = asked(TextField(name="a", label="A", value="v" * typed, limit=80))
    assert text["value"] == "v" * typed
    assert ("maxLength" in text) is cut


def test_choice_offers_what_it_means_and_leaves_out_the_empty_one() -> None:
    options = (Option("", "not known"), Option("day", "by day", "each day"), Option("week", "by week"))
    field = ChoiceField(name="paid", label="Paid", options=options, value="week", required=True)
    assert asked(field) == {
        "type": "Input.ChoiceSet",
        "style": "compact",
        "choices": [{"title": "by day – each day", "value": "day"}, {"title": "by week", "value": "week"}],
        "placeholder": "not known",
        "value": "week",
        "id": "paid",
        "label": "Paid",
    }


@pytest.mark.parametrize("value", ["", "gone"])
def test_choice_of_nothing_that_is_offered_is_left_open(value: str) -> None:
    assert "value" not in asked(ChoiceField(name="a", label="A", options=(Option("1", "x"),), value=value))


def test_choice_with_nothing_to_choose_from_is_left_out() -> None:
    body = drawn(ChoiceField(name="a", label="A", options=(Option("", "none"),)), DateField(name="d", label="Day"))
    assert [one["id"] for one in body] == ["d"]


def test_chooser_among_thousands_has_some_at_hand_and_looks_the_others_up() -> None:
    options = tuple(Option(f"c{n}", f"Client {n}") for n in range(5_000))
    chooser = asked(ChoiceField(name="client", label="Client", options=options, value="c4999", searchable=True))
    assert (chooser["style"], chooser["choices.data"]["type"]) == ("filtered", "Data.Query")
    assert chooser["choices"][0] == {"title": "Client 4999", "value": "c4999"}
    assert chooser["value"] == "c4999"
    assert 50 < len(chooser["choices"]) <= 100


@pytest.mark.parametrize(("many", "style"), [(1, "compact"), (12, "compact"), (13, "filtered"), (90, "filtered")])
def test_chooser_that_holds_all_asks_nobody(many: int, style: str) -> None:
    options = tuple(Option(f"c{n}", f"C {n}") for n in range(many))
    (chooser,) = drawn(ChoiceField(name="client", label="Client", options=options, searchable=True))
    assert (chooser["style"], "choices.data" in chooser) == (style, False)


REFS = {
    "p1": (PersonRef("slack", "T01TEST", "U1"), PersonRef("teams", TENANT, "aaaa-1")),
    "p2": (PersonRef("teams", "other", "bbbb-2"),),
}
PEOPLE = (Option("p1", "Lena"), Option("p2", "Omar"), Option("p3", "Dora"))


def test_people_of_this_tenant_go_by_their_id_there_and_the_others_by_ours() -> None:
    field = PeopleField(name="leads", label="Leads", value="p2,p1, p1", options=PEOPLE, refs=REFS)
    chooser = asked(field)
    assert chooser["value"] == "p2,aaaa-1"
    assert [choice["title"] for choice in chooser["choices"]] == ["Omar", "Lena", "Dora"]
    assert chooser["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert chooser["isMultiSelect"] is True


def test_people_may_come_back_as_refs() -> None:
    field = PeopleField(name="leads", label="Leads", value=f"teams:{TENANT}/cccc-3,slack:T01TEST/U9", options=PEOPLE)
    assert asked(field)["value"] == "cccc-3,slack:T01TEST/U9"


@pytest.mark.parametrize(
    ("value", "kept"), [("2026-11-24", True), ("", False), ("2026-02-30", False), ("24.11.", False)]
)
def test_day_is_filled_in_only_where_it_is_one(value: str, kept: bool) -> None:
    assert ("value" in asked(DateField(name="d", label="Day", value=value))) is kept


@pytest.mark.parametrize(("value", "ticked"), [("yes", "yes"), ("", "no"), ("no", "no")])
def test_box_says_yes_or_no(value: str, ticked: str) -> None:
    box = asked(CheckField(name="c", label="My lead may know my name", tick="Yes", value=value))
    assert (box["title"], box["value"]) == ("My lead may know my name", ticked)
    assert (box["valueOn"], box["valueOff"]) == ("yes", "no")


def test_largest_form_of_the_longest_texts_fits() -> None:
    long = "ü" * 10_000
    fields = tuple(TextField(name=f"f{n}", label=f"F{n}", value=long, hint=long, error=long, lines=3) for n in range(9))
    view = shown(*fields, subject="i1", client_words=long)
    inputs = [one for one in elements(cards_of(view)[0]) if one["type"] == "Input.Text"]
    assert len(inputs) == 9 and all(len(one["value"]) > 60 for one in inputs)


# --- Pages -------------------------------------------------------------------------------------------------------


def page(*counts: int) -> Page:
    """A section for each count, with so many buttons."""
    sections = [
        Section(f"S{n}", (Paragraph(t(f"text {n}")),), tuple(Action(f"a{n}.{m}", f"A{n}.{m}") for m in range(count)))
        for n, count in enumerate(counts)
    ]
    return Page("home", "Home", tuple(sections), t("Good to see you."))


def buttons(card: Json) -> list[str]:
    """The verbs that show at once; what is one click away in brackets."""
    shown = []
    for row in (one for one in card["body"] if one["type"] == "ActionSet"):
        for action in row["actions"]:
            below = action.get("card", {}).get("body", [])
            inner = [one["verb"] for part in below if part["type"] == "ActionSet" for one in part["actions"]]
            shown.append(f"[{' '.join(inner)}]" if below else action["verb"])
    return shown


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((2, 0, 1), ["a0.0", "a0.1", "a2.0"]),
        ((3, 3), ["a0.0", "a0.1", "a0.2", "a1.0", "a1.1", "a1.2"]),
        ((4, 4), ["a0.0", "a0.1", "a0.2", "a0.3", "a1.0", "[a1.1 a1.2 a1.3]"]),
        ((1,) * 8, ["a0.0", "a1.0", "a2.0", "a3.0", "a4.0", "[a5.0 a6.0 a7.0]"]),
    ],
)
def test_every_section_shows_its_first_buttons(counts: tuple[int, ...], expected: list[str]) -> None:
    card = views.page_card(page(*counts), say=SAY)
    assert problems(card) == []
    assert buttons(card) == expected


def test_long_page_keeps_every_button_and_the_begin_of_every_section() -> None:
    record = tuple(part for n in range(300) for part in (Paragraph(t(f"{n} " + "what " * 100)), Quote("said " * 500)))
    sections = (
        Section("Why", (Items(tuple(t(f"row {n}") for n in range(300))),)),
        Section("Record", record),
        Section("Talks", (Paragraph(t("Talk on Monday")),), (Action("draft.show", "Open", "d1"),)),
    )
    payload = views.page_message(Page("client", "Acme", sections), say=SAY)
    assert problems(payload) == []
    seen = visible(payload)
    for words in ("Why", "•  row 0", "Record", "Open", "…"):
        assert words in seen
    assert len(json.dumps(payload)) > 20_000


# --- Answers -----------------------------------------------------------------------------------------------------


def test_search_finds_fifteen_at_most_each_once() -> None:
    options = [Option("", "none"), *(Option(f"c{n}", f"Client {n}", "alias") for n in range(40)), Option("c0", "again")]
    answer = views.found(options)
    assert problems(answer) == []
    assert len(answer["value"]["results"]) == 15
    assert answer["value"]["results"][0] == {"title": "Client 0 – alias", "value": "c0"}
    assert views.found(())["value"] == {"results": []}

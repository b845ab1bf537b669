"""Forms, pages and answers as Slack's views: what each field becomes, what travels hidden, and the limits."""

import json

import pytest

from adapters.slack import views
from adapters.slack.fitting import weight
from bot.domain.person import PersonRef
from bot.notices.parts import (
    Action,
    Badge,
    CheckField,
    ChoiceField,
    DateField,
    Field,
    Form,
    Items,
    Notice,
    Option,
    Page,
    PageLink,
    Paragraph,
    PeopleField,
    Quote,
    Section,
    Span,
    Subhead,
    Table,
    Text,
    TextField,
)
from tests.adapters.slack.blockkit import problems
from tests.adapters.slack.blockkit_parts import Json
from tests.adapters.slack.reading import visible

WORKSPACE = "T01TEST"
HUGE = "x" * 1_000_000


def t(words: str) -> Text:
    return (Span(words),)


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words, "emoji": False}


def form(*fields: Field, title: str = "Title", **state: str) -> Form:
    return Form(kind="flag", title=title, fields=fields, submit="Save", cancel="Cancel", state=state)


def shown(*fields: Field, title: str = "Title", **state: str) -> Json:
    view = views.form_view(form(*fields, title=title, **state), workspace=WORKSPACE, channel="C0ACME")
    assert problems(view) == []
    return view


def block(field: Field) -> Json:
    found: Json = shown(field)["blocks"][0]
    return found


def element(field: Field) -> Json:
    found: Json = block(field)["element"]
    return found


# --- The window --------------------------------------------------------------------------------------------------


def test_form_is_a_modal_that_carries_what_comes_back() -> None:
    view = shown(TextField(name="summary", label="What"), subject="i1", own="yes")
    assert [view["type"], view["callback_id"]] == ["modal", "form"]
    assert [view[name]["text"] for name in ("title", "submit", "close")] == ["Title", "Save", "Cancel"]
    assert view["private_metadata"] == (
        '{"form":"flag","state":{"subject":"i1","own":"yes"},"kept":{},"channel":"C0ACME"}'
    )


def test_root_travels_where_it_is_given() -> None:
    view = views.form_view(form(), workspace=WORKSPACE, root="V0ROOT")
    assert json.loads(view["private_metadata"])["root"] == "V0ROOT"


@pytest.mark.parametrize(("title", "cut"), [("x" * 24, False), ("x" * 25, True), ("\U0001f600" * 13, True)])
def test_title_longer_than_slack_takes_stands_whole_on_top(title: str, cut: bool) -> None:
    view = shown(DateField(name="d", label="Day"), title=title)
    assert view["title"]["text"].endswith("…") is cut
    assert [b["type"] for b in view["blocks"]] == (["header", "input"] if cut else ["input"])
    if cut:
        assert view["blocks"][0]["text"]["text"] == title


def test_intro_stands_before_the_fields() -> None:
    asked = Form(
        kind="exit",
        title="Title",
        fields=(DateField(name="d", label="Day"),),
        submit="Save",
        cancel="Cancel",
        intro=(Paragraph(t("Read this.")),),
    )
    assert visible(views.form_view(asked, workspace=WORKSPACE))[3:] == ["Read this.", "Day"]


# --- Fields ------------------------------------------------------------------------------------------------------


def test_text_field() -> None:
    field = TextField(
        name="summary", label="What", value="typed", hint="Fact.", lines=4, limit=2_000, placeholder="…", required=True
    )
    assert block(field) == {
        "type": "input",
        "block_id": "summary",
        "label": plain("What"),
        "element": {
            "type": "plain_text_input",
            "action_id": "value",
            "multiline": True,
            "max_length": 2_000,
            "initial_value": "typed",
            "placeholder": plain("…"),
        },
        "optional": False,
        "hint": plain("Fact."),
    }


@pytest.mark.parametrize(("limit", "most"), [(0, 1), (80, 80), (3_000, 3_000), (9_999, 3_000)])
def test_text_field_keeps_to_slacks_longest(limit: int, most: int) -> None:
    shown = element(TextField(name="a", label="A", value="v" * 5_000, limit=limit))
    assert (shown["max_length"], len(shown["initial_value"])) == (most, most)


def test_choice_without_the_empty_option_is_optional() -> None:
    options = (Option("", "not known"), Option("day", "by day", "each day"), Option("week", "by week"))
    field = ChoiceField(name="paid", label="Paid", options=options, value="week", required=True)
    assert element(field) == {
        "type": "static_select",
        "action_id": "value",
        "options": [
            {"text": plain("by day"), "value": "day", "description": plain("each day")},
            {"text": plain("by week"), "value": "week"},
        ],
        "initial_option": {"text": plain("by week"), "value": "week"},
    }
    assert block(field)["optional"] is True


@pytest.mark.parametrize("value", ["", "gone"])
def test_choice_of_nothing_that_is_offered_is_left_open(value: str) -> None:
    assert "initial_option" not in element(ChoiceField(name="a", label="A", options=(Option("1", "x"),), value=value))


def test_choice_with_nothing_to_choose_from_is_left_out() -> None:
    view = shown(ChoiceField(name="a", label="A", options=(Option("", "none"),)), DateField(name="d", label="Day"))
    assert [b["block_id"] for b in view["blocks"]] == ["d"]


def test_choice_among_more_than_slack_takes_keeps_the_chosen_one() -> None:
    options = tuple(Option(str(n), f"Option {n}") for n in range(150))
    shown = element(ChoiceField(name="a", label="A", options=options, value="149"))
    assert len(shown["options"]) == 100
    assert shown["initial_option"] in shown["options"]


def test_searchable_choice_asks_as_one_types() -> None:
    options = tuple(Option(f"c{n}", f"Client {n}") for n in range(5_000))
    field = ChoiceField(name="client", label="Client", options=options, value="c4999", searchable=True)
    assert element(field) == {
        "type": "external_select",
        "action_id": "clients",
        "min_query_length": 0,
        "initial_option": {"text": plain("Client 4999"), "value": "c4999"},
    }


REFS = {
    "p1": (PersonRef("teams", "tenant", "x"), PersonRef("slack", WORKSPACE, "U01ALICE")),
    "p2": (PersonRef("slack", "T02OTHER", "U02BEN"),),
    "p3": (PersonRef("practice", "demo", "carla"),),
    "p4": (PersonRef("slack", WORKSPACE, "U01DORA"),),
}


def people(value: str) -> PeopleField:
    return PeopleField(name="leads", label="Leads", value=value, refs=REFS)


def test_people_of_this_workspace_are_chosen_and_the_others_kept() -> None:
    view = shown(people("p2,p1,p3, p4,p1"), PeopleField(name="deputies", label="Deputies", value="p4", refs=REFS))
    assert view["blocks"][0]["element"]["initial_users"] == ["U01ALICE", "U01DORA"]
    assert json.loads(view["private_metadata"])["kept"] == {"leads": "p2,p3"}


def test_people_may_come_back_as_refs() -> None:
    view = shown(people(f"slack:{WORKSPACE}/U01EVA,slack:T02OTHER/U02BEN,unknown"))
    assert view["blocks"][0]["element"]["initial_users"] == ["U01EVA"]
    assert json.loads(view["private_metadata"])["kept"] == {"leads": "slack:T02OTHER/U02BEN,unknown"}


def test_nobody_chosen_leaves_the_chooser_empty() -> None:
    assert element(people("")) == {"type": "multi_users_select", "action_id": "value"}


@pytest.mark.parametrize(
    ("value", "kept"),
    [("2026-11-24", True), ("", False), ("2026-02-30", False), ("20261124", False), ("24.11.2026", False)],
)
def test_day_is_filled_in_only_where_it_is_one(value: str, kept: bool) -> None:
    assert ("initial_date" in element(DateField(name="d", label="Day", value=value))) is kept


@pytest.mark.parametrize(("value", "ticked"), [("yes", True), ("", False), ("no", False)])
def test_box_is_ticked_only_by_yes(value: str, ticked: bool) -> None:
    shown = element(CheckField(name="c", label="My lead may know my name", value=value))
    assert shown["options"] == [{"text": plain("My lead may know my name"), "value": "yes"}]
    assert ("initial_options" in shown) is ticked


def test_box_says_yes_below_its_label_and_above_its_hint() -> None:
    shown = CheckField(name="c", label="My lead may know my name", tick="Yes", hint="Else only how many.")
    assert block(shown)["label"] == plain("My lead may know my name")
    assert element(shown)["options"] == [{"text": plain("Yes"), "value": "yes"}]
    assert block(shown)["hint"] == plain("Else only how many.")


def test_form_that_opens_with_a_problem_tells_it_before_the_hint() -> None:
    assert block(TextField(name="a", label="A", error="Too long.", hint="Fact."))["hint"] == plain("⚠ Too long. Fact.")


# --- Hidden values -----------------------------------------------------------------------------------------------


def metadata(**state: str) -> Json:
    read: Json = json.loads(shown(people("p3"), **state)["private_metadata"])
    return read


def test_longest_hidden_value_gives_way() -> None:
    read = metadata(subject="i1", client_words="ü" * 5_000, own="yes")
    assert (read["state"]["subject"], read["state"]["own"], read["kept"]) == ("i1", "yes", {"leads": "p3"})
    assert len(read["state"]["client_words"]) > 300


@pytest.mark.parametrize("value", ["\\" * 9_000, '"' * 9_000, "\U0001f600" * 9_000, "\ud83d\0" * 9_000, HUGE])
def test_hidden_values_stay_json_whatever_is_in_them(value: str) -> None:
    read = metadata(subject="i1", client_words=value, **{f"more{n}": value for n in range(30)})
    assert read["form"] == "flag"
    assert read["state"]["subject"] == "i1"


def test_more_people_than_can_be_kept_are_dropped_at_last() -> None:
    ids = [f"{n:032}" for n in range(500)]
    view = shown(people(",".join(ids)), subject="i1", client_words="x" * 2_000)
    kept = json.loads(view["private_metadata"])["kept"]["leads"].split(",")
    assert kept == ids[: len(kept)] and len(kept) > 80


# --- Pages -------------------------------------------------------------------------------------------------------

PAGE = Page(
    "home",
    "Home",
    (
        Section("One", (Paragraph(t("first")),), (Action("mine", "Mine"),)),
        Section("Two", (Table(("A",), ((t("Acme"),),), links=("clients/c1",)),), (PageLink("More", "home"),)),
    ),
    t("Good to see you."),
)


def test_home_has_its_sections_apart_and_counts_its_buttons_through() -> None:
    view = views.home_view(PAGE)
    assert problems(view) == []
    kinds = ["rich_text", "header", "rich_text", "actions", "divider", "header", "rich_text", "actions", "actions"]
    assert [b["type"] for b in view["blocks"]] == kinds
    buttons = [e["action_id"] for b in view["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert buttons == ["do|0|mine", "page|1|", "page|2|"]


def test_page_is_the_same_in_a_window() -> None:
    view = views.page_view(PAGE, close="Close")
    assert problems(view) == []
    assert (view["callback_id"], view["title"]["text"], view["close"]["text"]) == ("page", "Home", "Close")
    assert view["blocks"] == views.home_view(PAGE)["blocks"]


def test_notice_in_a_window() -> None:
    notice = Notice("k", t("Saved."), (Badge("talk", "Talk"),), (Action("mine", "Mine"),))
    view = views.notice_view(notice, close="Close")
    assert problems(view) == []
    assert (view["callback_id"], view["title"]["text"]) == ("notice", "Signpost")
    assert visible(view) == ["Signpost", "Close", "Saved.", ":large_orange_circle: Talk", "Mine"]


def test_page_with_nothing_on_it_shows_its_title() -> None:
    view = views.home_view(Page("home", "Home", ()))
    assert problems(view) == []
    assert visible(view) == ["Home"]


def test_long_page_keeps_every_button_and_the_begin_of_every_section() -> None:
    def incident(n: int) -> tuple[Subhead, Paragraph, Quote]:
        return Subhead(t(f"{n} Nov · Disrespect")), Paragraph(t("what happened " * 100)), Quote("said " * 500)

    record = tuple(part for n in range(300) for part in incident(n))
    rows = tuple((t("Sign"), t("16.0")) for _ in range(300))
    sections = (
        Section("Why", (Table(("A", "B"), rows, numeric=(1,), footer=(t("Sum"), t("4800"))),)),
        Section("Record", record),
        Section("Talks", (Items((t("Talk on Monday"),)),), (Action("draft.show", "Open", "d1"),)),
    )
    view = views.page_view(Page("client", "Acme", sections), close="Close")
    assert problems(view) == []
    seen = visible(view)
    assert [words for words in ("4800 · Sum", "Talk on Monday", "Open") if words not in seen] == []
    assert weight(view, escaped=True) > 150_000


# --- Answers -----------------------------------------------------------------------------------------------------


def test_errors_name_the_fields_and_are_cut() -> None:
    asked = form(
        TextField(name="a", label="A", error="Please fill this in."),
        TextField(name="b", label="B"),
        CheckField(name="c", label="C", error="e" * 5_000),
    )
    found = views.errors(asked)
    assert found["a"] == "Please fill this in."
    assert sorted(found) == ["a", "c"]
    assert len(found["c"]) <= 2_000


def test_problem_of_a_field_that_is_not_shown_goes_to_one_that_is() -> None:
    """Slack closes no window and shows nothing where an error names a block that is not there."""
    asked = form(ChoiceField(name="none", label="N", error="Choose one."), DateField(name="d", label="Day"))
    assert views.errors(asked) == {"d": "Choose one."}


def test_options_are_those_slack_can_take() -> None:
    found = [Option("", "none"), Option("x" * 151, "long"), *(Option(f"c{n}", "n" * 99) for n in range(150))]
    answer = views.options([*found, Option("c0", "again")])
    assert problems(answer) == []
    assert len(answer["options"]) == 100
    assert views.options(()) == {"options": []}

"""Golden cards of every notice, form and page of the product in both languages, and how notices are drawn.

``SIGNPOST_WRITE_GOLDEN=1`` writes the files anew; look at the diff before you keep it.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.teams import render, views
from adapters.teams.fitting import weight
from bot.notices.parts import (
    Action,
    Badge,
    Block,
    Facts,
    Form,
    Items,
    Notice,
    Page,
    PageLink,
    Paragraph,
    Picture,
    Quote,
    Small,
    Span,
    Style,
    Subhead,
    Table,
    Text,
)
from bot.voice import Voice
from signpost.voices import voices
from tests.adapters.product import CASES, LINK, Shown, builders
from tests.adapters.teams.cards import Json, cards_of, problems, schema_problems
from tests.adapters.teams.reading import active, visible

GOLDEN = Path(__file__).parent / "golden"
TENANT = "11111111-aaaa-bbbb-cccc-222222222222"
FILES = [f"{language} {case}" for language in ("en", "de") for case in CASES]
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x07" * 7_000
"""As large as a small chart."""


def t(words: str, style: Style = Style.PLAIN) -> Text:
    return (Span(words, style),)


def shown(say: Voice, value: Shown) -> list[Json]:
    """All the ways a value is shown, the usual one first."""
    match value:
        case Notice():
            pictures = {block.client: PICTURE for block in value.blocks if isinstance(block, Picture)}
            usual = render.message(value, say=say)
            return [usual, render.message(value, pictures=pictures), views.notice_view(value, say=say)]
        case Form():
            asked = {"say": say, "tenant": TENANT, "channel": "19:acme@thread.tacv2"}
            return [views.form_view(value, **asked), views.form_message(value, **asked)]  # type: ignore[arg-type]
        case Page():
            return [views.page_message(value, say=say), views.page_view(value, say=say)]


# --- The whole product -------------------------------------------------------------------------------------------


def test_every_builder_of_the_product_has_a_case() -> None:
    assert {case.partition(":")[0] for case in CASES} == builders()


@pytest.mark.parametrize("file", FILES)
def test_everything_of_the_product_is_sendable_whole_and_quiet(file: str) -> None:
    language, case = file.split()
    say = voices()(language)
    for payload in shown(say, CASES[case](say)):
        assert problems(payload) == []
        assert active(payload) == (["Action.OpenUrl", f"url {LINK}"] if case == "web.link" else [])


@pytest.mark.parametrize("file", FILES)
def test_everything_of_the_product_is_as_microsofts_schema_has_it(file: str) -> None:
    language, case = file.split()
    say = voices()(language)
    for payload in shown(say, CASES[case](say)):
        assert schema_problems(payload) == []


@pytest.mark.parametrize("file", [file for file in FILES if " pages." not in file and " client_page." not in file])
def test_nothing_but_pages_comes_near_the_limit(file: str) -> None:
    """Nothing is shortened: there is room for a chart, longer names and summaries."""
    language, case = file.split()
    say = voices()(language)
    assert weight(shown(say, CASES[case](say))[0]) < 14_000


@pytest.mark.parametrize("file", FILES)
def test_rendering_is_as_agreed(file: str) -> None:
    language, case = file.split()
    say = voices()(language)
    path = GOLDEN / f"{case.replace(':', '.')}.{language}.json"
    written = json.dumps(shown(say, CASES[case](say))[0], indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("SIGNPOST_WRITE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == written


def test_golden_files_are_those_of_the_cases() -> None:
    wanted = {f"{case.replace(':', '.')}.{language}.json" for language, case in map(str.split, FILES)}
    assert {path.name for path in GOLDEN.glob("*.json")} == wanted


# --- How it looks ------------------------------------------------------------------------------------------------


def drawn(*blocks: Block) -> list[Json]:
    """Without the title."""
    found: list[Json] = render.notice_card(Notice("k", t("Title"), blocks))["body"]
    return found[1:]


def words(*blocks: Block) -> list[str]:
    return visible(render.notice_card(Notice("k", t("Title"), blocks)))[2:]


def kinds(elements: Sequence[Json]) -> list[str]:
    return [element["type"] for element in elements]


def test_message_is_a_card_with_words_for_who_sees_none() -> None:
    sent = render.message(Notice("k", (Span("A *b* "), Span("[c](https://d.e)")), (Paragraph(t("x_y")), Small(t("z")))))
    card = cards_of(sent)[0]
    assert sent["summary"] == "A *b* [c](https://d.e)"
    assert card["fallbackText"] == "A \\*b\\* \\[c\\]\\(https:\u2060/\u2060/\u2060d\\.\u2060e\\)\n\nx\\_y\n\nz"
    assert set(card) == {"type", "version", "fallbackText", "msteams", "body"}
    assert visible(sent)[1] == "A *b* [c](https:\u2060/\u2060/\u2060d.\u2060e)\nx_y\nz"


def test_styles_are_drawn_and_neighbours_of_one_style_are_one() -> None:
    text = (Span("a "), Span("b", Style.USER), Span("c", Style.STRONG), Span("d", Style.NAME), Span("e", Style.CODE))
    (block,) = drawn(Paragraph((*text, Span(""))))
    assert block["inlines"] == [
        {"type": "TextRun", "text": "a b"},
        {"type": "TextRun", "text": "cd", "weight": "Bolder"},
        {"type": "TextRun", "text": "e", "fontType": "Monospace"},
    ]


@pytest.mark.parametrize(
    ("blocks", "size"),
    [
        ((), None),
        ((Paragraph(t("x")),) * 2, None),
        ((Paragraph(t("x")),) * 3, "Large"),
        ((Badge("talk", "Talk"),), "Large"),
        ((Table(("A",), ((t("x"),),)),), "Large"),
    ],
)
def test_title_is_large_over_large_notices_only(blocks: tuple[Block, ...], size: str | None) -> None:
    title = render.notice_card(Notice("k", t("Title"), blocks))["body"][0]["inlines"][0]
    assert (title.get("size"), title["weight"]) == (size, "Bolder")


def test_every_line_is_a_block_of_its_own_and_empty_ones_are_space() -> None:
    lines = drawn(Paragraph((Span("a\nb\r\n\n"), Span("c", Style.STRONG), Span(" d\u2028e"))))
    read = [("".join(run["text"] for run in line["inlines"]), line.get("spacing")) for line in lines]
    assert read == [("a", None), ("b", "None"), ("c d", "Default"), ("e", "None")]


@pytest.mark.parametrize(
    ("stage", "colour"),
    [("calm", "Good"), ("watch", "Accent"), ("talk", "Warning"), ("exit", "Attention"), ("unheard of", "Default")],
)
def test_badge_has_the_colour_of_its_stage_in_every_theme(stage: str, colour: str) -> None:
    (block,) = drawn(Badge(stage, "Stage"))
    assert block["inlines"] == [
        {"type": "TextRun", "text": "●  ", "color": colour},
        {"type": "TextRun", "text": "Stage", "weight": "Bolder"},
    ]


ROWS = (
    (t("Disrespect"), t("23 Nov"), t("shouted"), t("16.0")),
    (t("2 more"), (), (), t("5.1")),
)
HEADERS = ("Sign", "Day", "What", "Points")


def test_table_has_its_numbers_on_the_left_and_its_sum_below_a_line() -> None:
    first, second, total = drawn(Table(HEADERS, ROWS, numeric=(3,), footer=(t("Sum"), (), (), t("21.1"))))
    assert visible({"type": "AdaptiveCard", "fallbackText": "", "body": [first, second, total]})[1:] == [
        "16.0",
        "Disrespect · 23 Nov",
        "shouted",
        "5.1",
        "2 more",
        "21.1",
        "Sum",
    ]
    assert first["columns"][0]["items"][0]["inlines"][0]["weight"] == "Bolder"
    assert total["separator"] is True


def test_table_of_many_rows_has_a_line_for_each() -> None:
    lines = drawn(Table(HEADERS, ROWS * 7, numeric=(3,), footer=(t("Sum"), (), (), t("21.1"))))
    assert kinds(lines) == ["RichTextBlock"] * 14 + ["ColumnSet"]
    assert words(Table(HEADERS, ROWS * 7, numeric=(3,)))[0] == "16.0 · Disrespect · 23 Nov · shouted"


def test_row_that_leads_somewhere_is_tapped() -> None:
    rows = tuple((t(f"Client {n}", Style.NAME), t("talk"), t("24.9")) for n in range(30))
    lines = drawn(Table(("Client", "Stage", "Score"), rows, numeric=(2,), links=("clients/c0", "")))
    assert lines[0]["selectAction"] == {
        "type": "Action.Submit",
        "title": "Client 0",
        "data": {"signpost": {"page": "clients/c0"}, "msteams": {"type": "task/fetch"}},
        "associatedInputs": "None",
    }
    assert "selectAction" not in lines[1] and len(lines) == 30
    assert words(Table(("Client", "Stage", "Score"), rows[:1], numeric=(2,), links=("x",))) == [
        "Client 0",
        "talk · Score 24.9",
        "›",
    ]


def test_facts_items_and_quotes() -> None:
    assert words(Facts((("Client", t("Acme", Style.NAME)), ("Day", t("today\nor later"))))) == [
        "Client: Acme",
        "Day: today",
        "or later",
    ]
    assert words(Items((t("a"), (), t("b")))) == ["•  a", "•  b"]
    assert words(Items((t("a"), t("b")), numbered=True)) == ["1. a", "2. b"]
    said, draft = drawn(Quote("said"), Quote("Dear Ms Falk,\n\nwe …", copyable=True))
    assert (said["type"], said["style"], said["items"][0]["inlines"][0]["italic"]) == ("Container", "emphasis", True)
    assert [item.get("spacing") for item in draft["items"]] == [None, "Default"]
    assert "italic" not in draft["items"][0]["inlines"][0]


def test_empty_texts_leave_nothing() -> None:
    empty = (
        Paragraph(()),
        Small(t("")),
        Subhead(t(" ")),
        Items((t(""), ())),
        Facts(()),
        Quote(" \n"),
        Picture("c", ""),
    )
    assert drawn(*empty, Table(("A",), (((),),)), Paragraph(t("\u200b\u2060")), Badge("talk", " ")) == []


@pytest.mark.parametrize("title", ["", "  \n", "\u200b"])
def test_notice_without_a_title_has_one(title: str) -> None:
    sent = render.message(Notice("k", t(title)))
    assert problems(sent) == []
    assert visible(sent) == ["Signpost"] * 3


# --- Charts ------------------------------------------------------------------------------------------------------


def with_chart(*more: Block, size: int = 7_000) -> Json:
    notice = Notice("k", t("Title"), (Picture("c1", "Score of Acme", "Show"), *more))
    return render.message(notice, pictures={"c1": PICTURE[:8] + b"\x07" * size})


def images(payload: Json) -> list[Json]:
    return [one for one in cards_of(payload)[0]["body"] if one["type"] == "Image"]


def test_chart_stands_in_the_card_with_its_words() -> None:
    payload = with_chart()
    assert problems(payload) == []
    assert [image["altText"] for image in images(payload)] == ["Score of Acme"]
    assert visible(payload)[3:] == ["Score of Acme"]


def test_chart_that_is_not_there_or_too_large_leaves_its_words() -> None:
    for payload in (render.message(Notice("k", t("T"), (Picture("c1", "Score of Acme"),))), with_chart(size=21_000)):
        assert problems(payload) == []
        assert images(payload) == []
        assert visible(payload)[-1] == "Score of Acme"


def test_chart_goes_before_the_end_of_long_texts_while_half_a_card_is_left_to_them() -> None:
    long = Items(tuple(t(f"{n} " + "word " * 60) for n in range(120)))
    for size, there in ((8_000, True), (13_000, False)):
        payload = with_chart(long, size=size)
        assert problems(payload) == []
        assert bool(images(payload)) is there
        assert "…" in visible(payload)[-1]


def test_only_the_first_of_several_charts_is_drawn() -> None:
    notice = Notice("k", t("T"), (Picture("c1", "one"), Picture("c2", "two")))
    payload = render.message(notice, pictures={"c1": PICTURE, "c2": PICTURE})
    assert len(images(payload)) == 1
    assert visible(payload)[-2:] == ["one", "two"]


# --- Buttons -----------------------------------------------------------------------------------------------------


def card_with(*actions: Action | PageLink, say: Voice | None = None) -> Json:
    payload = render.message(Notice("k", t("Title"), (), actions), say=say)
    assert problems(payload) == []
    return cards_of(payload)[0]


def sets(card: Json) -> list[list[Json]]:
    return [one["actions"] for one in card["body"] if one["type"] == "ActionSet"]


def test_buttons_carry_action_and_value_and_open_windows_where_they_have_to() -> None:
    actions = (Action("nudge.dismiss", "Dismiss", "n1", "danger"), Action("mine", "Mine"), PageLink("Home", "home"))
    (row,) = sets(card_with(*actions))
    window = {"msteams": {"type": "task/fetch"}}
    none = {"associatedInputs": "None"}
    assert row == [
        {
            "type": "Action.Submit",
            "title": "Dismiss",
            "data": {"signpost": {"do": "nudge.dismiss", "value": "n1"}, **window},
            "style": "destructive",
            **none,
        },
        {
            "type": "Action.Execute",
            "title": "Mine",
            "verb": "mine",
            "data": {"signpost": {"do": "mine", "value": ""}},
            **none,
        },
        {"type": "Action.Submit", "title": "Home", "data": {"signpost": {"page": "home"}, **window}, **none},
    ]


def test_buttons_stand_in_rows_that_are_not_wider_than_a_chat() -> None:
    rows = sets(card_with(*(Action("a", "Gespräch festhalten"), Action("b", "Nachricht entwerfen")) * 3))
    assert [len(row) for row in rows] == [2, 2, 2]


def numbered(many: int, name: str = "report.show") -> tuple[Action, ...]:
    return tuple(Action(name, f"Open #{n}", f"{n:032}") for n in range(many))


def mixed(many: int) -> tuple[Action, ...]:
    return tuple(Action(f"a{n}", f"Do {n}", f"{n}") for n in range(many))


@pytest.mark.parametrize("many", [6, 7, 12, 13, 60])
def test_more_buttons_than_six_are_one_click_away(many: int) -> None:
    card = card_with(*mixed(many), say=voices()("en"))
    flat = [action for row in sets(card) for action in row]
    direct = [action["verb"] for action in flat if action["type"] == "Action.Execute"]
    if many == 6:
        assert direct == [f"a{n}" for n in range(6)]
        return
    assert direct == [f"a{n}" for n in range(5)]
    assert flat[-1]["title"] == "More …"
    sheet = flat[-1]["card"]
    if many <= 11:
        assert [action["verb"] for row in sets(sheet) for action in row] == [f"a{n}" for n in range(5, many)]
    else:
        chooser = sheet["body"][0]
        assert [json.loads(choice["value"])["do"] for choice in chooser["choices"]] == [
            f"a{n}" for n in range(5, min(many, 55))
        ]
        assert ("…" in visible({**sheet, "fallbackText": ""})) is (many > 55)


def test_many_buttons_of_one_kind_are_a_list() -> None:
    card = card_with(*numbered(20), say=voices()("de"))
    chooser, (row,) = card["body"][1], sets(card)
    assert (chooser["type"], chooser["id"], chooser["label"]) == ("Input.ChoiceSet", "pick.0", "Was möchtest du tun?")
    assert chooser["choices"][1] == {
        "title": "Open #1",
        "value": '{"do":"report.show","value":"00000000000000000000000000000001"}',
    }
    assert row == [
        {"type": "Action.Execute", "title": "Weiter", "verb": "pick", "data": {"signpost": {"pick": "pick.0"}}}
    ]


def test_buttons_of_a_window_are_all_submitted() -> None:
    actions: tuple[Action | PageLink, ...] = (*mixed(9), Action("nudge.snooze", "Snooze"), PageLink("Home", "home"))
    answer = views.notice_view(Notice("k", t("T"), (), actions), say=voices()("en"))
    assert problems(answer) == []
    assert schema_problems(answer) == []


def test_without_a_voice_the_words_of_a_card_are_signs() -> None:
    assert sets(card_with(*mixed(7)))[-1][-1]["title"] == "…"
    card = card_with(*numbered(7))
    assert (card["body"][1]["label"], sets(card)[0][0]["title"]) == ("…", "→")

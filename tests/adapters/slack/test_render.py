"""Golden renderings of every notice, form and page of the product, and how notices are drawn and kept within limits.

``SIGNPOST_WRITE_GOLDEN=1`` writes the files anew; look at the diff before you keep it.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.slack import render, views
from adapters.slack.fitting import MESSAGE, weight
from adapters.slack.render import message
from bot.notices.doors import close
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
from tests.adapters.product import CASES, LINK, WORKSPACE, Shown, builders
from tests.adapters.slack.blockkit import problems
from tests.adapters.slack.blockkit_parts import Json
from tests.adapters.slack.reading import active, visible

GOLDEN = Path(__file__).parent / "golden"
ALSO_GERMAN = (
    "nudges.nudge_notice",
    "reports.recorded",
    "forms.flag",
    "forms.client",
    "pages.home",
    "client_page.client_page",
)
FILES = [f"en {case}" for case in CASES] + [f"de {case}" for case in ALSO_GERMAN]


def t(words: str, style: Style = Style.PLAIN) -> Text:
    return (Span(words, style),)


def shown(say: Voice, value: Shown) -> list[Json]:
    """All the ways a value is shown, the usual one first."""
    match value:
        case Notice():
            thread, brief = message(value, charts="thread"), message(value, brief=True)
            return [message(value), thread, brief, views.notice_view(value, close=close(say))]
        case Form():
            return [views.form_view(value, workspace=WORKSPACE, channel="C0ACME")]
        case Page(kind="home"):
            return [views.home_view(value), views.page_view(value, close=close(say))]
        case Page():
            return [views.page_view(value, close=close(say)), views.home_view(value)]


# --- The whole product -------------------------------------------------------------------------------------------

OTHER_THAN_NOTICES = (
    "forms.",
    "talk_forms.",
    "partingforms.",
    "pages.",
    "client_page.",
    "parting_page.",
    "guide_page.",
    "decision_page.",
)


def test_every_builder_of_the_product_has_a_case() -> None:
    covered = {case.partition(":")[0] for case in CASES}
    missing = sorted(builders() - covered)
    assert not missing, f"add to CASES in tests/adapters/product.py: {', '.join(missing)}"
    gone = sorted(covered - builders())
    assert not gone, f"no longer in bot/notices, take out of CASES: {', '.join(gone)}"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("case", CASES)
def test_everything_of_the_product_is_sendable_whole_and_quiet(case: str, language: str) -> None:
    say = voices()(language)
    for payload in shown(say, CASES[case](say)):
        assert problems(payload) == []
        assert active(payload) == ([f"url {LINK}"] if case == "web.link" else [])


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("case", [case for case in CASES if not isinstance(CASES[case](voices()("en")), Form | Page)])
def test_no_notice_of_the_product_comes_near_the_limit(case: str, language: str) -> None:
    """Nothing is shortened: there is room for longer names and summaries."""
    say = voices()(language)
    assert weight(shown(say, CASES[case](say))[0]["blocks"]) < MESSAGE.bytes * 3 / 4


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


def drawn(*blocks: Block, brief: bool = False) -> list[Json]:
    """Without the title."""
    found: list[Json] = message(Notice("k", t("Title"), blocks), brief=brief)["blocks"]
    return found[1:]


def kinds(blocks: Sequence[Json]) -> list[str]:
    return [block["type"] for block in blocks]


@pytest.mark.parametrize(
    ("blocks", "kind"),
    [
        ((), "rich_text"),
        ((Paragraph(t("x")),) * 4, "rich_text"),
        ((Paragraph(t("x")),) * 5, "header"),
        ((Badge("talk", "Talk"),), "header"),
        ((Table(("A",), ((t("x"),),)),), "header"),
        ((Picture("c1", "alt"),), "header"),
    ],
)
def test_title_is_a_header_over_large_notices_only(blocks: tuple[Block, ...], kind: str) -> None:
    assert message(Notice("k", t("Title"), blocks))["blocks"][0]["type"] == kind


def test_title_too_long_for_a_header_is_a_bold_line() -> None:
    title = message(Notice("k", t("x" * 151), (Badge("talk", "Talk"),)))["blocks"][0]
    assert title["elements"][0]["elements"] == [{"type": "text", "text": "x" * 151, "style": {"bold": True}}]


def test_styles_are_drawn_and_neighbours_of_one_style_are_one() -> None:
    text = (Span("a "), Span("b", Style.USER), Span("c", Style.STRONG), Span("d", Style.NAME), Span("e", Style.CODE))
    (block,) = drawn(Paragraph((*text, Span(""))))
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "a b"},
        {"type": "text", "text": "cd", "style": {"bold": True}},
        {"type": "text", "text": "e", "style": {"code": True}},
    ]


@pytest.mark.parametrize(
    ("stage", "light"),
    [
        ("calm", "white_circle"),
        ("watch", "large_yellow_circle"),
        ("talk", "large_orange_circle"),
        ("exit", "red_circle"),
        ("unheard of", "white_circle"),
    ],
)
def test_badge_has_the_light_of_its_stage(stage: str, light: str) -> None:
    (block,) = drawn(Badge(stage, "Stage"))
    assert block["elements"][0]["elements"][0] == {"type": "emoji", "name": light}
    assert visible({"blocks": [block]}) == [f":{light}: Stage"]


def test_table_is_a_list_with_its_number_first_and_the_sum_bold() -> None:
    rows = ((t("Disrespect"), (), t("23 Nov"), t("16.0")), (t("2 more"), (), (), t("5.1")))
    (block,) = drawn(Table(("Sign", "x", "Day", "Points"), rows, numeric=(3,), footer=(t("Sum"), (), (), t("21.1"))))
    assert visible({"blocks": [block]}) == ["16.0 · Disrespect · 23 Nov", "5.1 · 2 more", "21.1 · Sum"]
    assert block["elements"][0]["elements"][0]["elements"][0]["style"] == {"bold": True}
    assert block["elements"][1]["elements"] == [{"type": "text", "text": "21.1 · Sum", "style": {"bold": True}}]


def test_table_that_leads_somewhere_begins_with_the_name_and_has_a_button_for_each_row() -> None:
    rows = tuple((t(f"Client {n}", Style.NAME), t("talk"), t("24.9")) for n in range(30))
    links = tuple(f"clients/c{n}" for n in range(30))
    lines, below = drawn(Table(("Client", "Stage", "Score"), rows, numeric=(2,), links=links))
    assert visible({"blocks": [lines]})[0] == "Client 0 · talk · Score 24.9"
    assert len(below["elements"]) == 25
    assert [button["value"] for button in below["elements"]] == list(links[:25])
    assert below["elements"][1]["action_id"] == "page|1|"
    assert below["elements"][1]["text"]["text"] == "Client 1"


def test_what_follows_a_subhead_stands_in_one_block_with_it() -> None:
    blocks = drawn(
        Paragraph(t("a")),
        Subhead(t("head")),
        Items((t("b"),)),
        Paragraph(t("c")),
        Small(t("small")),
        Paragraph(t("d")),
        Subhead(t("head")),
        Subhead(t("head")),
        Paragraph(t("e")),
    )
    assert kinds(blocks) == ["rich_text", "rich_text", "context", "rich_text", "rich_text", "rich_text"]
    assert visible({"blocks": [blocks[1], blocks[5]]}) == ["head", "b", "c", "head\ne"]


def test_facts_are_lines_with_their_label_bold() -> None:
    (block,) = drawn(Facts((("Client", t("Acme", Style.NAME)), ("Day", t("today")))))
    assert visible({"blocks": [block]}) == ["Client: Acme\nDay: today"]
    assert block["elements"][0]["elements"][0] == {"type": "text", "text": "Client:", "style": {"bold": True}}


def test_quote_is_a_quote_and_a_draft_can_be_copied() -> None:
    said, draft = drawn(Quote("said"), Quote("Dear Ms Falk,\n\n…", copyable=True))
    assert [said["elements"][0]["type"], draft["elements"][0]["type"]] == ["rich_text_quote", "rich_text_preformatted"]


def test_long_draft_is_whole() -> None:
    (block,) = drawn(Quote("x" * 8_000, copyable=True))
    assert [len(part["text"]) for part in block["elements"][0]["elements"]] == [3_000, 3_000, 2_000]


def test_empty_texts_leave_no_block() -> None:
    empty = (
        Paragraph(()),
        Small(t("")),
        Subhead(t(" ")),
        Items((t(""), ())),
        Facts(()),
        Quote(" \n"),
        Picture("c", ""),
    )
    assert drawn(*empty, Table(("A",), (((),),)), Paragraph(t("\u200b\u2060"))) == []


def test_chart_is_a_button_or_only_its_words_where_the_picture_is_in_the_thread() -> None:
    notice = Notice("k", t("Title"), (Picture("c1", "Score of Acme", "Show the chart"),), (Action("a", "Do", "i1"),))
    alt, chart, actions = message(notice)["blocks"][1:]
    assert alt["elements"][0]["text"] == "Score of Acme"
    assert (chart["elements"][0]["action_id"], chart["elements"][0]["value"]) == ("chart|0|", "c1")
    assert actions["elements"][0]["action_id"] == "do|1|a"
    assert kinds(message(notice, charts="thread")["blocks"]) == ["header", "context", "actions"]


def test_buttons_carry_action_and_value() -> None:
    actions = (Action("nudge.dismiss", "Dismiss", "n1", "danger"), Action("mine", "Mine"), PageLink("Home", "home"))
    (row,) = message(Notice("k", t("Title"), (), actions))["blocks"][1:]
    words = {"type": "plain_text", "emoji": False}
    assert row["elements"] == [
        {
            "type": "button",
            "action_id": "do|0|nudge.dismiss",
            "text": {**words, "text": "Dismiss"},
            "value": "n1",
            "style": "danger",
        },
        {"type": "button", "action_id": "do|1|mine", "text": {**words, "text": "Mine"}},
        {"type": "button", "action_id": "page|2|", "text": {**words, "text": "Home"}, "value": "home"},
    ]


def test_brief_keeps_title_paragraphs_and_actions() -> None:
    blocks = (Badge("talk", "Talk"), Paragraph(t("A reminder.")), Subhead(t("head")), Table(("A",), ((t("x"),),)))
    more = (Small(t("Why.")), Picture("c1", "alt", "Show"), Items((t("step"),)), Quote("said"), Facts((("a", t("b")),)))
    notice = Notice("k", t("Title"), (*blocks, *more), (Action("a", "Do"),))
    assert visible(message(notice, brief=True)) == ["Title", "Title", "A reminder.", "Why.", "Do"]


def test_message_is_sent_quiet() -> None:
    sent = message(Notice("k", (Span("A & "), Span("<B>", Style.USER))))
    del sent["blocks"]
    assert sent == {
        "text": "A &amp; &lt;B&gt;",
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


# --- Limits ------------------------------------------------------------------------------------------------------

HUGE = "x" * 1_000_000
ROWS = tuple((t(f"row {n} " + "y" * 80), t("24 Nov"), t("16.0")) for n in range(500))
TABLE = Table(("What", "Day", "Points"), ROWS, numeric=(2,), footer=(t("Sum"), (), t("8000.0")))


def actions(many: int, label: str = "Open #{n}") -> tuple[Action, ...]:
    return tuple(Action("report.show", label.format(n=n), f"{n:032}") for n in range(many))


@pytest.mark.parametrize("label", ["Open #{n}", "{n}" + "x" * 100])
def test_two_hundred_actions_are_all_there(label: str) -> None:
    blocks: tuple[Block, ...] = (
        Paragraph(t(HUGE)),
        TABLE,
        Quote(HUGE),
        *(Paragraph(t("text " * 100)) for _ in range(100)),
    )
    payload = message(Notice("k", t("Title"), blocks, actions(200, label)))
    assert problems(payload) == []
    buttons = [button for block in payload["blocks"] if block["type"] == "actions" for button in block["elements"]]
    assert [button["value"] for button in buttons] == [f"{n:032}" for n in range(200)]
    assert payload["blocks"][0]["text"]["text"] == "Title"


def test_five_hundred_rows_keep_their_sum() -> None:
    payload = message(Notice("k", t("Title"), (Badge("talk", "Talk"), TABLE, Small(t("Why."))), actions(5)))
    seen = visible(payload)
    assert problems(payload) == []
    assert seen[3].startswith("16.0 · row 0")
    assert seen[-8:-5] == ["…", "8000.0 · Sum", "Why."]
    assert 6_000 < weight(payload["blocks"]) < MESSAGE.bytes


def test_one_huge_text_takes_nothing_from_the_others() -> None:
    texts = [f"{n} " + "word " * 40 for n in range(20)]
    blocks: tuple[Block, ...] = (Quote(HUGE, copyable=True), *(Paragraph(t(text)) for text in texts))
    seen = visible(message(Notice("k", t("Title"), blocks, actions(5))))
    assert seen[2].endswith("…") and len(seen[2]) > 2_000
    assert seen[3:23] == texts


def test_more_blocks_than_slack_takes_are_joined_before_any_is_lost() -> None:
    pairs: list[tuple[Block, ...]] = [(Paragraph(t(f"p{n}")), Small(t(f"s{n}"))) for n in range(60)]
    payload = message(Notice("k", t("Title"), sum(pairs, ()), actions(5)))
    assert problems(payload) == []
    assert kinds(payload["blocks"]) == ["header", "rich_text", "actions"]
    assert visible(payload)[2].splitlines() == [f"{kind}{n}" for n in range(60) for kind in "ps"]


def test_what_still_does_not_fit_is_lost_from_the_end_but_no_button() -> None:
    pairs: list[tuple[Block, ...]] = [(Paragraph(t(f"p{n}")), Picture(f"c{n}", "alt", "Show")) for n in range(40)]
    payload = message(Notice("k", t("Title"), sum(pairs, ()), actions(5)))
    assert problems(payload) == []
    assert "…" in visible(payload)
    assert visible(payload)[-5:] == [f"Open #{n}" for n in range(5)]


def test_no_character_is_cut_in_half() -> None:
    payload = message(Notice("k", t("Title"), (Small(t("\U0001f600" * 3_000)),), actions(1, "\U0001f600" * 80)))
    assert problems(payload) == []
    assert set("".join(visible(payload)[2:])) == {"\U0001f600", "…"}


@pytest.mark.parametrize("title", ["&" * 3_000, "ü" * 3_000, "\U0001f600" * 3_000, HUGE])
def test_fallback_fits_and_never_ends_in_half_an_escape(title: str) -> None:
    text = message(Notice("k", t(title)))["text"]
    assert len(text.encode()) <= 4_000
    read = text.replace("&amp;", "&")
    assert read.endswith("…") and title.startswith(read[:-1]) and len(read) > 400


@pytest.mark.parametrize("title", ["", "  \n", "\u200b"])
def test_notice_without_a_title_has_one(title: str) -> None:
    assert render.fallback(t(title)) == "Signpost"
    assert visible(message(Notice("k", t(title)))) == ["Signpost", "Signpost"]

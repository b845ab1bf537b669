"""Guarantee 14 for Slack: whatever people write, in whatever place, nothing of it acts and all of it is read back.

What the door may change is listed in ``adapters.common.letters``; ``_read`` undoes it, independently.
"""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import render, views
from bot.notices.parts import (
    Action,
    Badge,
    Block,
    CheckField,
    ChoiceField,
    DateField,
    Facts,
    Field,
    Form,
    Items,
    Notice,
    Option,
    Page,
    PageLink,
    Paragraph,
    PeopleField,
    Picture,
    Quote,
    Section,
    Small,
    Span,
    Style,
    Subhead,
    Table,
    Text,
    TextField,
)
from tests.adapters.everywhere import everywhere
from tests.adapters.practice.hostile import HOSTILE
from tests.adapters.slack.blockkit import problems
from tests.adapters.slack.blockkit_parts import Json, units
from tests.adapters.slack.reading import active, visible

SLACKS_OWN = (
    "<!channel>",
    "<!here|x> <!everyone>",
    "<@U1> <@U01ALICE|alice>",
    "<#C1> <#C0ACME|acme>",
    "<!subteam^S1> <!subteam^S1|@owners>",
    "<https://evil.example|trusted> <mailto:a@evil.example|mail>",
    "<!date^1^{date}|x>",
    "*b* _i_ ~s~ `c` ```d``` > e",
    ":emoji: :tada: :large_orange_circle:",
    "&amp;lt; &lt;!channel&gt; &#60;!channel&#62;",
    "@channel @here @everyone @alice #general www.evil.example",
    '{"type": "link", "url": "https://evil.example"}',
    "do|0|nudge.dismiss page|1| chart|2|",
)
TEXTS = (*SLACKS_OWN, *HOSTILE)
X: Text = (Span("x"),)


# --- Every place a text can stand in, and how long it may be there ------------------------------------------------


def _block(block: Block) -> Json:
    return render.message(Notice("k", X, (block,)))


def form(*fields: Field, title: str = "t", submit: str = "Save", cancel: str = "Cancel", intro: Text = ()) -> Form:
    blocks = (Paragraph(intro),) if intro else ()
    return Form(kind="k", title=title, fields=fields, submit=submit, cancel=cancel, intro=blocks)


def _form(*fields: Field, title: str = "t", submit: str = "Save", cancel: str = "Cancel", intro: Text = ()) -> Json:
    shown = form(*fields, title=title, submit=submit, cancel=cancel, intro=intro)
    return views.form_view(shown, workspace="T01TEST")


def _page(page: Page) -> Json:
    return views.page_view(page, close="Close")


def _user(text: str) -> Text:
    return (Span(text, Style.USER),)


NOTICE_PLACES: dict[str, tuple[int, Callable[[str], Json]]] = {
    "title": (2_900, lambda x: render.message(Notice("k", _user(x)))),
    "title of a large one": (2_900, lambda x: render.message(Notice("k", _user(x), (Badge("talk", "Talk"),)))),
    "title in a window": (2_900, lambda x: views.notice_view(Notice("k", _user(x)), close="Close")),
    "paragraph": (2_900, lambda x: _block(Paragraph(_user(x)))),
    "paragraph, strong": (2_900, lambda x: _block(Paragraph((Span(x, Style.NAME),)))),
    "paragraph, code": (2_900, lambda x: _block(Paragraph((Span(x, Style.CODE),)))),
    "small": (1_900, lambda x: _block(Small(_user(x)))),
    "subhead": (2_900, lambda x: _block(Subhead(_user(x)))),
    "item": (2_900, lambda x: _block(Items((_user(x),)))),
    "numbered item": (2_900, lambda x: _block(Items((X, _user(x)), numbered=True))),
    "fact": (2_900, lambda x: _block(Facts((("Label", _user(x)),)))),
    "fact's label": (2_900, lambda x: _block(Facts(((x, X),)))),
    "cell": (900, lambda x: _block(Table(("A", "B"), ((X, _user(x)),)))),
    "number": (900, lambda x: _block(Table(("A", "B"), ((X, _user(x)),), numeric=(1,)))),
    "footer": (900, lambda x: _block(Table(("A", "B"), ((X, X),), footer=(_user(x),)))),
    "linked cell": (74, lambda x: _block(Table(("A",), ((_user(x),),), links=("clients/c1",)))),
    "column's name": (900, lambda x: _block(Table(("A", x), ((X, X),), numeric=(1,), links=("clients/c1",)))),
    "quote": (2_900, lambda x: _block(Quote(x))),
    "copyable": (8_900, lambda x: _block(Quote(x, copyable=True))),
    "badge": (2_900, lambda x: _block(Badge("talk", x))),
    "picture": (1_900, lambda x: _block(Picture("c1", x))),
    "picture in a thread": (1_900, lambda x: render.message(Notice("k", X, (Picture("c1", x, "s"),)), charts="thread")),
    "picture's button": (74, lambda x: _block(Picture("c1", "alt", x))),
    "button": (74, lambda x: render.message(Notice("k", X, (), (Action("a", x, "v"),)))),
    "page link": (74, lambda x: render.message(Notice("k", X, (), (PageLink(x, "home"),)))),
}
FORM_PLACES: dict[str, tuple[int, Callable[[str], Json]]] = {
    "form's title": (2_900, lambda x: _form(title=x)),
    "submit": (23, lambda x: _form(DateField(name="d", label="D"), submit=x)),
    "cancel": (23, lambda x: _form(cancel=x)),
    "intro": (2_900, lambda x: _form(intro=_user(x))),
    "label": (1_900, lambda x: _form(TextField(name="f", label=x))),
    "hint": (1_900, lambda x: _form(TextField(name="f", label="F", hint=x))),
    "error": (1_900, lambda x: _form(TextField(name="f", label="F", error=x))),
    "error told later": (1_900, lambda x: _errors(DateField(name="f", label="F", error=x))),
    "placeholder": (149, lambda x: _form(TextField(name="f", label="F", placeholder=x))),
    "option": (74, lambda x: _form(ChoiceField(name="f", label="F", options=(Option("1", x),)))),
    "option's hint": (74, lambda x: _form(ChoiceField(name="f", label="F", options=(Option("1", "A", x),)))),
    "chosen": (
        74,
        lambda x: _form(ChoiceField(name="f", label="F", options=(Option("1", x),), value="1", searchable=True)),
    ),
    "found": (74, lambda x: views.options((Option("1", x),))),
    "people's label": (1_900, lambda x: _form(PeopleField(name="f", label=x))),
    "box": (1_900, lambda x: _form(CheckField(name="f", label=x, value="yes"))),
    "box's hint": (1_900, lambda x: _form(CheckField(name="f", label="F", hint=x))),
}
PAGE_PLACES: dict[str, tuple[int, Callable[[str], Json]]] = {
    "page's title": (2_900, lambda x: _page(Page("k", x, (Section("h", ()),)))),
    "lead": (2_900, lambda x: _page(Page("k", "t", (), _user(x)))),
    "lead of home": (2_900, lambda x: views.home_view(Page("k", "t", (), _user(x)))),
    "heading": (2_900, lambda x: views.home_view(Page("k", "t", (Section(x, ()),)))),
    "section": (2_900, lambda x: views.home_view(Page("k", "t", (Section("h", (Paragraph(_user(x)),)),)))),
    "section's button": (74, lambda x: views.home_view(Page("k", "t", (Section("h", (), (Action("a", x),)),)))),
}
PLACES = NOTICE_PLACES | FORM_PLACES | PAGE_PLACES


def _errors(field: Field) -> Json:
    told = views.errors(form(field))
    return {"response_action": "errors", "errors": told} if told else {}


# --- Reading back -------------------------------------------------------------------------------------------------


def _read(text: str, *, ours: bool) -> str:
    """The text as it has to be read back; of what was rendered (``ours``), without the marks that set it apart."""
    if ours:
        text = text.replace("\u2068", "").replace("\u2069", "")
    else:
        text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", re.sub("[\0\ud800-\udfff]", "\ufffd", text))
    return re.sub("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+", " ", text)


def _stands(text: str, payload: Json, most: int) -> bool:
    """It is seen whole, or, where it is longer than its place, up to a "…"."""
    wanted = _read(text, ours=False)
    if not any(letter.isprintable() and not letter.isspace() for letter in wanted):
        return True
    seen = [_read(one, ours=True) for one in visible(payload)]
    begin = wanted[: most // 2]
    cut = units(wanted) > most and any(begin in one and "…" in one for one in seen)
    return cut or any(wanted in one for one in seen)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_is_seen_as_it_is_and_does_nothing(text: str) -> None:
    for place, (most, made) in PLACES.items():
        payload = made(text)
        assert problems(payload) == [], place
        assert active(payload) == [], place
        assert _stands(text, payload, most), (place, visible(payload))


def rendered(text: str) -> list[Json]:
    notice, asked, page = everywhere(text)
    return [
        render.message(notice),
        render.message(notice, charts="thread"),
        render.message(notice, brief=True),
        views.notice_view(notice, title=text, close=text),
        views.form_view(asked, workspace="T01TEST", channel=text, root=text),
        views.page_view(page, close=text),
        views.home_view(page),
        views.options((Option(text, text, text), Option("a", text))),
        {"response_action": "errors", "errors": views.errors(asked) or {"a": "none"}},
    ]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_everywhere_at_once_is_sendable_and_does_nothing(text: str) -> None:
    for payload in rendered(text):
        assert problems(payload) == []
        assert active(payload) == []


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=400))
def test_any_text_everywhere_is_sendable_and_does_nothing(text: str) -> None:
    for payload in rendered(text):
        assert problems(payload) == []
        assert active(payload) == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.sampled_from(sorted(PLACES)))
def test_any_text_in_any_place_is_read_back(text: str, place: str) -> None:
    most, made = PLACES[place]
    payload = made(text)
    assert problems(payload) == []
    assert active(payload) == []
    assert _stands(text, payload, most)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("שלום", "Client \u2068שלום\u2069: 5 points"),
        ("مرحبا 12", "Client \u2068مرحبا 12\u2069: 5 points"),
        ("a\nשלום", "Client a\n\u2068שלום\u2069: 5 points"),
        ("Ölmühle 漢字", "Client Ölmühle 漢字: 5 points"),
        ("\u202eevil\u202c", "Client evil: 5 points"),
    ],
)
def test_words_from_right_to_left_are_set_apart_from_their_neighbours(name: str, read: str) -> None:
    text = (Span("Client "), Span(name, Style.NAME), Span(": 5 points"))
    assert visible(_block(Paragraph(text)))[2] == read
    assert visible(_block(Small(text)))[2] == read


@pytest.mark.parametrize("letters", [2_998, 2_999, 3_000, 50_000])
def test_words_from_right_to_left_that_are_cut_are_still_set_apart(letters: int) -> None:
    seen = visible(_block(Paragraph((Span("ש" * letters, Style.USER),))))[2]
    assert seen.startswith("\u2068ש") and seen.endswith(("\u2069", "\u2069…"))


@given(st.text(alphabet="ab אבم\n\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e", max_size=60))
def test_marks_of_direction_are_ours_and_closed_on_every_line(text: str) -> None:
    shown = render.message(Notice("k", X, (Paragraph((Span("a "), Span(text, Style.USER), Span(" z"))),)))
    for line in "".join(visible(shown)).splitlines():
        assert not re.search("[\u202a-\u202e\u2066\u2067]", line)
        assert line.count("\u2068") == line.count("\u2069")


@pytest.mark.parametrize("text", [*TEXTS, "a \u202eb\u202c \u2067ש\u2069\nc"], ids=range(len(TEXTS) + 1))
def test_typed_text_comes_back_as_it_was_typed(text: str) -> None:
    """What is typed will be stored again: nothing is taken away but what no database can keep."""
    shown = _form(TextField(name="f", label="F", value=text, lines=3))
    assert problems(shown) == []
    assert active(shown) == []
    typed = shown["blocks"][0]["element"]["initial_value"]
    assert typed == re.sub("[\0\ud800-\udfff]", "\ufffd", text)[: len(typed)]
    assert len(typed) == min(len(text), 3_000)


# --- The reader itself --------------------------------------------------------------------------------------------

QUIET: Json = {"text": "a &lt;b&gt;", "mrkdwn": False, "parse": "none", "link_names": False}
QUIET = {**QUIET, "unfurl_links": False, "unfurl_media": False, "blocks": []}


def _inline(**part: str) -> Json:
    return {"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [part]}]}]}


def _mrkdwn(text: str) -> Json:
    return {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


@pytest.mark.parametrize(
    "planted",
    [
        {"text": "<!channel>"},
        {"text": "a < b"},
        {"text": "a & b"},
        {"mrkdwn": True, "text": "*b*"},
        {"parse": "full", "text": "https://evil.example"},
        {"link_names": True, "text": "@alice"},
        {"unfurl_links": True},
        {"unfurl_media": True},
        _inline(type="user", user_id="U1"),
        _inline(type="usergroup", usergroup_id="S1"),
        _inline(type="channel", channel_id="C1"),
        _inline(type="broadcast", range="channel"),
        _inline(type="link", url="https://evil.example"),
        _inline(type="emoji", name="tada"),
        _mrkdwn("<@U1>"),
        _mrkdwn("<https://evil.example|trusted>"),
        _mrkdwn("_i_"),
        _mrkdwn("> quoted"),
        _mrkdwn(":tada:"),
        _mrkdwn("see https://evil.example"),
        {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": ":tada:"}}]},
        {"blocks": [{"type": "image", "image_url": "https://evil.example/x.png", "alt_text": "x"}]},
        {"blocks": [{"type": "actions", "elements": [{"type": "button", "url": "https://evil.example"}]}]},
    ],
    ids=str,
)
def test_reader_sees_what_acts(planted: Json) -> None:
    assert active(QUIET) == []
    assert active({**QUIET, **planted}) != []


def test_reader_sees_every_text_in_order() -> None:
    notice = Notice(
        "k",
        (Span("A & B"),),
        (
            Badge("talk", "Talk"),
            Items((X, (Span("y"), Span("z", Style.STRONG)))),
            Small((Span("small"),)),
            Quote("said"),
            Picture("c1", "chart", "Show"),
        ),
        (Action("a", "Do"),),
    )
    lines = ["A & B", "A & B", ":large_orange_circle: Talk", "x", "yz", "small", "said", "chart", "Show", "Do"]
    assert visible(render.message(notice)) == lines

"""Guarantee 14 for Teams: whatever people write, in whatever place, nothing of it acts and all of it is read back.

What the door may change is listed in ``adapters.common.letters`` and ``adapters.teams.richtext``; ``_read`` undoes it,
independently.
"""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams import render, views
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
from signpost.voices import voices
from tests.adapters.everywhere import everywhere
from tests.adapters.practice.hostile import HOSTILE
from tests.adapters.teams.cards import Json, problems
from tests.adapters.teams.reading import active, visible

SAY = voices()("en")
TEAMS_OWN = (
    "<at>Alice</at> <at id='29:1'>Alice</at> @Alice @everyone",
    "**b** _i_ ~~s~~ `c` [trusted](https://evil.example) ![x](https://evil.example/x.png)",
    "# head\n- item\n1. one\n> quote\n\n---\n| a | b |\n|---|---|\n| c | d |",
    "https://evil.example www.evil.example mailto:a@evil.example <https://evil.example> teams://x",
    "{{DATE(2026-11-24T06:00:00Z, SHORT)}} {{TIME(2026-11-24T06:00:00Z)}} {{DATE(x)}}",
    "${$root.evil} ${json(x)} {{summary.value}} $${{{{DATE(2026-11-24T06:00:00Z)}}}}",
    "\\*not bold\\* \\{\\{DATE\\(x\\)\\}\\} &lt;b&gt; &#42;b&#42;",
    "<b>b</b><br><a href='https://evil.example'>trusted</a> <attachment id='1'></attachment>",
    '{"type": "TextBlock", "text": "**b**"} "}]}',
    '{"do":"nudge.dismiss","value":"n1"} signpost msteams task/fetch',
    "\t0\n    code\nhard break  \nline\n===\nb\n---",
    "=1+1\n@SUM(A1)\n+49 30 1234\n\u2028{\n{DATE(2026-11-24T06:00:00Z)}}",
)
TEXTS = (*TEAMS_OWN, *HOSTILE)
X: Text = (Span("x"),)


# --- Every place a text can stand in, and how long it may be there ------------------------------------------------


def _block(block: Block) -> Json:
    return render.message(Notice("k", X, (block,)), say=SAY)


def _user(text: str) -> Text:
    return (Span(text, Style.USER),)


def _form(*fields: Field, title: str = "t", submit: str = "Save", cancel: str = "Cancel", intro: Text = ()) -> Json:
    blocks = (Paragraph(intro),) if intro else ()
    shown = Form(kind="k", title=title, fields=fields, submit=submit, cancel=cancel, intro=blocks)
    return views.form_message(shown, say=SAY, tenant="t")


def _page(title: str = "t", lead: Text = (), *sections: Section) -> Json:
    return views.page_view(Page("k", title, sections, lead), say=SAY)


def _chooser(text: str) -> Json:
    actions = (Action("a", text, "v"), *(Action("a", f"A{n}", f"{n}") for n in range(9)))
    return render.message(Notice("k", X, (), actions), say=SAY)


NOTICE_PLACES: dict[str, tuple[int, Callable[[str], Json]]] = {
    "title": (2_900, lambda x: render.message(Notice("k", _user(x)))),
    "title in a window": (2_900, lambda x: views.notice_view(Notice("k", _user(x)), say=SAY)),
    "window's own title": (60, lambda x: views.notice_view(Notice("k", X), say=SAY, title=x)),
    "paragraph": (2_900, lambda x: _block(Paragraph(_user(x)))),
    "paragraph, strong": (2_900, lambda x: _block(Paragraph((Span(x, Style.NAME),)))),
    "paragraph, code": (2_900, lambda x: _block(Paragraph((Span(x, Style.CODE),)))),
    "small": (2_900, lambda x: _block(Small(_user(x)))),
    "subhead": (490, lambda x: _block(Subhead(_user(x)))),
    "item": (2_900, lambda x: _block(Items((_user(x),)))),
    "numbered item": (2_900, lambda x: _block(Items((X, _user(x)), numbered=True))),
    "fact": (2_900, lambda x: _block(Facts((("Label", _user(x)),)))),
    "fact's label": (900, lambda x: _block(Facts(((x, X),)))),
    "cell": (900, lambda x: _block(Table(("A", "B"), ((X, _user(x)),)))),
    "third cell": (900, lambda x: _block(Table(("A", "B", "C"), ((X, X, _user(x)),)))),
    "number": (900, lambda x: _block(Table(("A", "B"), ((X, _user(x)),), numeric=(1,)))),
    "cell among many": (900, lambda x: _block(Table(("A", "B"), ((X, _user(x)), *((X, X),) * 20), numeric=(0,)))),
    "footer": (900, lambda x: _block(Table(("A", "B"), ((X, X),), footer=(_user(x),)))),
    "linked cell": (900, lambda x: _block(Table(("A",), ((_user(x),),), links=("clients/c1",)))),
    "column's name": (900, lambda x: _block(Table(("A", x), ((X, X),), numeric=(1,), links=("clients/c1",)))),
    "quote": (2_900, lambda x: _block(Quote(x))),
    "copyable": (8_900, lambda x: _block(Quote(x, copyable=True))),
    "badge": (2_900, lambda x: _block(Badge("talk", x))),
    "picture": (2_900, lambda x: _block(Picture("c1", x))),
    "button": (74, lambda x: render.message(Notice("k", X, (), (Action("a", x, "v"),)))),
    "button in a list": (74, _chooser),
    "page link": (74, lambda x: render.message(Notice("k", X, (), (PageLink(x, "home"),)))),
}
FORM_PLACES: dict[str, tuple[int, Callable[[str], Json]]] = {
    "form's title": (2_900, lambda x: _form(title=x)),
    "submit": (290, lambda x: _form(DateField(name="d", label="D"), submit=x)),
    "cancel": (290, lambda x: _form(cancel=x)),
    "intro": (2_900, lambda x: _form(intro=_user(x))),
    "label": (290, lambda x: _form(TextField(name="f", label=x))),
    "hint": (290, lambda x: _form(TextField(name="f", label="F", hint=x))),
    "error": (290, lambda x: _form(TextField(name="f", label="F", error=x))),
    "placeholder": (149, lambda x: _form(TextField(name="f", label="F", placeholder=x))),
    "option": (99, lambda x: _form(ChoiceField(name="f", label="F", options=(Option("1", x),)))),
    "option's hint": (90, lambda x: _form(ChoiceField(name="f", label="F", options=(Option("1", "A", x),)))),
    "option of none": (
        149,
        lambda x: _form(ChoiceField(name="f", label="F", options=(Option("", x), Option("1", "A")))),
    ),
    "chosen": (
        99,
        lambda x: _form(ChoiceField(name="f", label="F", options=(Option("1", x),), value="1", searchable=True)),
    ),
    "found": (99, lambda x: views.found((Option("1", x),))),
    "people's label": (290, lambda x: _form(PeopleField(name="f", label=x))),
    "person": (99, lambda x: _form(PeopleField(name="f", label="F", options=(Option("1", x),), value="1"))),
    "box": (290, lambda x: _form(CheckField(name="f", label=x, value="yes"))),
    "box's hint": (290, lambda x: _form(CheckField(name="f", label="F", hint=x))),
}
PAGE_PLACES: dict[str, tuple[int, Callable[[str], Json]]] = {
    "page's title": (2_900, lambda x: _page(x)),
    "lead": (2_900, lambda x: _page("t", _user(x))),
    "heading": (490, lambda x: _page("t", (), Section(x, ()))),
    "section": (2_900, lambda x: _page("t", (), Section("h", (Paragraph(_user(x)),)))),
    "section's button": (74, lambda x: _page("t", (), Section("h", (), (Action("a", x),)))),
}
PLACES = NOTICE_PLACES | FORM_PLACES | PAGE_PLACES


# --- Reading back -------------------------------------------------------------------------------------------------


def _read(text: str, *, ours: bool) -> str:
    """The text as it has to be read back: lines without anything to see and the width of space do not count.

    Of what was rendered (``ours``) the marks that set it apart or keep it quiet are taken out.
    """
    if not ours:
        text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", re.sub("[\0\ud800-\udfff]", "\ufffd", text))
    text = re.sub("[\u2060\u2068\u2069]", "", text)
    lines = re.split("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", text)
    return " ".join(" ".join(line for line in lines if _seen(line)).split())


def _seen(text: str) -> bool:
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _stands(text: str, payload: Json, most: int) -> bool:
    """It is seen whole, or, where it is longer than its place, up to a "…"."""
    wanted = _read(text, ours=False)
    if not _seen(wanted):
        return True
    seen = _read("\n".join(visible(payload)), ours=True)
    begin = wanted[: most // 2].strip()
    cut = len(text.encode("utf-16-le", "replace")) // 2 > most and begin in seen and "…" in seen
    return cut or wanted in seen


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_is_seen_as_it_is_and_does_nothing(text: str, place: str) -> None:
    most, made = PLACES[place]
    payload = made(text)
    assert problems(payload) == []
    assert active(payload) == []
    assert _stands(text, payload, most), visible(payload)


def rendered(text: str) -> list[Json]:
    notice, asked, page = everywhere(text)
    return [
        render.message(notice),
        render.message(notice, say=SAY, pictures={text: b"\x89PNG\r\n\x1a\n" + b"\x07" * 7_000}),
        views.notice_view(notice, say=SAY, title=text),
        views.form_view(asked, say=SAY, tenant=text, channel=text, root=text),
        views.form_message(asked, say=SAY, tenant=text, channel=text, root=text),
        views.page_view(page, say=SAY),
        views.page_message(page, say=SAY),
        views.found((Option(text, text, text), Option("a", text))),
    ]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_everywhere_at_once_is_sendable_and_does_nothing(text: str) -> None:
    for payload in rendered(text):
        assert problems(payload) == []
        assert active(payload) == []


@settings(max_examples=12, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=400))
def test_any_text_everywhere_is_sendable_and_does_nothing(text: str) -> None:
    for payload in rendered(text):
        assert problems(payload) == []
        assert active(payload) == []


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet=st.characters(codec=None), max_size=200)
    | st.text(alphabet="{}$DATE()[]*_`\\:/w. \n", max_size=60),
    st.sampled_from(sorted(PLACES)),
)
def test_any_text_in_any_place_is_read_back(text: str, place: str) -> None:
    most, made = PLACES[place]
    payload = made(text)
    assert problems(payload) == []
    assert active(payload) == []
    assert _stands(text, payload, most)


@pytest.mark.parametrize("cut", range(1, 8))
def test_call_that_is_made_of_several_texts_is_none(cut: int) -> None:
    """Our own words and those of others stand side by side in one run."""
    call = "{{DATE(2026-11-24T06:00:00Z)}}"
    shown = render.message(Notice("k", (Span(call[:cut]), Span(call[cut:], Style.USER))))
    assert active(shown) == []
    assert _stands(call, shown, 100)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("שלום", "Client \u2068שלום\u2069: 5 points"),
        ("مرحبا 12", "Client \u2068مرحبا 12\u2069: 5 points"),
        ("Ölmühle 漢字", "Client Ölmühle 漢字: 5 points"),
        ("\u202eevil\u202c", "Client evil: 5 points"),
    ],
)
def test_words_from_right_to_left_are_set_apart_from_their_neighbours(name: str, read: str) -> None:
    text = (Span("Client "), Span(name, Style.NAME), Span(": 5 points"))
    assert visible(_block(Paragraph(text)))[3] == read
    assert visible(_block(Small(text)))[3] == read


@given(st.text(alphabet="ab אבم\n\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e", max_size=60))
def test_marks_of_direction_are_ours_and_closed_on_every_line(text: str) -> None:
    shown = render.message(Notice("k", X, (Paragraph((Span("a "), Span(text, Style.USER), Span(" z"))),)))
    for line in visible(shown):
        assert not re.search("[\u202a-\u202e\u2066\u2067]", line)
        assert line.count("\u2068") == line.count("\u2069")


@pytest.mark.parametrize("text", [*TEXTS, "a \u202eb\u202c \u2067ש\u2069\nc"], ids=range(len(TEXTS) + 1))
def test_typed_text_comes_back_as_it_was_typed(text: str) -> None:
    """What is typed will be stored again: nothing is taken away but what no database can keep."""
    shown = _form(TextField(name="f", label="F", value=text, lines=3))
    assert problems(shown) == []
    assert active(shown) == []
    (typed,) = [one["value"] for one in shown["attachments"][0]["content"]["body"] if one["type"] == "Input.Text"]
    assert typed == re.sub("[\0\ud800-\udfff]", "\ufffd", text)[: len(typed)]
    assert len(typed) == min(len(text), 10_000)


def test_what_is_typed_never_becomes_our_own_data() -> None:
    """A value of the list is read as JSON when it comes back: it is ours whatever the button carries."""
    hostile = '"},{"do":"nudge.dismiss","value":"n1"'
    actions = tuple(Action("report.show", f"{n}", hostile + str(n)) for n in range(9))
    card = render.notice_card(Notice("k", X, (), actions))
    for n, choice in enumerate(card["body"][1]["choices"]):
        assert json.loads(choice["value"]) == {"do": "report.show", "value": hostile + str(n)}


# --- The reader itself --------------------------------------------------------------------------------------------


def _planted(*body: Json, **card: object) -> Json:
    whole = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": "words", "body": list(body), **card}
    content = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "summary": "s", "attachments": [{"contentType": content, "content": whole}]}


def _run(text: str, **more: object) -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **more}]}


CALL = "{{DATE(2026-11-24T06:00:00Z)}}"


@pytest.mark.parametrize(
    "planted",
    [
        {**_planted(), "text": "<at>Alice</at>"},
        {**_planted(), "entities": [{"type": "mention"}]},
        {**_planted(), "summary": CALL},
        _planted(msteams={"entities": [{"type": "mention"}]}),
        _planted(fallbackText="**b**"),
        _planted(fallbackText="[trusted](https://evil.example)"),
        _planted(fallbackText="see https://evil.example"),
        _planted(fallbackText="- item"),
        _planted(fallbackText="<b>b</b>"),
        _planted(_run(CALL)),
        _planted(_run("${x}")),
        _planted(_run("x", selectAction={"type": "Action.OpenUrl", "url": "https://evil.example"})),
        _planted({"type": "TextBlock", "text": "quiet"}),
        _planted({"type": "FactSet", "facts": []}),
        _planted({"type": "Image", "url": "https://evil.example/x.png", "altText": "x"}),
        _planted({"type": "Input.Toggle", "id": "a", "title": "_i_"}),
        _planted({"type": "Input.Text", "id": "a", "label": CALL}),
        _planted({"type": "Input.Text", "id": "a", "label": "x", "errorMessage": "`c`"}),
        _planted({"type": "Input.ChoiceSet", "id": "a", "label": "x", "style": "expanded", "choices": []}),
        _planted(
            {"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": "x", "url": "https://e.example"}]}
        ),
        _planted({"type": "ActionSet", "actions": [{"type": "Action.Execute", "title": CALL}]}),
    ],
    ids=range(21),
)
def test_reader_sees_what_acts(planted: Json) -> None:
    assert active(_planted(_run("quiet"))) == []
    assert active(planted) != []

"""Golden renderings of every block, field and action, and hostile texts through all of them.

``SIGNPOST_WRITE_GOLDEN=1`` writes the files anew; look at the diff before you keep it.
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.practice.render import blocks_json, fit, form_json, notice_json, page_json, page_path
from bot.notices.parts import Action, Block, Facts, Items, Notice, PageLink, Paragraph, Quote, Span, Style, Table, plain
from tests.adapters.practice.hostile import HOSTILE
from tests.adapters.practice.samples import client_page, flag_form, home, nudge, recorded, t

GOLDEN = Path(__file__).parent / "golden"
SHOWN = {
    "notice_nudge": notice_json(nudge()),
    "notice_recorded": notice_json(recorded()),
    "form_flag": form_json(flag_form(error="Please say what happened.", quote="Oh")),
    "page_home": page_json(home()),
    "page_client": page_json(client_page()),
}


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_rendering_is_as_agreed(name: str) -> None:
    file = GOLDEN / f"{name}.json"
    written = json.dumps(SHOWN[name], indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("SIGNPOST_WRITE_GOLDEN") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(written, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == written


def test_golden_files_show_every_block_type() -> None:
    shown = {block["type"] for block in SHOWN["notice_nudge"]["blocks"]}
    assert shown == {"badge", "paragraph", "table", "picture", "subhead", "items", "quote", "facts", "small"}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_arrives_as_the_same_text(text: str) -> None:
    span = (Span(text, Style.USER),)
    block: tuple[Block, ...] = (
        Paragraph(span),
        Items((span,)),
        Facts(((text, span),)),
        Table((text,), ((span,),)),
        Quote(text),
    )
    shown = notice_json(Notice(text, span, block, (Action("a", text, text), PageLink(text, text))))
    carried = json.loads(json.dumps(shown).encode())
    assert carried["title"][0] == {"text": fit(text), "style": "user"}
    assert carried["blocks"][4]["text"] == fit(text)
    assert carried["actions"][0]["label"] == fit(text)
    fit(text).encode()


@given(st.text(alphabet=st.characters(codec=None)))
def test_fit_text_is_storable_and_keeps_the_rest(text: str) -> None:
    kept = fit(text)
    kept.encode("utf-8")
    assert len(kept) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, kept, strict=True))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("home", "home"),
        ("/app/home", "home"),
        ("clients/c1", "clients/c1"),
        ("../../etc/passwd", "etc/passwd"),
        ("//evil.example/x", "evil.example/x"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("home?as=omar#x", "home%3Fas%3Domar%23x"),
    ],
)
def test_page_path_stays_below_app(path: str, expected: str) -> None:
    assert page_path(path) == expected


def test_empty_spans_are_left_out() -> None:
    assert blocks_json((Paragraph((*t(""), *t("x"))),)) == [
        {"type": "paragraph", "text": [{"text": "x", "style": "plain"}]}
    ]
    assert plain(t("x")) == "x"

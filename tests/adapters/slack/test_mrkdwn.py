"""Slack's notation, read once: entities, people, channels, links, dates."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.mrkdwn import mentioned, plain_words, spoken, unescaped

KNOWN = {"U1": "Anna Berger", "W2": "<!channel> & Co"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("plain *bold* _text_ `code`", "plain *bold* _text_ `code`"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt;", "&lt;"),
        ("&lt;@U1&gt;", "<@U1>"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&quot; &nbsp; &amp", "&quot; &nbsp; &amp"),
        ("<@U1>", "@Anna Berger"),
        ("<@U1|anna>", "@Anna Berger"),
        ("<@W2>", "@<!channel> & Co"),
        ("<@U9|carl>", "@carl"),
        ("<@U9|@carl>", "@carl"),
        ("<@U9|A &amp; B>", "@A & B"),
        ("<@U9>", "@someone"),
        ("<@U9|>", "@someone"),
        ("<#C1|acme>", "#acme"),
        ("<#C1|>", "#channel"),
        ("<#C1>", "#channel"),
        ("<!here>", "@here"),
        ("<!here|here>", "@here"),
        ("<!channel>", "@channel"),
        ("<!everyone|everyone>", "@everyone"),
        ("<!subteam^S1|@design>", "@design"),
        ("<!subteam^S1>", "@group"),
        ("<!date^1392734382^Posted {date_num}^https://acme.example|Posted 2014-02-18>", "Posted 2014-02-18"),
        ("<!date^1392734382^{date}>", ""),
        ("<https://acme.example/a?b=1&amp;c=2>", "https://acme.example/a?b=1&c=2"),
        ("<https://acme.example|our &amp; terms>", "https://acme.example (our & terms)"),
        ("<https://acme.example|https://acme.example>", "https://acme.example"),
        ("<https://evil.example|https://bank.example>", "https://evil.example (https://bank.example)"),
        ("<https://evil.example/acme.example|acme.example>", "https://evil.example/acme.example (acme.example)"),
        ("<http://acme.example|acme.example> late", "acme.example late"),
        ("<mailto:a@acme.example|a@acme.example>", "a@acme.example"),
        ("<mailto:a@acme.example>", "mailto:a@acme.example"),
        ("<tel:+4930123|+4930123>", "+4930123"),
        ("<slack://app|x>", "slack://app (x)"),
        ("<what &amp; this|?>", "<what & this|?>"),
        ("<>", "<>"),
        ("a < b > c", "a < b > c"),
        ("<<@U1>>", "<@Anna Berger>"),
        ("<@U1", "<@U1"),
        ("nul\0 and \ud800", "nul\ufffd and \ufffd"),
    ],
)
def test_text_reads_as_people_read_it(written: str, read: str) -> None:
    assert unescaped(written, KNOWN) == read


@given(st.text())
@settings(max_examples=300)
def test_escaped_text_comes_back_as_it_was_typed(typed: str) -> None:
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert unescaped(escaped, KNOWN) == typed.replace("\0", "\ufffd")


@given(st.text(alphabet="<>|&;@#!^:/aU1ltgmp", max_size=40))
@settings(max_examples=500)
def test_any_notation_reads_as_something(written: str) -> None:
    assert isinstance(unescaped(written, KNOWN), str)


def test_long_text_of_open_brackets_takes_no_time() -> None:
    assert unescaped("<" * 200_000 + "<@" * 200_000, {}) == "<" * 200_000 + "<@" * 200_000


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("", ()),
        ("<@U1> and <@W2|b>, <@U1>", ("U1", "W2")),
        ("&lt;@U1&gt; <#C1> <!here> <@u1> <@U1", ()),
    ],
)
def test_mentioned_people_are_told_once_and_in_order(written: str, people: tuple[str, ...]) -> None:
    assert mentioned(written) == people


def section(*leaves: Mapping[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": kind, "elements": list(leaves)}


@pytest.mark.parametrize(
    ("leaf", "read"),
    [
        ({"type": "text", "text": "&amp; <b>"}, "&amp; <b>"),
        ({"type": "user", "user_id": "U1"}, "@Anna Berger"),
        ({"type": "user", "user_id": "U9"}, "@someone"),
        ({"type": "channel", "channel_id": "C1"}, "#channel"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@group"),
        ({"type": "broadcast", "range": "everyone"}, "@everyone"),
        ({"type": "emoji", "name": "wave"}, ":wave:"),
        ({"type": "link", "url": "https://acme.example"}, "https://acme.example"),
        ({"type": "link", "url": "https://acme.example", "text": "here"}, "https://acme.example (here)"),
        ({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 May"}, "1 May"),
        ({"type": "color", "value": "#fff"}, ""),
        ({}, ""),
    ],
    ids=str,
)
def test_rich_text_reads_as_text(leaf: dict[str, Any], read: str) -> None:
    assert spoken({"blocks": [{"type": "rich_text", "elements": [section(leaf)]}]}, KNOWN) == read


def test_parts_of_rich_text_are_lines_and_other_blocks_are_nothing() -> None:
    text = [{"type": "text", "text": word} for word in ("one", "two", "three", "four")]
    bullets = {"type": "rich_text_list", "elements": [section(text[1]), section(text[2])]}
    rich = {"type": "rich_text", "elements": [section(text[0]), bullets, section(text[3], kind="rich_text_quote")]}
    blocks = [{"type": "divider"}, rich, {"type": "section", "text": {"type": "mrkdwn", "text": "not said"}}]
    assert spoken({"blocks": blocks}, KNOWN) == "one\ntwo\nthree\nfour"


# --- Plain words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("they are *late* _again_ and ~fine~ not", "they are late again and fine not"),
        ("*_all ~three~_*", "all three"),
        ('(*bold*), "_leaning_"!', '(bold), "leaning"!'),
        ("_idiots_", "idiots"),
        ("2*3*4 is snake_case_name ~5 or ~6", "2*3*4 is snake_case_name ~5 or ~6"),
        ("* one\n* two", "* one\n* two"),
        (":white_check_mark: and :_x_:", ":white_check_mark: and :x:"),
        ("<https://acme.example/_a_/*b*|the *list*>", "https://acme.example/_a_/*b* (the list)"),
        ("`*code*` and ```_more_\n*code*``` *not*", "`*code*` and ```_more_\n*code*``` not"),
        ("&gt; quoted *line*\nown", "> quoted line\nown"),
        ("own\n&gt;&gt;&gt; all\nthe rest", "own\n> all\n> the rest"),
        ("a &gt;&gt;&gt; b", "a >>> b"),
        ("&lt;*x*&gt; &amp;lt;", "<x> &lt;"),
        ("*<@U1>*", "@Anna Berger"),
        ("  \n ", ""),
    ],
)
def test_words_of_a_message_lose_their_styles_and_keep_quotes_and_code(written: str, read: str) -> None:
    assert plain_words(written, KNOWN) == read


@pytest.mark.parametrize("part", ["*a ", " _a", "~", "`", "```", "*_~", "&gt;&gt;&gt;\n", "<@U1>", "<", "*" * 50 + " "])
def test_words_of_the_longest_message_are_read_in_no_time(part: str) -> None:
    began = time.perf_counter()
    plain_words((part * 40_000)[:40_000], KNOWN)
    assert time.perf_counter() - began < 0.5


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_words_without_any_mark_are_what_was_typed(typed: str) -> None:
    typed = "".join(sign for sign in typed if sign not in "*_~`\0" and not "\ud800" <= sign <= "\udfff")
    written = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if ">>>" not in typed:
        assert plain_words(written, {}) == typed.strip()

"""What people wrote, in plain words: quotes and code recognisable, entities undone once, nothing of the markup."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.talk import words_in


def shown(html: str, **more: Any) -> dict[str, Any]:
    return {"text": "as text", "attachments": [{"contentType": "text/html", "content": html}], **more}


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("<div><div>one</div>\n<div>  two  &nbsp; words</div></div>", "one\ntwo words"),
        ("<p>a &lt; b &amp;&amp; c &amp;lt; d</p>", "a < b && c &lt; d"),
        ('<p><at id="0">Ben Kurz</at> is late</p>', "@Ben Kurz is late"),
        ('<p><span itemtype="http://schema.skype.com/Mention" itemid="0">Ben</span> is late</p>', "@Ben is late"),
        ("<blockquote><p>they said</p><p>so</p></blockquote><p>and I</p>", "> they said\n> so\nand I"),
        ("<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n> > b\n> c"),
        ("<p>call <code>x &lt; y</code> now</p>", "call `x < y` now"),
        ("<pre>one\n  two\n\nthree</pre>", "```\none\n  two\n\nthree\n```"),
        ('<codeblock class="Python"><code>if x:<br>    y</code></codeblock>', "```\nif x:\n    y\n```"),
        ("<blockquote><pre>x</pre></blockquote>", "> ```\n> x\n> ```"),
        ('<p>well <emoji alt="😀"></emoji> <img alt="a cat" src="x"></p>', "well 😀 a cat"),
        ('<p>see <a href="https://evil.example">this</a></p>', "see this"),
        ("<p>a<script>b</script><style>c</style></p>d", "ad".replace("a", "a\n")),
        ('<p>above</p><attachment id="7"><p>hidden</p></attachment>', "above"),
        ("</pre></blockquote></code><pre>open", "`\n```\nopen\n```"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
    ],
)
def test_html_is_read_as_people_see_it(html: str, words: str) -> None:
    assert words_in(shown(html)) == words


def test_text_is_read_where_there_is_no_html() -> None:
    mention = {"type": "mention", "text": "<at>Ben</at>", "mentioned": {"id": "29:ben", "name": "Ben Kurz"}}
    said = {"text": "<at>Ben</at> is\r\nlate &nbsp;again", "entities": [mention], "textFormat": "plain"}
    assert words_in(said) == "@Ben Kurz is\nlate  again"
    assert words_in({"text": "<p>a &lt; b</p>", "textFormat": "xml"}) == "a < b"
    assert words_in(shown('<p><img src="x"></p>')) == "as text"
    assert words_in(shown('<p><img src="x"></p>', text="")) == ""
    assert words_in({}) == ""


@given(st.text(alphabet="<>/&;`\n abpre codeblockquote\"='\u200b😀", max_size=400))
@settings(deadline=None)
def test_whatever_comes_is_read(html: str) -> None:
    words = words_in(shown(html))
    assert "\x00" not in words and words == words.strip("\n")


@pytest.mark.parametrize("piece", ["<blockquote>", "<pre>\n", "<code>", "<p>x", "</p>", "&amp;", "<at>", "<", "x "])
def test_very_long_messages_are_read_in_bounded_time(piece: str) -> None:
    began = time.perf_counter()
    words_in(shown(piece * (200_000 // len(piece))))
    assert time.perf_counter() - began < 3

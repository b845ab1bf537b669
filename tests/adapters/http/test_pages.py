"""Pages as HTML: what is shown, who may press, and that text stays text. Read back by an independent parser."""

import re
from html.parser import HTMLParser
from typing import Literal

import pytest

from bot.messages import PageAsked, Pressed, Submitted
from bot.notices.parts import OPEN, Action, Bar, Bars, Items, Section, Small, Span
from tests.adapters.http.bench import bench
from tests.adapters.http.fakes import PageDoor
from tests.adapters.practice.hostile import HOSTILE

PRESS = [("nonce", "0123456789abcdef"), ("action", "nudge.acknowledge"), ("value", "n1")]


class Reader(HTMLParser):
    """Collects the tags, the addresses and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_page_shows_every_block() -> None:
    async with bench() as server:
        status, html = await server.get("/app/home?as=lena")
        read = Reader(html)
        assert status == 200
        for tag in ("h1", "h2", "h3", "p", "ol", "dl", "table", "tfoot", "blockquote", "img", "form", "button", "bdi"):
            assert tag in read.tags, tag
        assert "<title>Acme · Signpost</title>" in html
        assert "/app/clients/c1?as=lena" in read.addresses
        assert "/app/chart/c1.svg?as=lena&scheme=dark" in read.addresses
        assert 'data-stage="talk"' in html
        assert server.door.asked == [PageAsked(server.door.asked[0].by, "home", "")]


async def test_bars_are_drawn_to_scale_and_told_in_words() -> None:
    """Half as long as the longest one is 155 of 310; a number of nought keeps its place."""
    several = (Bar("before", 1.0, "2.5"), Bar("after", 0.5, "1.3", early=True), Bar("none", 0.0, "0"))
    drawn = Bars("before 2.5, after 1.3", (("Talk on 2 March", several),), Items(()))
    async with bench() as server:
        server.door.more = (Section("Bars", (drawn,)),)
        _, html = await server.get("/app/home?as=lena")
    html = html.partition("Bars")[2]
    assert [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', html)] == [310.0, 155.0, 0.0]
    assert html.count(" early") == 1 and 'role="img" aria-label="before 2.5, after 1.3"' in html
    read = Reader(html)
    assert "svg" in read.tags and "Talk on 2 March" in read.text and "1.3" in read.text


@pytest.mark.parametrize(("address", "page"), [("clients", "client"), ("partings", "parting")])
async def test_each_page_has_its_address_for_looking_and_for_acting(
    address: str, page: Literal["client", "parting"]
) -> None:
    async with bench() as server:
        for status, _ in (
            await server.get(f"/app/{address}/c1?as=lena"),
            await server.form(f"/app/{address}/c1?as=lena", PRESS),
        ):
            assert status == 200
        asked = [(one.page, one.subject) for one in server.door.asked if isinstance(one, PageAsked)]
        assert asked == [(page, "c1")] * 2


async def test_page_has_no_inline_script_style_or_handler() -> None:
    async with bench() as server:
        read = Reader((await server.get("/app/clients/c1?as=lena"))[1])
        assert "style" not in read.tags
        assert "style" not in read.attributes
        assert not [name for name in read.attributes if name.startswith("on")]
        assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in read.addresses)


@pytest.mark.parametrize(("folder", "page"), [("talks", "talk"), ("decisions", "decision"), ("partings", "parting")])
async def test_sheets_of_a_client_are_pages_of_their_own(folder: str, page: str) -> None:
    async with bench() as server:
        for status, html in (
            await server.get(f"/app/{folder}/c1?as=lena"),
            await server.form(f"/app/{folder}/c1?as=lena", PRESS),
        ):
            assert status == 200
            assert f"/app/{folder}/c1?as=lena" in Reader(html).addresses, "buttons stay on the sheet"
        pages = [(one.page, one.subject) for one in server.door.asked if isinstance(one, PageAsked)]
        assert pages == [(page, "c1"), (page, "c1")]


@pytest.mark.parametrize("path", ["/app/clients/c1/talk", "/app/nothing/c1", "/app/talks", "/app/home/c1"])
async def test_unknown_sheet_is_not_found(path: str) -> None:
    async with bench() as server:
        assert (await server.get(f"{path}?as=lena"))[0] == 404
        assert server.door.asked == []


async def test_stranger_is_asked_to_come_from_the_chat() -> None:
    async with bench() as server:
        status, html = await server.get("/app/home")
        assert status == 401 and "Who are you?" in html
        assert server.door.asked == []


async def test_refused_page_is_403_with_the_reason() -> None:
    async with bench(PageDoor(allowed=False)) as server:
        status, html = await server.get("/app/clients/c1?as=lena")
        assert status == 403 and "Only the lead sees this." in html
        assert (await server.get("/app/chart/c1.svg?as=lena"))[0] == 404


async def test_button_is_pressed_with_its_nonce_and_the_answer_is_shown() -> None:
    async with bench() as server:
        status, html = await server.form("/app/home?as=lena", PRESS)
        assert status == 200 and 'id="reply"' in html
        pressed = server.door.asked[0]
        assert isinstance(pressed, Pressed)
        assert (pressed.action, pressed.value) == ("nudge.acknowledge", "n1")
        assert pressed.by.key == "page:practice:demo/lena:0123456789abcdef"


async def test_form_opens_comes_back_with_errors_and_is_submitted() -> None:
    async with bench() as server:
        _, opened = await server.form("/app/home?as=lena", [PRESS[0], ("action", "nudge.snooze"), ("value", "n1")])
        assert 'name="field.reason"' in opened and 'name="state.nudge"' in opened
        fields = [PRESS[0], ("form", "snooze"), ("state.nudge", "n1"), ("field.people", "a"), ("field.people", "b")]
        _, wrong = await server.form("/app/home?as=lena", fields)
        assert "Please say why." in wrong and 'aria-invalid="true"' in wrong
        _, done = await server.form("/app/home?as=lena", [*fields, ("field.reason", "two\r\nlines")])
        assert "Snoozed until then." in done
        submitted = [asked for asked in server.door.asked if isinstance(asked, Submitted)][-1]
        assert submitted.values == {"people": "a,b", "reason": "two\nlines"}
        assert submitted.state == {"nudge": "n1"}


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
    ids=str,
)
async def test_form_of_another_site_is_refused(headers: dict[str, str]) -> None:
    async with bench() as server:
        assert (await server.form("/app/home?as=lena", PRESS, **headers))[0] == 403
        assert server.door.asked == []


async def test_form_that_says_nothing_of_its_origin_is_refused() -> None:
    async with bench() as server, server.session.post(f"{server.url}/app/home?as=lena", data=dict(PRESS)) as response:
        assert response.status == 403


@pytest.mark.parametrize("nonce", ["", "short", "with space 12345", "x" * 65])
async def test_form_without_a_proper_nonce_is_a_400(nonce: str) -> None:
    async with bench() as server:
        assert (await server.form("/app/home?as=lena", [("nonce", nonce), *PRESS[1:]]))[0] == 400


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_makes_no_element_and_no_address(text: str) -> None:
    async with bench(PageDoor(text="harmless")) as plain, bench(PageDoor(text=text)) as hostile:
        expected = Reader((await plain.get("/app/home?as=lena"))[1])
        found = Reader((await hostile.get("/app/home?as=lena"))[1])
        assert found.tags == expected.tags
        assert found.addresses == expected.addresses
        assert found.attributes == expected.attributes
        snooze = [PRESS[0], ("action", "nudge.snooze"), ("value", "n1")]
        expected = Reader((await plain.form("/app/home?as=lena", snooze))[1])
        found = Reader((await hostile.form("/app/home?as=lena", snooze))[1])
        assert (found.tags, found.addresses) == (expected.tags, expected.addresses)


@pytest.mark.parametrize(("language", "word"), [("de", "Zurück zum Chat"), ("en", "Back to the chat")])
async def test_page_speaks_the_persons_language(language: str, word: str) -> None:
    async with bench() as server:
        _, html = await server.get(f"/app/home?as=lena&lang={language}")
        assert word in html and f'<html lang="{language}">' in html


async def test_what_is_open_here_is_not_offered_to_be_opened_here() -> None:
    there = Section("There", (Small((Span("The same in the browser"),)),), (Action(OPEN, "Open in browser", "home"),))
    both = Section("Both", (), (Action(OPEN, "Open in browser", "home"), Action("help.show", "Help")))
    async with bench() as server:
        server.door.more = (there, both)
        words = Reader((await server.get("/app/home?as=lena"))[1]).text
    assert "Open in browser" not in words and "The same in the browser" not in words and "There" not in words
    assert "Both" in words and "Help" in words

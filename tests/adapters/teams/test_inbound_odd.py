"""Whatever is done to a recorded activity, it gives a message or is ``Malformed``: no other error, nothing unfit.

What the door has verified (type, conversation, tenant, service URL) is taken as it comes.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.common.shapes import Malformed
from adapters.teams import inbound, markup, talk
from adapters.teams.clicks import is_click
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From
from tests.adapters.teams.payloads import names, payload

BY = From(who=PersonRef("teams", "b0", "c0"), key="k")
THERE = ChannelRef("teams", "b0", "19:c0@thread.tacv2")
Path = tuple[str | int, ...]
VERIFIED = ("type", "conversation", "channelData", "serviceUrl", "channelId")
QUESTIONS: tuple[Callable[[dict[str, Any]], object], ...] = (
    inbound.workspace_of,
    inbound.who_of,
    inbound.is_from_somebody,
    inbound.account_of,
    inbound.is_personal,
    inbound.channel_of,
    inbound.key_of,
    inbound.root_of,
    inbound.line_of,
    inbound.sought,
    inbound.action_of,
    inbound.change_of,
    inbound.message_of,
    markup.said,
    talk.words_in,
    is_click,
    lambda read: inbound.sender(read, name="Alice", external=None),
    lambda read: inbound.flagged(read, BY),
    lambda read: inbound.heard(read, THERE, BY),
    lambda read: inbound.gone(read, THERE),
    lambda read: inbound.members(read, "membersAdded"),
    lambda read: inbound.own_of(inbound.data_of(read)),
    lambda read: inbound.pressed(inbound.own_of(inbound.data_of(read)), BY),
    lambda read: inbound.page_of(inbound.own_of(inbound.data_of(read))),
    lambda read: inbound.submitted(inbound.data_of(read), inbound.own_of(inbound.data_of(read)), BY),
)
"""All that the door may ask of an activity."""


def answers(read: dict[str, Any]) -> list[object]:
    found = []
    for ask in QUESTIONS:
        try:
            found.append(ask(read))
        except Malformed as malformed:
            assert malformed.code.isascii()
    return found


def paths(node: object, here: Path = ()) -> list[Path]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(path for name, one in inner for path in paths(one, (*here, name)))]


def changeable(name: str) -> list[Path]:
    return [path for path in paths(payload(name)) if path and path[0] not in VERIFIED]


PLACES = {name: changeable(name) for name in names()}


def changed(node: Any, path: Path, new: object) -> Any:
    """The activity with another value at a path; as it was where the path is gone."""
    if not path:
        return new
    at, rest = path[0], path[1:]
    if isinstance(node, dict) and at in node:
        return node | {at: changed(node[at], rest, new)}
    if isinstance(node, list) and isinstance(at, int) and at < len(node):
        return [*node[:at], changed(node[at], rest, new), *node[at + 1 :]]
    return node


UNFIT = ("\ud800", "a\0b", "a b/c", "{", "<at>", "&lt", "<p", "[1]", "29:x")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(UNFIT)
KEYS = st.sampled_from(["id", "type", "value", "text", "data", "signpost", "do", "form", "pick", "\ud800"])
ODD = st.recursive(
    SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one, max_size=3), max_leaves=6
)


@st.composite
def oddities(draw: st.DrawFn) -> dict[str, Any]:
    """A recorded activity in which one to three places hold something else."""
    name = draw(st.sampled_from(sorted(PLACES)))
    read: Any = payload(name)
    for path in draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=3)):
        read = changed(read, path, draw(ODD))
    found: dict[str, Any] = read
    return found


@settings(max_examples=1_000)
@given(oddities())
def test_activity_changed_in_any_way_gives_messages_or_is_malformed(read: dict[str, Any]) -> None:
    told = repr([one for one in answers(read) if not isinstance(one, dict)])
    assert "\\x00" not in told and "\\ud8" not in told


def test_every_part_of_every_activity_may_be_of_another_kind() -> None:
    for name, places in PLACES.items():
        for path in places:
            for new in (None, [], {}, "", 7, True, "x" * 300, [1], {"id": 7}):
                answers(changed(payload(name), path, new))


def test_markup_of_any_kind_gives_words() -> None:
    for odd in ("<" * 5_000, "<p" * 5_000, "&#x110000;&#0;", "<script>" * 500 + "x", "<!--", "<![CDATA[", "</p>" * 900):
        assert "\0" not in markup.words_of(odd)
    assert len(markup.words_of("<div>" * 50_000 + "deep")) < 10

"""Whatever is done to a recorded payload, it gives a message or is ``Malformed``: no other error, nothing unfit."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.common.shapes import Malformed, Payload, part, parts
from adapters.slack import inbound
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From
from tests.adapters.slack.signing import names, payload

BY = From(who=PersonRef("slack", "T01TEST", "U01ALICE"), key="k", channel=ChannelRef("slack", "T01TEST", "C0ACME"))
KNOWN = {"U01ALICE": "Alice Meier"}
Path = tuple[str | int, ...]

QUESTIONS: tuple[Callable[[Payload], object], ...] = (
    inbound.workspace_of,
    inbound.enterprise_of,
    inbound.user_of,
    inbound.user_team_of,
    inbound.channel_of,
    inbound.key_of,
    inbound.sought,
    lambda read: inbound.sender(read, name="Alice", language=None, external=None),
    lambda read: inbound.typed(read, BY, KNOWN),
    lambda read: inbound.submitted(read, BY, workspace="T01TEST"),
    lambda read: inbound.flagged(read, BY, KNOWN),
    lambda read: inbound.mention_or_direct(part(read, "event")),
    lambda read: inbound.sharing(part(read, "event")),
    lambda read: [inbound.pressed(action, BY) for action in parts(read, "actions")],
    lambda read: [inbound.page_of(action) for action in parts(read, "actions")],
    lambda read: [inbound.chart_of(action) for action in parts(read, "actions")],
)
"""All that the app may ask of a payload."""


def answers(read: Any) -> list[object]:
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


PLACES = {name: paths(payload(name)) for name in names()}


def changed(node: Any, path: Path, new: object) -> Any:
    """The payload with another value at a path; as it was where the path is gone."""
    if not path:
        return new
    at, rest = path[0], path[1:]
    if isinstance(node, dict) and at in node:
        return node | {at: changed(node[at], rest, new)}
    if isinstance(node, list) and isinstance(at, int) and at < len(node):
        return [*node[:at], changed(node[at], rest, new), *node[at + 1 :]]
    return node


UNFIT = ("\ud800", "a\0b", "U/1", "{", "<@U1", "&amp", "do|1|x", "1.1")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(UNFIT)
KEYS = st.sampled_from(["id", "type", "value", "text", "elements", "\ud800"])
ODD = st.recursive(
    SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one, max_size=3), max_leaves=6
)


@st.composite
def oddities(draw: st.DrawFn) -> object:
    """A recorded payload in which one to three places hold something else."""
    name = draw(st.sampled_from(sorted(PLACES)))
    read: object = payload(name)
    for path in draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=3)):
        read = changed(read, path, draw(ODD))
    return read


@settings(max_examples=1_500)
@given(oddities())
def test_payload_changed_in_any_way_gives_messages_or_is_malformed(read: object) -> None:
    told = repr(answers(read))
    assert "\\x00" not in told and "\\ud8" not in told


def test_every_part_of_every_payload_may_be_of_another_kind() -> None:
    for name, places in PLACES.items():
        for path in places:
            for new in (None, [], {}, "", 7, True, "x" * 300, [1], {"id": 7}):
                answers(changed(payload(name), path, new))


def test_payload_nested_beyond_reason_is_no_other_error() -> None:
    deep: Any = "x"
    for _ in range(20_000):
        deep = {"type": "rich_text_list", "elements": [deep], "blocks": [deep]}
    shortcut = payload("message_shortcut")
    for read in (deep, shortcut | {"message": deep}, {"type": "x", "event": deep}, {"view": {"state": deep}}):
        answers(read)

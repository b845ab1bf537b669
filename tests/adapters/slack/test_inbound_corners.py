"""Where a payload comes from, and its odd corners: keys, ids, elements, links, events."""

from typing import Any

import pytest

from adapters.common.shapes import Malformed
from adapters.slack import inbound
from tests.adapters.slack.signing import payload
from tests.adapters.slack.test_inbound import TEAM, by, flagged, sender, submitted

# --- Where it comes from -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "workspace", "enterprise", "user_team"),
    [
        ("command", TEAM, "", TEAM),
        ("command_grid", TEAM, "E01GRID", TEAM),
        ("block_actions_message", TEAM, "", TEAM),
        ("view_submission_grid", TEAM, "E01GRID", "E01GRID"),
        ("message_channel", TEAM, "", TEAM),
        ("message_connect", TEAM, "", "T09CLIENT"),
        ("app_mention_connect_grid", TEAM, "", "E09GRID"),
        ("message_im_grid", TEAM, "E01GRID", TEAM),
        ("app_home_opened", TEAM, "", ""),
        ("channel_shared", TEAM, "", ""),
    ],
)
def test_installed_workspace_is_told_from_the_speakers(
    name: str, workspace: str, enterprise: str, user_team: str
) -> None:
    read = payload(name)
    found = inbound.workspace_of(read), inbound.enterprise_of(read), inbound.user_team_of(read)
    assert found == (workspace, enterprise, user_team)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ({}, ""),
        ({"team": None, "enterprise": {"id": "E1"}}, "E1"),
        ({"team": None, "view": {"team_id": "T1"}, "enterprise": {"id": "E1"}}, "T1"),
        ({"team": {"id": "T1"}, "view": {"app_installed_team_id": "T2"}}, "T2"),
        ({"team": {"id": "T1"}, "view": {"app_installed_team_id": "E1"}}, "T1"),
        ({"team_id": "T9", "authorizations": [{"team_id": "T1", "enterprise_id": "E1"}]}, "T1"),
        ({"team_id": "T1", "authorizations": [{"team_id": None, "enterprise_id": "E1"}]}, "T1"),
        ({"team_id": "T9", "authorizations": [{"enterprise_id": "E1"}], "is_ext_shared_channel": True}, "E1"),
        ({"team_id": "E1"}, "E1"),
    ],
    ids=str,
)
def test_workspace_is_never_the_other_firms(read: dict[str, Any], expected: str) -> None:
    assert inbound.workspace_of(read) == expected


def test_form_sent_twice_has_one_key_whatever_was_typed_meanwhile() -> None:
    first, second = payload("view_submission_flag"), payload("view_submission_flag")
    second["trigger_id"] = "other.trigger"
    second["view"]["state"]["values"]["summary"]["value"]["value"] = "other words"
    assert inbound.key_of(first) == inbound.key_of(second)


def test_key_without_any_id_is_made_from_the_content_in_any_order() -> None:
    read = payload("block_suggestion")
    turned = dict(reversed(list(read.items())))
    assert inbound.key_of(read) == inbound.key_of(turned)
    assert inbound.key_of(read).startswith("slack:T01TEST:sha256:")
    assert inbound.key_of(read) != inbound.key_of(read | {"value": "acm"})


@pytest.mark.parametrize(("channel", "expected"), [("C1", True), ("G1", True), ("D1", False), ("", False)])
def test_direct_messages_are_no_channel(channel: str, expected: bool) -> None:
    found = sender(payload("command") | {"channel_id": channel}).channel
    assert (found is not None) == expected


@pytest.mark.parametrize("missing", ["team_id", "user_id"])
def test_nobody_speaks_without_a_workspace_and_a_name(missing: str) -> None:
    read = {name: value for name, value in payload("command").items() if name != missing}
    with pytest.raises(Malformed, match=f"no_{'user' if missing == 'user_id' else 'workspace'}"):
        sender(read)


@pytest.mark.parametrize(
    "odd", ["U 1", "U/1", "U:1", "<@U1>", "U\n1", "U\u202e1", "\ud800", "U" * 256, 7, ["U1"], {}, True], ids=ascii
)
def test_odd_id_is_malformed(odd: object) -> None:
    with pytest.raises(Malformed):
        sender(payload("command") | {"user_id": odd})


# --- Buttons and dialogs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"action_id": "do|0|mine"}, "mine:"),
        ({"action_id": "do|12|report.same", "value": "i1:i2"}, "report.same:i1:i2"),
        ({"action_id": "do|0|"}, None),
        ({"action_id": "do|mine"}, None),
        ({"action_id": "do|x|mine"}, None),
        ({"action_id": "page|0|", "value": "do|0|mine"}, None),
        ({"action_id": "clients"}, None),
        ({"action_id": "value"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_only_our_buttons_are_pressed(action: dict[str, Any], expected: str | None) -> None:
    found = inbound.pressed(action, by("U01ALICE", "k"))
    assert (found and f"{found.action}:{found.value}") == expected


def test_buttons_kinds_are_told_apart() -> None:
    page, chart = {"action_id": "page|1|", "value": "home"}, {"action_id": "chart|2|", "value": "c1"}
    assert (inbound.page_of(page), inbound.page_of(chart)) == ("home", None)
    assert (inbound.chart_of(page), inbound.chart_of(chart)) == (None, "c1")


def with_value(field: str, element: object) -> dict[str, Any]:
    read = payload("view_submission_flag")
    read["view"]["state"]["values"] = {field: {"value": element} if element is not None else None}
    return read


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"type": "plain_text_input", "value": "&lt;b&gt; <@U1> stays"}, "&lt;b&gt; <@U1> stays"),
        ({"type": "plain_text_input", "value": "a\0b\ud800c"}, "a\ufffdb\ufffdc"),
        ({"type": "plain_text_input"}, ""),
        ({"type": "static_select", "selected_option": None}, ""),
        ({"type": "external_select", "selected_option": {"value": "c1"}}, "c1"),
        ({"type": "multi_users_select", "selected_users": ["U1", "", None, "W2"]}, "slack:T01TEST/U1,slack:T01TEST/W2"),
        ({"type": "multi_users_select", "selected_users": None}, ""),
        ({"type": "datepicker", "selected_date": None}, ""),
        ({"type": "checkboxes", "selected_options": [{"value": "yes"}]}, "yes"),
        ({"type": "checkboxes", "selected_options": [{"value": "no"}]}, ""),
        ({"type": "checkboxes"}, ""),
        (None, ""),
    ],
    ids=str,
)
def test_value_of_an_element(element: object, expected: str) -> None:
    assert submitted(with_value("field", element)).values == {"field": expected}


@pytest.mark.parametrize(
    "element",
    [
        {},
        {"type": "radio_buttons"},
        {"type": ["datepicker"]},
        {"type": "plain_text_input", "value": 7},
        {"type": "static_select", "selected_option": "c1"},
        {"type": "static_select", "selected_option": {"value": 7}},
        {"type": "multi_users_select", "selected_users": "U1"},
        {"type": "multi_users_select", "selected_users": ["U1,p9"]},
        {"type": "checkboxes", "selected_options": {"value": "yes"}},
        "text",
        [],
    ],
    ids=str,
)
def test_odd_element_is_malformed(element: object) -> None:
    with pytest.raises(Malformed):
        submitted(with_value("field", element))


@pytest.mark.parametrize(
    "metadata",
    ["{", "[]", "null", "[" * 100_000, '{"form": ""}', '{"form": 7}', '{"form": "flag", "state": {"a": 1}}', 7],
    ids=range(8),
)
def test_odd_metadata_is_malformed(metadata: object) -> None:
    read = payload("view_submission_flag")
    read["view"]["private_metadata"] = metadata
    with pytest.raises(Malformed):
        submitted(read)


def test_people_whom_the_chooser_cannot_show_are_kept_even_where_their_field_is_missing() -> None:
    read = payload("view_submission_client")
    del read["view"]["state"]["values"]["leads"]
    assert submitted(read).values["leads"] == "p3"


# --- Flagged messages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("team", "expected"),
    [
        ({"id": TEAM, "domain": "acme"}, "https://acme.slack.com/archives/C0ACME/p1772441000123456"),
        (
            {"id": TEAM, "domain": "acme.enterprise"},
            "https://acme.enterprise.slack.com/archives/C0ACME/p1772441000123456",
        ),
        ({"id": TEAM}, ""),
        ({"id": TEAM, "domain": "evil.example/"}, ""),
        ({"id": TEAM, "domain": "evil.example#"}, ""),
        ({"id": TEAM, "domain": "-"}, ""),
    ],
    ids=str,
)
def test_link_is_built_only_from_a_domain_of_slack(team: dict[str, str], expected: str) -> None:
    assert flagged(payload("message_shortcut") | {"team": team}).link == expected


def test_message_without_words_is_flagged_by_its_link() -> None:
    read = payload("message_shortcut")
    read["message"] = {"type": "message", "text": "", "ts": "1772441000.123456", "files": [{"id": "F1"}]}
    assert (flagged(read).quote, flagged(read).own) == ("", False)
    assert flagged(read).link


@pytest.mark.parametrize("message", [None, {}, [], "text", {"text": 7}, {"text": "x", "ts": "../.."}, {"blocks": [1]}])
def test_odd_message_is_malformed(message: object) -> None:
    with pytest.raises(Malformed):
        flagged(payload("message_shortcut") | {"message": message})


# --- Events ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"type": "app_mention", "user": "U1"}, True),
        ({"type": "app_mention", "user": "U1", "bot_id": "B1"}, False),
        ({"type": "message", "channel_type": "im", "user": "U1"}, True),
        ({"type": "message", "channel_type": "im", "bot_id": "B1"}, False),
        ({"type": "message", "channel_type": "im", "subtype": "message_changed"}, False),
        ({"type": "message", "channel_type": "mpim", "user": "U1"}, False),
        ({"type": "message", "channel_type": "channel", "user": "U1"}, False),
        ({"type": "reaction_added"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_bot_is_spoken_to_in_a_mention_or_in_direct_messages(event: dict[str, Any], expected: bool) -> None:
    assert inbound.mention_or_direct(event) is expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"type": "channel_shared", "channel": "C1"}, ("C1", True)),
        ({"type": "channel_unshared", "channel": "C1", "is_ext_shared": False}, ("C1", False)),
        ({"type": "channel_unshared", "channel": "C1", "is_ext_shared": True}, ("C1", True)),
        ({"type": "channel_unshared", "channel": "C1"}, ("C1", True)),
        ({"type": "message", "channel": "C1"}, None),
    ],
    ids=str,
)
def test_channel_counts_as_shared_unless_slack_says_that_nobody_is_left(
    event: dict[str, Any], expected: tuple[str, bool] | None
) -> None:
    assert inbound.sharing(event) == expected


@pytest.mark.parametrize("odd", [{"channel": None}, {"channel": {}}, {"channel": "C1", "is_ext_shared": "no"}])
def test_odd_sharing_is_malformed(odd: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        inbound.sharing({"type": "channel_unshared", **odd})

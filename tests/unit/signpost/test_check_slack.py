"""``signpost check`` for Slack: what is missing, in words that say what to do; with ``--online`` what Slack says."""

from collections.abc import Iterator, Mapping
from io import StringIO

import pytest

from adapters.slack.manifest import scopes
from adapters.slack.tokens import Grant, Installed
from adapters.system import JsonLog, SystemClock
from adapters.vault.sealing import Sealer
from bot.settings import Secret
from storage.store import SqlStore
from tests.adapters.slack.answering import Answer, AnsweringSlack, holder, person, refusal, serving_beside
from tests.unit.signpost.deployment import Deployment, Said

OWNER = "people: {owners: ['slack:T01TEST/U01OWNER'], admins: ['slack:T01TEST/U01ADMIN']}\n"
SOCKET = OWNER + "slack: {mode: socket}\n"
HTTP = OWNER + "slack: {mode: http}\npublic_url: https://signpost.invalid\n"
BOT = {"SLACK_BOT_TOKEN": "xoxb-1-canary"}
APP = {"SLACK_APP_TOKEN": "xapp-1-canary"}
SIGNING = {"SLACK_SIGNING_SECRET": "0123456789abcdef0123456789ABCDEF"}
OAUTH = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "canary-3", "SIGNPOST_SECRET_KEY": "canary-4-" + 30 * "x"}
LISTED = "slack: {mode: http, allowed_workspaces: [T01TEST]}\npublic_url: https://signpost.invalid\n"


def checked(deployment: Deployment, text: str, variables: Mapping[str, str], *options: str) -> Said:
    """The check of a configuration with these variables; whatever it says holds no secret."""
    deployment.file("app.yaml", text)
    deployment.file(".env", "".join(f"{name}={value}\n" for name, value in variables.items()))
    said = deployment.run("check", *options)
    assert said.err == "" and "Traceback" not in said.out
    assert "canary" not in said.out
    return said


def slack_lines(said: Said) -> list[str]:
    return [line for line in said.out.splitlines() if line[2:].startswith("Slack")]


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (SOCKET, BOT | APP),
        (HTTP, BOT | SIGNING),
        (OWNER + LISTED, OAUTH | SIGNING),
        (OWNER + LISTED, BOT | SIGNING),
    ],
    ids=["socket", "http", "oauth", "one of a list"],
)
def test_check_of_slack_with_all_it_needs(deployment: Deployment, text: str, variables: Mapping[str, str]) -> None:
    said = checked(deployment, text, variables)
    mode = "socket" if text == SOCKET else "http"
    assert slack_lines(said) == [f"✓ Slack: mode {mode}; everything it needs is set"]
    assert said.status == 0


@pytest.mark.parametrize(
    ("text", "variables", "words"),
    [
        (SOCKET, APP, "mode is socket, but SLACK_BOT_TOKEN is not set: copy *Bot User OAuth Token*"),
        (SOCKET, BOT, "mode is socket, but SLACK_APP_TOKEN is not set: make one (xapp-…)"),
        (HTTP, BOT, "mode is http, but SLACK_SIGNING_SECRET is not set: it stands on"),
        (SOCKET, APP | {"SLACK_BOT_TOKEN": "xapp-2-canary"}, "SLACK_BOT_TOKEN holds an app-level token (that belongs"),
        (SOCKET, APP | {"SLACK_BOT_TOKEN": "xoxp-2-canary"}, "SLACK_BOT_TOKEN holds a person's token: copy"),
        (SOCKET, APP | {"SLACK_BOT_TOKEN": "xoxe.xoxb-canary"}, "SLACK_BOT_TOKEN holds a token that expires"),
        (SOCKET, APP | {"SLACK_BOT_TOKEN": "canary"}, "SLACK_BOT_TOKEN holds something else: copy"),
        (SOCKET, BOT | {"SLACK_APP_TOKEN": "xoxb-2-canary"}, "SLACK_APP_TOKEN holds a bot token (that belongs"),
        (
            HTTP,
            BOT | {"SLACK_SIGNING_SECRET": "canary"},
            "SLACK_SIGNING_SECRET is not the signing secret, which has 32",
        ),
        (HTTP.replace("https", "http"), BOT | SIGNING, "public_url is http://signpost.invalid, but Slack calls it"),
        (
            OWNER + LISTED,
            SIGNING | OAUTH | {"SIGNPOST_SECRET_KEY": ""},
            "installing by OAuth needs a key for the workspaces' tokens. SIGNPOST_SECRET_KEY: is not set; make",
        ),
        (
            OWNER + LISTED,
            SIGNING | OAUTH | {"SIGNPOST_SECRET_KEY": "canary"},
            "installing by OAuth needs a key for the workspaces' tokens. SIGNPOST_SECRET_KEY: each key must ha",
        ),
        (HTTP, SIGNING | OAUTH, "installing by OAuth lets in only the workspaces of slack.allowed_workspaces"),
        (
            OWNER + LISTED,
            SIGNING | OAUTH | {"SLACK_CLIENT_SECRET": ""},
            "SLACK_CLIENT_SECRET is not set, but its counterpart is",
        ),
        (OWNER + LISTED, SIGNING | OAUTH | {"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is not set, but its counterpart"),
        (
            OWNER + "slack: {mode: socket, allowed_workspaces: [T01TEST]}\npublic_url: http://a.invalid\n",
            APP | OAUTH,
            "public_url is http://a.invalid, but installing by OAuth comes back to it",
        ),
        (
            SOCKET.replace("socket", "socket, allowed_workspaces: [T01TEST, acme]"),
            BOT | APP,
            "slack.allowed_workspaces: 'acme' is no workspace's id",
        ),
        (
            "people: {owners: ['practice:demo/olivia']}\nslack: {mode: socket}\n",
            BOT | APP,
            "people.owners: no open door leads to practice:demo/olivia or anybody else there; write slack:",
        ),
        (
            "people: {owners: ['slack:T09/U01OWNER']}\nslack: {mode: socket, allowed_workspaces: [T01TEST]}\n",
            BOT | APP,
            "people.owners: slack:T09/U01OWNER is of a workspace that slack.allowed_workspaces does not list",
        ),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_check_of_slack_tells_the_one_problem(
    deployment: Deployment, text: str, variables: Mapping[str, str], words: str
) -> None:
    said = checked(deployment, text, variables)
    assert said.status == 1
    [line] = slack_lines(said)
    assert line.startswith(f"✗ Slack: {words}")


def test_check_of_slack_tells_each_problem_by_itself(deployment: Deployment) -> None:
    said = checked(deployment, OWNER + "slack: {mode: http}\n", {})
    assert len(slack_lines(said)) == 3
    assert all(line.startswith("✗ ") for line in slack_lines(said))


def test_check_remarks_on_an_owner_of_a_closed_door_beside_one_of_slack(deployment: Deployment) -> None:
    text = "people: {owners: ['slack:T01TEST/U01OWNER', 'teams:t/u']}\nslack: {mode: socket}\n"
    said = checked(deployment, text, BOT | APP)
    assert said.status == 0
    assert slack_lines(said)[1].startswith("– Slack: people.owners: no open door leads to teams:t/u; write slack:")


# --- Online ------------------------------------------------------------------------------------------------------


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> AnsweringSlack:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    good = {"auth.test": holder(scopes(False)), "apps.connections.open": Answer({"ok": True, "url": "wss://x.invalid"})}
    return AnsweringSlack(good | {"users.info": person()})


@pytest.fixture
def address(slack: AnsweringSlack) -> Iterator[str]:
    with serving_beside(slack) as found:
        yield found


def asked_online(deployment: Deployment, address: str, text: str, variables: Mapping[str, str] = BOT | APP) -> Said:
    return checked(deployment, text, {"SLACK_API_URL": f"{address}/api/", **variables}, "--online")


def test_check_without_online_calls_nobody(deployment: Deployment, slack: AnsweringSlack, address: str) -> None:
    checked(deployment, SOCKET, BOT | APP | {"SLACK_API_URL": f"{address}/api/"})
    checked(deployment, HTTP.replace("https://signpost.invalid", address), BOT | SIGNING)
    assert slack.asked == []


def test_check_online_with_slack_disabled_calls_nobody(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    assert asked_online(deployment, address, OWNER).status == 0
    assert slack.asked == []


def test_check_online_of_a_good_app(deployment: Deployment, slack: AnsweringSlack, address: str) -> None:
    said = asked_online(deployment, address, SOCKET)
    assert slack_lines(said) == [
        "✓ Slack: mode socket; everything it needs is set",
        "✓ Slack token: accepted; it is that of signpost in the workspace Acme Agency (T01TEST)",
        "✓ Slack permissions: all that are needed, and no others",
        "✓ Slack people: owners and admins: 2 looked up, all of them full members",
        "✓ Slack socket: SLACK_APP_TOKEN is accepted; Slack offers a connection",
    ]
    assert said.status == 0
    asked = [(question.method, question.token) for question in slack.asked]
    bot, app = "xoxb-1-canary", "xapp-1-canary"
    assert asked == [("auth.test", bot), ("users.info", bot), ("users.info", bot), ("apps.connections.open", app)]


def test_check_online_by_http_asks_the_own_address(deployment: Deployment, slack: AnsweringSlack, address: str) -> None:
    text = HTTP.replace("https://signpost.invalid", address)
    lines = slack_lines(asked_online(deployment, address, text, BOT | SIGNING))
    assert lines[-1].startswith(f"✓ Slack address: {address}/healthz answers from here; whether Slack reaches it can")
    slack.health = Answer(b"", 502)
    lines = slack_lines(asked_online(deployment, address, text, BOT | SIGNING))
    assert lines[-1].startswith(f"✗ Slack address: {address}/healthz does not answer from here: the answer is HTTP 502")
    assert "can only be judged from outside" in lines[-1]


@pytest.mark.parametrize(
    ("method", "answer", "line"),
    [
        (
            "auth.test",
            refusal("invalid_auth"),
            "✗ Slack token: Slack does not accept SLACK_BOT_TOKEN (`invalid_auth`): ",
        ),
        ("auth.test", refusal("account_inactive"), "✗ Slack token: Slack does not accept SLACK_BOT_TOKEN (`account_in"),
        ("auth.test", refusal("org_login_required"), "✗ Slack token: Slack does not accept SLACK_BOT_TOKEN (`org_lo"),
        (
            "auth.test",
            holder(tuple(scope for scope in scopes(False) if scope != "files:write")),
            "✗ Slack permissions: SLACK_BOT_TOKEN lacks files:write (for the pictures of a client's score and of its ",
        ),
        ("auth.test", holder((*scopes(False), "channels:join")), "– Slack permissions: all that are needed, and some "),
        ("auth.test", holder(None), "– Slack permissions: Slack did not say which ones the token has"),
        (
            "auth.test",
            holder(scopes(False), "T02OTHER"),
            "✗ Slack people: people.owners: slack:T01TEST/U01OWNER is of a workspace without a token, so no message",
        ),
        (
            "apps.connections.open",
            refusal("missing_scope"),
            "✗ Slack socket: Slack does not accept SLACK_APP_TOKEN (`m",
        ),
        (
            "users.info",
            refusal("missing_scope"),
            "✗ Slack people: owners and admins cannot be looked up: Slack says `m",
        ),
        (
            "users.info:U01ADMIN",
            refusal("user_not_found"),
            "✗ Slack people: people.admins: slack:T01TEST/U01ADMIN is nobody that Slack knows",
        ),
        (
            "users.info:U01OWNER",
            person(deleted=True),
            "✗ Slack people: people.owners: slack:T01TEST/U01OWNER is deactivated in Slack",
        ),
        (
            "users.info:U01OWNER",
            person(is_restricted=True),
            "✗ Slack people: people.owners: slack:T01TEST/U01OWNER is a guest and so has no rights",
        ),
        ("users.info:U01OWNER", person(is_bot=True), "✗ Slack people: people.owners: slack:T01TEST/U01OWNER is a bot"),
    ],
    ids=lambda value: value[:70] if isinstance(value, str) else "",
)
def test_check_online_tells_what_slack_says(
    deployment: Deployment, slack: AnsweringSlack, address: str, method: str, answer: Answer, line: str
) -> None:
    slack.answers[method] = answer
    said = asked_online(deployment, address, SOCKET)
    assert [found for found in slack_lines(said) if found.startswith(line)]
    assert said.status == (0 if line.startswith("–") else 1)


def test_check_online_asks_for_the_permissions_of_listening_where_it_is_on(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    said = asked_online(deployment, address, SOCKET + "detection: {mode: ask}\n")
    assert "✗ Slack permissions: SLACK_BOT_TOKEN lacks channels:history (for reading the public channels" in said.out
    slack.answers["auth.test"] = holder(scopes(True))
    said = asked_online(deployment, address, SOCKET + "detection: {mode: ask}\n")
    assert "✓ Slack permissions: " in said.out


def test_check_online_with_the_token_of_an_unlisted_workspace(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    slack.answers["auth.test"] = holder(scopes(False), "T02OTHER")
    said = asked_online(deployment, address, SOCKET.replace("socket", "socket, allowed_workspaces: [T01TEST]"))
    assert "which slack.allowed_workspaces does not list; add T02OTHER to it" in said.out


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Answer({"ok": False}, 429, {"Retry-After": "30"}),
            "answers that it was asked too often; check again in 30 sec",
        ),
        (Answer(b"oops", 500), "could not be asked: the answer is HTTP 500"),
        (Answer(b'{"ok":'), "could not be asked: the answer cannot be read"),
    ],
    ids=["429", "500", "broken JSON"],
)
def test_check_online_when_slack_is_in_trouble_says_one_sentence(
    deployment: Deployment, slack: AnsweringSlack, address: str, answer: Answer, words: str
) -> None:
    slack.answers["auth.test"] = answer
    said = asked_online(deployment, address, SOCKET)
    assert said.status == 1
    assert slack_lines(said)[1:] == [line for line in slack_lines(said) if f"✗ Slack online: 127.0.0.1 {words}" in line]
    assert len(slack.asked) == 1


def test_check_online_when_nobody_answers(deployment: Deployment) -> None:
    said = asked_online(deployment, "http://127.0.0.1:9", SOCKET)
    assert "✗ Slack online: 127.0.0.1 could not be asked: nothing listens there" in said.out
    assert said.status == 1


def test_check_online_sends_no_token_of_the_wrong_form(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    variables = {"SLACK_BOT_TOKEN": "xapp-1-canary", "SLACK_APP_TOKEN": "xoxb-1-canary"}
    assert asked_online(deployment, address, SOCKET, variables).status == 1
    assert slack.asked == []


def installed(deployment: Deployment, workspace: str, token: str, key: str = "") -> None:
    """As the door keeps what OAuth brought."""
    vault, clock = Sealer(Secret(key or OAUTH["SIGNPOST_SECRET_KEY"])), SystemClock()
    grant = Grant(
        workspace=workspace, name="Acme", token=Secret(token), bot_user="U01BOT", app="A01", scopes=(), user="U01OWNER"
    )

    async def keep(store: SqlStore) -> None:
        await Installed(store, vault, allowed=(workspace,), clock=clock, log=JsonLog(StringIO())).keep(grant)

    deployment.on_store(keep)


def test_check_online_with_oauth_asks_with_the_token_of_each_workspace(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    installed(deployment, "T01TEST", "xoxb-5-canary")
    text = OWNER + LISTED.replace("https://signpost.invalid", address).replace("T01TEST", "T01TEST, T02NEW")
    lines = slack_lines(asked_online(deployment, address, text, SIGNING | OAUTH))
    assert f"– Slack token: T02NEW has none yet: install the app there at {address}/slack/install" in lines
    assert "✓ Slack token: accepted; it is that of signpost in the workspace Acme Agency (T01TEST)" in lines
    assert "✓ Slack people: owners and admins: 2 looked up, all of them full members" in lines
    assert {question.token for question in slack.asked} == {"xoxb-5-canary", ""}


def test_check_online_with_oauth_says_how_to_renew_a_token(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    installed(deployment, "T01TEST", "xoxb-5-canary")
    slack.answers["auth.test"] = refusal("account_inactive")
    text = OWNER + LISTED.replace("https://signpost.invalid", address)
    [line] = [
        line for line in slack_lines(asked_online(deployment, address, text, SIGNING | OAUTH)) if " token" in line
    ]
    words = "Slack does not accept the token of T01TEST (`account_inactive`): install the app there at"
    assert line == f"✗ Slack token: {words} {address}/slack/install again"


def test_check_online_with_oauth_and_another_key_cannot_open_the_token(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    installed(deployment, "T01TEST", "xoxb-5-canary", key="canary-other" + 30 * "y")
    said = asked_online(deployment, address, OWNER + LISTED, SIGNING | OAUTH)
    assert (
        "✗ Slack token: that of T01TEST cannot be opened: SIGNPOST_SECRET_KEY: what is stored was sealed with"
        in said.out
    )
    assert slack.asked == []


def test_check_online_with_oauth_and_no_database_asks_for_no_token(
    deployment: Deployment, slack: AnsweringSlack, address: str
) -> None:
    text = OWNER + LISTED + "storage: {url: 'sqlite:///elsewhere/x.db'}\n"
    said = asked_online(deployment, address, text, SIGNING | OAUTH)
    assert "– Database: " in said.out
    assert slack.asked == []


def test_check_remarks_on_oauth_that_idles_beside_a_token(deployment: Deployment) -> None:
    said = checked(deployment, HTTP, BOT | SIGNING | OAUTH)
    assert said.status == 0
    assert slack_lines(said)[1].startswith("– Slack: SLACK_BOT_TOKEN is set, so there is one workspace, and SLACK_CLI")

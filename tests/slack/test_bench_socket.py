"""The bench's end of Socket Mode, and its Node process."""

import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.requirements import require_node
from tests.slack.emulator import Node, Slack, slack_emulator
from tests.slack.seed import agency, as_rows
from tests.slack.socketmode import NotAcknowledged, SocketMode
from tests.slack.tiny import over_socket
from tests.slack.transports import SocketTransport

pytestmark = pytest.mark.node


async def test_socket_when_slack_asks_to_connect_anew(slack: Slack) -> None:
    async with over_socket(slack):
        await slack.socket.connected()
        assert (await slack.person("alice").types("/hi one")).text.startswith("Hello, you said: one")
        before = slack.socket.connections_so_far
        await slack.socket.disconnect("refresh_requested")
        await slack.socket.reconnected(before)
        assert (await slack.person("alice").types("/hi two")).text.startswith("Hello, you said: two")
        assert [envelope["type"] for envelope in slack.socket.sent] == ["slash_commands"] * 2
    assert len(slack.shim.of("apps.connections.open")) >= 2 and slack.socket.strays == []


async def test_envelope_when_nobody_acknowledges_it_can_be_sent_again(slack: Slack) -> None:
    token = AsyncWebClient(base_url=slack.api_url)
    url = (await token.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as app:
        assert (await app.receive_json())["type"] == "hello"
        with pytest.raises(NotAcknowledged) as silence:
            await slack.socket.send("events_api", {"event": {}}, seconds=0.05)
        first = await app.receive_json()
        assert first["retry_attempt"] == 0 and not first["accepts_response_payload"]
        with pytest.raises(NotAcknowledged) as still:
            await slack.socket.resend(silence.value.envelope, seconds=0.05)
        second = await app.receive_json()
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        assert second["payload"] == first["payload"] and second["envelope_id"] != first["envelope_id"]
        await app.send_json({"envelope_id": still.value.envelope["envelope_id"]})
        await slack.workspace.until(lambda: slack.socket.strays)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_socket_when_it_is_cut_without_a_word(slack: Slack) -> None:
    token = AsyncWebClient(base_url=slack.api_url)
    url = (await token.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as app:
        await app.receive_json()
        await slack.socket.ping()
        await slack.socket.drop()
        assert (await app.receive()).type is aiohttp.WSMsgType.CLOSED
        await slack.workspace.until(lambda: slack.socket.connections == 0)


async def test_envelope_when_the_app_is_gone_is_not_acknowledged() -> None:
    gone = SocketMode()
    with pytest.raises(NotAcknowledged):
        await gone.send("slash_commands", {}, seconds=0.05)
    assert (await SocketTransport(gone, patience=0.05).command({})).status == 0


async def test_connection_when_asked_for_with_a_bot_token(slack: Slack) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token="xoxb-T01TEST")


async def test_workspaces_when_one_test_follows_another_are_fresh(node: Node) -> None:
    for _ in range(2):
        async with slack_emulator(node=node) as slack:
            assert await slack.person("ben").inbox() == []
            await AsyncWebClient(token="xoxb-T01TEST", base_url=slack.api_url).chat_postMessage(
                channel="D01BEN", text="x"
            )
            assert len(await slack.person("ben").inbox()) == 1


async def test_emulator_when_asked_has_no_hourly_limit_of_its_own(node: Node) -> None:
    url = node.open(as_rows(agency()))
    headers = {"Authorization": "Bearer xoxb-T01TEST"}
    async with aiohttp.ClientSession(headers=headers) as session, session.post(f"{url}/api/auth.test") as answer:
        assert (await answer.json())["ok"] and "X-RateLimit-Limit" not in answer.headers
    node.close(url)


def test_node_when_its_parent_is_killed_ends_by_itself() -> None:
    require_node()
    script = (
        "import os, signal\n"
        "from tests.slack.emulator import Node\n"
        "node = Node().__enter__()\n"
        "print(node.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    pid = int(done.stdout)
    for _ in range(500):
        if not _alive(pid):
            return
        time.sleep(0.01)
    pytest.fail(f"node {pid} outlived its parent")


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False

"""A small app on Slack's own framework, as the bench's tests need one: it knows nothing of Signpost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.emulator import Slack
from tests.slack.seed import JSON
from tests.slack.transports import HttpTransport, SocketTransport


def text(words: str) -> JSON:
    return {"type": "plain_text", "text": words, "emoji": False}


def section(words: str) -> JSON:
    return {"type": "section", "text": text(words)}


def actions(*labels: str) -> JSON:
    pressed = [
        {"type": "button", "action_id": f"do|{n}|press", "text": text(label), "value": label.lower()}
        for n, label in enumerate(labels)
    ]
    return {"type": "actions", "block_id": "buttons", "elements": pressed}


def option(words: str, value: str) -> JSON:
    return {"text": text(words), "value": value}


def field(block_id: str, label: str, element: JSON, optional: bool = True) -> JSON:
    action_id = "clients" if element["type"] == "external_select" else "value"
    input_block = {"type": "input", "block_id": block_id, "label": text(label), "optional": optional}
    return input_block | {"element": element | {"action_id": action_id}}


def form(title: str = "Report") -> JSON:
    signs = [option("Disrespect", "disrespect"), option("Late payment", "late_payment")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text(title),
        "submit": text("Report"),
        "close": text("Cancel"),
        "notify_on_close": True,
        "blocks": [
            field("client", "Client", {"type": "external_select", "min_query_length": 0}, optional=False),
            field("sign", "Sign", {"type": "static_select", "options": signs, "initial_option": signs[1]}),
            field("summary", "What happened", {"type": "plain_text_input", "multiline": True}, optional=False),
            field("day", "Day", {"type": "datepicker", "initial_date": "2026-03-02"}),
            field("people", "Witnesses", {"type": "multi_users_select"}),
            field("consent", "Consent", {"type": "checkboxes", "options": [option("My lead may know", "yes")]}),
            actions("Draft"),
        ],
    }


def message(words: str, *labels: str) -> JSON:
    return {"text": words, "blocks": [section(words), *([actions(*labels)] if labels else [])]}


class Tiny:
    """``heard``: what reached a listener, as (kind, payload)."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.heard: list[tuple[str, JSON]] = []
        self.url = ""
        seed = slack.workspace.seed
        self.client = AsyncWebClient(token=seed.bot_token, base_url=slack.api_url)
        self.bolt = AsyncApp(
            client=self.client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
        )
        self.bolt.command("/hi")(self._hi)
        self.bolt.command("/form")(self._form)
        self.bolt.command("/nothing")(self._nothing)
        self.bolt.shortcut("flag_message")(self._form)
        self.bolt.shortcut("flag_incident")(self._form)
        self.bolt.action("do|0|press")(self._pressed)
        self.bolt.options("clients")(self._clients)
        self.bolt.view("form")(self._submitted)
        self.bolt.view_closed("form")(self._nothing)
        for event in ("app_home_opened", "app_mention", "message", "app_uninstalled", "tokens_revoked"):
            self.bolt.event(event)(self._event)
        for event in ("channel_shared", "channel_unshared"):
            self.bolt.event(event)(self._event)

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.heard]

    async def _hi(self, ack: Any, body: JSON) -> None:
        self.heard.append(("command", body))
        await ack(response_type="ephemeral", **message(f"Hello, you said: {body['text']}", "Press"))

    async def _form(self, ack: Any, body: JSON) -> None:
        self.heard.append((body.get("type", "command"), body))
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=form())

    async def _nothing(self, ack: Any, body: JSON) -> None:
        self.heard.append((body.get("type", "command"), body))
        await ack()

    async def _pressed(self, ack: Any, body: JSON, respond: Any) -> None:
        self.heard.append(("action", body))
        await ack()
        if body["container"]["type"] == "view":
            await self.client.views_update(view_id=body["view"]["id"], view=form("Report, drafted"))
        else:
            await respond(replace_original=True, response_type="ephemeral", **message("Pressed"))

    async def _clients(self, ack: Any, body: JSON) -> None:
        self.heard.append(("options", body))
        names = {"acme": "Acme", "accord": "Accord", "zeta": "Zeta"}
        await ack(options=[option(name, key) for key, name in names.items() if body["value"].lower() in name.lower()])

    async def _submitted(self, ack: Any, body: JSON, view: JSON) -> None:
        self.heard.append(("submission", body))
        words = view["state"]["values"]["summary"]["value"]["value"]
        match words:
            case "bad":
                await ack(response_action="errors", errors={"summary": "Not so, please."})
            case "change":
                await ack(response_action="update", view=form("Report, changed"))
            case "more":
                await ack(response_action="push", view=form("One more"))
            case "clear":
                await ack(response_action="clear")
            case _:
                await ack()
                await self.client.chat_postMessage(channel=body["user"]["id"], **message(f"Filed: {words}", "Undo"))

    async def _event(self, body: JSON, event: JSON) -> None:
        self.heard.append((event["type"], body))
        if event["type"] == "app_home_opened":
            view = {"type": "home", "blocks": [section("Your clients"), actions("Renew")]}
            await self.client.views_publish(user_id=event["user"], view=view)
        elif event["type"] == "app_mention":
            await self.client.chat_postEphemeral(channel=event["channel"], user=event["user"], text="Try /hi")
        elif event["type"] == "message" and event["channel_type"] == "im":
            await self.client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Try /hi")


@asynccontextmanager
async def over_http(slack: Slack) -> AsyncIterator[Tiny]:
    """The app at an address of its own, reached by signed posts."""
    tiny = Tiny(slack)

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await tiny.bolt.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", events)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tiny.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with HttpTransport(tiny.url, slack.signing_secret) as transport:
        slack.workspace.connect(transport)
        yield tiny
    await runner.cleanup()


@asynccontextmanager
async def over_socket(slack: Slack) -> AsyncIterator[Tiny]:
    """The app over Socket Mode."""
    tiny = Tiny(slack)
    handler = AsyncSocketModeHandler(tiny.bolt, slack.app_token, web_client=AsyncWebClient(base_url=slack.api_url))
    await handler.connect_async()  # type: ignore[no-untyped-call]
    slack.workspace.connect(SocketTransport(slack.socket))
    try:
        yield tiny
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]

"""Activities as Teams sends them to a bot: the fields that it always fills in, with invented people."""

from typing import Any

from tests.teams.issuer import APP_ID, TENANT

Json = dict[str, Any]
BOT = f"28:{APP_ID}"
ALICE, BEN, CARLA = (f"c0000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
CHANNEL = "19:channel@thread.tacv2;messageid=1772442000000"
GROUP = "19:group@thread.v2"


def activity(
    service_url: str, kind: str = "message", id: str = "1772442000001", user: str = ALICE, **changes: Any
) -> Json:
    """In the person's 1:1 chat with the bot."""
    own: Json = {
        "type": kind,
        "id": id,
        "timestamp": "2026-03-02T09:00:00.000Z",
        "localTimestamp": "2026-03-02T10:00:00.000+01:00",
        "localTimezone": "Europe/Berlin",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": f"29:{user}", "name": "Alice Example", "aadObjectId": user},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:{user}"},
        "recipient": {"id": BOT, "name": "Signpost"},
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
    }
    if kind == "message":
        own |= {"textFormat": "plain", "text": "/client-flag"}
    return {name: value for name, value in (own | changes).items() if value is not None}


def in_channel(service_url: str, **changes: Any) -> Json:
    """A message in a channel that mentions the bot."""
    mention = {"type": "mention", "text": "<at>Signpost</at>", "mentioned": {"id": BOT, "name": "Signpost"}}
    own = {
        "text": "<at>Signpost</at> /client-flag",
        "conversation": {"conversationType": "channel", "isGroup": True, "tenantId": TENANT, "id": CHANNEL},
        "entities": [mention],
        "channelData": {"tenant": {"id": TENANT}, "channel": {"id": CHANNEL.partition(";")[0]}},
    }
    return activity(service_url, **(own | changes))


def invoke(service_url: str, name: str, value: Any = None, **changes: Any) -> Json:
    return activity(service_url, "invoke", name=name, value={} if value is None else value, **changes)

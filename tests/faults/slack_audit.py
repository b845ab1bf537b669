"""What is in the record and in Slack after a fault. Messages carry their delivery's id as metadata."""

from collections import Counter

from bot.domain.delivery import Delivery, DeliveryState
from tests.faults.audit import Found
from tests.faults.slack_api import SlackApiDouble


def messages_of(found: Found) -> list[Delivery]:
    """Deliveries that are messages of their own: neither edits, nor dropped, nor put by for a bundle."""
    over = (DeliveryState.DROPPED, DeliveryState.BUNDLED)
    return [delivery for delivery in found.deliveries if delivery.edits is None and delivery.state not in over]


def missing(found: Found, api: SlackApiDouble) -> list[str]:
    """Messages that are due, or said to be sent, and are not in Slack."""
    return [f"{one.notice} {one.id} {one.state}" for one in messages_of(found) if not api.keys[one.id]]


def doubled(api: SlackApiDouble) -> list[str]:
    """Deliveries with more than one message in Slack."""
    return [key for key, times in api.keys.items() if times > 1]


def misplaced(found: Found, api: SlackApiDouble) -> list[str]:
    """Deliveries said to be sent whose message is not the one that Slack has, and messages of no delivery."""
    there = {message.key: message.ts for message in api.posted}
    sent = {one.id: one.message.partition("/")[0] for one in messages_of(found) if one.state is DeliveryState.SENT}
    wrong = [id for id, ts in sent.items() if api.keys[id] == 1 and there[id] != ts]
    return wrong + [message.key for message in api.posted if message.key not in {one.id for one in found.deliveries}]


def notices(found: Found) -> Counter[str]:
    """How many messages of each kind there are."""
    return Counter(one.notice for one in messages_of(found))

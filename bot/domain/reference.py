"""How a person is reached on a platform that tells it only when they show up themselves."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.person import PersonRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReference:
    """One per person and platform; a newer one replaces it. Written only from what the door has verified.

    ``address``: where the platform takes messages for that person (Teams: the service URL). ``account``: the platform's
    own id of the person where it is another than the ref's, else empty. ``chat``: the 1:1 chat with the bot, empty
    while none is known: then it has to be opened first.
    """

    person: PersonRef
    address: str
    account: str = ""
    chat: str = ""
    seen_at: datetime

"""A workspace of a platform that let the bot in."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One per platform and workspace; installing again replaces it.

    ``sealed_token``: the bot's token as the vault sealed it, never in clear. ``bot_user`` and ``app``: ids of the
    platform; ``scopes``: what the token may do. ``installed_by``: who did it, written ``platform:workspace/user``;
    installing gives no rights here, so it need not be a person whom the record knows.
    """

    platform: str
    workspace: str
    name: str
    bot_user: str
    app: str
    sealed_token: str = field(repr=False)
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime

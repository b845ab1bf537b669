"""Who works where in the workspace that the tests play in, and the same as rows of emulate's tables.

``Account`` and ``Channel`` may be changed while a test runs (a locale, an account switched off): the shim answers by
them.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]

BOT_SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "users:read",
    "files:write",
    "app_mentions:read",
    "channels:read",
    "groups:read",
)
ALL_SCOPES = (
    "chat:write",
    "channels:read channels:history channels:join channels:manage channels:write",
    "groups:read groups:history groups:write im:read im:history im:write",
    "users:read users:read.email files:read files:write team:read",
)
"""What the bench itself needs: people's own clients may do whatever people may do."""


@dataclass(kw_only=True)
class Account:
    """A person's account. ``team_id`` is the home workspace: another one for people who come by Slack Connect."""

    name: str
    user_id: str
    team_id: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False

    @property
    def token(self) -> str:
        """The person's own client's token, for the bench only."""
        return f"xoxp-{self.user_id}"

    @property
    def direct(self) -> str:
        """The id of the person's conversation with the bot."""
        return f"D{self.user_id[1:]}"


@dataclass(kw_only=True)
class Channel:
    """``is_ext_shared``: with another firm, by Slack Connect. ``members``: account names at the start."""

    name: str
    channel_id: str
    members: tuple[str, ...]
    is_private: bool = False
    is_ext_shared: bool = False


@dataclass(kw_only=True)
class WorkspaceSeed:
    """One workspace with the app installed in it. ``scopes``: what its bot token may do; nothing more is allowed."""

    team_id: str = "T01TEST"
    domain: str = "example-agency"
    name: str = "Example Agency"
    bot_token: str = "xoxb-T01TEST"
    scopes: tuple[str, ...] = BOT_SCOPES
    installed: bool = True
    accounts: list[Account] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    app_id: str = "A0SIGNPOST"
    bot_id: str = "B0SIGNPOST"
    bot_user_id: str = "U0SIGNPOST"
    client_id: str = "1000.2000"
    client_secret: str = "client-secret-of-the-tests"

    @property
    def own_token(self) -> str:
        """The bench's token for what Slack itself does in the app's name."""
        return f"bench-{self.team_id}"


def agency(scopes: Sequence[str] = BOT_SCOPES) -> WorkspaceSeed:
    """The workspace ``T01TEST``: two members, lead, deputy, owner, admin, a guest, and a client's employee outside."""
    return _staffed(WorkspaceSeed(scopes=tuple(scopes)))


def other_firm(team_id: str = "T02OTHER", scopes: Sequence[str] = BOT_SCOPES) -> WorkspaceSeed:
    """A second workspace with people of the same names, not yet installed: for OAuth."""
    return _staffed(
        WorkspaceSeed(
            team_id=team_id,
            domain="other-firm",
            name="Other Firm",
            bot_token=f"xoxb-{team_id}",
            scopes=tuple(scopes),
            installed=False,
            bot_id=f"B{team_id[1:]}BOT",
            bot_user_id=f"U{team_id[1:]}BOT",
        )
    )


def _staffed(seed: WorkspaceSeed) -> WorkspaceSeed:
    mark = "01" if seed.team_id == "T01TEST" else seed.team_id[1:]

    def account(name: str, real_name: str, **more: Any) -> Account:
        settings = {"user_id": f"U{mark}{name.upper()}", "team_id": seed.team_id} | more
        return Account(name=name, real_name=real_name, **settings)

    seed.accounts = [
        account("alice", "Alice Archer"),
        account("ben", "Ben Brandt"),
        account("lena", "Lena Lindner"),
        account("dora", "Dora Dahl"),
        account("olivia", "Olivia Ott", is_admin=True, is_owner=True),
        account("tarik", "Tarik Tekin", is_admin=True),
        account("gus", "Gus Gast", is_restricted=True),
        account("erik", "Erik of Acme", team_id="T09ACME", user_id=f"U09{mark}ERIK"),
    ]
    members = tuple(person.name for person in seed.accounts if person.name not in ("gus", "erik"))
    ids = {"acme": "C0ACME", "general": "C0GENERAL", "leads": "C0LEADS"}
    if seed.team_id != "T01TEST":
        ids = {name: f"C{seed.team_id[1:]}{name.upper()}" for name in ids}
    seed.channels = [
        Channel(name="acme", channel_id=ids["acme"], members=(*members, "gus")),
        Channel(name="general", channel_id=ids["general"], members=(*members, "signpost")),
        Channel(name="leads", channel_id=ids["leads"], members=("lena", "dora", "olivia"), is_private=True),
    ]
    return seed


def as_rows(seed: WorkspaceSeed) -> JSON:
    """The seed as ``start.mjs`` plants it, each person's conversation with the bot included."""
    bot = _bot_account(seed)
    people = [bot, *seed.accounts]
    ids = {person.name: person.user_id for person in people}
    return {
        "tables": {
            "teams": [{"team_id": seed.team_id, "name": seed.name, "domain": seed.domain}],
            "users": [_user_row(person) for person in people],
            "channels": [
                *(_channel_row(seed, channel, [ids[name] for name in channel.members]) for channel in seed.channels),
                *(_direct_row(seed, person) for person in seed.accounts),
            ],
            "bots": [_bot_row(seed)],
            "oauthApps": [_app_row(seed)],
            "tokens": list(_token_rows(seed)),
        },
        "data": {"slack.strict_scopes": True},
    }


def _bot_account(seed: WorkspaceSeed) -> Account:
    return Account(
        name="signpost", user_id=seed.bot_user_id, team_id=seed.team_id, real_name="Signpost", is_bot=True, tz_offset=0
    )


def _user_row(person: Account) -> JSON:
    profile = {
        "display_name": person.name,
        "real_name": person.real_name,
        "email": f"{person.name}@{person.team_id.lower()}.example",
        "image_48": "",
        "image_192": "",
    }
    return {
        "user_id": person.user_id,
        "team_id": person.team_id,
        "name": person.name,
        "real_name": person.real_name,
        "email": profile["email"],
        "is_admin": person.is_admin,
        "is_bot": person.is_bot,
        "deleted": False,
        "profile": profile,
        "presence": "active",
        "manual_presence": "auto",
        "connection_count": 1,
    }


def _conversation(seed: WorkspaceSeed, channel_id: str, name: str, members: Sequence[str]) -> JSON:
    topic = {"value": "", "creator": seed.bot_user_id, "last_set": int(time.time())}
    return {
        "channel_id": channel_id,
        "team_id": seed.team_id,
        "name": name,
        "is_archived": False,
        "topic": topic,
        "purpose": topic,
        "members": list(members),
        "creator": seed.bot_user_id,
        "num_members": len(members),
    }


def _channel_row(seed: WorkspaceSeed, channel: Channel, members: Sequence[str]) -> JSON:
    kind = {"is_channel": not channel.is_private, "is_private": channel.is_private}
    return _conversation(seed, channel.channel_id, channel.name, members) | kind


def _direct_row(seed: WorkspaceSeed, person: Account) -> JSON:
    members = [seed.bot_user_id, person.user_id]
    kind = {"is_channel": False, "is_private": True, "is_im": True, "is_mpim": False, "user": person.user_id}
    opened = {"is_open_by_user": dict.fromkeys(members, True), "last_read": {}}
    return _conversation(seed, person.direct, person.name, members) | kind | opened


def _bot_row(seed: WorkspaceSeed) -> JSON:
    ids = {"bot_id": seed.bot_id, "app_id": seed.app_id, "user_id": seed.bot_user_id}
    return ids | {"name": "signpost", "deleted": False, "icons": {"image_48": ""}}


def _app_row(seed: WorkspaceSeed) -> JSON:
    return {
        "app_id": seed.app_id,
        "client_id": seed.client_id,
        "client_secret": seed.client_secret,
        "name": "Signpost",
        "redirect_uris": [],
        "scopes": list(seed.scopes),
        "user_scopes": [],
        "bot_id": seed.bot_id,
        "bot_user_id": seed.bot_user_id,
        "bot_name": "signpost",
    }


def _token_rows(seed: WorkspaceSeed) -> Iterable[Mapping[str, Any]]:
    everything = " ".join(ALL_SCOPES).split()
    ids = {"team_id": seed.team_id, "app_id": seed.app_id, "bot_id": seed.bot_id}
    bot = ids | {"token_type": "bot", "user_id": seed.bot_user_id, "bot_user_id": seed.bot_user_id}
    if seed.installed:
        yield bot | {"token": seed.bot_token, "scopes": list(seed.scopes)}
    yield bot | {"token": seed.own_token, "scopes": everything}
    for person in seed.accounts:
        yield ids | {"token": person.token, "token_type": "user", "user_id": person.user_id, "scopes": everything}

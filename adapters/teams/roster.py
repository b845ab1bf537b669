"""Who somebody is, by the roster of a conversation: name, and whether the person belongs to the firm.

Teams says nothing of guests in an activity. Whom its answer shows neither as a member of the firm nor as a guest counts
as external (docs/adr/0012).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.common.profiles import Profile
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From

_GUEST = "#ext#"


def people_of(members: Iterable[Mapping[str, Any]], channel: ChannelRef) -> Sequence[From]:
    """Everybody with an account in a directory; bots have none, and stand in no roster."""
    found = []
    for member in members:
        profile = profile_of(member, channel.workspace)
        account = _text(member, "aadObjectId") or _text(member, "objectId")
        if profile and account:
            who = PersonRef(channel.platform, channel.workspace, account)
            found.append(From(who=who, key="", name=profile.name, external=profile.external))
    return found


def profile_of(member: Mapping[str, Any], tenant: str) -> Profile | None:
    """From a member of a conversation (learn.microsoft.com, *Get Teams-specific context*); None for an odd answer."""
    if not _text(member, "id"):
        return None
    names = (_text(member, "name"), f"{_text(member, 'givenName')} {_text(member, 'surname')}")
    return Profile(
        name=next((" ".join(name.split())[:80] for name in names if name.strip()), ""),
        language="",
        timezone="",
        external=_is_external(member, tenant),
        active=True,
    )


def _is_external(member: Mapping[str, Any], tenant: str) -> bool:
    role, home = _text(member, "userRole").lower(), _text(member, "tenantId").lower()
    if home not in ("", tenant) or role not in ("", "user") or _GUEST in _text(member, "userPrincipalName").lower():
        return True
    return not (home or role)


def _text(member: Mapping[str, Any], name: str) -> str:
    found = member.get(name)
    return found if isinstance(found, str) else ""

"""Owners and admins whom no open door reaches: they could neither act nor be told anything."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.person import PersonRef
from bot.settings import Settings
from signpost.inspection.findings import Finding, State

_NOTATIONS: Mapping[str, str] = {"slack": "write slack:WORKSPACE/USER", "teams": "write teams:TENANT/OBJECT-ID"}


def open_doors(settings: Settings) -> tuple[str, ...]:
    modes = {"slack": settings.slack.mode, "teams": settings.teams.mode}
    return tuple(platform for platform, mode in modes.items() if mode != "disabled")


def unmet(settings: Settings, door: str) -> Iterator[Finding]:
    """Said once, by the first door that is open; ``door`` is the one that asks."""
    doors = open_doors(settings)
    if not doors or doors[0] != door:
        return
    for key, people in (("people.owners", settings.people.owners), ("people.admins", settings.people.admins)):
        yield from _unmet(key, people, doors, door)


def _unmet(key: str, people: Sequence[PersonRef], doors: tuple[str, ...], door: str) -> Iterator[Finding]:
    lost = [ref for ref in people if ref.platform not in doors]
    if lost:
        nobody = len(lost) == len(people)
        names = ", ".join(map(str, lost))
        hint = f"{_NOTATIONS[door]}; /client-setup tells people their own"
        words = f"{key}: no open door leads to {names}{' or anybody else there' if nobody else ''}; {hint}"
        yield Finding(State.WRONG if nobody else State.OFF, door.capitalize(), words)

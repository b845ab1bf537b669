"""What the policy files say in words and in numbers of nudging; no rules here."""

from dataclasses import dataclass

SIGN_KEYS = (
    "extra_demands",
    "disrespect",
    "non_cooperation",
    "ethics",
    "late_payment",
    "price_pressure",
    "shifting_agreements",
    "crowding_out",
    "personal_friction",
    "strategic_misfit",
)
"""The ten kinds of incident, in the order in which people read them."""
FRICTION, MISFIT = "personal_friction", "strategic_misfit"
"""The two that count under conditions: a report about oneself; one that a lead or owner files or confirms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One of the ten signs in one language: what the policy file says of it. ``playbook`` in order, first try first.

    ``say``: what the reporter can say now. ``backing``: who backs the reporter. ``protect``: steps that come first when
    it is severe; ``source``: the rule they rest on. ``part_when``: when to part. ``by_owner``: the owner takes reports
    of this sign over, not the client's lead.
    """

    key: str
    label: str
    help: str
    playbook: tuple[str, ...]
    protect: tuple[str, ...]
    part_when: str
    say: str
    backing: str
    source: str = ""
    by_owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkWords:
    """What a lead can say about one sign in a clarifying talk, in one language.

    ``effect``, ``request`` and ``otherwise`` (what follows if nothing changes) are said to the client, and so are the
    ``questions``, which look for the cause. ``own_side``: what the firm asks itself first. ``before``: what comes
    before any talk about this sign, empty where nothing does.
    """

    effect: str
    request: str
    otherwise: str
    questions: tuple[str, ...]
    own_side: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The numbers of nudging."""

    remind_after_working_days: int
    deputies_after_working_days: int
    owner_after_working_days: int
    lapse_after_working_days: int
    overdue_after_days: int
    overdue_owner_after_days: int
    again_after_points: float
    quiet_reentry_days: int

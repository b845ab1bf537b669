"""The numbers of nudging as a policy file gives them."""

from bot.domain.playbook import Ladder
from policies.reading import number, only, whole, wrong
from policies.yaml_lines import Table

_DAYS = (
    "remind_after_working_days",
    "deputies_after_working_days",
    "owner_after_working_days",
    "lapse_after_working_days",
    "overdue_after_days",
    "overdue_owner_after_days",
)


def read_ladder(table: Table) -> Ladder:
    """The section ``nudges``; the rungs must follow one another: reminder, deputies, owner."""
    only(table, (*_DAYS, "again_after_points", "quiet_reentry_days"))
    days = {key: whole(table, key, 1, 365) for key in _DAYS}
    for earlier, later in zip(_DAYS[:3], _DAYS[1:3], strict=False):
        if days[later] < days[earlier]:
            raise wrong(table, later, f"must not be less than {earlier} ({days[earlier]})")
    return Ladder(
        **days,
        again_after_points=number(table, "again_after_points", 0.5, 10_000),
        quiet_reentry_days=whole(table, "quiet_reentry_days", 0, 365),
    )

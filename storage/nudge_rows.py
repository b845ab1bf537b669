"""Between nudges and their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from bot.domain.assessment import Stage
from bot.domain.nudge import Nudge, NudgeState, Rung, Telling


def open_key(nudge: Nudge) -> str | None:
    """UNIQUE while unfinished; None sets the place free."""
    return f"{nudge.client}:{nudge.stage.key}" if nudge.state.unfinished else None


def due_at(nudge: Nudge) -> datetime | None:
    """The earliest moment at which the nudge has something to do; None once it is finished."""
    moments = (nudge.next_step_at, nudge.wakes_at, nudge.overdue_at)
    return min(filter(None, moments), default=None) if nudge.state.unfinished else None


def nudge_row(nudge: Nudge) -> dict[str, Any]:
    return {
        "id": nudge.id,
        "client_id": nudge.client,
        "stage": int(nudge.stage),
        "state": nudge.state.value,
        "open_key": open_key(nudge),
        "opened_at": nudge.opened_at,
        "opened_on": nudge.opened_on,
        "score": nudge.score,
        "told_score": nudge.told_score,
        "policy": nudge.policy,
        "fast_track": nudge.fast_track,
        "confidential": nudge.confidential,
        "shadow": nudge.shadow,
        "round": nudge.round,
        "round_at": nudge.round_at,
        "next_rung": nudge.next_rung and nudge.next_rung.value,
        "next_step_at": nudge.next_step_at,
        "wakes_at": nudge.wakes_at,
        "overdue_at": nudge.overdue_at,
        "overdue_told": nudge.overdue_told,
        "snoozes": nudge.snoozes,
        "handled_by": nudge.handled_by,
        "reason": nudge.reason,
        "closed_at": nudge.closed_at,
        "due_at": due_at(nudge),
    }


def telling_rows(nudge: Nudge) -> list[dict[str, Any]]:
    return [{"person_id": telling.person, "rung": telling.rung.value, "at": telling.at} for telling in nudge.tellings]


def nudge_of(row: RowMapping, tellings: Sequence[RowMapping]) -> Nudge:
    return Nudge(
        id=row["id"],
        client=row["client_id"],
        stage=Stage(row["stage"]),
        state=NudgeState(row["state"]),
        opened_at=row["opened_at"],
        opened_on=row["opened_on"],
        score=row["score"],
        told_score=row["told_score"],
        policy=row["policy"],
        fast_track=row["fast_track"],
        confidential=row["confidential"],
        shadow=row["shadow"],
        round=row["round"],
        round_at=row["round_at"],
        next_rung=row["next_rung"] and Rung(row["next_rung"]),
        next_step_at=row["next_step_at"],
        wakes_at=row["wakes_at"],
        overdue_at=row["overdue_at"],
        overdue_told=row["overdue_told"],
        snoozes=row["snoozes"],
        handled_by=row["handled_by"],
        reason=row["reason"],
        closed_at=row["closed_at"],
        tellings=tuple(Telling(part["person_id"], Rung(part["rung"]), part["at"]) for part in tellings),
    )

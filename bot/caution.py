"""How sure a suspicion has to be: an organization whose answers say "no" too often is asked less often."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.delivery import Urgency
from bot.domain.incident import Incident, IncidentState
from bot.ears import SURE
from bot.kit import Kit
from bot.ports import Act, Unit
from bot.telling import admins, tell

WINDOW = 50
TOO_FEW_RIGHT = 0.70
ENOUGH_RIGHT = 0.85
_TIMERS = ("timer daily", "timer digest")


def right_among(answers: Sequence[Incident]) -> int:
    """How many of the suspicions were incidents, of whatever sign."""
    return sum(one.state is IncidentState.CONFIRMED for one in answers)


async def weigh_answers(unit: Unit, kit: Kit) -> None:
    """After an answer: one step more careful when fewer than 70 % of the last 50 were right, one less from 85 % on.

    Every step waits for 50 answers of its own: those from before say nothing about it.
    """
    organization = await unit.journal.organization()
    if organization is None:
        return
    answers = await unit.incidents.answered(WINDOW, organization.caution_since)
    step = _step(right_among(answers) / WINDOW, organization.caution) if len(answers) == WINDOW else 0
    if not step:
        return
    for timer in _TIMERS:
        # They write the same row.
        await unit.lock_client(timer)
    current = await unit.journal.organization() or organization
    caution = current.caution + step
    await unit.journal.save_organization(replace(current, caution=caution, caution_since=kit.now()))
    detail = {"step": str(caution), "right": str(right_among(answers)), "of": str(WINDOW)}
    await unit.journal.record(Act(at=kit.now(), by="", act="caution", detail=detail))
    if step > 0:
        for person in await admins(unit):
            key = f"caution:{kit.now().isoformat()}"
            await tell(unit, kit, person.id, "caution", detail, key=key, urgency=Urgency.APPROVAL)


def _step(right: float, caution: int) -> int:
    if right < TOO_FEW_RIGHT and caution < len(SURE) - 1:
        return 1
    return -1 if right >= ENOUGH_RIGHT and caution > 0 else 0

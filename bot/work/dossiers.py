"""Making a dossier that was asked for: the job is a delivery row, claimed in a transaction and worked on outside it.

``sending`` with a due time gone by: whoever was at it is gone, and it is made once more. The message that hands it over
has a key of its own, so that it is not handed over twice.
"""

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryState, Urgency
from bot.domain.dossier import DossierRequest, Made, RequestState
from bot.domain.person import Person
from bot.dossier.making import Workshop
from bot.errors import NotFound, NotRecorded
from bot.handlers.dossiers import order_of
from bot.kit import Kit
from bot.ports import Act, Store, Unit
from bot.telling import edit, tell

CLAIM = timedelta(minutes=5)
AGAIN = timedelta(seconds=30)
TRIES = 3


@dataclass(frozen=True, slots=True)
class _Claim:
    job: Delivery
    request: DossierRequest
    person: Person


async def make_dossier(store: Store, kit: Kit, shop: Workshop, job: str) -> datetime | None:
    """Make one if it is due; the moment of the next try where there is one."""
    claim = await _claimed(store, kit, job)
    if not isinstance(claim, _Claim):
        return claim
    try:
        with tempfile.TemporaryFile() as nowhere:
            made = await shop.make(order_of(kit, claim.request, claim.person), nowhere)
    except NotFound:
        # The client is gone, or the person may not see it any more: nothing to hand over, nothing to tell.
        await _ended(store, kit, claim, RequestState.FAILED)
        return None
    except NotRecorded:
        return await _later(store, kit, claim)
    except Exception as error:
        kit.log.error("dossier_failed", dossier=claim.request.id, kind=type(error).__name__, attempt=claim.job.attempts)
        if claim.job.attempts < TRIES:
            return await _later(store, kit, claim)
        await _ended(store, kit, claim, RequestState.FAILED)
        return None
    await _ended(store, kit, claim, RequestState.READY, made)
    return None


async def _claimed(store: Store, kit: Kit, id: str) -> _Claim | datetime | None:
    now = kit.now()
    async with store.write() as unit:
        await unit.lock_client(f"delivery {id}")
        job = await unit.deliveries.by_id(id)
        if job is None or job.state not in (DeliveryState.DUE, DeliveryState.SENDING):
            return None
        if job.due_at > now:
            return job.due_at
        request = await unit.dossiers.by_id(job.about["dossier"])
        person = await unit.people.by_id(job.person)
        if request is None or person is None or not person.has_rights or job.attempts >= TRIES:
            await unit.deliveries.save(replace(job, state=DeliveryState.DROPPED))
            if request is not None:
                await _turned(unit, kit, replace(request, state=RequestState.FAILED))
            await unit.commit()
            return None
        claimed = replace(job, state=DeliveryState.SENDING, attempts=job.attempts + 1, due_at=now + CLAIM)
        await unit.deliveries.save(claimed)
        making = replace(request, state=RequestState.MAKING)
        await unit.dossiers.save(making)
        await unit.commit()
    return _Claim(claimed, making, person)


async def _ended(store: Store, kit: Kit, claim: _Claim, state: RequestState, made: Made | None = None) -> None:
    request = replace(claim.request, state=state, made=made)
    async with store.write() as unit:
        await unit.deliveries.save(replace(claim.job, state=DeliveryState.DROPPED))
        await _turned(unit, kit, request)
        if made:
            about = {"dossier": request.id, "platform": claim.job.about.get("platform", "")}
            key = f"dossier-ready:{request.id}"
            await tell(unit, kit, request.person, "dossier_ready", about, key=key, urgency=Urgency.RECEIPT)
            detail = {
                "since": request.period.since.isoformat(),
                "until": request.period.until.isoformat(),
                "form": request.form,
                "entries": str(made.entries),
                "sha256": made.sha256,
            }
            await unit.journal.record(
                Act(at=kit.now(), by=request.person, act="dossier_made", subject=request.client, detail=detail)
            )
        await unit.commit()


async def _turned(unit: Unit, kit: Kit, request: DossierRequest) -> None:
    """The request stands otherwise, and its message says so."""
    await unit.dossiers.save(request)
    sent = await unit.deliveries.by_key(f"dossier:{request.id}:{request.person}")
    if sent and sent.state is DeliveryState.SENT and sent.message:
        await edit(unit, kit, sent)


async def _later(store: Store, kit: Kit, claim: _Claim) -> datetime:
    due = kit.now() + AGAIN
    async with store.write() as unit:
        await unit.deliveries.save(replace(claim.job, state=DeliveryState.DUE, due_at=due))
        await unit.commit()
    return due

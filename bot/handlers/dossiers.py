"""A client's dossier: asked for in a form, made by a job, fetched by whoever asked, with that person's rights."""

import tempfile
from dataclasses import replace

from bot.access import asker, client_led, dossier_of, joined
from bot.domain.delivery import Delivery, Urgency
from bot.domain.dossier import DossierRequest
from bot.domain.person import Person
from bot.dossier.making import Order, Workshop
from bot.errors import InvalidInput, NotFound
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.messages import AskForDossier, DossierFetched
from bot.notices import dossiers as notices
from bot.ports import Act, Charts, Documents, Store, Unit
from bot.replies import File, Reply, Told
from bot.telling import tell

MEDIA_TYPES = {"pdf": "application/pdf", "csv": "text/csv", "jsonl": "application/jsonl"}


async def ask_for_dossier(message: AskForDossier, *, store: Store, kit: Kit) -> Reply:
    """A request, the message that will tell how it stands, and the job, in one transaction."""
    today = kit.today()
    if message.period.since > today:
        raise InvalidInput({"since": "future"})
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await client_led(unit, person, message.client)
        request = await _earlier(unit, message.by.key)
        if request is None:
            until = min(message.period.until, today)
            request = DossierRequest(
                id=kit.ids.new(),
                client=client.id,
                person=person.id,
                period=replace(message.period, until=until),
                form=message.form,
                asked_at=kit.now(),
            )
            await _put_to_work(unit, kit, message, request)
            await unit.commit()
    return Told(notices.asked_for(voice_for(kit, person), client.name, request))


async def _earlier(unit: Unit, key: str) -> DossierRequest | None:
    """The same form twice is one request."""
    known = await unit.journal.seen(key)
    if known is None:
        return None
    request = await unit.dossiers.by_id(known)
    if request is None:
        raise NotFound("dossier")
    return request


async def _put_to_work(unit: Unit, kit: Kit, message: AskForDossier, request: DossierRequest) -> None:
    await unit.dossiers.save(request)
    await unit.journal.take(message.by.key, kit.now(), request.id)
    about = {"dossier": request.id, "platform": message.by.who.platform}
    await tell(unit, kit, request.person, "dossier", about, key=f"dossier:{request.id}", urgency=Urgency.RECEIPT)
    job = Delivery(
        id=request.job,
        key=request.job,
        person=request.person,
        notice="dossier_job",
        about=about,
        # After the message that tells how it stands, and whatever else this person is to be told.
        urgency=Urgency.EDIT,
        held=False,
        due_at=kit.now(),
        created_at=kit.now(),
    )
    await unit.deliveries.add(job)


async def fetch_dossier(
    message: DossierFetched, *, store: Store, kit: Kit, charts: Charts, documents: Documents
) -> File:
    """Made anew from the record of this moment. Who fetched it goes to the audit log."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        request, client = await dossier_of(unit, person, message.dossier)
    content = tempfile.TemporaryFile()  # noqa: SIM115 - whoever gets it closes it; it has no name and goes with that
    try:
        made = await Workshop(store, kit, charts, documents).make(order_of(kit, request, person), content)
        size = content.tell()
        content.seek(0)
        async with store.write() as unit:
            detail = {"dossier": request.id, "form": request.form, "sha256": made.sha256}
            await unit.journal.record(
                Act(at=kit.now(), by=person.id, act="dossier_fetched", subject=client.id, detail=detail)
            )
            await unit.commit()
    except BaseException:
        content.close()
        raise
    return File(request.file_name, MEDIA_TYPES[request.form], size, content)


def order_of(kit: Kit, request: DossierRequest, person: Person) -> Order:
    return Order(
        client=request.client,
        period=request.period,
        form=request.form,
        language=voice_for(kit, person).language,
        reader=person,
    )

"""A small record with something in every table."""

from bot.domain.checkin import RoundState, Sealed
from bot.domain.delivery import DeliveryState
from bot.domain.dossier import Made, RequestState
from bot.domain.nudge import NudgeState
from bot.ports import Act, Organization, Store
from tests.contract.store_samples import (
    DAY,
    NOW,
    agreement,
    checked,
    client,
    counterweight,
    delivery,
    dossier,
    draft,
    full_agreement,
    full_client,
    full_counterweight,
    full_delivery,
    full_draft,
    full_handover,
    full_incident,
    full_listening,
    full_nudge,
    full_parting,
    full_person,
    full_talk,
    incident,
    installation,
    invoice,
    listening,
    note,
    nudge,
    parting,
    person,
    published,
    reference,
    reporter_answer,
    reporter_question,
    round_of,
    schedule,
    step,
    talk,
    web_session,
)


async def fill_store(store: Store) -> None:
    async with store.write() as unit:
        for one in (person("p1"), person("p2"), full_person()):
            await unit.people.save(one)
        for firm in (client("c1", "Acme"), client("c2", "Beta"), full_client()):
            await unit.clients.save(firm)
        for report in (incident(1), incident(2, "c2", by=("p1", "p2")), full_incident(), incident(9, None, sign="x")):
            await unit.incidents.save(report)
        for _ in range(9):
            await unit.incidents.next_number()
        for conversation in (talk("t1"), full_talk(), talk("t2", "c2", DAY)):
            await unit.talks.save(conversation)
        await unit.talks.add_note(note("x1"))
        for point in (agreement(), full_agreement()):
            await unit.agreements.save(point)
        for weight in (counterweight(), full_counterweight()):
            await unit.counterweights.save(weight)
        await unit.reporter_questions.ask(reporter_question())
        await unit.reporter_questions.answer(reporter_answer())
        for letter in (draft("d1"), full_draft()):
            await unit.drafts.save(letter)
        for one_nudge in (full_nudge(), nudge("n-done", state=NudgeState.DONE)):
            await unit.nudges.save(one_nudge)
        for case in (parting(), full_parting()):
            await unit.partings.save(case)
        await unit.partings.save_item(checked())
        await unit.partings.save_handover(full_handover())
        await unit.partings.save_invoice(invoice())
        await unit.partings.add_step(step())
        states = {f"m-{state.value}": state for state in DeliveryState}
        for id, state in states.items():
            await unit.deliveries.add(delivery(id, state=state, about={"nudge": "n-full"}))
        await unit.deliveries.add(full_delivery())
        for ears in (listening(), full_listening()):
            await unit.listened.save(ears)
        await unit.journal.save_organization(Organization(id="main", live_since=NOW, caution=1, caution_since=NOW))
        await unit.journal.take("k1", NOW, "i1")
        for act in ("client_added", "exported"):
            await unit.journal.record(Act(at=NOW, by="p1", act=act, subject="c1", detail={"n": "1"}))
        for workspace in ("T01TEST", "T02TEST"):
            await unit.installations.save(installation(workspace))
        for session in (web_session(), web_session("s2", "U02BOB")):
            await unit.sessions.save(session)
        made = dossier("o2", state=RequestState.READY, made=Made(7, "0" * 64))
        for request in (dossier(), made):
            await unit.dossiers.save(request)
        await unit.references.save(reference())
        for one_round in (round_of(), round_of("r2", None, state=RoundState.PUBLISHED, ended_at=NOW, swept=True)):
            assert await unit.checkins.open(one_round)
        for shown in (published(), published("r2", None, counts=None, comments=())):
            await unit.checkins.publish(shown)
        for seat in (b"\x00\xff", b"\x01"):
            await unit.checkins.put_answer(Sealed("r1", seat, bytes(range(256))))
        for plan in (schedule(), schedule(None, people=())):
            await unit.checkins.save_schedule(plan)
        await unit.checkins.decline("p2", declined=True)
        await unit.checkins.save_canary("sings")
        await unit.commit()

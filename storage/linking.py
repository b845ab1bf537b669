"""Two people who turn out to be one: everything of the second belongs to the first from then on."""

from sqlalchemy import Table, and_, delete, select, update

from storage.checkins import renamed_in_rounds
from storage.session import Session, mine
from storage.tables.around_talks import agreements, counterweights, reporter_answers, reporter_questions
from storage.tables.parting import parting_cases, parting_handovers, parting_invoices, parting_items, parting_steps
from storage.tables.record import incident_reporters, incidents, people, person_refs
from storage.tables.work import deliveries, draft_versions, drafts, notes, nudge_tellings, nudges, talks

_SIMPLE = (
    (incidents, "facts_confirmed_by"),
    (incidents, "asked_id"),
    (talks, "lead_id"),
    (notes, "author_id"),
    (agreements, "made_by"),
    (agreements, "settled_by"),
    (counterweights, "author_id"),
    (reporter_questions, "asked_by"),
    (nudges, "handled_by"),
    (drafts, "for_person"),
    (parting_cases, "opened_by"),
    (parting_cases, "closed_by"),
    (parting_items, "by_person"),
    (parting_handovers, "owner_id"),
    (parting_handovers, "added_by"),
    (parting_handovers, "done_by"),
    (parting_invoices, "added_by"),
    (parting_steps, "by_person"),
    (drafts, "asked_by"),
    (drafts, "approver"),
    (drafts, "approved_by"),
    (drafts, "order_by"),
    (draft_versions, "author"),
)


async def taken_over(session: Session, keep: str, gone: str) -> None:
    """Rewrites every row that names ``gone``, but clients and the audit log, and deletes that person with all refs."""
    for table, column in _SIMPLE:
        await _renamed(session, table, column, keep, gone)
    for table, owner in ((incident_reporters, "incident_id"), (nudge_tellings, "nudge_id")):
        await _once(session, table, owner, keep, gone)
        await _renamed(session, table, "person_id", keep, gone)
    await _answers(session, keep, gone)
    await renamed_in_rounds(session, keep, gone)
    await _messages(session, keep, gone)
    await session.run(delete(person_refs).where(mine(person_refs), person_refs.c.person_id == gone))
    await session.run(delete(people).where(mine(people), people.c.id == gone))


async def _renamed(session: Session, table: Table, column: str, keep: str, gone: str) -> None:
    await session.run(update(table).where(mine(table), table.c[column] == gone).values({column: keep}))


async def _once(session: Session, table: Table, owner: str, keep: str, gone: str) -> None:
    """Where both stand below one thing, the later of the two goes: it is one person, who was there first."""
    kept, theirs = table.alias("kept"), table.alias("theirs")
    both = select(kept.c[owner], kept.c.position, theirs.c.position.label("other")).where(
        kept.c.organization_id == session.organization,
        kept.c.person_id == keep,
        theirs.c.organization_id == session.organization,
        theirs.c.person_id == gone,
        kept.c[owner] == theirs.c[owner],
    )
    for row in await session.rows(both):
        later = gone if row["other"] > row["position"] else keep
        found = and_(table.c[owner] == row[owner], table.c.person_id == later)
        await session.run(delete(table).where(mine(table), found))


async def _answers(session: Session, keep: str, gone: str) -> None:
    """Who answered a question twice has answered once: as the person who stays."""
    answered = select(reporter_answers.c.question_id).where(
        mine(reporter_answers), reporter_answers.c.person_id == keep
    )
    twice = and_(reporter_answers.c.person_id == gone, reporter_answers.c.question_id.in_(answered))
    await session.run(delete(reporter_answers).where(mine(reporter_answers), twice))
    await _renamed(session, reporter_answers, "person_id", keep, gone)


async def _messages(session: Session, keep: str, gone: str) -> None:
    """The key of a message ends with whom it is for; one that both got already keeps its own."""
    sent = select(deliveries.c.id, deliveries.c.key).where(mine(deliveries), deliveries.c.person_id == gone)
    for row in await session.rows(sent):
        key = row["key"].removesuffix(f":{gone}") + f":{keep}" if row["key"].endswith(f":{gone}") else row["key"]
        taken = select(deliveries.c.id).where(mine(deliveries), deliveries.c.key == key)
        if await session.value(taken) is not None:
            key = row["key"]
        change = update(deliveries).where(mine(deliveries), deliveries.c.id == row["id"])
        await session.run(change.values(person_id=keep, key=key))

"""Two people become one, in memory."""

from dataclasses import replace
from typing import TypeVar

from tests.fakes.memory_state import State

T = TypeVar("T")


def taken_over(state: State, keep: str, gone: str) -> None:
    def own(person: str | None) -> str | None:
        return keep if person == gone else person

    def surely(person: str) -> str:
        return keep if person == gone else person

    for id, incident in state.incidents.items():
        reporters = _once([replace(one, person=surely(one.person)) for one in incident.reporters], "person")
        facts = own(incident.facts_confirmed_by)
        heard = incident.heard and replace(incident.heard, asked=surely(incident.heard.asked))
        state.incidents[id] = replace(incident, reporters=reporters, facts_confirmed_by=facts, heard=heard)
    for id, talk in state.talks.items():
        state.talks[id] = replace(talk, lead=surely(talk.lead))
    for id, note in state.notes.items():
        state.notes[id] = replace(note, author=surely(note.author))
    for id, agreement in state.agreements.items():
        made_by, settled_by = surely(agreement.made_by), own(agreement.settled_by)
        state.agreements[id] = replace(agreement, made_by=made_by, settled_by=settled_by)
    for id, counterweight in state.counterweights.items():
        state.counterweights[id] = replace(counterweight, author=surely(counterweight.author))
    for id, question in state.reporter_questions.items():
        state.reporter_questions[id] = replace(question, asked_by=surely(question.asked_by))
    for answer in [one for one in state.reporter_answers.values() if one.person == gone]:
        del state.reporter_answers[answer.question, gone]
        state.reporter_answers.setdefault((answer.question, keep), replace(answer, person=keep))
    for id, nudge in state.nudges.items():
        tellings = _once([replace(one, person=surely(one.person)) for one in nudge.tellings], "person")
        state.nudges[id] = replace(nudge, handled_by=own(nudge.handled_by), tellings=tellings)
    for id, draft in state.drafts.items():
        asked = draft.approval
        state.drafts[id] = replace(
            draft,
            version=replace(draft.version, author=surely(draft.version.author)),
            for_person=own(draft.for_person),
            approval=replace(
                asked,
                asked_by=surely(asked.asked_by),
                approver=surely(asked.approver),
                approved_by=surely(asked.approved_by),
            ),
            order=draft.order and replace(draft.order, by=surely(draft.order.by)),
        )
    for number, version in state.draft_versions.items():
        state.draft_versions[number] = replace(version, author=surely(version.author))
    for id, case in state.partings.items():
        state.partings[id] = replace(case, opened_by=surely(case.opened_by), closed_by=own(case.closed_by))
    for place, item in state.parting_items.items():
        state.parting_items[place] = replace(item, by=surely(item.by))
    for id, handover in state.handovers.items():
        state.handovers[id] = replace(
            handover,
            owner=surely(handover.owner),
            added_by=surely(handover.added_by),
            done_by=own(handover.done_by),
        )
    for id, invoice in state.invoices.items():
        state.invoices[id] = replace(invoice, added_by=surely(invoice.added_by))
    state.steps = tuple(replace(step, by=surely(step.by)) for step in state.steps)
    keys = {delivery.key for delivery in state.deliveries.values()}
    for id, delivery in state.deliveries.items():
        if delivery.person == gone:
            key = delivery.key.removesuffix(f":{gone}") + f":{keep}" if delivery.key.endswith(f":{gone}") else ""
            renamed = key if key and key not in keys else delivery.key
            state.deliveries[id] = replace(delivery, person=keep, key=renamed)
    for id, round in state.rounds.items():
        state.rounds[id] = replace(round, seats=tuple(replace(s, person=surely(s.person)) for s in round.seats))
    for id, shown in state.published.items():
        state.published[id] = replace(shown, roster=frozenset(map(surely, shown.roster)))
    if gone in state.declined:
        del state.declined[gone]
        state.declined[keep] = None
    state.people.pop(gone, None)


def _once(parts: list[T], name: str) -> tuple[T, ...]:
    first: dict[str, T] = {}
    for one in parts:
        first.setdefault(getattr(one, name), one)
    return tuple(first.values())

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
    for id, nudge in state.nudges.items():
        tellings = _once([replace(one, person=surely(one.person)) for one in nudge.tellings], "person")
        state.nudges[id] = replace(nudge, handled_by=own(nudge.handled_by), tellings=tellings)
    for id, draft in state.drafts.items():
        state.drafts[id] = replace(draft, written_by=surely(draft.written_by), for_person=own(draft.for_person))
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

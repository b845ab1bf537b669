"""What a dossier consists of, section by section: ``SECTIONS`` is the whole of it, one line each."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge

from bot.access import may_read
from bot.domain.agreement import Agreement, PointKind
from bot.domain.assessment import Assessment
from bot.domain.draft import Draft
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.parting import PartingCase, checklist
from bot.dossier.entries import Desk, Entry, Line
from bot.handlers.partingviews import unpaid_of
from bot.handlers.speech import signs_in
from bot.handlers.views import secret_among
from bot.notices import dossier as words
from bot.notices.labels import N_
from bot.notices.parting import Unpaid
from bot.notices.partinglabels import step_words
from bot.notices.parts import Text
from bot.record import assessed

Gather = Callable[[Desk], AsyncIterator[Entry]]
_AT_ONCE = 50
_TABLE_ROWS = 25


@dataclass(frozen=True, slots=True)
class Part:
    """``heading``: a source text for the catalog; empty for what needs none."""

    heading: str
    gather: Gather


async def _head(desk: Desk) -> AsyncIterator[Entry]:
    client, period, kit = desk.client, desk.period, desk.kit
    verdict = await assessed(desk.unit, kit, client)
    told = {
        "organization": kit.settings.organization,
        "client": client.name,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "as_of": desk.today.isoformat(),
        "state": client.state.value,
        "stage": verdict.stage.key,
        "score": f"{verdict.score:.6f}",
        "policy": kit.policy.version,
    }
    lines = tuple({"part": "head", "what": name, "text": value} for name, value in told.items())
    yield Entry(lines, words.head(desk.say, client, period, desk.today, verdict, kit.policy.version))


async def _contract(desk: Desk) -> AsyncIterator[Entry]:
    told = desk.client.contract
    facts = {
        "kind": told.kind.value if told.kind else "",
        "start": told.start.isoformat() if told.start else "",
        "term_end": told.term_end.isoformat() if told.term_end else "",
        "notice": told.notice,
        "pay_rhythm": told.pay_rhythm,
        "clause": told.clause,
        "monthly_value": str(told.monthly_value) if told.monthly_value is not None else "",
        "currency": told.currency if told.monthly_value is not None else "",
        "country": told.country,
    }
    lines = tuple({"part": "contract", "what": name, "text": value} for name, value in facts.items() if value)
    yield Entry(lines, words.contract(desk.say, desk.client))


async def _chart(desk: Desk) -> AsyncIterator[Entry]:
    yield Entry(blocks=(words.chart(desk.say, desk.client),))


async def _score(desk: Desk) -> AsyncIterator[Entry]:
    """Line by line, heaviest first; of what was told straight to the owner others see sign and points alone."""
    verdict = await assessed(desk.unit, desk.kit, desk.client)
    secret = frozenset() if desk.owner else await secret_among(desk.unit, verdict)
    lines = sorted(verdict.lines, key=lambda line: (-round(line.points, 6), line.occurred_on, line.sign))
    signs = signs_in(desk.kit, desk.say)
    for start in range(0, len(lines), _TABLE_ROWS):
        some = lines[start : start + _TABLE_ROWS]
        rows, told = [], []
        for line in some:
            hidden = set(line.incidents) <= secret
            row: dict[str, str | int] = {"part": "score", "what": line.sign, "points": f"{line.points:.6f}"}
            if not hidden:
                factors = (line.base, line.severity_factor, line.settled, line.decay)
                row |= {
                    "day": line.occurred_on.isoformat(),
                    "severity": line.severity,
                    "who": line.reporters,
                    "detail": " × ".join(f"{factor:.6g}" for factor in factors),
                }
            told.append(row)
            rows.append(words.score_row(desk.say, line, signs, secret=hidden))
        last = start + _TABLE_ROWS >= len(lines)
        yield Entry(tuple(told), (words.score_rows(desk.say, rows, verdict.score if last else None),))
    yield Entry(_reasons(verdict), words.score_notes(desk.say, verdict, signs))


def _reasons(verdict: Assessment) -> tuple[Line, ...]:
    return tuple(
        {
            "part": "reason",
            "what": reason.code,
            "detail": "; ".join(f"{name}={value}" for name, value in sorted(reason.values.items())),
        }
        for reason in verdict.reasons
    )


async def _timeline(desk: Desk) -> AsyncIterator[Entry]:
    """Everything of the period by day, a row each; the sections below tell more."""
    others = sorted(await _events(desk), key=lambda event: event[:2])
    waiting = iter(others)
    event = next(waiting, None)
    async for incident in _shown(desk):
        while event and event[0] < incident.occurred_on:
            yield Entry(blocks=(words.on_day(desk.say, event[0], event[2]),))
            event = next(waiting, None)
        line = words.incident_line(desk.say, incident, _label(desk, incident.sign))
        yield Entry(blocks=(words.on_day(desk.say, incident.occurred_on, line),))
    for day, _, text in (*([event] if event else []), *waiting):
        yield Entry(blocks=(words.on_day(desk.say, day, text),))


async def _events(desk: Desk) -> list[tuple[date, int, Text]]:
    """(day, order within a day, words) of what is no incident."""
    say, unit, client = desk.say, desk.unit, desk.client.id
    stages = [(n.opened_on, 1, words.stage_line(say, n)) for n in await _nudges_of(desk)]
    talks = [(talk.day, 2, words.talk_line(say, talk)) for talk in await unit.talks.of_client(client)]
    drafts = [
        (desk.kit.calendar.day(draft.written_at), 3, words.draft_line(say, draft))
        for draft in await unit.drafts.of_client(client)
        if await _may_read(desk, draft)
    ]
    warnings = [(d, 4, words.warning_line(say, p, desk.today)) async for d, p in _points(desk) if p.is_warning]
    return [
        event
        for event in merge(stages, talks, drafts, warnings, key=lambda event: event[:2])
        if event[0] in desk.period
    ]


async def _incidents(desk: Desk) -> AsyncIterator[Entry]:
    say, quotes_from = desk.say, desk.today - timedelta(days=desk.kit.settings.privacy.quote_days)
    async for incident in _shown(desk):
        quote = incident.shown_quote if incident.occurred_on >= quotes_from else ""
        members = desk.crew.of(incident)
        line: Line = {
            "part": "incident",
            "day": incident.occurred_on.isoformat(),
            "number": incident.number,
            "what": incident.sign,
            "severity": incident.severity,
            "state": incident.state.value,
            "text": incident.summary,
            "quote": quote,
            "link": incident.shown_link,
            "who": "; ".join(f"team member {number}" for number in members),
            "detail": f"reported_on={incident.reported_on.isoformat()}; source={incident.source.value}",
        }
        yield Entry((line,), words.incident(say, incident, _label(desk, incident.sign), quote, members))
    for sign in sorted(await _hidden_signs(desk)):
        line = {"part": "incident", "what": sign, "state": "confidential"}
        yield Entry((line,), words.confidential(say, _label(desk, sign)))


async def _talks(desk: Desk) -> AsyncIterator[Entry]:
    for talk in await desk.unit.talks.of_client(desk.client.id):
        if talk.day in desk.period:
            line = {"part": "talk", "day": talk.day.isoformat(), "what": talk.outcome.value, "text": talk.note}
            yield Entry((line,), words.talk(desk.say, talk))
    for note in await desk.unit.talks.notes_of(desk.client.id):
        if (day := desk.kit.calendar.day(note.written_at)) in desk.period:
            yield Entry(({"part": "note", "day": day.isoformat(), "text": note.text},), words.note(desk.say, note, day))


async def _agreements(desk: Desk) -> AsyncIterator[Entry]:
    async for day, point in _points(desk):
        if not point.is_warning:
            line: Line = {
                "part": "agreement",
                "day": day.isoformat(),
                "what": point.whose.value,
                "state": point.state.value,
                "text": point.text,
                "detail": f"due_on={point.due_on.isoformat()}; moves={point.moves}",
            }
            yield Entry((line,), words.agreement(desk.say, point, day, desk.today))


async def _warnings(desk: Desk) -> AsyncIterator[Entry]:
    """What, when, until when, and whether it helped."""
    async for day, point in _points(desk):
        if point.is_warning:
            until = f"due_on={point.due_on.isoformat()}; " if point.kind is PointKind.DEADLINE else ""
            line: Line = {
                "part": "warning",
                "day": day.isoformat(),
                "what": point.kind.value,
                "state": point.state.value,
                "text": point.text,
                "detail": f"{until}moves={point.moves}",
            }
            yield Entry((line,), words.warning(desk.say, point, day, desk.today))


async def _points(desk: Desk) -> AsyncIterator[tuple[date, Agreement]]:
    """What was agreed or demanded, or due, in the period, each with the day on which it was said."""
    for point in await desk.unit.agreements.of_client(desk.client.id):
        day = point.said_on or desk.kit.calendar.day(point.made_at)
        if day in desk.period or point.due_on in desk.period:
            yield day, point


async def _partings(desk: Desk) -> AsyncIterator[Entry]:
    """Each with its list and its steps, without by whom: what somebody did for the client names nobody either."""
    for case in reversed(await desk.unit.partings.of_client(desk.client.id)):
        if case.opened_on > desk.period.until or (case.closed_at and desk.closed_before(case.closed_at)):
            continue
        dates = {"receive_on": case.receive_on, "ends_on": case.ends_on, "last_invoice_on": case.last_invoice_on}
        line: Line = {
            "part": "parting",
            "day": case.opened_on.isoformat(),
            "state": case.closed.value if case.closed else "open",
            "text": case.reason,
            "detail": "; ".join(f"{name}={day.isoformat()}" for name, day in dates.items() if day),
        }
        yield Entry((line,), words.parting(desk.say, case))
        items = checklist(await desk.unit.partings.items_of(case.id), case.id)
        told = tuple(
            {"part": "parting_item", "what": one.item.value, "state": one.state.value, "text": one.note}
            for one in items
        )
        yield Entry(told, words.parting_items(desk.say, items))
        async for entry in _handed_over_and_unpaid(desk, case):
            yield entry
        for number, step in enumerate(await desk.unit.partings.steps_of(case.id)):
            day = desk.kit.calendar.day(step.at)
            row = {"part": "parting_step", "day": day.isoformat(), "what": step.act, "text": step.about}
            head = () if number else words.steps_head(desk.say)
            yield Entry((row,), (*head, words.on_day(desk.say, day, step_words(desk.say, step))))


async def _handed_over_and_unpaid(desk: Desk, case: PartingCase) -> AsyncIterator[Entry]:
    """What is handed over until when, without by whom, and the invoices with what they have grown to by now."""
    handovers = await desk.unit.partings.handovers_of(case.id)
    told: list[Line] = [
        {
            "part": "handover",
            "day": one.due_on.isoformat(),
            "state": "open" if one.is_open else "done",
            "text": one.what,
        }
        for one in handovers
    ]
    if handovers:
        yield Entry(tuple(told), words.handovers(desk.say, handovers))
    unpaid = [unpaid_of(desk.kit, desk.client, one) for one in await desk.unit.partings.invoices_of(case.id)]
    bills: list[Line] = [
        {
            "part": "invoice",
            "day": one.invoice.due_on.isoformat(),
            "state": "paid" if one.invoice.paid_on else "unpaid",
            "text": one.invoice.number,
            "detail": "; ".join(f"{name}={value}" for name, value in _bill(one).items() if value is not None),
        }
        for one in unpaid
    ]
    if unpaid:
        yield Entry(tuple(bills), words.invoices(desk.say, unpaid))


def _bill(one: Unpaid) -> Mapping[str, object]:
    invoice, claim = one.invoice, one.claim
    return {
        "amount": f"{invoice.amount} {invoice.currency}",
        "late_from": claim.late_from.isoformat(),
        "paid_on": invoice.paid_on and invoice.paid_on.isoformat(),
        "interest": claim.interest,
        "flat": claim.flat,
    }


async def _drafts(desk: Desk) -> AsyncIterator[Entry]:
    found = [draft for draft in await desk.unit.drafts.of_client(desk.client.id) if await _may_read(desk, draft)]
    shown = [draft for draft in reversed(found) if desk.kit.calendar.day(draft.written_at) in desk.period]
    for draft in shown:
        day = desk.kit.calendar.day(draft.written_at)
        line = {
            "part": "message",
            "day": day.isoformat(),
            "what": draft.kind.value,
            "state": "locked" if draft.locked else "approved" if draft.approved else "drafted",
            "text": "" if draft.locked else f"{draft.subject}\n\n{draft.body}",
            "detail": f"tone={draft.tone.value}; language={draft.language}",
        }
        yield Entry((line,), words.draft(desk.say, draft, day))
    if shown:
        yield Entry(blocks=words.drafts_note(desk.say))


async def _nudges(desk: Desk) -> AsyncIterator[Entry]:
    for nudge in await _nudges_of(desk):
        if nudge.opened_on in desk.period:
            line = {
                "part": "stage",
                "day": nudge.opened_on.isoformat(),
                "what": nudge.stage.key,
                "state": nudge.state.value,
                "text": nudge.reason,
                "points": f"{nudge.score:.6f}",
                "detail": f"policy={nudge.policy}",
            }
            yield Entry((line,), words.nudge(desk.say, nudge))


SECTIONS: Sequence[Part] = (
    Part("", _head),
    Part(N_("The contract"), _contract),
    Part(N_("Score over time"), _chart),
    Part(N_("Why the score is what it is"), _score),
    Part(N_("Timeline"), _timeline),
    Part(N_("Incidents"), _incidents),
    Part(N_("Talks and notes"), _talks),
    Part(N_("Agreed points"), _agreements),
    Part(N_("Warnings and deadlines"), _warnings),
    Part(N_("Messages to the client"), _drafts),
    Part(N_("Partings"), _partings),
    Part(N_("Stages"), _nudges),
)


# --- Shared ------------------------------------------------------------------------------------------------------


async def _shown(desk: Desk) -> AsyncIterator[Incident]:
    """The confirmed incidents of the period that this reader sees, oldest first, a few in memory at a time."""
    async for incident in _confirmed(desk):
        if not desk.hides(incident):
            yield incident


async def _confirmed(desk: Desk) -> AsyncIterator[Incident]:
    wanted = await desk.unit.incidents.confirmed_between(desk.client.id, desk.period.since, desk.period.until)
    for start in range(0, len(wanted), _AT_ONCE):
        for incident in await desk.unit.incidents.by_ids(wanted[start : start + _AT_ONCE]):
            yield incident


async def _hidden_signs(desk: Desk) -> list[str]:
    return [] if desk.owner else [one.sign async for one in _confirmed(desk) if desk.hides(one)]


async def _nudges_of(desk: Desk) -> list[Nudge]:
    """Oldest first; confidential ones for owners."""
    found = await desk.unit.nudges.of_client(desk.client.id)
    return [nudge for nudge in reversed(found) if desk.owner or not nudge.confidential]


async def _may_read(desk: Desk, draft: Draft) -> bool:
    return desk.owner or (desk.reader is not None and await may_read(desk.unit, desk.reader, draft))


def _label(desk: Desk, sign: str) -> str:
    return desk.kit.policy.sign(sign, desk.say.language).label

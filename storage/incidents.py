"""What clients did, and who stands behind each report."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, RowMapping, bindparam, delete, exists, func, select, update

from bot.domain.assessment import Record, RecordedIncident
from bot.domain.detection import Side
from bot.domain.incident import Heard, Incident, IncidentState, Reporter, Source
from bot.domain.person import ChannelRef
from storage.journal import next_in_sequence
from storage.mapping import first
from storage.questions import Question, question
from storage.session import Row, Session, mine
from storage.tables.record import incident_reporters, incidents

_OVER = (IncidentState.WITHDRAWN, IncidentState.DISMISSED, IncidentState.EXPIRED)
_NEWEST_DAY = (incidents.c.occurred_on.desc(), incidents.c.number.desc())
# In the order of their numbers, but not by the index of the numbers: without statistics SQLite would go through the
# whole record along it until it meets the first row that fits.
_OLDEST = (incidents.c.reported_at, incidents.c.number)
_OF_CLIENT = incidents.c.client_id == bindparam("client")
_OF_SIGN = incidents.c.sign == bindparam("sign")
_CONFIRMED = incidents.c.state == IncidentState.CONFIRMED


def _asked(*conditions: ColumnElement[bool], order: Sequence[Any] = (), limit: Any = None) -> Question:
    query = select(incidents).where(mine(incidents), *conditions).order_by(*order or (incidents.c.number,))
    return question(query.limit(limit), incident_reporters, "incident_id")


_BY_ID = _asked(incidents.c.id == bindparam("id"))
_BY_IDS = _asked(incidents.c.id.in_(bindparam("ids", expanding=True)))
_BY_NUMBER = _asked(incidents.c.number == bindparam("number"))
_ALL_OF_CLIENT = _asked(_OF_CLIENT, order=_NEWEST_DAY)
_COUNTED = _asked(_OF_CLIENT, _CONFIRMED, order=_NEWEST_DAY)
_CONFIRMED_BETWEEN = (
    select(incidents.c.id)
    .where(
        mine(incidents), _OF_CLIENT, _CONFIRMED, incidents.c.occurred_on.between(bindparam("since"), bindparam("until"))
    )
    .order_by(incidents.c.occurred_on, incidents.c.number)
)
_REPORTERS = (
    select(func.aggregate_strings(incident_reporters.c.person_id, "\n"))
    .where(mine(incident_reporters), incident_reporters.c.incident_id == incidents.c.id)
    .scalar_subquery()
)
_RECORD = select(
    incidents.c.id,
    incidents.c.sign,
    incidents.c.severity,
    incidents.c.occurred_on,
    func.coalesce(incidents.c.counted_on, incidents.c.occurred_on),
    incidents.c.reported_on,
    incidents.c.by_lead,
    incidents.c.about_oneself,
    incidents.c.released_on,
    _REPORTERS,
).where(mine(incidents), _OF_CLIENT, _CONFIRMED)
_SECRET = incidents.c.asked_id.is_not(None) & (incidents.c.state == IncidentState.SUSPECTED)
_BY_LINK = _asked(
    _OF_CLIENT,
    _OF_SIGN,
    incidents.c.link == bindparam("link"),
    incidents.c.state.not_in(_OVER),
    ~_SECRET,
    order=_OLDEST,
    limit=1,
)
_THEIRS = select(incident_reporters.c.incident_id).where(
    mine(incident_reporters), incident_reporters.c.person_id == bindparam("person")
)
_OF_OTHERS = _asked(
    _OF_CLIENT,
    _OF_SIGN,
    incidents.c.occurred_on == bindparam("day"),
    _CONFIRMED,
    incidents.c.to_owner == bindparam("to_owner"),
    ~exists().where(
        mine(incident_reporters),
        incident_reporters.c.incident_id == incidents.c.id,
        incident_reporters.c.person_id == bindparam("person"),
    ),
    order=_OLDEST,
    limit=1,
)
_REPORTED_BY = _asked(
    incidents.c.id.in_(_THEIRS),
    order=(incidents.c.reported_at.desc(), incidents.c.number.desc()),
    limit=bindparam("limit", type_=Integer),
)
_WAITING = _asked(incidents.c.state == IncidentState.WAITING, order=_OLDEST)
_SUSPECTED = _asked(_OF_CLIENT, incidents.c.state == IncidentState.SUSPECTED, order=_OLDEST)
_EVERYTHING = _asked()
_HEARD_IN = incidents.c.heard_in == bindparam("channel")
_UNANSWERED = (incidents.c.asked_id.is_not(None), incidents.c.state == IncidentState.SUSPECTED)
_OF_MESSAGE = _asked(_HEARD_IN, incidents.c.heard_message == bindparam("message"))
_ASKED_OF = _asked(incidents.c.asked_id == bindparam("person"), *_UNANSWERED, order=_OLDEST)
_UNANSWERED_IN = _asked(_HEARD_IN, *_UNANSWERED, order=_OLDEST)
_ANSWERED = _asked(
    incidents.c.answered_at > bindparam("since"),
    incidents.c.state.in_((IncidentState.CONFIRMED, IncidentState.DISMISSED)),
    order=(incidents.c.answered_at.desc(), incidents.c.number.desc()),
    limit=bindparam("limit", type_=Integer),
)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class SqlIncidents:
    """The port ``Incidents``. Whatever asks for one client reads the index (organization, client, state)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, incident: str) -> Incident | None:
        return first(await self._ask(_BY_ID, {"id": incident}))

    async def by_ids(self, incidents: Sequence[str]) -> Sequence[Incident]:
        if not incidents:
            return ()
        found = {one.id: one for one in await self._ask(_BY_IDS, {"ids": list(incidents)})}
        return [found[id] for id in incidents if id in found]

    async def by_number(self, number: int) -> Incident | None:
        return first(await self._ask(_BY_NUMBER, {"number": number}))

    async def next_number(self) -> int:
        """One row counts, locked until the commit: no gap after a rollback, no number twice.

        Take ``Unit.lock_client`` before it, see there.
        """
        return await next_in_sequence(self._session, "incident")

    async def of_client(self, client: str) -> Sequence[Incident]:
        return await self._ask(_ALL_OF_CLIENT, {"client": client})

    async def counted_of(self, client: str) -> Sequence[Incident]:
        return await self._ask(_COUNTED, {"client": client})

    async def confirmed_between(self, client: str, since: date, until: date) -> Sequence[str]:
        values = {"client": client, "since": since, "until": until}
        return [row[0] for row in await self._session.tuples(_CONFIRMED_BETWEEN, values)]

    async def record_of(self, client: str) -> Record:
        rows = await self._session.tuples(_RECORD, {"client": client})
        released = {row[0]: row[8] for row in rows if row[8]}
        return Record(incidents=tuple(_recorded(*row) for row in rows), released=released)

    async def by_link(self, client: str, sign: str, link: str) -> Incident | None:
        """Only of incidents that live: a witness who joined a dismissed or expired one would be lost."""
        if not link:
            return None
        return first(await self._ask(_BY_LINK, {"client": client, "sign": sign, "link": link}))

    async def of_others(
        self, client: str, sign: str, day: date, person: str, *, to_owner: bool = False
    ) -> Incident | None:
        values = {"client": client, "sign": sign, "day": day, "person": person, "to_owner": to_owner}
        return first(await self._ask(_OF_OTHERS, values))

    async def reported_by(self, person: str, limit: int = 50) -> Sequence[Incident]:
        return await self._ask(_REPORTED_BY, {"person": person, "limit": limit})

    async def waiting(self) -> Sequence[Incident]:
        return await self._ask(_WAITING)

    async def suspected_of(self, client: str) -> Sequence[Incident]:
        return await self._ask(_SUSPECTED, {"client": client})

    async def of_message(self, channel: ChannelRef, message: str) -> Incident | None:
        return first(await self._ask(_OF_MESSAGE, {"channel": str(channel), "message": message}))

    async def asked_of(self, person: str) -> Sequence[Incident]:
        return await self._ask(_ASKED_OF, {"person": person})

    async def unanswered_in(self, channel: ChannelRef) -> Sequence[Incident]:
        return await self._ask(_UNANSWERED_IN, {"channel": str(channel)})

    async def answered(self, limit: int, since: datetime | None = None) -> Sequence[Incident]:
        return await self._ask(_ANSWERED, {"since": since or _LONG_AGO, "limit": limit})

    async def everything(self) -> Sequence[Incident]:
        return await self._ask(_EVERYTHING)

    async def forget(self, before: date, quotes_before: date) -> int:
        """The reporters go with their incident (cascade); SQLite overwrites what it deletes (``secure_delete``)."""
        quoted = (incidents.c.quote != "") & (incidents.c.occurred_on < quotes_before)
        await self._session.run(update(incidents).where(mine(incidents), quoted).values(quote=""))
        gone = await self._session.run(delete(incidents).where(mine(incidents), incidents.c.occurred_on < before))
        return gone.rowcount

    async def save(self, incident: Incident) -> None:
        await self._session.put(incidents, _row(incident))
        reporters = [
            {"person_id": reporter.person, "joined_at": reporter.joined_at, "consent": reporter.consent}
            for reporter in incident.reporters
        ]
        await self._session.put_parts(incident_reporters, "incident_id", incident.id, reporters)

    async def _ask(self, question: Question, values: Row | None = None) -> list[Incident]:
        rows, reporters = await question.ask(self._session, values)
        return [_incident(row, reporters.get(row["id"], ())) for row in rows]


def _recorded(
    id: str,
    sign: str,
    severity: int,
    occurred_on: date,
    counted_on: date,
    reported_on: date,
    by_lead: bool,
    about_oneself: bool,
    _released_on: date | None,
    reporters: str | None,
) -> RecordedIncident:
    return RecordedIncident(
        id=id,
        sign=sign,
        severity=severity,
        occurred_on=occurred_on,
        counted_on=counted_on,
        reported_on=reported_on,
        reporters=frozenset(reporters.split("\n") if reporters else ()),
        by_lead=by_lead,
        about_oneself=about_oneself,
    )


def _row(incident: Incident) -> dict[str, Any]:
    heard = incident.heard
    return {
        "id": incident.id,
        "number": incident.number,
        "client_id": incident.client,
        "client_words": incident.client_words,
        "sign": incident.sign,
        "severity": incident.severity,
        "summary": incident.summary,
        "quote": incident.quote,
        "link": incident.link,
        "occurred_on": incident.occurred_on,
        "reported_on": incident.reported_on,
        "reported_at": incident.reported_at,
        "counted_on": incident.counted_on,
        "source": incident.source.value,
        "state": incident.state.value,
        "guessed": incident.guessed,
        "own_message": incident.own_message,
        "to_owner": incident.to_owner,
        "by_lead": incident.by_lead,
        "about_oneself": incident.about_oneself,
        "facts_confirmed_by": incident.facts_confirmed_by,
        "released_on": incident.released_on,
        "sample": incident.sample,
        "heard_in": heard and str(heard.channel),
        "heard_message": heard and heard.message,
        "heard_side": heard and heard.side.value,
        "asked_id": heard and heard.asked,
        "answered_at": heard and heard.answered_at,
    }


def _heard(row: RowMapping) -> Heard | None:
    if row["heard_in"] is None:
        return None
    return Heard(
        channel=ChannelRef.parse(row["heard_in"]),
        message=row["heard_message"],
        side=Side(row["heard_side"]),
        asked=row["asked_id"],
        answered_at=row["answered_at"],
    )


def _incident(row: RowMapping, reporters: Sequence[RowMapping]) -> Incident:
    return Incident(
        id=row["id"],
        number=row["number"],
        client=row["client_id"],
        client_words=row["client_words"],
        sign=row["sign"],
        severity=row["severity"],
        summary=row["summary"],
        quote=row["quote"],
        link=row["link"],
        occurred_on=row["occurred_on"],
        reported_on=row["reported_on"],
        reported_at=row["reported_at"],
        counted_on=row["counted_on"],
        source=Source(row["source"]),
        state=IncidentState(row["state"]),
        reporters=tuple(
            Reporter(person=part["person_id"], joined_at=part["joined_at"], consent=part["consent"])
            for part in reporters
        ),
        guessed=row["guessed"],
        own_message=row["own_message"],
        to_owner=row["to_owner"],
        by_lead=row["by_lead"],
        about_oneself=row["about_oneself"],
        facts_confirmed_by=row["facts_confirmed_by"],
        released_on=row["released_on"],
        heard=_heard(row),
        sample=row["sample"],
    )

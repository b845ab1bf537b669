"""What clients did, and who stands behind each report."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, select, update

from bot.domain.incident import Incident, IncidentState, Reporter, Source
from storage.journal import next_in_sequence
from storage.mapping import first, grouped
from storage.session import Session
from storage.tables.record import incident_reporters, incidents

_OVER = (IncidentState.WITHDRAWN, IncidentState.DISMISSED, IncidentState.EXPIRED)
_NEWEST_DAY = (incidents.c.occurred_on.desc(), incidents.c.number.desc())


class SqlIncidents:
    """The port ``Incidents``. Whatever asks for one client reads the index (organization, client, state)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, incident: str) -> Incident | None:
        return first(await self._of(self._query(incidents.c.id == incident)))

    async def by_number(self, number: int) -> Incident | None:
        return first(await self._of(self._query(incidents.c.number == number)))

    async def next_number(self) -> int:
        """One row counts, locked until the commit: no gap after a rollback, no number twice.

        Take ``Unit.lock_client`` before it, see there.
        """
        return await next_in_sequence(self._session, "incident")

    async def of_client(self, client: str) -> Sequence[Incident]:
        return await self._of(self._query(incidents.c.client_id == client).order_by(*_NEWEST_DAY))

    async def counted_of(self, client: str) -> Sequence[Incident]:
        confirmed = incidents.c.state == IncidentState.CONFIRMED
        return await self._of(self._query(incidents.c.client_id == client, confirmed).order_by(*_NEWEST_DAY))

    async def by_link(self, client: str, sign: str, link: str) -> Incident | None:
        """Only of incidents that live: a witness who joined a dismissed or expired one would be lost."""
        if not link:
            return None
        same = (incidents.c.client_id == client, incidents.c.sign == sign, incidents.c.link == link)
        query = self._query(*same, incidents.c.state.not_in(_OVER))
        return first(await self._of(query.order_by(incidents.c.number).limit(1)))

    async def of_day(self, client: str, sign: str, day: date) -> Sequence[Incident]:
        same = (incidents.c.client_id == client, incidents.c.sign == sign, incidents.c.occurred_on == day)
        query = self._query(*same, incidents.c.state == IncidentState.CONFIRMED)
        return await self._of(query.order_by(incidents.c.number))

    async def reported_by(self, person: str, limit: int = 50) -> Sequence[Incident]:
        theirs = select(incident_reporters.c.incident_id).where(
            self._session.mine(incident_reporters), incident_reporters.c.person_id == person
        )
        newest = (incidents.c.reported_at.desc(), incidents.c.number.desc())
        return await self._of(self._query(incidents.c.id.in_(theirs)).order_by(*newest).limit(limit))

    async def waiting(self) -> Sequence[Incident]:
        query = self._query(incidents.c.state == IncidentState.WAITING)
        return await self._of(query.order_by(incidents.c.number))

    async def suspected_of(self, client: str) -> Sequence[Incident]:
        suspected = incidents.c.state == IncidentState.SUSPECTED
        return await self._of(self._query(incidents.c.client_id == client, suspected).order_by(incidents.c.number))

    async def everything(self) -> Sequence[Incident]:
        return await self._of(self._query().order_by(incidents.c.number))

    async def forget(self, before: date, quotes_before: date) -> int:
        """The reporters go with their incident (cascade); SQLite overwrites what it deletes (``secure_delete``)."""
        mine = self._session.mine(incidents)
        quoted = (incidents.c.quote != "") & (incidents.c.occurred_on < quotes_before)
        await self._session.run(update(incidents).where(mine, quoted).values(quote=""))
        gone = await self._session.run(delete(incidents).where(mine, incidents.c.occurred_on < before))
        return gone.rowcount

    async def save(self, incident: Incident) -> None:
        await self._session.put(incidents, _row(incident))
        reporters = [
            {"person_id": reporter.person, "joined_at": reporter.joined_at, "consent": reporter.consent}
            for reporter in incident.reporters
        ]
        await self._session.put_parts(incident_reporters, "incident_id", incident.id, reporters)

    def _query(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(incidents).where(self._session.mine(incidents), *conditions)

    async def _of(self, query: Select[Any]) -> list[Incident]:
        """The incidents of a query with their reporters: two queries, however many there are."""
        rows = await self._session.rows(query)
        wanted = query.with_only_columns(incidents.c.id)
        parts = await self._session.parts(incident_reporters, "incident_id", wanted) if rows else ()
        reporters = grouped(parts, "incident_id")
        return [_incident(row, reporters.get(row["id"], ())) for row in rows]


def _row(incident: Incident) -> dict[str, Any]:
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
    }


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
        sample=row["sample"],
    )

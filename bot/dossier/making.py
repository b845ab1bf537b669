"""Making a dossier: always anew from the record, as a stream, never kept (docs/adr/0030).

Same record, same day, same reader's rights and language: same bytes.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

from bot.access import is_lead_of
from bot.domain.client import Client
from bot.domain.dossier import DossierForm, Made, Period
from bot.domain.person import Person
from bot.dossier.entries import COLUMNS, Desk, Entry, Line, Tally
from bot.dossier.sections import SECTIONS
from bot.errors import NotFound
from bot.handlers.views import chart_data
from bot.kit import Kit
from bot.notices import dossier as words
from bot.notices.paper import Cover, Foot
from bot.notices.parts import Section
from bot.ports import Charts, Documents, Store, Unit
from bot.spreadsheet import csv_row
from bot.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``reader``: whose rights decide what is in it; None for the shell, which is trusted like an owner."""

    client: str
    period: Period
    form: DossierForm
    language: str
    reader: Person | None = None


@dataclass(frozen=True, slots=True)
class Workshop:
    """What making one needs."""

    store: Store
    kit: Kit
    charts: Charts
    documents: Documents

    async def make(self, order: Order, out: BinaryIO) -> Made:
        """Write the dossier into a file; raises ``NotFound`` where the client is gone or may not be seen any more."""
        tally, say = Tally(), self.kit.voice(order.language)
        if order.form == "pdf":
            await self.documents.printed(await self._cover(order, say), self._sections(order, say, tally), out)
            return tally.made
        rows = order.form == "csv"
        if rows:
            out.write(f"{csv_row(COLUMNS)}\r\n".encode())
        async for _, entry in self._entries(order, say):
            for line in entry.lines:
                written = tally.add(line)
                if rows:
                    written = csv_row([str(line.get(column, "")) for column in COLUMNS]) + "\r\n"
                out.write(written.encode("utf-8", "replace"))
        out.write(_end(tally.made, rows=rows))
        return tally.made

    async def _cover(self, order: Order, say: Voice) -> Cover:
        async with self.store.read() as unit:
            client = await _client(unit, order)
            start = max(order.period.since, self.kit.today() - timedelta(days=365))
            data = await chart_data(unit, self.kit, client, say, start)
        return Cover(
            title=words.title(say, client.name),
            author=self.kit.settings.organization,
            language=say.language,
            page=words.page_of(say),
            pictures={client.id: await self.charts.draw(data, "png")},
        )

    async def _sections(self, order: Order, say: Voice, tally: Tally) -> AsyncIterator[Section | Foot]:
        heading = ""
        async for named, entry in self._entries(order, say):
            for line in entry.lines:
                tally.add(line)
            yield Section(named if named != heading else "", entry.blocks)
            heading = named
        made = tally.made
        yield Section(say.word("Hash of the content"), words.content_hash(say, made.entries, made.sha256))
        yield Foot(words.foot(say, made.sha256))

    async def _entries(self, order: Order, say: Voice) -> AsyncIterator[tuple[str, Entry]]:
        """(heading, entry), in one look at the record."""
        async with self.store.read() as unit:
            client = await _client(unit, order)
            owner = order.reader is None or order.reader.is_owner
            desk = Desk(unit, self.kit, say, client, order.period, owner, order.reader)
            for part in SECTIONS:
                heading, empty = say.word(part.heading) if part.heading else "", True
                async for entry in part.gather(desk):
                    empty = False
                    yield heading, entry
                if empty:
                    yield heading, Entry(blocks=words.nothing(say))


async def _client(unit: Unit, order: Order) -> Client:
    found = await unit.clients.by_id(order.client)
    if found is None or (order.reader is not None and not is_lead_of(order.reader, found)):
        raise NotFound("client")
    return found


def _end(made: Made, *, rows: bool) -> bytes:
    """The last line: how many lines there are above, and their hash."""
    line: Line = {"part": "end", "number": made.entries, "detail": f"sha256={made.sha256}"}
    if rows:
        return f"{csv_row([str(line.get(column, '')) for column in COLUMNS])}\r\n".encode()
    return Tally().add(line).encode()


def whole_record(today: date, incident_days: int) -> Period:
    """All that retention leaves."""
    return Period(today - timedelta(days=incident_days), today)

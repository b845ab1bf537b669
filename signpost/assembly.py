"""From parts to a running whole: store, engine, handlers, front desk. The same for every way of serving."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.charts import ChartsApart
from adapters.common.cancelled import heed_cancellation
from adapters.documents import DocumentsApart
from adapters.jobs import EmbeddedJobs, Engine, ProcrastinateJobs
from bot.bus import Bus
from bot.dossier.making import Workshop
from bot.ears import RENEWED_EVERY_SECONDS, Ears
from bot.errors import NotRecorded
from bot.front import Front
from bot.handlers.people import start
from bot.handlers.table import HANDLERS
from bot.keeping import adopt
from bot.kit import Kit
from bot.notices.pages import Trouble
from bot.ports import Chat, Detector, Drafter
from bot.rosters import Rosters
from bot.work.clockwork import Clockwork
from signpost.composition import drafter_of, keys_of, open_store_of
from signpost.schema import upgraded
from storage.store import SqlStore
from storage.url import place_of

# Ten seconds are allowed for a stop; the engine may take a second more than this, and the rest is a margin.
ENGINE_STOP_SECONDS = 7.0


class OpenDoors:
    """The port ``Doors``: each door that is opened adds a look at its own health."""

    def __init__(self) -> None:
        self._looks: list[Callable[[], Sequence[Trouble]]] = []

    def add(self, look: Callable[[], Sequence[Trouble]]) -> None:
        self._looks.append(look)

    def troubles(self) -> Sequence[Trouble]:
        return [trouble for look in self._looks for trouble in look()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A firm's Signpost, ready to serve. ``chats`` may still be filled by doors before the engine runs."""

    kit: Kit
    store: SqlStore
    front: Front
    engine: Engine
    work: Clockwork
    doors: OpenDoors
    charts: ChartsApart
    documents: DocumentsApart
    ears: Ears
    rosters: Rosters

    async def listening(self) -> None:
        """Runs beside the server: what another replica has changed is known within seconds."""
        while True:
            await self.ears.renew()
            heed_cancellation()
            await asyncio.sleep(RENEWED_EVERY_SECONDS)

    async def missing(self) -> list[str]:
        """Codes of what keeps it from serving; for ``/readyz``."""
        try:
            async with self.store.read() as unit:
                await unit.journal.organization()
        except NotRecorded as error:
            return [error.code]
        return []

    async def close(self) -> None:
        await self.engine.stop(deadline_seconds=ENGINE_STOP_SECONDS)
        await self.front.close()
        await self.rosters.close()
        await asyncio.to_thread(self.charts.close)
        await asyncio.to_thread(self.documents.close)
        await self.store.close()


async def assembled(kit: Kit, chats: Mapping[str, Chat], detector: Detector, drafter: Drafter | None = None) -> Whole:
    """Bring the schema up to date, wire everything, and write down who the configured people are."""
    await upgraded(kit.settings)
    engine = _engine(kit)
    store = open_store_of(kit.settings, engine)
    drafter = drafter or drafter_of(kit.settings)
    ears = Ears(store, kit, detector)
    doors, charts, documents = OpenDoors(), ChartsApart(), DocumentsApart()
    keys, rosters = keys_of(kit.settings), Rosters(store, kit, chats)
    alone = place_of(kit.settings.storage.url.reveal()).is_sqlite
    shop = Workshop(store, kit, charts, documents)
    work = Clockwork(store.in_background(), kit, drafter, chats, ears, shop, keys, rosters, alone=alone)
    engine.bind(work)
    parts = {
        "store": store,
        "kit": kit,
        "drafter": drafter,
        "charts": charts,
        "documents": documents,
        "doors": doors,
        "ears": ears,
        "keys": keys,
        "rosters": rosters,
    }
    front = Front(Bus(HANDLERS, parts), store, kit, ears)
    await start(store, kit)
    await adopt(store, kit, keys, alone=alone)
    await ears.renew()
    return Whole(
        kit=kit,
        store=store,
        front=front,
        engine=engine,
        work=work,
        doors=doors,
        charts=charts,
        documents=documents,
        ears=ears,
        rosters=rosters,
    )


def _engine(kit: Kit) -> Engine:
    url = kit.settings.storage.url.reveal()
    place = place_of(url)
    if place.file is None:
        return ProcrastinateJobs(url, kit.clock, kit.log)
    return EmbeddedJobs(kit.clock, kit.log, Path(f"{place.file}.runner"))

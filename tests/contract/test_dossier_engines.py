"""A dossier as a job of both engines, on the real store, with the real worker: on PostgreSQL by two replicas."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.dossier import RequestState
from bot.domain.person import PersonRef
from bot.messages import DossierFetched, From, Submitted, Typed
from bot.notices.parts import Notice, plain
from bot.ports import Act
from bot.replies import Told
from bot.settings import Secret, StorageSettings
from signpost.assembly import Whole, assembled
from signpost.composition import kit_of
from tests.dialogs.house import OWNER, read, read_form, ref, settings
from tests.fakes.chat import FakeChat
from tests.fakes.detector import FakeDetector
from tests.fakes.log import RecordingLog

PATIENCE = 40.0


@dataclass
class Replicas:
    """Signpost as so many processes would run it over one database, behind one chat."""

    wholes: list[Whole]
    chat: FakeChat
    logs: list[RecordingLog]
    _keys: int = field(default=0)

    def by(self, user: str) -> From:
        self._keys += 1
        return From(who=ref(user), key=f"k{self._keys}", name=user.capitalize(), language="en", external=False)

    async def until(self, seen: Callable[[list[Notice]], bool], user: str) -> list[Notice]:
        for _ in range(round(PATIENCE / 0.05)):
            if seen(found := self.chat.seen_by(ref(user))):
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"not seen within {PATIENCE} s: {self.chat.seen_by(ref(user))}")

    async def acts(self, act: str) -> list[Act]:
        async with self.wholes[0].store.read() as unit:
            return [one for one in await unit.journal.acts() if one.act == act]


@asynccontextmanager
async def replicas(url: str) -> AsyncIterator[Replicas]:
    number = 1 if url.startswith("sqlite") else 2
    wanted = replace(settings(), storage=StorageSettings(url=Secret(url)))
    found = Replicas([], FakeChat(), [RecordingLog() for _ in range(number)])
    async with AsyncExitStack() as stack:
        for log in found.logs:
            kit = replace(kit_of(wanted), log=log, shadow=False)
            whole = await assembled(kit, {"practice": found.chat}, FakeDetector())
            stack.push_async_callback(whole.close)
            found.wholes.append(whole)
        running = [asyncio.create_task(whole.engine.run()) for whole in found.wholes]
        try:
            yield found
        finally:
            for whole in found.wholes:
                await whole.engine.stop(deadline_seconds=10)
            await asyncio.gather(*running, return_exceptions=True)


async def ordered(firm: Replicas) -> str:
    """The client's id; the owner's order is answered by the first replica."""
    front = firm.wholes[0].front
    await front.answer(Typed(firm.by(OWNER), "client-flag", "help"))
    async with firm.wholes[0].store.read() as unit:
        owner = await unit.people.by_ref(PersonRef("practice", "demo", OWNER))
    assert owner is not None
    saved = await front.answer(
        Submitted(firm.by(OWNER), "client", {"name": "Acme", "language": "en", "leads": owner.id})
    )
    assert isinstance(saved, Told), read_form(saved)
    await front.answer(Typed(firm.by("anna"), "client-flag", "acme disrespect:2 shouted at us"))
    async with firm.wholes[0].store.read() as unit:
        client = await unit.clients.by_name("Acme")
    assert client is not None
    today = firm.wholes[0].kit.today()
    values = {"client": client.id, "since": today.replace(day=1).isoformat(), "until": today.isoformat(), "form": "pdf"}
    reply = await front.answer(Submitted(firm.by(OWNER), "dossier", values))
    assert isinstance(reply, Told), read_form(reply)
    return client.id


@pytest.mark.timeout(120)
async def test_dossier_is_made_once_told_in_place_and_the_same_from_every_replica(bare_url: str) -> None:
    async with replicas(bare_url) as firm:
        client = await ordered(firm)
        seen = await firm.until(lambda found: any(one.kind == "dossier.ready" for one in found), OWNER)
        seen = await firm.until(lambda found: "It is ready." in " ".join(map(read, found)), OWNER)
        assert [one.kind for one in seen].count("dossier.ready") == 1
        (progress,) = [one for one in seen if one.kind == "dossier.progress"]
        assert "It is ready." in read(progress), "one message, edited where it stands"
        (made,) = await firm.acts("dossier_made")
        assert made.subject == client and made.detail is not None
        ready = next(one for one in seen if one.kind == "dossier.ready")
        assert made.detail["sha256"] in read(ready) and "Acme" in plain(ready.title)

        files = {await fetched(whole, firm) for whole in firm.wholes}
        (paper,) = files
        assert paper.startswith(b"%PDF-")
        assert [log.events("error") for log in firm.logs] == [[] for _ in firm.logs]


async def fetched(whole: Whole, firm: Replicas) -> bytes:
    async with whole.store.read() as unit:
        (act,) = [one for one in await unit.journal.acts() if one.act == "dossier_made"]
    request = await _request_of(whole, act)
    file = await whole.front.dossier(DossierFetched(firm.by(OWNER), request))
    assert not isinstance(file, Told), read(file)
    with file.content as content:
        return content.read()


async def _request_of(whole: Whole, act: Act) -> str:
    """The id of the one request there is."""
    async with whole.store.read() as unit:
        person = await unit.people.by_ref(ref(OWNER))
        assert person is not None
        about = [one.about["dossier"] for one in await unit.deliveries.of_person(person.id) if "dossier" in one.about]
        (id,) = set(about)
        request = await unit.dossiers.by_id(id)
    assert request is not None and request.state is RequestState.READY and request.client == act.subject
    return id

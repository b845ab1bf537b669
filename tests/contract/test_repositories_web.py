"""The ports ``Sessions`` and ``Dossiers``."""

from datetime import timedelta

import pytest

from bot.domain.dossier import Made, RequestState
from bot.domain.person import PersonRef
from bot.ports import Store
from tests.contract.store_samples import HOUR, NOW, client, dossier, web_session


async def test_session_comes_back_and_ends_with_all_of_its_person(store: Store) -> None:
    alice = PersonRef("slack", "T01TEST", "U01ALICE")
    async with store.write() as unit:
        for session in (web_session("s1"), web_session("s2"), web_session("s3", "U02BOB")):
            await unit.sessions.save(session)
        await unit.commit()
    async with store.write() as unit:
        assert await unit.sessions.by_id("s1") == web_session("s1")
        assert await unit.sessions.by_id("unknown") is None
        assert await unit.sessions.end_of(alice) == 2
        await unit.commit()
    async with store.read() as unit:
        assert await unit.sessions.by_id("s1") is None
        assert await unit.sessions.by_id("s3") == web_session("s3", "U02BOB")


@pytest.mark.parametrize(("later", "gone"), [(timedelta(hours=8) - timedelta(seconds=1), 0), (timedelta(hours=8), 1)])
async def test_sessions_whose_time_is_over_are_forgotten(store: Store, later: timedelta, gone: int) -> None:
    async with store.write() as unit:
        await unit.sessions.save(web_session())
        assert await unit.sessions.forget_ended(NOW + later) == gone
        await unit.commit()


async def test_dossier_comes_back_whole(store: Store) -> None:
    made = dossier("o2", state=RequestState.READY, made=Made(9, "ab" * 32))
    async with store.write() as unit:
        await unit.clients.save(client("c1", "Acme"))
        for request in (dossier("o1"), dossier("o2"), made):
            await unit.dossiers.save(request)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.dossiers.by_id("o1") == dossier("o1")
        assert await unit.dossiers.by_id("o2") == made
        assert await unit.dossiers.by_id("unknown") is None


async def test_old_requests_are_forgotten(store: Store) -> None:
    async with store.write() as unit:
        await unit.clients.save(client("c1", "Acme"))
        for request in (dossier("o1", asked_at=NOW - HOUR), dossier("o2")):
            await unit.dossiers.save(request)
        assert await unit.dossiers.forget_before(NOW) == 1
        await unit.commit()
    async with store.read() as unit:
        assert await unit.dossiers.by_id("o1") is None
        assert await unit.dossiers.by_id("o2") is not None

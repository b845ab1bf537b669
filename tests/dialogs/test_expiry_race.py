"""A guess is answered in the moment in which it expires, on real databases: the answer stands."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.language.template import TemplateDrafter
from bot.domain.incident import IncidentState
from bot.work.daily import check_day
from storage.store import SqlStore, open_store
from tests.dialogs.house import House

LONG_AGO = timedelta(days=40)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[SqlStore]:
    opened = open_store(database_url)
    yield opened
    await opened.close()


async def test_answer_given_while_the_day_is_checked_is_not_overwritten(database: SqlStore) -> None:
    house = House(store=database)
    await house.opens("anna", "lena")
    client = await house.has_client("Acme", "lena")
    await house.says("anna", "/client-flag acme wants a third free revision")
    async with database.write() as unit:
        (guess,) = await unit.incidents.suspected_of(client.id)
        guess = replace(guess, reported_on=guess.reported_on - LONG_AGO, reported_at=guess.reported_at - LONG_AGO)
        await unit.incidents.save(guess)
        await unit.commit()
    async with database.write() as unit:
        await unit.lock_client(client.id)
        await unit.incidents.save(replace(guess, state=IncidentState.CONFIRMED))
        checking = asyncio.create_task(check_day(database, house.kit, TemplateDrafter()))
        # Long enough to get to the guess, which it still sees as nobody's.
        await asyncio.sleep(0.5)
        await unit.commit()
    await checking
    assert (await house.incident(1)).state is IncidentState.CONFIRMED

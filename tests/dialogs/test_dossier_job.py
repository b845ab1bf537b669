"""A dossier asked for in chat: a form, a message that tells how it stands, the file for the one who asked."""

from collections.abc import AsyncIterable
from dataclasses import replace
from datetime import timedelta
from typing import BinaryIO

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.dossier import DossierRequest, RequestState
from bot.messages import DossierFetched
from bot.notices.paper import Cover, Foot
from bot.notices.parts import Attached, FileLink, Notice, Page, Section
from bot.notices.paths import PageName, path_of
from bot.replies import Told
from bot.work.dossiers import CLAIM, TRIES
from tests.dialogs.house import House, NoDocuments, asked, read, read_form, told
from tests.fakes.memory import MemoryStore

PERIOD = {"since": "2026-01-01", "until": "2026-12-31"}


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens("anna", "lena", "dora", "paul")
    await house.has_client("Acme", "lena", "dora")
    await house.files("anna", "Acme", "disrespect", 1, "shouted")
    return house


async def ordered(house: House, who: str = "lena", **values: str) -> Told:
    page = await house.page("lena", "client", (await house.client("Acme")).id)
    form = asked(await house.presses(who, "Dossier", page))
    reply = await house.submits(who, form, {"form": "jsonl", **PERIOD, **values})
    assert isinstance(reply, Told), read_form(reply)
    return reply


def request(house: House) -> DossierRequest:
    assert isinstance(house.store, MemoryStore)
    (found,) = house.store.state.dossiers.values()
    return found


def about(house: House, who: str, kind: str) -> list[Notice]:
    return [notice for notice in house.hears(who) if notice.kind == kind]


async def fetched(house: House, who: str = "lena") -> str:
    made = await house.front.dossier(DossierFetched(house.by(who), request(house).id))
    if isinstance(made, Told):
        return read(made)
    with made.content as content:
        return content.read().decode()


async def test_lead_asks_and_gets_it_in_private(house: House) -> None:
    reply = await ordered(house)
    assert "It comes to you in private" in read(reply)
    await house.settles()
    (progress,), (ready,) = about(house, "lena", "dossier.progress"), about(house, "lena", "dossier.ready")
    assert "It is ready." in read(progress), "edited in place"
    assert [block.dossier for block in ready.blocks if isinstance(block, Attached)] == [request(house).id]
    assert [action.path for action in ready.actions if isinstance(action, FileLink)] == [
        f"dossiers/{request(house).id}/file"
    ]
    assert all(not about(house, who, "dossier.ready") for who in ("anna", "dora", "olivia", "paul"))
    assert "shouted" in await fetched(house)


async def test_message_says_that_it_is_being_made_until_it_is(house: House) -> None:
    await ordered(house)
    progress = next(delivery for delivery in await house.work.due() if delivery.notice == "dossier")
    await house.work.deliver(progress.id)
    assert "It is being made" in read(about(house, "lena", "dossier.progress")[0])
    await house.settles()
    assert "It is ready." in read(about(house, "lena", "dossier.progress")[0])


async def test_hash_that_was_told_is_that_of_the_file(house: House) -> None:
    await ordered(house)
    await house.settles()
    assert f"sha256={request(house).made.sha256}" in await fetched(house)  # type: ignore[union-attr]
    assert request(house).made.sha256 in read(about(house, "lena", "dossier.ready")[0])  # type: ignore[union-attr]


async def test_making_and_fetching_are_logged(house: House) -> None:
    await ordered(house)
    await house.settles()
    await fetched(house)
    async with house.store.read() as unit:
        acts = {act.act: act for act in await unit.journal.acts()}
    assert {"dossier_made", "dossier_fetched"} <= set(acts)
    assert acts["dossier_fetched"].by == await house.id_of("lena")


async def test_only_who_asked_gets_it_and_only_while_allowed(house: House) -> None:
    await ordered(house)
    await house.settles()
    for who in ("dora", "olivia", "paul", "anna"):
        assert "shouted" not in await fetched(house, who)
    client = await house.client("Acme")
    async with house.store.write() as unit:
        await unit.clients.save(replace(client, leads=()))
        await unit.commit()
    assert "shouted" not in await fetched(house, "lena")


async def test_same_form_twice_is_one_dossier(house: House) -> None:
    page = await house.page("lena", "client", (await house.client("Acme")).id)
    form = asked(await house.presses("lena", "Dossier", page))
    for _ in range(2):
        await house.submits("lena", form, {"form": "csv", **PERIOD}, key="once")
    await house.settles()
    assert len(about(house, "lena", "dossier.ready")) == 1
    assert request(house).form == "csv"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"since": "2026-05-01", "until": "2026-04-01"}, "until"),
        ({"since": "2999-01-01", "until": "2999-02-01"}, "since"),
        ({"since": "soon"}, "since"),
        ({"form": "exe"}, "form"),
    ],
)
async def test_form_says_what_is_wrong(house: House, values: dict[str, str], problem: str) -> None:
    page = await house.page("lena", "client", (await house.client("Acme")).id)
    form = asked(await house.presses("lena", "Dossier", page))
    again = await house.submits("lena", form, {"form": "pdf", **PERIOD, **values})
    assert problem in read_form(again)
    assert isinstance(house.store, MemoryStore) and house.store.state.dossiers == {}


class Dying(NoDocuments):
    """The process is gone while a paper is written."""

    def __init__(self) -> None:
        self.deaths = 0

    async def printed(self, cover: Cover, parts: AsyncIterable[Section | Foot], out: BinaryIO) -> None:
        self.deaths += 1
        raise KeyboardInterrupt


async def test_killed_while_making_it_is_made_again_and_handed_over_once(house: House) -> None:
    await ordered(house, form="pdf")
    shop = house.work._workshop
    house.work._workshop = replace(shop, documents=Dying())
    with pytest.raises(KeyboardInterrupt):
        await house.work.deliver(request(house).job)
    house.work._workshop = shop
    assert request(house).state is RequestState.MAKING
    await house.settles()
    assert about(house, "lena", "dossier.ready") == [], "somebody may still be at it"
    await house.until(house.clock.now() + CLAIM)
    assert len(about(house, "lena", "dossier.ready")) == 1
    await house.passes(days=1)
    assert len(about(house, "lena", "dossier.ready")) == 1
    assert request(house).state is RequestState.READY


class Broken(NoDocuments):
    async def printed(self, cover: Cover, parts: AsyncIterable[Section | Foot], out: BinaryIO) -> None:
        raise ValueError("no paper")


async def test_what_cannot_be_made_is_given_up_and_said(house: House) -> None:
    await ordered(house, form="pdf")
    house.work._workshop = replace(house.work._workshop, documents=Broken())
    await house.passes(hours=1)
    assert request(house).state is RequestState.FAILED
    assert "It could not be made." in read(about(house, "lena", "dossier.progress")[0])
    assert about(house, "lena", "dossier.ready") == []
    assert len([line for line in house.log.lines if "dossier_failed" in str(line)]) == TRIES


async def test_who_may_not_see_the_client_any_more_gets_nothing(house: House) -> None:
    await ordered(house)
    client = await house.client("Acme")
    async with house.store.write() as unit:
        await unit.clients.save(replace(client, leads=()))
        await unit.commit()
    await house.settles()
    assert about(house, "lena", "dossier.ready") == []
    assert isinstance(house.store, MemoryStore)
    assert house.store.state.deliveries[request(house).job].state is DeliveryState.DROPPED


async def test_requests_are_forgotten_after_a_month(house: House) -> None:
    await ordered(house)
    await house.settles()
    await house.passes(days=32)
    assert isinstance(house.store, MemoryStore) and house.store.state.dossiers == {}


async def test_page_offers_the_download_once_it_is_ready(house: House) -> None:
    await ordered(house)
    before = await house.page("lena", "dossier", request(house).id)
    assert "Download" not in read(before) and "It is being made" in read(before)
    await house.settles()
    assert "[Download]" in read(await house.page("lena", "dossier", request(house).id))
    assert "Acme" not in read(await house.page("dora", "dossier", request(house).id))


# --- From chat into the browser ----------------------------------------------------------------------------------


async def test_link_is_made_when_it_is_asked_for(house: House) -> None:
    status = told(await house.says("lena", "/client-status acme"))
    link = told(await house.presses("lena", "Open in browser", status))
    (web,) = [action for action in link.actions if hasattr(action, "address")]
    ticket = house.links.read(web.address.partition("?t=")[2])
    assert ticket is not None
    assert (ticket.who.user, ticket.path) == ("lena", f"clients/{(await house.client('Acme')).id}")
    house.clock.set(house.clock.now() + timedelta(minutes=15))
    assert house.links.read(web.address.partition("?t=")[2]) is None


@pytest.mark.parametrize("name", ["client", "talk", "decision"])
async def test_every_page_has_the_way_into_the_browser_at_its_end(house: House, name: PageName) -> None:
    client = (await house.client("Acme")).id
    page = await house.page("lena", name, client)
    assert isinstance(page, Page)
    link = told(await house.presses("lena", "Open in browser", page))
    (web,) = [action for action in link.actions if hasattr(action, "address")]
    ticket = house.links.read(web.address.partition("?t=")[2])
    assert ticket is not None and ticket.path == path_of(name, client)


async def test_without_a_secret_key_nobody_is_offered_a_link() -> None:
    house = House(linked=False)
    await house.opens("anna", "lena")
    client = await house.has_client("Acme", "lena")
    for shown in (told(await house.says("lena", "/client-status acme")), await house.page("lena")):
        assert "Open in browser" not in read(shown)
    house_with = House()
    await house_with.opens("lena")
    await house_with.has_client("Acme", "lena")
    status = told(await house_with.says("lena", "/client-status acme"))
    refused = told(await house.presses("lena", "Open in browser", status))
    assert "cannot be made here" in read(refused) and client

"""What people say to each other, told to the core where it listens, and nowhere else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from adapters.practice.workspace import Channel, Persona
from bot.messages import MessageGone, MessageHeard
from tests.adapters.practice.client import Client
from tests.adapters.practice.samples import WORKSPACE
from tests.adapters.practice.scripted import House, ScriptedDoor, house

VERA = Persona(id="vera", name="Vera Lang", title="Client", firm="Acme GmbH", external=True)
TOGETHER = Channel(id="together", name="together", members=("anna", "vera"))
SHARED = replace(WORKSPACE, personas=(*WORKSPACE.personas, VERA), channels=(*WORKSPACE.channels, TOGETHER))


@pytest_asyncio.fixture
async def listening(tmp_path: Path) -> AsyncIterator[House]:
    door = ScriptedDoor(listened=frozenset({"acme", "together"}))
    async with house(tmp_path, SHARED, door=door) as started:
        door.news.clear()
        yield started


@pytest_asyncio.fixture
async def anna(listening: House) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(session, listening.url, "anna")


async def test_ordinary_message_of_a_channel_that_is_listened_to_is_told(anna: Client, listening: House) -> None:
    _, answer = await anna.post("say", text="They called us idiots.")
    (heard,) = listening.door.news
    assert isinstance(heard, MessageHeard)
    id = str(answer["message"]["id"])
    assert (heard.text, heard.message, heard.link) == ("They called us idiots.", id, f"practice:demo/acme#{id}")
    assert (heard.by.who.user, heard.by.external, heard.by.shared) == ("anna", False, False)
    assert (heard.channel.channel, heard.edited, heard.whispers) == ("acme", False, True)
    assert heard.by.language is None, "the language chosen for Signpost stays"


@pytest.mark.parametrize(("place", "text"), [("nordwind", "hello"), ("@anna", "hello"), ("acme", "/client-flag mine")])
async def test_nothing_else_is_told(anna: Client, listening: House, place: str, text: str) -> None:
    await anna.post("say", place=place, text=text)
    assert listening.door.news == []


async def test_clients_guest_is_told_as_one_and_sees_the_shared_channel_alone(anna: Client, listening: House) -> None:
    vera = Client(anna.session, anna.url, "vera")
    assert set((await vera.state())["messages"]) == {"@vera", "together"}
    assert (await vera.post("say", text="hello"))[0] == 404
    await vera.post("say", place="together", text="This is late.", nonce="veras-nonce")
    await anna.post("say", place="together", text="We know.")
    first, second = listening.door.news
    assert isinstance(first, MessageHeard) and isinstance(second, MessageHeard)
    assert (first.by.external, first.by.shared) == (True, True)
    assert (second.by.external, second.by.shared) == (False, True)


async def test_edited_message_is_told_again_under_a_key_of_its_own(anna: Client, listening: House) -> None:
    _, answer = await anna.post("say", text="They called us idiots.")
    status, edited = await anna.post("edit", message=answer["message"]["id"], text="They called.")
    assert (status, edited["message"]["text"]) == (200, "They called.")
    first, second = listening.door.news
    assert isinstance(first, MessageHeard) and isinstance(second, MessageHeard)
    assert second.edited and second.message == first.message and second.text == "They called."
    assert second.by.key != first.by.key


async def test_edit_where_nobody_listens_any_more_takes_the_former_words_along(anna: Client, listening: House) -> None:
    _, answer = await anna.post("say", text="They called us idiots.")
    listening.door.listened = frozenset()
    await anna.post("edit", message=answer["message"]["id"], text="They called.")
    gone = listening.door.news[-1]
    assert isinstance(gone, MessageGone) and gone.message == str(answer["message"]["id"])


async def test_deleted_message_is_gone_for_everybody_and_told(anna: Client, listening: House) -> None:
    _, answer = await anna.post("say", text="They called us idiots.")
    id = answer["message"]["id"]
    assert (await anna.post("delete", message=id))[0] == 200
    gone = listening.door.news[-1]
    assert isinstance(gone, MessageGone) and gone.message == str(id)
    assert id not in [one["id"] for one in (await anna.state("jonas"))["messages"]["acme"]]
    assert (await anna.post("delete", message=id))[0] == 404


async def test_nobody_changes_what_somebody_else_said(anna: Client, listening: House) -> None:
    _, answer = await anna.post("say", text="mine")
    jonas = Client(anna.session, anna.url, "jonas")
    for path in ("edit", "delete"):
        status, _ = await jonas.post(path, message=answer["message"]["id"], text="yours", nonce=f"jonas-{path}-1")
        assert status == 404


async def test_opening_conversation_is_told_as_well(tmp_path: Path) -> None:
    door = ScriptedDoor(listened=frozenset({"acme"}))
    async with house(tmp_path, door=door):
        texts = [one.text for one in door.news if isinstance(one, MessageHeard)]
    assert len(texts) == 3 and texts[0].startswith("Third round")

"""A dossier in Slack: asked for in a modal, told by one message, handed over as a file below another."""

import json

import pytest

from tests.slack import faults
from tests.slack.house import House, both_ways, reads
from tests.slack.reading import Message

pytestmark = pytest.mark.node


async def asked_for(house: House, form: str = "lines for programs (JSON Lines)") -> None:
    lena = house.person("lena")
    await house.files("alice", "acme disrespect:2 shouted at us")
    status = (await lena.types("/client-status acme")).message
    modal = (await lena.presses("Dossier", on=status)).modal
    reads(modal, "Dossier", "Client: Acme GmbH", "[Make it]")
    reads(await lena.submits(modal, {"form": form}), "The dossier is being made.")
    await house.settles()


async def ready(house: House) -> Message:
    return await house.person("lena").receives("The dossier of Acme GmbH is ready")


@both_ways
async def test_dossier_comes_as_a_file_in_the_thread_of_its_message(house: House) -> None:
    await asked_for(house)
    message = await ready(house)
    reads(message, "Period:", "SHA-256:", "Confidential", "[Download]", "[Show the dossier]")
    [reply] = message.replies
    content = await house.workspace.file(reply.files[0]["id"])
    lines = [json.loads(line) for line in content.decode().splitlines()]
    assert [line["text"] for line in lines if line["part"] == "incident"] == ["shouted at us"]
    assert "alice" not in content.decode().lower()
    progress = await house.person("lena").receives("It is ready.")
    assert progress.ts != message.ts
    for other in ("alice", "olivia", "dora"):
        assert not [one for one in await house.person(other).inbox() if "dossier" in one.text.lower()]


async def test_page_of_the_dossier_opens_as_a_window_and_no_link_is_made_without_a_key(house: House) -> None:
    await asked_for(house)
    lena = house.person("lena")
    shown = await lena.presses("Show the dossier", on=await ready(house))
    reads(shown, "Dossier: Acme GmbH", "It is ready.", "[Download]")
    reads(await lena.presses("Download", on=await ready(house)), "Links into the browser cannot be made here.")


async def test_message_stands_where_slack_takes_no_file(house: House) -> None:
    house.slack.shim.faults.always("files.getUploadURLExternal", faults.refused("missing_scope"))
    house.forgiven.add("slack.dossier_failed")
    await asked_for(house)
    message = await ready(house)
    assert message.replies == []
    reads(message, "[Download]")

"""A record that is busy: windows open in time all the same, and nothing is said to be recorded that is not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.slack.house import House, reads

pytestmark = pytest.mark.node


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Another program holds the database's write lock."""
    with closing(sqlite3.connect(house.database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def test_window_opens_first_and_is_filled_when_the_record_is_slow(house: House) -> None:
    alice, shim = house.person("alice"), house.slack.shim
    house.between.seconds = 0.8
    form = (await alice.types("/client-flag")).modal
    reads(form, "Report what a client did", "Client:")
    [opened], [filled] = shim.of("views.open"), shim.of("views.update")
    assert "One moment …" in str(opened.arguments["view"]) and filled.arguments["view_id"] == form.id
    filed = await alice.submits(form, {"client": "Acme GmbH", "sign": "Disrespect", "summary": "rude"})
    reads(filed, "Recorded as #1")
    refused = await alice.types("/client-exit acme")
    reads(alice.modal, "You cannot do that here.", "You can ask lena.")
    assert refused.messages == []


async def test_slow_form_from_a_window_is_pushed_on_top_of_it(house: House) -> None:
    lena = house.person("lena")
    page = (await lena.presses("Client page", on=(await lena.types("/client-status acme")).message)).modal
    house.between.seconds = 0.8
    await lena.presses("Add a note", on=page)
    note = lena.modal
    assert note is not None and note is not page
    reads(note, "Add a note", "Note:")
    reads(await lena.submits(note, {"text": "called them"}), "Your note on Acme GmbH is kept.")


async def test_report_while_the_record_is_locked_is_said_not_to_be_recorded(house: House) -> None:
    alice = house.person("alice")
    house.forgiven |= {"request_failed", "jobs.round_failed", "news_failed"}
    form = (await alice.types("/client-flag")).modal
    await house.settles()
    with locked(house):
        seen = await alice.types("/client-flag acme disrespect:2 rude on the phone")
        reads(seen, "This was not recorded.", "Please keep your text and try again in a minute.")
        refused = await alice.submits(form, {"client": "Acme GmbH", "sign": "Disrespect", "summary": "rude"})
        [words] = refused.errors.values()
        assert words.startswith("This was not recorded.") and alice.modal is form
    reads(await alice.submits(form), "Recorded as #1")
    reads(await alice.types("/client-flag mine"), "Your report", "#1", "-#2")

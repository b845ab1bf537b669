"""A check-in in Slack: the card in the chat with the bot, the modal from its button, and nothing beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import Submitted
from bot.replies import Told
from tests.slack import faults
from tests.slack.emulator import Slack
from tests.slack.house import FIRM, House, reads, signpost
from tests.slack.reading import View

pytestmark = pytest.mark.node

TEAM = ("alice", "ben", "dora", "olivia", "tarik")


@pytest.fixture
async def house(slack: Slack, tmp_path: Path) -> AsyncIterator[House]:
    """Keys may not lie below the database, so they have a folder beside it. Lena has asked her team about Acme."""
    folder = tmp_path / "firm"
    folder.mkdir()
    config = {**FIRM, "checkins": {"key_dir": "../keys", "show_to": "team"}}
    async with signpost(slack, folder, config=config) as opened:
        await opened.has_client("Acme GmbH", "lena", aliases="acme")
        people = {name: opened.by(name) for name in TEAM}
        written = ",".join(str(by.who) for by in people.values())
        values = {"days": "6", "group": "5", "people": written}
        state = {"subject": (await opened.client("Acme GmbH")).id}
        sent = Submitted(opened.by("lena"), "checkin_start", values, state, tuple(people.values()))
        reply = await opened.asks(sent)
        assert isinstance(reply, Told) and reply.notice.kind == "checkin.started", reply
        await opened.settles()
        yield opened


async def opened_by(house: House, name: str) -> View:
    person = house.person(name)
    card = await person.receives("A question, answered anonymously")
    return (await person.presses("Answer", on=card)).modal


async def answers(house: House, name: str, face: str, comment: str = "") -> View:
    form = await opened_by(house, name)
    return (await house.person(name).submits(form, {"face": face, "comment": comment})).modal


async def test_answer_is_a_modal_from_the_button_and_its_reply_is_all_there_is(house: House) -> None:
    card = await house.person("alice").receives("A question, answered anonymously")
    reads(card, "How is working with Acme GmbH for you right now?", "sealed at once", "What is this?")
    reads(card, "[Answer] [What is this?] [Do not ask me]")
    form = await opened_by(house, "alice")
    reads(form, "Check-in", "How is working with Acme GmbH for you right now?", "sealed at once", "Do not write names")
    calls, lines = len(house.slack.shim.calls), len(house.log.lines)
    told = await house.person("alice").submits(form, {"face": "🙁 rather bad", "comment": "loud calls"})
    reads(told.modal, "Thank you. Your answer is sealed.", "You can change it until")
    await house.settles()
    assert len(house.slack.shim.calls) == calls and len(house.log.lines) == lines
    assert len(await house.person("alice").inbox()) == 1


async def test_everybody_answers_and_the_team_reads_what_is_published(house: House) -> None:
    for name in TEAM:
        await answers(house, name, "😞 very bad", f"words {name[0] * 3}")
    await answers(house, "alice", "🙁 rather bad", "words changed")
    await house.passes(days=8)
    for name in ("lena", "ben"):
        shown = await house.person(name).receives("The check-in about Acme GmbH is closed: low")
        reads(shown, "Comments, in the order of the alphabet", "words bbb", "words changed", "words ddd", "-words aaa")
    reads(await house.person("lena").types("/client-checkin results acme"), "Closed on", "Band: low", "words bbb")
    late = await house.person("ben").presses("Answer", on=(await house.person("ben").inbox())[0])
    reads(late, "closed, so your answer could not be taken any more")


async def test_bad_answer_keeps_the_window(house: House) -> None:
    form = await opened_by(house, "ben")
    refused = await house.person("ben").submits(form, {"face": "😐 so-so", "comment": "🙂" * 500})
    assert "too long to be sealed" in refused.errors["comment"]


async def test_lead_starts_one_through_the_form_and_learns_nothing_of_it(house: House) -> None:
    lena = house.person("lena")
    reads(await lena.types("/client-checkin who acme"), "not even how many")
    form = (await lena.types("/client-checkin start acme")).modal
    reads(form, "Start a check-in", "How is working with Acme GmbH", "Days open: 6", "Who is asked")
    refused = await lena.submits(form, {"people": ["alice", "ben", "dora", "olivia", "tarik"], "days": "4"})
    assert "nobody closes it earlier" in str(refused.errors)
    reads(await lena.types("/client-checkin"), "Acme GmbH", "Until then nothing is known of it")


async def test_people_of_the_clients_channel_are_chosen_without_guests_and_bots(house: House) -> None:
    await house.has_client("Globex", "lena")
    await house.binds("acme", "Globex")
    lena = house.person("lena")
    form = (await lena.types("/client-checkin start globex")).modal
    reads(form, "Chosen are the people of the client's channels", "Days open: 10", "ten days are better")
    assert chosen(form) == ["U01ALICE", "U01BEN", "U01DORA", "U01LENA", "U01OLIVIA", "U01TARIK"]
    reads((await lena.submits(form, {})).modal, "The check-in about Globex has begun.", "6 people are asked")
    await house.settles()
    reads((await lena.inbox())[-1], "How is working with Globex for you right now?")
    # Alice has been asked once this week already: she finds it in Home, and in the next reminder to all.
    home = await house.person("alice").opens_home()
    assert home is not None
    reads(home, "How is working with Globex for you right now?")
    assert await house.person("gus").inbox() == []


async def test_missing_permission_is_said_and_people_can_be_named(house: House) -> None:
    await house.has_client("Globex", "lena")
    await house.binds("acme", "Globex")
    house.slack.shim.faults.always("conversations.members", faults.refused("missing_scope", needed="channels:read"))
    form = (await house.person("lena").types("/client-checkin start globex")).modal
    reads(
        form, "cannot be seen: Signpost lacks a permission there", "missing_scope:channels:read", "Name people yourself"
    )
    assert chosen(form) == []
    told = await house.person("lena").submits(form, {"people": ["alice", "ben", "dora", "olivia", "tarik"]})
    reads(told.modal, "5 people are asked")


async def test_slow_slack_does_not_keep_the_window_closed(house: House) -> None:
    await house.has_client("Globex", "lena")
    await house.binds("acme", "Globex")
    house.slack.shim.faults.next("conversations.members", faults.hang(4.0, done=True))
    form = (await house.person("lena").types("/client-checkin start globex")).modal
    reads(form, "Start a check-in", "there is no answer at the moment")


def chosen(form: View) -> list[str]:
    (element,) = [block["element"] for block in form.raw["blocks"] if block.get("block_id") == "people"]
    return sorted(element.get("initial_users", []))


async def test_what_a_check_in_promises_can_be_asked_for(house: House) -> None:
    alice = house.person("alice")
    reads(await alice.types("/client-checkin what"), "What a check-in is", "could technically find out")
    card = await alice.receives("A question, answered anonymously")
    shown = (await alice.presses("What is this?", on=card)).modal
    reads(shown, "What it cannot promise", "Whoever runs the server, while a round is open", "How it is tested")


async def test_who_has_set_slack_to_german_answers_and_reads_in_german(house: House) -> None:
    ben = house.person("ben")
    ben.account.locale = "de-DE"
    # An answer writes nobody down, so it cannot tell the language either; a report can.
    await ben.types("/client-flag acme extra_demands:1 wants more")
    for name in ("alice", "dora", "olivia", "tarik"):
        await answers(house, name, "😞 very bad")
    form = await opened_by(house, "ben")
    reads(form, "Wie geht es dir gerade in der Zusammenarbeit mit Acme GmbH?", "Schreib keine Namen")
    told = await ben.submits(form, {"face": "🙁 eher schlecht", "comment": "laute Anrufe"})
    reads(told.modal, "Danke. Deine Antwort ist versiegelt.")
    await house.passes(days=8)
    reads(await ben.receives("Das Stimmungsbild zu Acme GmbH ist geschlossen: niedrig"), "Stufe: niedrig")

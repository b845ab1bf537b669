"""A check-in in Teams: the card in the 1:1 chat, the window from its button, and nothing beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import Submitted
from bot.replies import Told
from tests.teams.activities import CHANNEL
from tests.teams.connector import refused
from tests.teams.firm import TEAM as CONFIG
from tests.teams.firm import Firm, signpost
from tests.teams.reading import Card, reads

TEAM = ("alice", "ben", "dora", "olivia", "tarik")


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[Firm]:
    """Keys may not lie below the database, so they have a folder beside it. Lena has asked her team about Acme."""
    folder = tmp_path / "firm"
    folder.mkdir()
    config = {**CONFIG, "checkins": {"key_dir": "../keys", "show_to": "team"}}
    async with signpost(folder, config=config) as opened:
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


async def opened_by(firm: Firm, name: str) -> Card:
    person = firm.person(name)
    card = await person.receives("A question, answered anonymously")
    window = (await person.presses("Answer", on=card)).window
    assert window is not None
    return window


async def test_answer_is_a_window_from_the_card_and_its_reply_is_all_there_is(firm: Firm) -> None:
    alice = firm.person("alice")
    card = await alice.receives("A question, answered anonymously")
    reads(card, "How is working with Acme GmbH for you right now?", "sealed at once", "What is this?")
    form = await opened_by(firm, "alice")
    reads(form, "How is working with Acme GmbH for you right now?", "sealed at once", "Do not write names")
    posted, lines = len(firm.connector.posted), len(firm.log.lines)
    seen = await alice.submits(form, {"face": "🙁 rather bad", "comment": "loud calls"})
    reads(seen.window, "Thank you. Your answer is sealed.", "You can change it until")
    await firm.settles()
    assert len(firm.connector.posted) == posted and len(firm.log.lines) == lines
    assert len(alice.inbox()) == 1


async def test_everybody_answers_and_the_team_reads_what_is_published(firm: Firm) -> None:
    for name in TEAM:
        form = await opened_by(firm, name)
        await firm.person(name).submits(form, {"face": "😞 very bad", "comment": f"words {name[0] * 3}"})
    form = await opened_by(firm, "alice")
    await firm.person("alice").submits(form, {"face": "🙁 rather bad", "comment": "words changed"})
    await firm.passes(days=8)
    for name in ("lena", "ben"):
        shown = await firm.person(name).receives("The check-in about Acme GmbH is closed: low")
        reads(shown, "Comments, in the order of the alphabet", "words bbb", "words changed", "words ddd", "-words aaa")
    reads(await firm.person("lena").types("client-checkin results acme"), "Closed on", "Band: low", "words bbb")


async def test_late_and_bad_answers_get_their_sentence(firm: Firm) -> None:
    ben = firm.person("ben")
    form = await opened_by(firm, "ben")
    refused = await ben.submits(form, {"face": "😐 so-so", "comment": "🙂" * 500})
    reads(refused.form, "too long to be sealed")
    await firm.passes(days=7)
    reads(await ben.submits(form, {"face": "😐 so-so", "comment": ""}), "could not be taken any more")


async def test_people_of_the_clients_team_are_chosen_without_guests(firm: Firm) -> None:
    place = CHANNEL.partition(";")[0]
    await firm.has_client("Globex", "lena")
    names = (*TEAM, "lena", "gus")
    firm.connector.rosters[place] = [firm.person(name).user for name in names]
    firm.may_speak_openly = True
    lena = firm.person("lena")
    await lena.types("client-setup bind globex", "channel")
    seen = await lena.types("client-checkin start globex")
    form = seen.form
    reads(form, "Chosen are the people of the client's channels", "ten days are better")
    reads((await lena.submits(form, {})).form, "The check-in about Globex has begun.", "6 people are asked")


async def test_team_without_the_app_is_said_and_people_can_be_named(firm: Firm) -> None:
    await firm.has_client("Globex", "lena")
    firm.may_speak_openly = True
    lena = firm.person("lena")
    await lena.types("client-setup bind globex", "channel")
    firm.connector.faults.always("roster", refused(403, "BotNotInConversationRoster"))
    seen = await lena.types("client-checkin start globex")
    reads(seen.form, "Signpost is not in that team or chat in Teams", "Name people yourself")


async def test_lead_learns_nothing_of_who_has_answered(firm: Firm) -> None:
    lena = firm.person("lena")
    reads(await lena.types("client-checkin who acme"), "not even how many")
    reads(await lena.types("client-checkin"), "Acme GmbH", "Until then nothing is known of it")


async def test_what_a_check_in_promises_can_be_asked_for(firm: Firm) -> None:
    alice = firm.person("alice")
    card = await alice.receives("A question, answered anonymously")
    seen = await alice.presses("What is this?", on=card)
    reads(seen.window or seen.message, "What it cannot promise", "Whoever runs the server", "How it is tested")


async def test_who_has_set_teams_to_german_answers_and_reads_in_german(firm: Firm) -> None:
    ben = firm.person("ben")
    ben.locale = "de-DE"
    await ben.types("hilfe")
    for name in ("alice", "dora", "olivia", "tarik"):
        await firm.person(name).submits(await opened_by(firm, name), {"face": "😞 very bad"})
    form = await opened_by(firm, "ben")
    reads(form, "Wie geht es dir gerade in der Zusammenarbeit mit Acme GmbH?", "Schreib keine Namen")
    seen = await ben.submits(form, {"face": "🙁 eher schlecht", "comment": "laute Anrufe"})
    reads(seen.window, "Danke. Deine Antwort ist versiegelt.")
    await firm.passes(days=8)
    reads(await ben.receives("Das Stimmungsbild zu Acme GmbH ist geschlossen: niedrig"), "Stimmungsbild")

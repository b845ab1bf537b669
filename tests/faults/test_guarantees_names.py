"""Guarantee 23, first form: reporters' names are nowhere but where they agreed to be named."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest

from bot.domain.reporter_question import Answer
from bot.messages import PageName, Submitted
from signpost.records.export import Pseudonyms, as_csv, as_json_lines, incident_line
from tests.dialogs.house import House, asked, read, told
from tests.fakes.memory_around_talks import MemoryReporterQuestions

REPORTERS = ("zyxanna", "qwurben", "vorpcarl")
OTHERS = ("lena", "dora", "olivia", "tarik", "paul")


async def story(house: House, consent: str) -> list[str]:
    """A whole year of a bad client in a few weeks; everything anybody but the reporters is shown."""
    await house.opens(*REPORTERS, "lena", "dora", "paul")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    seen: list[str] = []
    signs = ("disrespect", "late_payment", "crowding_out", "ethics")
    for turn, sign in enumerate(signs):
        for reporter in REPORTERS:
            await house.files(
                reporter,
                "Acme",
                sign,
                1 + turn % 3,
                f"{sign} happened",
                consent=consent,
                link=f"https://x.example/{sign}",
            )
        await house.settles()
        await house.passes(days=2)
        await house.says(REPORTERS[0], "/client-flag globex disrespect:2 shouted")
        form = asked(await house.says("lena", "/client-talk acme"))
        seen.append(read(told(await house.submits("lena", form, {"outcome": "refused"}))))
        await house.passes(days=7)
    seen += await asked_and_answered(house)
    for kind in ("boundary", "talk_invitation", "payment_reminder", "exit"):
        values = {"client": (await house.client("Acme")).id, "kind": kind, "tone": "plain", "language": "de"}
        seen.append(read(told(await house.submits("lena", "draft", values))))
    form = asked(await house.says("lena", "/client-exit acme"))
    seen.append(read(told(await house.submits("lena", form, {"reason": "enough"}))))
    seen.append(read(told(await house.says("lena", "/client-exit acme"))))
    ended = {"client": (await house.client("Acme")).id, "state": "former", "reason": "all is said"}
    seen += [read(await house.page(who, "parting", ended["client"])) for who in OTHERS]
    seen.append(read(told(await house.submits("lena", "exit", ended))))
    await house.passes(days=32)
    return seen + await shown(house)


async def asked_and_answered(house: House) -> list[str]:
    """Every lead asks the reporters of the first report; all of them answer, and one thinks better of it."""
    client, answer = (await house.client("Acme")).id, "there were three of theirs"
    first = await house.incident(1)
    seen: list[str] = []
    for who in ("lena", "dora", "olivia"):
        question = {"incident": first.id, "question": f"Who of theirs was there, asks {who}?"}
        reply = await house.answers(Submitted(house.by(who), "ask", question, {"subject": client}))
        seen.append(read(told(reply)))
    await house.passes(days=3)
    for reporter in REPORTERS:
        home = await house.page(reporter)
        form = asked(await house.presses(reporter, "Answer" if house.language == "en" else "Antworten", home))
        told(await house.submits(reporter, form, {"answer": answer}))
    await house.passes(days=2)
    assert answer in read(await house.page("lena", "client", client))
    return seen


async def shown(house: House) -> list[str]:
    seen = [read(notice) for who in OTHERS for notice in house.hears(who)]
    for who in OTHERS:
        for page in get_args(PageName):
            seen.append(read(await house.page(who, page, (await house.client("Acme")).id)))
        for line in ("/client-status acme", "/client-talk prepare acme", "/client-exit weigh acme"):
            seen.append(read(told(await house.says(who, line))))
    async with house.store.read() as unit:
        for draft in await unit.drafts.of_client((await house.client("Acme")).id):
            seen.append(f"{draft.subject} {draft.body}")
        seen += [str(act) for act in await unit.journal.acts()]
    return [*seen, str(house.log.lines), await exported(house)]


async def exported(house: House) -> str:
    async with house.store.read() as unit:
        incidents = await unit.incidents.everything()
        clients = {client.id: client.name for client in await unit.clients.all()}
    given = Pseudonyms()
    lines = [incident_line(incident, clients, given) for incident in incidents]
    return "\n".join([*as_json_lines(lines), *as_csv(lines, talks=False)])


def hits(seen: list[str]) -> list[str]:
    return [f"{name} in: {text[:200]}" for text in seen for name in REPORTERS if name in text.lower()]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_no_reporters_name_anywhere_without_consent(language: str) -> None:
    house = House(language=language)
    seen = await story(house, "")
    assert len(seen) > 30
    assert hits(seen) == []


async def test_planted_fault_answers_with_a_name_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = MemoryReporterQuestions.answers_about_client

    async def signed(self: MemoryReporterQuestions, client: str) -> Sequence[Answer]:
        people = self._desk.look().people
        return [replace(one, text=f"{one.text} ({people[one.person].name})") for one in await honest(self, client)]

    monkeypatch.setattr(MemoryReporterQuestions, "answers_about_client", signed)
    assert hits(await story(House(), "")) != []


async def test_consent_names_on_the_clients_page_and_still_nowhere_else() -> None:
    house = House()
    seen = await story(house, "yes")
    named = hits(seen)
    assert named, "the lead may know the names now"
    pages = {
        read(await house.page(who, "client", (await house.client("Acme")).id)) for who in ("lena", "dora", "olivia")
    }
    assert all(any(hit.partition(" in: ")[2] in page for page in pages) for hit in named)


async def test_own_message_stays_hidden_without_consent(house: House) -> None:
    flagged = asked(await house.flags_message("zyxanna", "my private words", "https://own.example/1", own=True))
    more = {"client": (await house.client("Acme")).id, "sign": "disrespect", "summary": "shouted"}
    await house.submits("zyxanna", flagged, more)
    page = read(await house.page("lena", "client", more["client"]))
    assert "private words" not in page and "own.example" not in page
    assert "private words" not in await exported(house)
    mine = told(await house.says("zyxanna", "/client-flag mine"))
    form = asked(await house.presses("zyxanna", "Change", told(await house.presses("zyxanna", "Open #1", mine))))
    await house.submits("zyxanna", form, {"consent": "yes"})
    page = read(await house.page("lena", "client", more["client"]))
    assert "private words" in page and "Zyxanna" in page


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens(*REPORTERS, "lena", "dora", "paul")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    return house

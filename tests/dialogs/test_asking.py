"""A lead asks the reporters through the bot: nobody is named, nobody has to answer, and it ends with the report."""

import pytest

from bot.messages import Pressed, Submitted
from bot.notices.parts import Form, Notice, Page, Paragraph, plain
from bot.replies import Replaced, Reply
from tests.dialogs.house import House, asked, read, told
from tests.dialogs.test_ladder import at

QUESTION = "Was anybody of theirs in the call who disagreed?"


async def page(house: House, who: str = "lena") -> Page:
    shown = await house.page(who, "client", (await house.client("Acme")).id)
    assert isinstance(shown, Page)
    return shown


async def reported(house: House, *people: str, **more: str) -> None:
    for person in people:
        await house.files(
            person, "Acme", "disrespect", 2, f"shouted, says {person[0]}", link="https://x.example/1", **more
        )
    await house.settles()


async def asks(house: House, who: str = "lena", text: str = QUESTION) -> Reply:
    form = asked(await house.presses(who, "Ask the reporters", await page(house, who)))
    return await house.submits(who, form, {"question": text})


def questions(house: House, who: str) -> list[Notice]:
    return [notice for notice in house.hears(who) if notice.kind.startswith("question")]


def answers(house: House, who: str) -> list[Notice]:
    return [notice for notice in house.hears(who) if notice.kind == "question.answers"]


async def answer(house: House, who: str, text: str) -> Reply:
    form = asked(await house.presses(who, "Answer", questions(house, who)[0]))
    return await house.submits(who, form, {"answer": text})


async def test_form_says_beforehand_that_an_answer_can_be_guessed(house: House) -> None:
    await reported(house, "anna", "ben")
    form = asked(await house.presses("lena", "Ask the reporters", await page(house)))
    (intro,) = [plain(block.text) for block in form.intro if isinstance(block, Paragraph)]
    assert "In a small team an answer can still be guessed" in intro and "nobody has to" in intro
    assert form.fields[0].value, "the one report is chosen already"


async def test_question_reaches_all_reporters_of_the_incident_and_nobody_else(house: House) -> None:
    await reported(house, "anna", "ben")
    await house.files("carl", "Acme", "late_payment", 1)
    shown = asked(await house.presses("lena", "Ask the reporters", await page(house)))
    first = next(option for option in shown.fields[0].options if "Disrespect" in option.label)  # type: ignore[attr-defined]
    told(await house.submits("lena", shown, {"incident": first.value, "question": QUESTION}))
    await house.settles()
    for who in ("anna", "ben"):
        (notice,) = questions(house, who)
        words = read(notice)
        assert words.startswith("A question about #1, Acme Outdoor")
        assert "Lena asks those who reported it:" in words and QUESTION in words
        assert "In a small team one can still be guessed" in words and "You need not answer" in words
        assert "[Answer] [Rather not]" in words and "until 16 Mar 2026" in words
    for who in ("carl", "lena", "dora", "olivia"):
        assert questions(house, who) == []


async def test_answer_comes_next_morning_without_a_name_and_in_no_order_of_time(house: House) -> None:
    await reported(house, "anna", "ben")
    told(await asks(house))
    await house.settles()
    given = await answer(house, "ben", "Two of theirs looked embarrassed.")
    assert isinstance(given, Replaced) and "without your name" in read(told(given))
    await house.passes(hours=3)
    await answer(house, "anna", "Nobody.")
    await house.settles()
    assert answers(house, "lena") == [], "not at once: the time would tell who"
    await house.until(at("03-03 09:01"))
    (told_lena,) = answers(house, "lena")
    words = read(told_lena)
    assert words.startswith("Acme Outdoor, #1: 2 answers to your question")
    assert words.index("Nobody.") < words.index("Two of theirs"), "by their words, not by their time"
    for shown in (words, read(await page(house)), read(await page(house, "dora"))):
        assert "Two of theirs looked embarrassed." in shown
        assert "Anna" not in shown and "Ben" not in shown
    assert "You asked: " in read(await page(house)) and "Lena asked: " in read(await page(house, "dora"))


async def test_second_answer_replaces_the_first_and_the_form_shows_it(house: House) -> None:
    await reported(house, "anna")
    told(await asks(house))
    await house.settles()
    (notice,) = questions(house, "anna")
    kept = told(await answer(house, "anna", "Nobody."))
    assert asked(await house.presses("anna", "Answer", notice)).fields[0].value == "Nobody."
    form = asked(await house.presses("anna", "Change", kept))
    assert form.fields[0].value == "Nobody."
    told(await house.submits("anna", form, {"answer": "Somebody, I think."}))
    shown = read(await page(house))
    assert "Somebody, I think." in shown and "Nobody." not in shown


async def test_declining_leaves_no_trace(house: House) -> None:
    await reported(house, "anna", "ben")
    told(await asks(house))
    await house.settles()
    before = read(await page(house))
    state = house.store.state.copy()  # type: ignore[attr-defined]
    reply = await house.presses("anna", "Rather not", questions(house, "anna")[0])
    assert isinstance(reply, Replaced) and "Nobody hears of it." in read(told(reply))
    assert house.store.state == state and read(await page(house)) == before  # type: ignore[attr-defined]


async def test_each_lead_asks_once_about_a_report_within_two_weeks(house: House) -> None:
    await reported(house, "anna")
    told(await asks(house))
    again = read(told(await asks(house, text="And who was it?")))
    assert "You have asked about this report within the last 14 days." in again
    assert "goes to those who reported it" in read(told(await asks(house, "dora")))
    await house.passes(days=15)
    assert "goes to those who reported it" in read(told(await asks(house, text="Has it happened again?")))


@pytest.mark.parametrize("text", ["", "x" * 501])
async def test_question_has_bounds(house: House, text: str) -> None:
    await reported(house, "anna")
    form = asked(await asks(house, text=text))
    assert form.fields[1].error


async def test_answer_has_bounds(house: House) -> None:
    await reported(house, "anna")
    told(await asks(house))
    await house.settles()
    assert "At most 1000" in asked(await answer(house, "anna", "x" * 1001)).fields[0].error


async def test_nobody_is_asked_about_what_one_reported_alone(house: House) -> None:
    await reported(house, "lena")
    refused = await house.presses("lena", "Ask the reporters", await page(house))
    assert "There is nobody else to ask about this report." in read(told(refused))
    assert "goes to those" in read(told(await asks(house, "dora"))), "somebody else may ask her"


async def test_lead_who_reported_as_well_is_not_asked(house: House) -> None:
    await reported(house, "anna", "lena")
    told(await asks(house))
    await house.settles()
    assert questions(house, "lena") == [] and len(questions(house, "anna")) == 1


async def test_question_is_over_after_two_weeks(house: House) -> None:
    await reported(house, "anna")
    told(await asks(house))
    await house.settles()
    (notice,) = questions(house, "anna")
    await house.passes(days=15)
    assert "This question can no longer be answered." in read(told(await house.presses("anna", "Answer", notice)))
    assert "A question about" not in read(await house.page("anna"))


async def test_home_keeps_the_question_until_it_is_answered(house: House) -> None:
    await reported(house, "anna", "ben")
    told(await asks(house))
    await house.settles()
    home = await house.page("anna")
    assert isinstance(home, Page) and QUESTION in read(home)
    form = asked(await house.presses("anna", "Answer", home))
    told(await house.submits("anna", form, {"answer": "Nobody."}))
    assert QUESTION not in read(await house.page("anna")) and QUESTION in read(await house.page("ben"))
    for other in ("carl", "lena"):
        assert QUESTION not in read(await house.page(other))


async def test_over_the_budget_it_waits_for_the_morning_and_stands_in_home(house: House) -> None:
    for name in ("Client Alpha", "Client Bravo", "Client Charlie", "Client Delta"):
        await house.has_client(name, "lena")
        await house.files("anna", name, "disrespect", 1)
        async with house.store.read() as unit:
            client = await unit.clients.by_name(name)
            assert client is not None
            (incident,) = await unit.incidents.of_client(client.id)
        values = {"incident": incident.id, "question": f"What about {name}?"}
        told(await house.answers(Submitted(house.by("lena"), "ask", values, {"subject": client.id})))
    await house.settles()
    assert len(questions(house, "anna")) == 2
    assert "What about Client Charlie?" in read(await house.page("anna"))
    await house.until(at("03-03 09:05"))
    (bundle,) = [read(notice) for notice in house.hears("anna") if notice.kind == "bundle"]
    assert "A question about #3" in bundle


async def test_whoever_withdraws_takes_the_answer_along(house: House) -> None:
    await reported(house, "anna", "ben")
    told(await asks(house))
    await house.settles()
    await answer(house, "anna", "Nobody.")
    await answer(house, "ben", "One of theirs.")
    mine = told(await house.says("anna", "/client-flag mine"))
    await house.presses("anna", "Undo", told(await house.presses("anna", "Open #1", mine)))
    shown = read(await page(house))
    assert "Nobody." not in shown and "One of theirs." in shown
    refused = await house.answers(Pressed(house.by("anna"), "question.answer", await only_question(house)))
    assert "This question is not for you" in read(told(refused))


async def only_question(house: House) -> str:
    async with house.store.read() as unit:
        (question,) = await unit.reporter_questions.about_client((await house.client("Acme")).id)
    return question.id


async def test_question_and_answers_go_with_the_report(house: House) -> None:
    await reported(house, "anna", occurred_on="2025-03-10")
    told(await asks(house))
    await house.settles()
    await answer(house, "anna", "Nobody.")
    await house.until(at("03-11 12:00"))
    state = house.store.state  # type: ignore[attr-defined]
    assert not state.reporter_questions and not state.reporter_answers


async def test_confidential_report_is_asked_about_by_owners_alone(house: House) -> None:
    await reported(house, "anna", to_owner="yes")
    refused = await house.presses("lena", "Ask the reporters", await page(house))
    assert "nobody else to ask" in read(told(refused))
    async with house.store.read() as unit:
        (incident,) = await unit.incidents.of_client((await house.client("Acme")).id)
    forged = {"incident": incident.id, "question": QUESTION}
    subject = {"subject": (await house.client("Acme")).id}
    answer_to_forged = await house.answers(Submitted(house.by("lena"), "ask", forged, subject))
    assert "This question is not for you" in read(told(answer_to_forged))
    told(await asks(house, "olivia"))
    await house.settles()
    await answer(house, "anna", "Nobody at all.")
    assert "Nobody at all." in read(await page(house, "olivia"))
    assert "Nobody at all." not in read(await page(house)) and QUESTION not in read(await page(house))


async def test_incident_of_another_client_cannot_be_asked_about(house: House) -> None:
    await house.files("anna", "Bergwerk", "disrespect", 2)
    async with house.store.read() as unit:
        (incident,) = await unit.incidents.of_client((await house.client("Bergwerk")).id)
    forged = {"incident": incident.id, "question": QUESTION}
    refused = await house.answers(
        Submitted(house.by("lena"), "ask", forged, {"subject": (await house.client("Acme")).id})
    )
    assert "This question is not for you" in read(told(refused))
    await house.settles()
    assert questions(house, "anna") == []


async def test_lead_who_is_none_any_more_hears_no_answer(house: House) -> None:
    await reported(house, "anna")
    told(await asks(house, "dora"))
    await house.settles()
    await answer(house, "anna", "Nobody.")
    form = asked(await house.says("olivia", "/client-setup Acme"))
    assert isinstance(form, Form)
    told(await house.submits("olivia", form, {"deputies": ""}))
    await house.until(at("03-03 12:00"))
    assert answers(house, "dora") == []


async def test_same_question_delivered_twice_is_one(house: House) -> None:
    await reported(house, "anna")
    form = asked(await house.presses("lena", "Ask the reporters", await page(house)))
    for _ in range(2):
        reply = await house.submits("lena", form, {"question": QUESTION}, key="ask-1")
        assert "goes to those who reported it" in read(told(reply))
    await house.settles()
    assert len(questions(house, "anna")) == 1

"""The ports ``Agreements``, ``Counterweights`` and ``ReporterQuestions``."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.agreement import AgreementState
from bot.errors import StoreFailed
from bot.ports import Store
from tests.contract.store_samples import (
    DAY,
    HOUR,
    NOW,
    agreement,
    client,
    counterweight,
    full_agreement,
    full_counterweight,
    incident,
    person,
    reporter_answer,
    reporter_question,
)


@pytest.fixture
async def record(store: Store) -> Store:
    async with store.write() as unit:
        for one in (client("c1", "Acme"), client("c2", "Beta")):
            await unit.clients.save(one)
        for report in (incident(1), incident(2), incident(3, "c2")):
            await unit.incidents.save(report)
        await unit.commit()
    return store


# --- Agreements ---


async def test_agreement_comes_back_whole_and_can_be_settled(record: Store) -> None:
    settled = full_agreement().settled(AgreementState.KEPT, "p9", DAY)
    async with record.write() as unit:
        await unit.agreements.save(full_agreement())
        assert await unit.agreements.by_id("a-full") == full_agreement()
        await unit.agreements.save(settled)
        assert await unit.agreements.by_id("a-full") == settled
        assert await unit.agreements.by_id("other") is None


async def test_agreements_come_by_the_day_they_are_due(record: Store) -> None:
    days = {"a1": DAY, "a2": DAY - timedelta(days=3), "a3": DAY}
    async with record.write() as unit:
        for id, due in days.items():
            await unit.agreements.save(agreement(id, due_on=due))
        await unit.agreements.save(agreement("b1", "c2"))
        assert [one.id for one in await unit.agreements.of_client("c1")] == ["a2", "a1", "a3"]


async def test_reminders_are_due_at_their_moment_and_oldest_first(record: Store) -> None:
    async with record.write() as unit:
        assert await unit.agreements.next_due() is None
        for id, at in (("a1", NOW + HOUR), ("a2", NOW), ("a3", None), ("a4", NOW + 2 * HOUR)):
            await unit.agreements.save(agreement(id, remind_at=at))
        assert await unit.agreements.next_due() == NOW
        assert [one.id for one in await unit.agreements.due(NOW + HOUR)] == ["a2", "a1"]
        assert [one.id for one in await unit.agreements.due(NOW + HOUR, limit=1)] == ["a2"]
        assert await unit.agreements.due(NOW - HOUR) == []


# --- Counterweights ---


async def test_counterweight_comes_back_whole_can_be_changed_and_removed(record: Store) -> None:
    changed = replace(full_counterweight(), text="Paid early.")
    async with record.write() as unit:
        await unit.counterweights.save(full_counterweight())
        assert await unit.counterweights.by_id("w-full") == full_counterweight()
        await unit.counterweights.save(changed)
        assert await unit.counterweights.of_client("c1") == [changed]
        await unit.counterweights.remove("w-full")
        await unit.counterweights.remove("w-full")
        assert await unit.counterweights.by_id("w-full") is None


async def test_counterweights_come_newest_day_first_and_are_forgotten_by_day(record: Store) -> None:
    old = DAY - timedelta(days=9)
    async with record.write() as unit:
        for one in (counterweight("w1", day=old), counterweight("w2"), counterweight("w3", "c2", day=old)):
            await unit.counterweights.save(one)
        await unit.counterweights.save(counterweight("w4", written_at=NOW + HOUR))
        assert [one.id for one in await unit.counterweights.of_client("c1")] == ["w4", "w2", "w1"]
        assert await unit.counterweights.forget(old) == 0
        assert await unit.counterweights.forget(old + timedelta(days=1)) == 2
        assert [one.id for one in await unit.counterweights.of_client("c1")] == ["w4", "w2"]


# --- Questions to reporters ---


async def test_question_and_answers_come_back_whole(record: Store) -> None:
    other = reporter_answer(person="p3", text="A colleague of theirs.")
    async with record.write() as unit:
        await unit.reporter_questions.ask(reporter_question())
        assert await unit.reporter_questions.by_id("q1") == reporter_question()
        assert await unit.reporter_questions.by_id("q9") is None
        for answer in (reporter_answer(), other):
            await unit.reporter_questions.answer(answer)
        assert await unit.reporter_questions.answers_to("q1") == [other, reporter_answer()], "by their text"


async def test_second_answer_of_a_person_replaces_the_first(record: Store) -> None:
    async with record.write() as unit:
        await unit.reporter_questions.ask(reporter_question())
        for text in ("Nobody.", "Ask me again."):
            await unit.reporter_questions.answer(reporter_answer(text=text))
        assert [one.text for one in await unit.reporter_questions.answers_to("q1")] == ["Ask me again."]


async def test_questions_are_found_by_incident_and_by_client_wherever_the_incident_is_now(record: Store) -> None:
    async with record.write() as unit:
        for id, about in (("q2", "i2"), ("q1", "i1"), ("q3", "i3")):
            await unit.reporter_questions.ask(reporter_question(id, about))
            await unit.reporter_questions.answer(reporter_answer(id))
        ids = [one.id for one in await unit.reporter_questions.about_client("c1")]
        assert ids == ["q1", "q2"]
        assert {one.question for one in await unit.reporter_questions.answers_about_client("c1")} == {"q1", "q2"}
        assert [one.id for one in await unit.reporter_questions.about_incident("i2")] == ["q2"]
        await unit.incidents.save(incident(1, "c2"))
        assert [one.id for one in await unit.reporter_questions.about_client("c2")] == ["q1", "q3"]


async def test_questions_put_to_a_reporter_are_those_of_others_not_answered_yet(record: Store) -> None:
    yesterday = DAY - timedelta(days=1)
    async with record.write() as unit:
        await unit.incidents.save(incident(4, by=("p3", "p1")))
        for id, about, by, on in (
            ("q1", "i4", "p2", DAY),
            ("q2", "i1", "p1", DAY),
            ("q3", "i2", "p2", yesterday),
            ("q4", "i1", "p2", DAY),
        ):
            await unit.reporter_questions.ask(reporter_question(id, about, asked_by=by, asked_on=on))
        await unit.reporter_questions.answer(reporter_answer("q4", "p1"))
        assert [one.id for one in await unit.reporter_questions.put_to("p1", yesterday)] == ["q1", "q3"]
        assert [one.id for one in await unit.reporter_questions.put_to("p1", DAY)] == ["q1"]
        assert [one.id for one in await unit.reporter_questions.put_to("p3", DAY)] == ["q1"]
        assert await unit.reporter_questions.put_to("p9", DAY) == []


async def test_answer_can_be_taken_back_alone(record: Store) -> None:
    async with record.write() as unit:
        for id, about in (("q1", "i1"), ("q2", "i2")):
            await unit.reporter_questions.ask(reporter_question(id, about))
            for who in ("p1", "p3"):
                await unit.reporter_questions.answer(reporter_answer(id, who))
        await unit.reporter_questions.take_back("i1", "p1")
        assert [one.person for one in await unit.reporter_questions.answers_to("q1")] == ["p3"]
        assert len(await unit.reporter_questions.answers_to("q2")) == 2


async def test_questions_and_answers_go_with_their_incident(record: Store) -> None:
    old = DAY - timedelta(days=400)
    async with record.write() as unit:
        await unit.incidents.save(incident(1, occurred_on=old))
        for id, about in (("q1", "i1"), ("q2", "i2")):
            await unit.reporter_questions.ask(reporter_question(id, about))
            await unit.reporter_questions.answer(reporter_answer(id))
        assert await unit.incidents.forget(old + timedelta(days=1), old) == 1
        assert await unit.reporter_questions.by_id("q1") is None
        assert await unit.reporter_questions.answers_to("q1") == []
        assert len(await unit.reporter_questions.answers_to("q2")) == 1


@pytest.mark.parametrize("kind", ["agreement", "counterweight", "question", "answer"])
async def test_nothing_hangs_on_what_is_unknown(record: Store, kind: str) -> None:
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            match kind:
                case "agreement":
                    await unit.agreements.save(agreement("a1", "nobody"))
                case "counterweight":
                    await unit.counterweights.save(counterweight("w1", "nobody"))
                case "question":
                    await unit.reporter_questions.ask(reporter_question("q1", "nothing"))
                case _:
                    await unit.reporter_questions.answer(reporter_answer("nothing"))


async def test_two_people_who_are_one_have_written_and_answered_as_one(record: Store) -> None:
    both = [reporter_answer(person="p1", text="mine"), reporter_answer(person="p2", text="theirs")]
    async with record.write() as unit:
        for one in (person("p1", "a"), person("p2", "b")):
            await unit.people.save(one)
        await unit.agreements.save(agreement(made_by="p2", settled_by="p2"))
        await unit.counterweights.save(counterweight(author="p2"))
        for id, about, answers in (("q1", "i1", both), ("q2", "i2", both[1:])):
            await unit.reporter_questions.ask(reporter_question(id, about))
            for answer in answers:
                await unit.reporter_questions.answer(replace(answer, question=id))
        await unit.people.take_over(person("p1", "a", "b"), "p2")
        found = await unit.agreements.by_id("a1")
        assert found is not None and (found.made_by, found.settled_by) == ("p1", "p1")
        assert [one.author for one in await unit.counterweights.of_client("c1")] == ["p1"]
        asked = await unit.reporter_questions.by_id("q1")
        assert asked is not None and asked.asked_by == "p1"
        assert [one.text for one in await unit.reporter_questions.answers_to("q1")] == ["mine"]
        moved = await unit.reporter_questions.answers_to("q2")
        assert [(one.person, one.text) for one in moved] == [("p1", "theirs")]

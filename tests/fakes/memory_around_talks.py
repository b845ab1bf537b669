"""Agreed points, counterweights, and questions to reporters, in memory."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.domain.agreement import Agreement
from bot.domain.counterweight import Counterweight
from bot.domain.reporter_question import Answer, ReporterQuestion
from bot.errors import StoreFailed
from tests.fakes.memory_state import Desk, State, storable_value


class MemoryAgreements:
    """The port ``Agreements``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, agreement: str) -> Agreement | None:
        return self._desk.look().agreements.get(agreement)

    async def of_client(self, client: str) -> Sequence[Agreement]:
        found = [one for one in self._desk.look().agreements.values() if one.client == client]
        return sorted(found, key=lambda one: (one.due_on, one.id))

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Agreement]:
        return [one for at, one in self._waiting() if at <= now][:limit]

    async def next_due(self) -> datetime | None:
        return next((at for at, _ in self._waiting()), None)

    async def save(self, agreement: Agreement) -> None:
        self._desk.must_know(agreement.client)
        self._desk.change().agreements[agreement.id] = storable_value(agreement)

    def _waiting(self) -> list[tuple[datetime, Agreement]]:
        found = [(one.remind_at, one) for one in self._desk.look().agreements.values() if one.remind_at]
        return sorted(found, key=lambda pair: (pair[0], pair[1].id))


class MemoryCounterweights:
    """The port ``Counterweights``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, counterweight: str) -> Counterweight | None:
        return self._desk.look().counterweights.get(counterweight)

    async def of_client(self, client: str) -> Sequence[Counterweight]:
        found = [one for one in self._desk.look().counterweights.values() if one.client == client]
        return sorted(found, key=lambda one: (one.day, one.written_at, one.id), reverse=True)

    async def save(self, counterweight: Counterweight) -> None:
        self._desk.must_know(counterweight.client)
        self._desk.change().counterweights[counterweight.id] = storable_value(counterweight)

    async def remove(self, counterweight: str) -> None:
        self._desk.change().counterweights.pop(counterweight, None)

    async def forget(self, before: date) -> int:
        known = self._desk.change().counterweights
        gone = [one.id for one in known.values() if one.day < before]
        for id in gone:
            del known[id]
        return len(gone)


class MemoryReporterQuestions:
    """The port ``ReporterQuestions``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, question: str) -> ReporterQuestion | None:
        return self._desk.look().reporter_questions.get(question)

    async def about_incident(self, incident: str) -> Sequence[ReporterQuestion]:
        return self._about({incident})

    async def about_client(self, client: str) -> Sequence[ReporterQuestion]:
        return self._about({one.id for one in self._desk.look().incidents.values() if one.client == client})

    async def put_to(self, person: str, since: date) -> Sequence[ReporterQuestion]:
        state = self._desk.look()
        theirs = self._about({one.id for one in state.incidents.values() if one.is_from(person)})
        return [
            one
            for one in theirs
            if one.asked_on >= since and one.asked_by != person and (one.id, person) not in state.reporter_answers
        ]

    async def answers_to(self, question: str) -> Sequence[Answer]:
        return self._answers({question})

    async def answers_about_client(self, client: str) -> Sequence[Answer]:
        return self._answers({one.id for one in await self.about_client(client)})

    async def ask(self, question: ReporterQuestion) -> None:
        state = self._desk.change()
        if question.incident not in state.incidents:
            raise StoreFailed("no such incident")
        state.reporter_questions[question.id] = storable_value(question)

    async def answer(self, answer: Answer) -> None:
        state = self._desk.change()
        if answer.question not in state.reporter_questions:
            raise StoreFailed("no such question")
        state.reporter_answers[answer.question, answer.person] = storable_value(answer)

    async def take_back(self, incident: str, person: str) -> None:
        answers = self._desk.change().reporter_answers
        for question in await self.about_incident(incident):
            answers.pop((question.id, person), None)

    def _about(self, incidents: set[str]) -> list[ReporterQuestion]:
        found = [one for one in self._desk.look().reporter_questions.values() if one.incident in incidents]
        return sorted(found, key=lambda one: (one.asked_at, one.id))

    def _answers(self, questions: set[str]) -> list[Answer]:
        found = [one for one in self._desk.look().reporter_answers.values() if one.question in questions]
        return sorted(found, key=lambda one: (one.text, one.person))


def forget_questions(state: State, incidents: Iterable[str]) -> None:
    """They go with their incident."""
    gone = {id for id, one in state.reporter_questions.items() if one.incident in set(incidents)}
    state.reporter_questions = {id: one for id, one in state.reporter_questions.items() if id not in gone}
    state.reporter_answers = {key: one for key, one in state.reporter_answers.items() if one.question not in gone}

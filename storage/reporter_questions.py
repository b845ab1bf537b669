"""Questions to the reporters of an incident, and their answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, select

from bot.domain.reporter_question import Answer, ReporterQuestion
from storage.session import Session, mine
from storage.tables.around_talks import reporter_answers, reporter_questions
from storage.tables.record import incident_reporters, incidents

_MINE = select(reporter_questions).where(mine(reporter_questions))
_OLDEST = (reporter_questions.c.asked_at, reporter_questions.c.id)
_OF_INCIDENT = reporter_questions.c.incident_id == bindparam("incident")
_INCIDENTS = select(incidents.c.id).where(mine(incidents), incidents.c.client_id == bindparam("client"))
_OF_CLIENT = reporter_questions.c.incident_id.in_(_INCIDENTS)

_BY_ID = _MINE.where(reporter_questions.c.id == bindparam("id"))
_ABOUT_INCIDENT = _MINE.where(_OF_INCIDENT).order_by(*_OLDEST)
_ABOUT_CLIENT = _MINE.where(_OF_CLIENT).order_by(*_OLDEST)
_REPORTED = select(incident_reporters.c.incident_id).where(
    mine(incident_reporters), incident_reporters.c.person_id == bindparam("person")
)
_ANSWERED = select(reporter_answers.c.question_id).where(
    mine(reporter_answers),
    reporter_answers.c.person_id == bindparam("person"),
)
_PUT_TO = _MINE.where(
    reporter_questions.c.incident_id.in_(_REPORTED),
    reporter_questions.c.asked_on >= bindparam("since"),
    reporter_questions.c.asked_by != bindparam("person"),
    reporter_questions.c.id.not_in(_ANSWERED),
).order_by(*_OLDEST)
_ANSWERS = select(reporter_answers).where(mine(reporter_answers))
_ANSWERS_TO = _ANSWERS.where(reporter_answers.c.question_id == bindparam("question"))
_ANSWERS_ABOUT = _ANSWERS.where(
    reporter_answers.c.question_id.in_(
        select(reporter_questions.c.id).where(mine(reporter_questions), _OF_CLIENT),
    )
)
_TAKE_BACK = delete(reporter_answers).where(
    mine(reporter_answers),
    reporter_answers.c.person_id == bindparam("person"),
    reporter_answers.c.question_id.in_(
        select(reporter_questions.c.id).where(mine(reporter_questions), _OF_INCIDENT),
    ),
)


class SqlReporterQuestions:
    """The port ``ReporterQuestions``. Answers come by their text, so that their order tells nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, question: str) -> ReporterQuestion | None:
        row = await self._session.row(_BY_ID, {"id": question})
        return _question(row) if row else None

    async def about_incident(self, incident: str) -> Sequence[ReporterQuestion]:
        return [_question(row) for row in await self._session.rows(_ABOUT_INCIDENT, {"incident": incident})]

    async def about_client(self, client: str) -> Sequence[ReporterQuestion]:
        return [_question(row) for row in await self._session.rows(_ABOUT_CLIENT, {"client": client})]

    async def put_to(self, person: str, since: date) -> Sequence[ReporterQuestion]:
        return [_question(row) for row in await self._session.rows(_PUT_TO, {"person": person, "since": since})]

    async def answers_to(self, question: str) -> Sequence[Answer]:
        return _by_text(await self._session.rows(_ANSWERS_TO, {"question": question}))

    async def answers_about_client(self, client: str) -> Sequence[Answer]:
        return _by_text(await self._session.rows(_ANSWERS_ABOUT, {"client": client}))

    async def ask(self, question: ReporterQuestion) -> None:
        await self._session.put(reporter_questions, _row(question))

    async def answer(self, answer: Answer) -> None:
        row = {
            "question_id": answer.question,
            "person_id": answer.person,
            "text": answer.text,
            "answered_at": answer.answered_at,
        }
        await self._session.put(reporter_answers, row)

    async def take_back(self, incident: str, person: str) -> None:
        await self._session.run(_TAKE_BACK, {"incident": incident, "person": person})


def _by_text(rows: Sequence[RowMapping]) -> list[Answer]:
    answers = [
        Answer(question=row["question_id"], person=row["person_id"], text=row["text"], answered_at=row["answered_at"])
        for row in rows
    ]
    return sorted(answers, key=lambda answer: (answer.text, answer.person))


def _row(question: ReporterQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "incident_id": question.incident,
        "asked_by": question.asked_by,
        "text": question.text,
        "asked_on": question.asked_on,
        "asked_at": question.asked_at,
    }


def _question(row: RowMapping) -> ReporterQuestion:
    return ReporterQuestion(
        id=row["id"],
        incident=row["incident_id"],
        asked_by=row["asked_by"],
        text=row["text"],
        asked_on=row["asked_on"],
        asked_at=row["asked_at"],
    )

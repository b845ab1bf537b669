"""People and their refs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, delete, select, tuple_

from bot.domain.client import name_key
from bot.domain.person import Person, PersonRef, Role
from storage.linking import taken_over
from storage.mapping import first
from storage.questions import Question, question
from storage.session import Row, Session, mine
from storage.tables.record import people, person_refs


def _asked(*conditions: ColumnElement[bool]) -> Question:
    return question(select(people).where(mine(people), *conditions), person_refs, "person_id")


_BY_REF = _asked(
    people.c.id.in_(
        select(person_refs.c.person_id).where(
            mine(person_refs),
            person_refs.c.platform == bindparam("platform"),
            person_refs.c.workspace == bindparam("workspace"),
            person_refs.c.user_id == bindparam("user"),
        )
    )
)
_BY_ID = _asked(people.c.id == bindparam("id"))
_BY_IDS = _asked(people.c.id.in_(bindparam("ids", expanding=True)))
_EVERYBODY = _asked()
_LET_IN = _asked(people.c.external.is_(True), people.c.admitted.is_(True), people.c.active.is_(True))
# No role's name is part of another's.
_WITH_ROLE = {role: _asked(people.c.roles.contains(role.value)) for role in Role}


class SqlPeople:
    """The port ``People``. A ref belongs to whoever was saved with it first, and stays there until that person is saved
    without it.

    So when two processes meet somebody at the same time, the later ``save`` of the new person changes nothing and
    raises nothing: after the first save of a new person, read ``by_ref`` again and go on with what it returns.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_ref(self, ref: PersonRef) -> Person | None:
        return first(await self._ask(_BY_REF, {"platform": ref.platform, "workspace": ref.workspace, "user": ref.user}))

    async def by_id(self, person: str) -> Person | None:
        return first(await self._ask(_BY_ID, {"id": person}))

    async def by_ids(self, people_: Sequence[str]) -> Mapping[str, Person]:
        if not people_:
            return {}
        return {person.id: person for person in await self._ask(_BY_IDS, {"ids": list(people_)})}

    async def everybody(self) -> Sequence[Person]:
        return sorted(await self._ask(_EVERYBODY), key=_by_name)

    async def let_in(self) -> Sequence[Person]:
        return sorted(await self._ask(_LET_IN), key=_by_name)

    async def with_role(self, *roles: Role) -> Sequence[Person]:
        found = {person.id: person for role in roles for person in await self._ask(_WITH_ROLE[role])}
        return sorted(found.values(), key=_by_name)

    async def save(self, person: Person) -> None:
        session = self._session
        if await session.add(people, _row(person), ["id"]):
            if await self._claim(person, person.refs):
                return
            # Somebody else was here first: the new person never was.
            await session.run(delete(people).where(mine(people), people.c.id == person.id))
            return
        await session.put(people, _row(person))
        await self._change_refs(person)

    async def take_over(self, person: Person, gone: str) -> None:
        await taken_over(self._session, person.id, gone)
        await self.save(person)

    async def _change_refs(self, person: Person) -> None:
        rows = await self._session.parts(person_refs, "person_id", person.id)
        had = tuple(_ref(row) for row in rows)
        if had == person.refs:
            return
        if gone := [ref for ref in had if ref not in person.refs]:
            await self._session.run(delete(person_refs).where(mine(person_refs), _is(*gone)))
        await self._claim(person, person.refs)

    async def _claim(self, person: Person, refs: Sequence[PersonRef]) -> bool:
        """Put the refs under this person; False when one of them belongs to somebody else, where it stays."""
        session, all_mine = self._session, True
        for position, ref in enumerate(refs):
            row = {"platform": ref.platform, "workspace": ref.workspace, "user_id": ref.user}
            statement = session.insert(person_refs).values(
                organization_id=session.organization, person_id=person.id, position=position, **row
            )
            claimed = statement.on_conflict_do_update(
                index_elements=[column.name for column in person_refs.primary_key],
                set_={"position": position},
                where=person_refs.c.person_id == person.id,
            )
            result = await session.run(claimed.returning(person_refs.c.person_id))
            all_mine = result.first() is not None and all_mine
        return all_mine

    async def _ask(self, question: Question, values: Row | None = None) -> list[Person]:
        rows, refs = await question.ask(self._session, values)
        return [_person(row, refs.get(row["id"], ())) for row in rows]


def _by_name(person: Person) -> tuple[str, str, str]:
    return name_key(person.name), person.name, person.id


def _is(*refs: PersonRef) -> ColumnElement[bool]:
    key = tuple_(person_refs.c.platform, person_refs.c.workspace, person_refs.c.user_id)
    return key.in_([(ref.platform, ref.workspace, ref.user) for ref in refs])


def _ref(row: RowMapping) -> PersonRef:
    return PersonRef(row["platform"], row["workspace"], row["user_id"])


def _row(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "language": person.language,
        "external": person.external,
        "admitted": person.admitted,
        "active": person.active,
        "away_until": person.away_until,
        "roles": ",".join(sorted(person.roles)),
        "sample": person.sample,
    }


def _person(row: RowMapping, refs: Sequence[RowMapping]) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        refs=tuple(_ref(ref) for ref in refs),
        language=row["language"],
        external=row["external"],
        admitted=row["admitted"],
        active=row["active"],
        away_until=row["away_until"],
        roles=frozenset(Role(role) for role in row["roles"].split(",") if role),
        sample=row["sample"],
    )

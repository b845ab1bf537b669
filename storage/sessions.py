"""Who looks at pages in a browser."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.person import PersonRef
from bot.domain.session import WebSession
from storage.session import Session, mine
from storage.tables.web import web_sessions

_BY_ID = select(web_sessions).where(mine(web_sessions), web_sessions.c.id == bindparam("id"))
_END = delete(web_sessions).where(
    mine(web_sessions), *(web_sessions.c[name] == bindparam(name) for name in ("platform", "workspace", "user_id"))
)
_OVER = delete(web_sessions).where(mine(web_sessions), web_sessions.c.ends_at <= bindparam("before"))


class SqlSessions:
    """The port ``Sessions``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, id: str) -> WebSession | None:
        row = await self._session.row(_BY_ID, {"id": id})
        if row is None:
            return None
        who = PersonRef(row["platform"], row["workspace"], row["user_id"])
        return WebSession(row["id"], who, row["started_at"], row["ends_at"])

    async def save(self, session: WebSession) -> None:
        row = {
            "id": session.id,
            "platform": session.who.platform,
            "workspace": session.who.workspace,
            "user_id": session.who.user,
            "started_at": session.started_at,
            "ends_at": session.ends_at,
        }
        await self._session.put(web_sessions, row)

    async def end_of(self, who: PersonRef) -> int:
        values = {"platform": who.platform, "workspace": who.workspace, "user_id": who.user}
        return (await self._session.run(_END, values)).rowcount

    async def forget_ended(self, now: datetime) -> int:
        return (await self._session.run(_OVER, {"before": now})).rowcount

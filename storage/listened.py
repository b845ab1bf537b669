"""Channels that are listened to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, delete, select

from bot.domain.listening import Listening, ListeningState, Pause
from bot.domain.person import ChannelRef
from storage.session import Row, Session, mine
from storage.tables.record import listened_channels

_ALL = (
    select(listened_channels)
    .where(mine(listened_channels))
    .order_by(listened_channels.c.platform, listened_channels.c.workspace, listened_channels.c.channel)
)


def _is() -> tuple[ColumnElement[bool], ...]:
    names = ("platform", "workspace", "channel")
    return (mine(listened_channels), *(listened_channels.c[name] == bindparam(name) for name in names))


_OF_CHANNEL = select(listened_channels).where(*_is())
_END = delete(listened_channels).where(*_is()).returning(listened_channels.c.channel)


class SqlListened:
    """The port ``Listened``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_channel(self, channel: ChannelRef) -> Listening | None:
        row = await self._session.row(_OF_CHANNEL, _key(channel))
        return _listening(row) if row else None

    async def all(self) -> Sequence[Listening]:
        return [_listening(row) for row in await self._session.rows(_ALL)]

    async def save(self, listening: Listening) -> None:
        await self._session.put(listened_channels, _row(listening))

    async def end(self, channel: ChannelRef) -> bool:
        return (await self._session.run(_END, _key(channel))).first() is not None


def _key(channel: ChannelRef) -> Row:
    return {"platform": channel.platform, "workspace": channel.workspace, "channel": channel.channel}


def _row(listening: Listening) -> dict[str, Any]:
    return {
        **_key(listening.channel),
        "client_id": listening.client,
        "state": listening.state.value,
        "informed_by": listening.informed_by,
        "language_model": listening.language_model,
        "set_by": listening.set_by,
        "set_at": listening.set_at,
        "pause": listening.pause and listening.pause.value,
    }


def _listening(row: RowMapping) -> Listening:
    return Listening(
        channel=ChannelRef(row["platform"], row["workspace"], row["channel"]),
        client=row["client_id"],
        state=ListeningState(row["state"]),
        informed_by=row["informed_by"],
        language_model=row["language_model"],
        set_by=row["set_by"],
        set_at=row["set_at"],
        pause=Pause(row["pause"]) if row["pause"] else None,
    )

"""Anonymous check-ins."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.checkin import Band, Published, Round, Sealed
from bot.domain.schedule import Schedule


class Checkins(Protocol):
    """Check-in rounds: who is asked, what was answered (sealed), what was published. ``client`` None: firm-wide."""

    async def open(self, round: Round) -> bool:
        """Insert against the UNIQUE key of open rounds; False where the client has one already."""

    async def by_id(self, round: str) -> Round | None: ...
    async def open_of(self, client: str | None) -> Round | None: ...
    async def open_for(self, person: str) -> Sequence[Round]:
        """The open rounds in which the person is asked, the one that closes first comes first."""

    async def unfinished(self) -> Sequence[Round]:
        """Those that are open, or whose traces are not gone yet."""

    async def save(self, round: Round) -> None:
        """Replace what changes of it; its seats stay."""

    async def forget_seats(self, round: str) -> None:
        """Nobody can tell any more who was asked."""

    async def forget(self, before: datetime) -> int:
        """Delete rounds whose close lies before, with all that was published of them; how many went."""

    async def put_answer(self, answer: Sealed) -> None:
        """Insert, or replace the one of that slot."""

    async def take_back(self, round: str, slots: Collection[bytes]) -> None: ...
    async def answers_of(self, round: str) -> Sequence[Sealed]:
        """By slot, which is no order of time or people."""

    async def destroy_answers(self, round: str) -> None: ...
    async def publish(self, published: Published) -> None:
        """Insert, or replace what the same round gave."""

    async def results_of(self, client: str | None, limit: int = 200) -> Sequence[Published]:
        """Newest first."""

    async def bands_of(self, client: str) -> Sequence[Band]:
        """Of the client's last two published rounds, oldest first."""

    async def schedule_of(self, client: str | None) -> Schedule | None: ...
    async def schedules(self) -> Sequence[Schedule]:
        """The one that is due first comes first."""

    async def save_schedule(self, schedule: Schedule) -> None:
        """Insert, or replace the client's."""

    async def end_schedule(self, client: str | None) -> bool:
        """Delete it; whether there was one."""

    async def declined(self, people: Collection[str]) -> frozenset[str]:
        """Those of the people who do not want to be asked."""

    async def decline(self, person: str, *, declined: bool) -> None: ...
    async def canary(self) -> str:
        """What the folder of keys has to say of itself; empty before the first start."""

    async def save_canary(self, canary: str) -> None: ...

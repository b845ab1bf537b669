"""The door to Teams keeps what every door owes the core, against a Connector that remembers. Teams has no search."""

from collections.abc import AsyncIterator

import pytest

from adapters.teams.app import TeamsDoor
from bot.domain.person import ChannelRef, PersonRef
from tests.contract.test_chat import ChatSuite, PostBench, PostSuite
from tests.slack import faults
from tests.teams.activities import ALICE, BEN, GROUP
from tests.teams.connector import Connector, connector, rate_limited, refused
from tests.teams.house import door_to
from tests.teams.issuer import TENANT, issuer

GUS = "9e1f4d8a-0000-4000-8000-00000000f001"


def member(user: str, role: str) -> dict[str, str]:
    return {"id": f"29:{user}", "aadObjectId": user, "name": user[:4], "tenantId": TENANT, "userRole": role}


class TeamsBench(PostBench):
    """Nobody has written to the bot in private yet: each chat has to be opened first. Teams cannot whisper."""

    searchable = False
    whispers = False

    def __init__(self, door: TeamsDoor, teams: Connector) -> None:
        self.chat = door.chat
        self.teams = teams
        self.anna = PersonRef("teams", TENANT, ALICE)
        self.ben = PersonRef("teams", TENANT, BEN)
        self.channel = ChannelRef("teams", TENANT, GROUP)
        gus = PersonRef("teams", TENANT, GUS)
        self.room = ChannelRef("teams", TENANT, "19:room@thread.tacv2")
        self.ours, self.outside = frozenset({self.anna, self.ben}), frozenset({gus})
        roles = {ALICE: "user", BEN: "user", GUS: "guest"}
        teams.members |= {user: member(user, role) for user, role in roles.items()}
        teams.rosters[self.room.channel] = list(roles)

    async def titles(self, person: PersonRef) -> list[str]:
        return [str(message["text"]) for message in self.teams.said_to(person.user)]

    async def titles_in(self, channel: ChannelRef, person: PersonRef) -> list[str]:
        """Whoever is in it reads all of it."""
        return [str(message["text"]) for message in self.teams.said_in(channel.channel)]

    def limit_next(self, seconds: float) -> None:
        self.teams.faults.next("post", rate_limited(int(seconds)))

    def break_next(self) -> None:
        self.teams.faults.next("post", faults.server_error())

    def refuse_next(self) -> None:
        self.teams.faults.next("post", refused(403, "MessageWritesBlocked"))

    def lose_next_answer(self) -> None:
        self.teams.faults.next("post", faults.reset_after())


class TestTeamsChat(ChatSuite, PostSuite):
    @pytest.fixture
    async def bench(self) -> AsyncIterator[TeamsBench]:
        async with issuer() as trusted, connector() as teams, door_to(trusted, teams) as door:
            yield TeamsBench(door, teams)

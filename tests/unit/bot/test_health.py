"""What admins read of the installation in Home."""

import pytest

from bot.domain.person import Person, PersonRef, Role
from bot.notices.pages import Health, Trouble, home
from signpost.voices import voices
from tests.dialogs.house import read

ADMIN = Person(
    id="1", name="Tarik", refs=(PersonRef("practice", "demo", "tarik"),), roles=frozenset({Role.MEMBER, Role.ADMIN})
)
GUEST = Person(id="2", name="Gus", refs=(PersonRef("practice", "demo", "gus"),), external=True)


def shown(health: Health, language: str = "en") -> str:
    return read(home(voices()(language), ADMIN, (), (), (), health))


@pytest.mark.parametrize("health", [Health(), Health(waiting_clients=["Globex"], guests=[GUEST], held=True)])
def test_good_health_is_said_whatever_else_there_is(health: Health) -> None:
    assert "All messages were delivered." in shown(health)


@pytest.mark.parametrize("health", [Health(failed=[("Lena", "no_door")]), Health(troubles=[Trouble("Slack", "x")])])
def test_good_health_is_not_said_in_trouble(health: Health) -> None:
    assert "All messages were delivered." not in shown(health)


def test_troubles_of_one_kind_are_one_line() -> None:
    scopes = ("chat:write", "im:write", "files:write", "users:read")
    words = shown(Health(troubles=[Trouble("Slack", "missing_scope", scope) for scope in scopes]))
    assert "Slack: Signpost lacks the permissions chat:write, im:write, files:write, users:read." in words
    assert words.count("lacks") == 1


def test_failures_of_one_person_and_kind_are_one_line_with_their_number() -> None:
    failed = [("Olivia", "user_disabled")] * 3 + [("Lena", "user_disabled")]
    words = shown(Health(failed=failed))
    assert "3 messages to Olivia could not be delivered: the account is deactivated" in words
    assert "A message to Lena could not be delivered: the account is deactivated" in words
    assert "3 Nachrichten an Olivia kamen nicht an" in shown(Health(failed=failed), "de")

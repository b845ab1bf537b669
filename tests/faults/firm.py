"""The firm of the fault tests: people of the practice door, leads, and as many clients as a test wants."""

from dataclasses import replace

from adapters.practice.workspace import Persona, Workspace
from bot.domain.client import Client
from bot.domain.person import Person
from bot.settings import People, Secret, Settings, StorageSettings
from storage.store import open_store

OWNER, ADMIN = "olivia", "tarik"
REPORTERS = tuple(f"reporter{number}" for number in range(8))
LEADS = tuple(f"lead{number}" for number in range(4))
WORKSPACE = Workspace(
    id="demo",
    name="Fault bench",
    personas=tuple(Persona(id=id, name=id.capitalize()) for id in (*REPORTERS, *LEADS, OWNER, ADMIN)),
    channels=(),
)
SYLLABLES = ("ba", "do", "fu", "ki", "le", "mo", "nu", "pa", "ro", "si")


def settings_of(url: str) -> Settings:
    """A deployment on that database, with the firm's owner and admin."""
    owner, admin = WORKSPACE.person_ref(OWNER), WORKSPACE.person_ref(ADMIN)
    people = People(owners=(owner,), admins=(admin,))
    return replace(Settings(), storage=StorageSettings(url=Secret(url)), people=people)


def client_name(number: int) -> str:
    """A name for each number, far enough from all others that no typing error is seen in it."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:04d}").capitalize()


def lead_of(number: int) -> str:
    return LEADS[number % len(LEADS)]


async def settle_in(url: str, clients: range) -> None:
    """Reporters, leads and clients, written as an import would."""
    store = open_store(url)
    async with store.write() as unit:
        for id in (*REPORTERS, *LEADS):
            await unit.people.save(Person(id=id, name=id.capitalize(), refs=(WORKSPACE.person_ref(id),)))
        for number in clients:
            await unit.clients.save(Client(id=f"c{number}", name=client_name(number), leads=(lead_of(number),)))
        await unit.commit()
    await store.close()

"""The practice workspace's sample data: an agency with fourteen people and seven clients, and 120 days of record.

One client is being parted from. In one channel listening is on, and one is shared with somebody of a client.

Everything is marked as sample data: it never nudges and starts no clock. Every stage occurs; the stories stand in
``stories.yaml``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml

from adapters.practice.workspace import Channel, Line, Persona, Tour, TourFlag, Workspace
from bot.access import roles_of
from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from bot.domain.client import Client, ClientState, Contract, ContractKind
from bot.domain.counterweight import Counterweight, CounterweightKind
from bot.domain.incident import Incident, Reporter, Source
from bot.domain.listening import Listening, ListeningState
from bot.domain.person import Person
from bot.domain.talk import Outcome, Talk
from bot.handlers.listening import posted
from bot.handlers.people import start
from bot.kit import Kit
from bot.ports import Store, Unit
from bot.record import record_of
from signpost.filing.standing import standing_after_import
from signpost.sampleparting import Told, parted

OWNER, ADMIN = "olivia", "tarik"
LISTENED, SHARED = "kite", "halden-together"


def _who(
    id: str,
    name: str,
    title: str,
    title_de: str,
    language: Literal["de", "en"] = "en",
    *,
    external: bool = False,
    firm: str = "",
) -> Persona:
    return Persona(
        id=id, name=name, title=title, title_de=title_de, language=language, external=external or bool(firm), firm=firm
    )


PERSONAS = (
    _who("anna", "Anna Albrecht", "Designer", "Designerin"),
    _who("ben", "Ben Okafor", "Developer", "Entwickler"),
    _who("lena", "Lena Vogt", "Account lead, Acme and Halden", "Kundenverantwortung Acme und Halden"),
    _who("marco", "Marco Ricci", "Account lead, Bergmann and Kite", "Kundenverantwortung Bergmann und Kite"),
    _who(
        "sofie",
        "Sofie Lindqvist",
        "Account lead, Novum, Tidewater and Ferrum",
        "Kundenverantwortung Novum, Tidewater und Ferrum",
    ),
    _who("olivia", "Olivia Brandt", "Managing director (owner)", "Geschäftsführerin (Inhaberin)"),
    _who("tarik", "Tarik Yilmaz", "Operations (admin)", "Betrieb (Admin)"),
    _who("jonas", "Jonas Keller", "Project manager", "Projektleiter", "de"),
    _who("mira", "Mira Hoffmann", "Copywriter", "Texterin", "de"),
    _who("david", "David Schmidt", "Media planner", "Mediaplaner", "de"),
    _who("yuki", "Yuki Tanaka", "Motion designer", "Motion-Designerin"),
    _who("paul", "Paul Wagner", "Finance", "Buchhaltung", "de"),
    _who("clara", "Clara Neumann", "Strategist", "Strategin", "de"),
    _who("gus", "Gus Petersen", "Freelancer (guest)", "freier Mitarbeiter (Gast)", external=True),
    _who("hanna", "Hanna Moe", "Halden Energy (the client)", "Halden Energy (der Kunde)", firm="Halden Energy"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """One client of ``stories.yaml``."""

    id: str
    name: str
    aliases: Sequence[str]
    language: str
    lead: str
    deputy: str
    contract: Mapping[str, Any]
    happened: Sequence[tuple[int, str, int, str, str]]
    talks: Sequence[tuple[int, str, str]] = ()
    agreed: Sequence[tuple[int, str, str, str]] = ()
    beside: Sequence[tuple[int, str, str]] = ()
    warned: Sequence[tuple[int, int, str, str]] = ()
    parting: Mapping[str, Any] | None = None


def stories() -> list[Story]:
    text = (Path(__file__).parent / "stories.yaml").read_text(encoding="utf-8")
    return [Story(**story) for story in yaml.safe_load(text)]


STORIES = stories()


def _contract(facts: Mapping[str, Any]) -> Contract:
    return Contract(
        kind=ContractKind(facts["kind"]),
        start=facts["start"],
        notice=facts["notice"],
        clause=facts["clause"],
        pay_rhythm="month",
        monthly_value=Decimal(facts["monthly_value"]),
    )


def _channels() -> tuple[Channel, ...]:
    bound = tuple(
        Channel(
            id=story.id,
            name=story.id,
            topic=f"Everything about {story.name}",
            topic_de=f"Alles zu {story.name}",
        )
        for story in STORIES
    )
    together = Channel(
        id=SHARED,
        name=SHARED,
        topic="Together with Halden Energy: the client reads along",
        topic_de="Gemeinsam mit Halden Energy: Der Kunde liest mit",
        members=("lena", "clara", "anna", "olivia", "tarik", "hanna"),
    )
    office = Channel(id="office", name="office", topic="The whole agency", topic_de="Die ganze Agentur")
    return (office, *bound, together)


def _line(channel: str, author: str, hours: float, text: str) -> Line:
    return Line(channel=channel, author=author, text=text, ago=timedelta(hours=hours))


WORKSPACE = Workspace(
    id="demo",
    name="Studio Nordlicht",
    personas=PERSONAS,
    channels=_channels(),
    opening=(
        _line("office", "olivia", 50, "Welcome to the week, everybody. Cake is in the kitchen."),
        _line("acme", "lena", 26, "Acme liked the autumn campaign a lot, thank you all."),
        _line("acme", "anna", 3, "They have just asked for a third free revision of the hero picture."),
        _line("acme", "ben", 2.5, "In the call they called our estimate a joke and us amateurs. Twice."),
        _line("bergmann", "mira", 5, "Herr Bergmann möchte das Konzept noch einmal ganz neu sehen."),
        _line("bergmann", "david", 4.5, "Rechnung 2091 ist heute raus, Zahlungsziel vierzehn Tage."),
        _line("bergmann", "jonas", 4, "Der Termin bei Bergmann steht: Donnerstag um zehn, wir fahren zusammen."),
        _line("kite", "yuki", 4, "The new cut is up. Fingers crossed for the tone this time."),
        _line("kite", "clara", 3.5, "Lunch, anyone? The Thai place has tables until two."),
        _line(
            "kite",
            "clara",
            3,
            "Their mail, word for word:\n> We love the second version.\n> Could you quote for a third?",
        ),
        _line(
            "kite", "marco", 2.5, "Export stopped with `ERR_TIMEOUT`. My mistake, wrong preset; it is running again."
        ),
        _line("kite", "clara", 2.2, "Our sound studio is late again with the mix, I will ring them."),
        _line("kite", "ben", 2, "Kite wants another twenty percent off the price we agreed on, or they will leave."),
        _line("kite", "marco", 1.5, "Nice work on the sound, everybody. I will send the cut this afternoon."),
        _line("novum", "mira", 6, "Novum hat die Texte freigegeben, danke an alle."),
        _line(SHARED, "lena", 7, "Hello Hanna, the draft of the landing page is in the folder."),
        _line(SHARED, "hanna", 6.5, "Thank you, it looks great! I will pass it on to our board."),
    ),
    tour=Tour(
        flags=(
            TourFlag(
                persona="anna",
                channel="acme",
                text="/client-flag acme extra_demands:2 wants a third free revision",
            ),
            TourFlag(
                persona="ben",
                channel="acme",
                text="/client-flag acme disrespect:2 called our estimate a joke and us amateurs",
            ),
        ),
        lead="lena",
        heard=("ben", LISTENED),
    ),
)


async def fill(store: Store, kit: Kit) -> None:
    """Write the sample data into an empty record; one that has clients already stays as it is."""
    await start(store, kit)
    async with store.write() as unit:
        if await unit.clients.all():
            return
        people = await _people(unit, kit)
        for story in STORIES:
            await _told(unit, kit, story, people)
        await _listens(unit, kit, people[ADMIN])
        await unit.commit()


async def _listens(unit: Unit, kit: Kit, by: Person) -> None:
    """As if the admin had switched it on in that channel, which gets to read what is read."""
    channel = WORKSPACE.channel_ref(LISTENED)
    client = await unit.clients.by_channel(channel)
    assert client is not None
    on = Listening(channel=channel, client=client.id, state=ListeningState.ON, set_by=by.id, set_at=kit.now())
    await unit.listened.save(on)
    await posted(unit, kit, on, "on", "sample")


async def _people(unit: Unit, kit: Kit) -> dict[str, Person]:
    people = {}
    for persona in PERSONAS:
        if persona.firm:
            continue  # of a client's people nothing is kept
        ref = WORKSPACE.person_ref(persona.id)
        known = await unit.people.by_ref(ref)
        person = Person(
            id=known.id if known else kit.ids.new(),
            name=persona.name,
            refs=(ref,),
            language=persona.language,
            external=persona.external,
            roles=roles_of((ref,), kit.settings),
            sample=True,
        )
        await unit.people.save(person)
        people[persona.id] = person
    return people


async def _told(unit: Unit, kit: Kit, story: Story, people: dict[str, Person]) -> None:
    client = Client(
        id=kit.ids.new(),
        name=story.name,
        aliases=tuple(story.aliases),
        language=story.language,
        leads=(people[story.lead].id,),
        deputies=(people[story.deputy].id,),
        channels=tuple(map(WORKSPACE.channel_ref, (story.id, SHARED) if story.id == "halden" else (story.id,))),
        contract=_contract(story.contract),
        sample=True,
    )
    await unit.clients.save(client)
    for happened in story.happened:
        await unit.incidents.save(await _incident(unit, kit, client, happened, people))
    for ago, outcome, note in story.talks:
        day = kit.today() - timedelta(days=ago)
        await unit.talks.save(
            Talk(
                id=kit.ids.new(),
                client=client.id,
                day=day,
                outcome=Outcome(outcome),
                lead=people[story.lead].id,
                note=note,
                recorded_at=kit.calendar.starts(day),
                sample=True,
            )
        )
    await _beside(unit, kit, story, client, people[story.lead])
    changes = kit.policy.replay(await record_of(unit, client.id), kit.today())
    standing = standing_after_import(client.standing, changes, kit.today())
    state = ClientState.PARTING if story.parting else ClientState.ACTIVE
    client = replace(client, standing=standing, state=state)
    await unit.clients.save(client)
    if story.parting:
        await parted(Told(unit, kit, client, people[story.lead], people, story.parting))


async def _beside(unit: Unit, kit: Kit, story: Story, client: Client, lead: Person) -> None:
    """Agreed points, warnings, and what speaks for the client; nobody is reminded of sample data."""
    talked = story.talks[-1][0] if story.talks else 0
    points = [(talked, due, Whose(whose), PointKind.AGREED, state, text) for due, whose, state, text in story.agreed]
    points += [(sent, due, Whose.THEIRS, PointKind.DEADLINE, state, text) for sent, due, state, text in story.warned]
    for said, due, whose, kind, state, text in points:
        said_on, due_on = (kit.today() - timedelta(days=ago) for ago in (said, due))
        became = AgreementState(state)
        point = Agreement(
            id=kit.ids.new(),
            client=client.id,
            text=text,
            whose=whose,
            kind=kind,
            said_on=said_on,
            due_on=due_on,
            made_by=lead.id,
            made_at=kit.calendar.starts(said_on),
            sample=True,
        )
        settled = point if became is AgreementState.OPEN else point.settled(became, lead.id, due_on)
        await unit.agreements.save(settled)
    for ago, weight, text in story.beside:
        note = Counterweight(
            id=kit.ids.new(),
            client=client.id,
            kind=CounterweightKind(weight),
            day=kit.today() - timedelta(days=ago),
            text=text,
            author=lead.id,
            written_at=kit.now(),
            sample=True,
        )
        await unit.counterweights.save(note)


async def _incident(
    unit: Unit, kit: Kit, client: Client, happened: tuple[int, str, int, str, str], people: dict[str, Person]
) -> Incident:
    ago, sign, severity, reporter, summary = happened
    day = kit.today() - timedelta(days=ago)
    at = kit.calendar.starts(day)
    return Incident(
        id=kit.ids.new(),
        number=await unit.incidents.next_number(),
        client=client.id,
        sign=sign,
        severity=severity,
        summary=summary,
        occurred_on=day,
        reported_on=day,
        reported_at=at,
        counted_on=day,
        source=Source.COMMAND,
        reporters=(Reporter(person=people[reporter].id, joined_at=at),),
        sample=True,
    )

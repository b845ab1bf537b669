"""The link game: who answered what, guessed after the close by somebody who has seen everything but the keys.

A firm answers rounds through the product's own front, store and keys. After every acknowledgement the attacker reads
all tables and whatever bytes are new in the database's files, the log, and knows who clicked when; after the close,
everything that is there then. A hit is a person matched to that person's comment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from adapters.calendar import WorkingCalendar
from adapters.language.template import TemplateDrafter
from bot.domain.checkin import Published, Wanted
from bot.domain.person import Person, PersonRef
from bot.ears import Ears
from bot.front import Front
from bot.handlers.people import start
from bot.keeping import adopt
from bot.kit import Kit
from bot.messages import From, Submitted
from bot.ports import RoundKeys
from bot.replies import Told
from bot.rosters import Rosters
from bot.rounds import open_round
from bot.work.rounds import Rounds
from signpost.voices import voices
from storage.store import SqlStore
from tests.attack.spies import Sight, Spy
from tests.dialogs.house import POLICY, settings
from tests.fakes.bus import bus_of
from tests.fakes.clock import FakeClock
from tests.fakes.detector import FakeDetector
from tests.fakes.ids import SequenceIds
from tests.fakes.log import RecordingLog

PEOPLE = tuple(f"person{number:02}" for number in range(12))
SIZES = (5, 8, 12)
WORDS = ("fine", "tiring", "late", "kind", "loud", "fair", "slow", "clear", "odd", "calm", "rough", "warm", "new")


@dataclass(frozen=True)
class Click:
    """One acknowledged answer, as the attacker saw it. ``answered``: what it was in truth, for counting hits."""

    person: str
    answered: str
    sight: Sight


@dataclass(frozen=True)
class Game:
    """One round after its close."""

    clicks: Sequence[Click]
    published: Published
    after: Sight

    def hits(self, matched: Sequence[tuple[str, str]]) -> int:
        truth = {click.person: click.answered for click in self.clicks}
        return sum(truth[person] == comment for person, comment in matched)


@dataclass
class Firm:
    """``spy`` is the attacker's eye; ``clock``, ``log`` and ``keys`` are the house's own."""

    store: SqlStore
    keys: RoundKeys
    spy: Spy
    url: str = ""
    chance: Random = field(default_factory=lambda: Random(26))
    clock: FakeClock = field(default_factory=FakeClock)
    log: RecordingLog = field(default_factory=RecordingLog)
    ids: SequenceIds = field(default_factory=SequenceIds)

    def __post_init__(self) -> None:
        kit = Kit(
            clock=self.clock,
            ids=self.ids,
            policy=POLICY,
            calendar=WorkingCalendar("Europe/Berlin", "DE-BE"),
            settings=settings(),
            voices=voices(),
            log=self.log,
            shadow=False,
        )
        self.kit = kit
        ears, drafter = Ears(self.store, kit, FakeDetector()), TemplateDrafter()
        bus = bus_of(self.store, kit, ears, drafter=drafter, keys=self.keys)
        self.front = Front(bus, self.store, kit, ears)
        self.rounds = Rounds(self.store, kit, drafter, self.keys, Rosters(self.store, kit, {}), alone=True)
        self.spy.log = self.log

    async def opens(self) -> None:
        await start(self.store, self.kit)
        await adopt(self.store, self.kit, self.keys, alone=True)
        async with self.store.write() as unit:
            for name in PEOPLE:
                await unit.people.save(Person(id=name, name=name, refs=(PersonRef("practice", "demo", name),)))
            await unit.commit()

    async def round(self, size: int) -> str:
        """A new one, of so many people; its id."""
        roster = frozenset(self.chance.sample(PEOPLE, size))
        async with self.store.write() as unit:
            opened = await open_round(unit, self.kit, self.keys, None, Wanted(roster, 2, 5), "person00")
            await unit.commit()
        await self.spy.look()
        return opened.id

    async def answers(self, round: str, person: str, face: int, comment: str) -> Click:
        self.clock.set(self.clock.now() + timedelta(seconds=self.chance.randint(5, 900)))
        by = From(who=PersonRef("practice", "demo", person), key=f"k{self.clock.now()}{person}", name=person)
        values = {"face": str(face), "comment": comment}
        reply = await self.front.answer(Submitted(by, "checkin", values, {"subject": round}))
        assert isinstance(reply, Told) and reply.notice.kind == "checkin.answered", reply
        return Click(person, comment, await self.spy.look())

    async def closes(self) -> None:
        self.clock.set(self.clock.now() + timedelta(days=2, minutes=1))
        await self.rounds.attend()

    async def plays(self, size: int) -> Game:
        """A whole round in which everybody answers, each with a comment of their own."""
        round = await self.round(size)
        async with self.store.read() as unit:
            found = await unit.checkins.by_id(round)
        assert found is not None
        order = sorted(found.roster)
        self.chance.shuffle(order)
        clicks = [await self.answers(round, who, self.chance.randint(1, 5), self.comment()) for who in order]
        await self.closes()
        after = await self.spy.look()
        async with self.store.read() as unit:
            (published,) = await unit.checkins.results_of(None, 1)
        assert published.round == round
        return Game(clicks, published, after)

    def comment(self) -> str:
        """Never the same twice, of any length; nothing in it depends on who writes it, or when."""
        words = self.chance.choices(WORDS, k=self.chance.randint(2, 30))
        return f"{' '.join(words)} {self.chance.randrange(10**9)}"


Matching = Sequence[tuple[str, str]]
Attack = Callable[[Game], Matching]


def _paired(people: Sequence[str], comments: Sequence[str]) -> Matching:
    return list(zip(people, comments, strict=False))


def _clicked(game: Game) -> list[str]:
    return [click.person for click in game.clicks]


def _by(game: Game, key: Callable[[Click], object]) -> list[str]:
    return [click.person for click in sorted(game.clicks, key=key)]  # type: ignore[arg-type]


def _stored(game: Game) -> list[str]:
    return list(game.published.comments)


def _in_files(game: Game) -> list[str]:
    """The comments in the order in which they stand in the files after the close."""
    found = {comment: game.after.place_of(comment) for comment in game.published.comments}
    return sorted(found, key=lambda comment: (found[comment] < 0, found[comment]))


def stored_order(game: Game) -> Matching:
    """The first who clicked has the first comment in the table of results."""
    return _paired(_clicked(game), _stored(game))


def stored_backwards(game: Game) -> Matching:
    return _paired(_clicked(game)[::-1], _stored(game))


def file_order(game: Game) -> Matching:
    return _paired(_clicked(game), _in_files(game))


def row_order(game: Game) -> Matching:
    """The answers as they lay in their table (rowid, ctid, or the order of the key), one after the other."""
    place = {slot: number for number, slot in enumerate(game.clicks[-1].sight.slots)}
    return _paired(_by(game, lambda click: place.get(click.sight.new_slot, -1)), _stored(game))


def row_order_in_files(game: Game) -> Matching:
    place = {slot: number for number, slot in enumerate(game.clicks[-1].sight.slots)}
    return _paired(_by(game, lambda click: place.get(click.sight.new_slot, -1)), _in_files(game))


def transaction_order(game: Game) -> Matching:
    """By xmin on PostgreSQL, by the frames of the write-ahead log on SQLite."""
    return _paired(_by(game, lambda click: click.sight.transaction), _in_files(game))


def slot_order(game: Game) -> Matching:
    return _paired(_by(game, lambda click: click.sight.new_slot), _stored(game))


def sealed_order(game: Game) -> Matching:
    return _paired(_by(game, lambda click: click.sight.new_sealed), _stored(game))


def size_order(game: Game) -> Matching:
    by_size = sorted(_stored(game), key=lambda comment: len(comment.encode()))
    return _paired(_by(game, lambda click: len(click.sight.new_sealed)), by_size)


def name_order(game: Game) -> Matching:
    return _paired(_by(game, lambda click: click.person), sorted(_stored(game)))


def log_times(game: Game) -> Matching:
    """Who clicked right before a line of the log has what that line names; the others one after the other."""
    return _with_rest(
        game, {c.person: comment for c in game.clicks for comment in _stored(game) if c.sight.logged(comment)}
    )


def first_sight(game: Game) -> Matching:
    """A comment that stands in the bytes that were new after a click is that person's."""
    return _with_rest(
        game, {c.person: comment for c in game.clicks for comment in _stored(game) if c.sight.shows(comment)}
    )


def found_keys(game: Game) -> Matching:
    """Whatever in any table could be a key opens what it can."""
    opened = {}
    for click in game.clicks:
        comment = click.sight.opened()
        if comment:
            opened[click.person] = comment
    return _with_rest(game, opened)


def _with_rest(game: Game, known: dict[str, str]) -> Matching:
    people = [person for person in _clicked(game) if person not in known]
    comments = [comment for comment in _stored(game) if comment not in known.values()]
    return [*known.items(), *_paired(people, comments)]


ATTACKS: Sequence[Attack] = (
    stored_order,
    stored_backwards,
    file_order,
    row_order,
    row_order_in_files,
    transaction_order,
    slot_order,
    sealed_order,
    size_order,
    name_order,
    log_times,
    first_sight,
    found_keys,
)


def key_files(folder: Path) -> list[bytes]:
    """For whoever counts what must be nowhere else."""
    return [file.read_bytes() for file in folder.iterdir() if file.suffix == ".key"]

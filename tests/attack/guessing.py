"""Who tries to guess one person's face in one round, from every roster and everything that was ever shown of a team.

Each attacker is a function from what is public to a guess; the climate of the team is known to all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.domain.checkin import FACES, Band
from policies.publication import outcome
from tests.attack.teams import ROUNDS, Rule, Team, play

MIDDLE = {Band.LOW: 2, Band.MID: 3, Band.HIGH: 4}
STRAY = 0.05
"""How strongly a person whom the sums do not tell is drawn towards the team as a whole."""

Guess = Callable[["Public", int, str], int]
Vector = NDArray[np.float64]


@dataclass
class Public:
    """A team without its answers. ``sums``: per round the counts shown, or None."""

    team: Team
    sums: list[Vector | None]
    leaning: Mapping[str, Vector] | None = None

    @classmethod
    def of(cls, team: Team) -> "Public":
        shown = [played.shown for played in team.rounds]
        sums = [np.array(one.counts, float) if one and one.counts else None for one in shown]
        public = cls(team, sums)
        public.leaning = _leanings(public)
        return public

    def rosters(self) -> Iterator[tuple[int, frozenset[str], Vector]]:
        for number, (played, counts) in enumerate(zip(self.team.rounds, self.sums, strict=True)):
            if counts is not None:
                yield number, played.roster, counts


def by_climate(public: Public, number: int, name: str) -> int:
    """The prior: nothing that was shown, the team's climate alone."""
    return _most(np.array(public.team.climate))


def by_result(public: Public, number: int, name: str) -> int:
    """The face that most of that round's people chose, or the middle of its band."""
    shown, counts = public.team.rounds[number].shown, public.sums[number]
    if shown is None:
        return by_climate(public, number, name)
    return MIDDLE[shown.band] if counts is None else _most(counts)


def by_year(public: Public, number: int, name: str) -> int:
    """The face that most people chose in all rounds in which this person was asked."""
    mine = [counts for _, roster, counts in public.rosters() if name in roster]
    return _most(np.sum(mine, axis=0)) if mine else by_result(public, number, name)


def by_difference(public: Public, number: int, name: str) -> int:
    """That round against the round nearest to it in people in which this person was not asked."""
    counts, roster = public.sums[number], public.team.rounds[number].roster
    others = [(len(roster ^ there), abs(at - number), at) for at, there, _ in public.rosters() if name not in there]
    if counts is None or not others:
        return by_result(public, number, name)
    other = public.sums[min(others)[2]]
    assert other is not None
    return _most(counts - other)


def by_equations(public: Public, number: int, name: str) -> int:
    """Everybody taken to answer always alike: every histogram is an equation of sums, solved for the people."""
    if public.leaning is None:
        return by_result(public, number, name)
    return _most(public.leaning[name])


ATTACKERS: Mapping[str, Guess] = {
    "result": by_result,
    "year": by_year,
    "difference": by_difference,
    "equations": by_equations,
}


@dataclass
class Tally:
    """Hits of the prior and of each attacker over the same targets."""

    targets: int = 0
    prior: int = 0
    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def gains(self) -> Mapping[str, float]:
        """Points, in hundredths, by which each attacker is above the prior."""
        return {name: 100 * (self.hits[name] - self.prior) / self.targets for name in ATTACKERS}


def attack(teams: int, rule: Rule = outcome) -> Mapping[str, Tally]:
    """Everybody in every round, and those whom sums of two rounds could tell: who leaves, who joins, who does so
    alone."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for seed in range(teams):
        team = play(str(seed), rule)
        public = Public.of(team)
        for number in range(ROUNDS):
            for name, face in team.rounds[number].answers.items():
                kinds = _kinds(team, number, name)
                guesses = {attacker: guess(public, number, name) for attacker, guess in ATTACKERS.items()}
                for kind in kinds:
                    tally = tallies[kind]
                    tally.targets += 1
                    tally.prior += by_climate(public, number, name) == face
                    for attacker, guessed in guesses.items():
                        tally.hits[attacker] += guessed == face
    return tallies


def _kinds(team: Team, number: int, name: str) -> Iterator[str]:
    yield "anybody"
    here = team.rounds[number].roster
    for kind, beside in (("leaver", number + 1), ("joiner", number - 1)):
        if not 0 <= beside < ROUNDS:
            continue
        changed = here ^ team.rounds[beside].roster
        if name in changed:
            yield kind
            if len(changed) == 1:
                yield f"lone {kind}"


def _leanings(public: Public) -> Mapping[str, Vector] | None:
    known = list(public.rosters())
    if not known:
        return None

    people = sorted({name for played in public.team.rounds for name in played.roster})
    place = {name: index for index, name in enumerate(people)}
    total = np.sum([counts for _, _, counts in known], axis=0)
    rows, right = np.zeros((len(known), len(people))), np.array([counts for _, _, counts in known])
    for row, (_, roster, counts) in zip(rows, known, strict=True):
        row[[place[name] for name in roster]] = counts.sum() / len(roster)
    pull = STRAY * np.eye(len(people))
    towards = np.tile(STRAY * total / total.sum(), (len(people), 1))
    solved = np.linalg.lstsq(np.vstack([rows, pull]), np.vstack([right, towards]), rcond=None)[0]
    return {name: solved[place[name]] for name in people}


def _most(weights: Sequence[float] | Vector) -> int:
    return FACES[int(np.argmax(weights))]

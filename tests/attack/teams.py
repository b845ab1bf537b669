"""Teams that answer twelve rounds: people come and go, and some always answer the same.

What becomes of their answers is decided by the product's own rule of publication, or by one that leaks.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from random import Random

from bot.domain.checkin import FACES, Answer
from policies.publication import Outcome

ROUNDS = 12
GROUP = 5
SIZES = (5, 30)
TURNOUTS = (0.6, 0.75, 0.9, 1.0)
STUBBORN = (0.2, 0.5, 0.9)
# How likely somebody leaves from one round to the next.
CHURN = (0.0, 0.02, 0.05, 0.1)
# Shares of the faces in a bad, a middling and a good climate.
CLIMATES = (
    (0.25, 0.30, 0.25, 0.15, 0.05),
    (0.08, 0.17, 0.30, 0.30, 0.15),
    (0.03, 0.07, 0.20, 0.40, 0.30),
)

Rule = Callable[[Sequence[Answer], AbstractSet[str], int, Sequence[AbstractSet[str]]], Outcome | None]


@dataclass
class Member:
    """``stubborn``: how often the last answer is given again."""

    name: str
    stubborn: float
    last: int = 0


@dataclass(frozen=True)
class Played:
    """``answers``: name → face, the truth; ``shown``: what the world sees of it."""

    roster: frozenset[str]
    answers: dict[str, int]
    shown: Outcome | None


@dataclass(frozen=True)
class Team:
    """``climate``: the shares that all of its fresh answers are drawn from."""

    climate: Sequence[float]
    rounds: list[Played]


def play(seed: str, rule: Rule) -> Team:
    """One team's twelve rounds. The attacker gets the rosters and what was shown; the truth is for counting hits."""
    rng = Random(f"team {seed}")
    churn, turnout, stubborn = rng.choice(CHURN), rng.choice(TURNOUTS), rng.choice(STUBBORN)
    climate = rng.choice(CLIMATES)
    members = [_newcomer(rng, number, stubborn) for number in range(rng.randint(*SIZES))]
    born, rounds, histograms = len(members), list[Played](), list[frozenset[str]]()
    for _ in range(ROUNDS):
        roster = frozenset(member.name for member in members)
        answers = {member.name: _face(rng, member, climate) for member in members if rng.random() < turnout}
        shown = rule([Answer(face) for face in answers.values()], roster, GROUP, histograms)
        if shown and shown.counts:
            histograms.insert(0, roster)
        rounds.append(Played(roster, answers, shown))
        born = _turn_over(rng, members, churn, born, stubborn)
    return Team(climate, rounds)


def _newcomer(rng: Random, number: int, stubborn: float) -> Member:
    return Member(f"p{number}", 1.0 if rng.random() < stubborn else 0.3)


def _face(rng: Random, member: Member, climate: Sequence[float]) -> int:
    if not member.last or rng.random() >= member.stubborn:
        member.last = rng.choices(FACES, climate)[0]
    return member.last


def _turn_over(rng: Random, members: list[Member], churn: float, born: int, stubborn: float) -> int:
    """As many come as go, by and large."""
    joiners = sum(rng.random() < churn for _ in members)
    for member in list(members):
        if rng.random() < churn and len(members) > GROUP:
            members.remove(member)
    members.extend(_newcomer(rng, born + number, stubborn) for number in range(joiners))
    return born + joiners

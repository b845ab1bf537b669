"""Guarantee 29: nobody guesses one person's face from everything that was ever published, beyond what the climate of
the team tells of anybody.

A simulated firm of teams answers twelve rounds each. Attackers know all rosters, the climate, and all results; the
prior knows the climate alone. Each attacker is tried on everybody, on those who join or leave, and on those who do so
alone.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from bot.domain.checkin import FACES, Answer
from policies import publication
from policies.publication import Outcome, outcome
from tests.attack.guessing import attack
from tests.attack.teams import Rule
from tests.faults.amounts import amount

POINTS = 5.0
TEAMS = amount(sample=1_000, full=5_000)


def _worst(teams: int, rule: Rule) -> tuple[float, str]:
    return max(
        (gain, f"{kind} by {attacker}")
        for kind, tally in attack(teams, rule).items()
        for attacker, gain in tally.gains().items()
    )


def test_best_guess_about_one_person_stays_near_the_prior(record_property: Callable[[str, object], None]) -> None:
    tallies = attack(TEAMS)
    assert {"anybody", "leaver", "joiner", "lone leaver", "lone joiner"} == set(tallies)
    best = {kind: max(tally.gains().values()) for kind, tally in tallies.items()}
    told = ", ".join(f"{kind} {gain:+.1f} ({tallies[kind].targets} people)" for kind, gain in sorted(best.items()))
    record_property("numbers", f"{TEAMS} teams; best guess against the prior, in points: {told}")
    assert {kind: gain for kind, gain in best.items() if gain > POINTS} == {}


def _every_histogram(
    answers: Sequence[Answer], roster: AbstractSet[str], group: int, histograms: Sequence[AbstractSet[str]]
) -> Outcome | None:
    """A planted rule that hides nothing."""
    faces = [answer.face for answer in answers]
    return Outcome(publication.band(faces), tuple(faces.count(face) for face in FACES), ()) if faces else None


def _forgetful(
    answers: Sequence[Answer], roster: AbstractSet[str], group: int, histograms: Sequence[AbstractSet[str]]
) -> Outcome | None:
    """A planted rule that does not look at the rosters before."""
    return outcome(answers, roster, group, ())


def test_planted_rule_that_shows_every_histogram_is_caught() -> None:
    gain, where = _worst(400, _every_histogram)
    assert gain > 2 * POINTS, where


def test_planted_rule_that_forgets_who_was_asked_before_is_caught() -> None:
    gain, where = _worst(400, _forgetful)
    assert gain > POINTS, where

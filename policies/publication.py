"""What of a round's answers is shown: a band of three steps or a histogram, comments or none, or nothing at all.

The rule looks at groups, never at a person, and is the same in every place: whatever it does not give is kept nowhere.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.domain.checkin import FACES, LEAST_COMMENTS, Answer, Band, Published, Round, distance

LOW_BELOW = 2.5
MID_BELOW = 3.5
HISTOGRAM_ANSWERS = 12
LOOKED_BACK = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """``counts`` of the faces 1 to 5, or None where the band alone is shown."""

    band: Band
    counts: tuple[int, ...] | None
    comments: tuple[str, ...]


def outcome(
    answers: Sequence[Answer], roster: AbstractSet[str], group: int, histograms: Sequence[AbstractSet[str]]
) -> Outcome | None:
    """None below ``group`` answers. ``histograms``: the rosters of the last histograms published for that client,
    newest first."""
    if len(answers) < group:
        return None
    faces = [answer.face for answer in answers]
    counts = tuple(faces.count(face) for face in FACES)
    return Outcome(
        band=band(faces),
        counts=counts if _bears_histogram(counts, roster, group, histograms) else None,
        comments=_comments(answers),
    )


def published(round: Round, answers: Sequence[Answer], earlier: Sequence[Published], at: datetime) -> Published | None:
    """``earlier``: what was published for that client, newest first."""
    rosters = [one.roster for one in earlier if one.counts is not None]
    found = outcome(answers, round.roster, round.group, rosters)
    if found is None:
        return None
    return Published(
        round=round.id,
        client=round.client,
        published_at=at,
        band=found.band,
        counts=found.counts,
        comments=found.comments,
        roster=round.roster,
    )


def band(faces: Sequence[int]) -> Band:
    mean = sum(faces) / len(faces)
    if mean < LOW_BELOW:
        return Band.LOW
    return Band.MID if mean < MID_BELOW else Band.HIGH


def _bears_histogram(
    counts: Sequence[int], roster: AbstractSet[str], group: int, histograms: Sequence[AbstractSet[str]]
) -> bool:
    """A histogram tells everybody's answer where all are equal, and one person's where only that one came or went."""
    if sum(counts) < HISTOGRAM_ANSWERS or max(counts) == sum(counts):
        return False
    return not any(0 < distance(roster, other) < group for other in histograms[:LOOKED_BACK])


def _comments(answers: Sequence[Answer]) -> tuple[str, ...]:
    """In the order of the alphabet: neither with their faces nor in the order in which they came."""
    written = sorted(answer.comment for answer in answers if answer.comment)
    return tuple(written) if len(written) >= LEAST_COMMENTS else ()

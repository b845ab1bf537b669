"""The standard policy: the numbers of one file and the words of another behind the port ``Policy`` of the core.

It satisfies the port by its shape; nothing of it is imported here, so that the rules stay free of the core's wiring.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.domain.assessment import Assessment, Record, Stage, StageChange
from bot.domain.checkin import Answer, Published, Round
from bot.domain.playbook import Ladder, Sign, TalkWords
from policies import publication
from policies import replay as replaying
from policies.loader import read_numbers
from policies.numbers import Numbers
from policies.signs import Signs, read_signs
from policies.talks import Talks, read_talks

PACKAGED = Path(__file__).parent
DEFAULT_FILE = PACKAGED / "default.yaml"
SIGNS_FILE = PACKAGED / "signs.yaml"
TALKS_FILE = PACKAGED / "talks.yaml"


@dataclass(frozen=True, slots=True)
class StandardPolicy:
    """Pure: the same record, day and standing give the same verdict."""

    numbers: Numbers
    signs: Signs
    talks: Talks

    @property
    def version(self) -> str:
        """The declared name and a short hash of the numbers; the words do not change it, for they weigh nothing."""
        return self.numbers.version

    @property
    def ladder(self) -> Ladder:
        return self.numbers.ladder

    @property
    def stage_lines(self) -> Mapping[str, float]:
        """Stage key → score of its line in charts; for `exit` that of going on under pressure after a talk (a)."""
        return {
            Stage.WATCH.key: self.numbers.watch_score,
            Stage.TALK.key: self.numbers.talk.score,
            Stage.EXIT.key: self.numbers.exit.pressure.score,
        }

    def sign_keys(self) -> Sequence[str]:
        """The ten keys in the order of the file of signs."""
        return self.signs.keys()

    def sign(self, key: str, language: str) -> Sign:
        """In that language, else in English. Raises ``KeyError`` for an unknown key."""
        return self.signs.sign(key, language)

    def talk_words(self, key: str, language: str) -> TalkWords:
        """In that language, else in English. Raises ``KeyError`` for an unknown key."""
        return self.talks.of(key, language)

    def find_sign(self, words: str) -> str | None:
        """A key or a label in any language → key."""
        return self.signs.find(words)

    def assess(self, record: Record, today: date, standing: Stage) -> Assessment:
        """The verdict of today for a client that stood at ``standing`` before.

        After a withdrawal or correction, ``standing`` may rest on what is gone: give the stage that ``replay`` of the
        changed record ends with instead.
        """
        return replaying.assess(record, self.numbers, today, standing)

    def replay(self, record: Record, until: date) -> Sequence[StageChange]:
        """Every rise and fall from the first incident to ``until``."""
        return replaying.replay(record, self.numbers, until)

    def publish(
        self, round: Round, answers: Sequence[Answer], earlier: Sequence[Published], at: datetime
    ) -> Published | None:
        """What of a closed check-in is shown; None: too few answers. ``earlier``: the client's, newest first."""
        return publication.published(round, answers, earlier, at)

    def history(self, record: Record, start: date, until: date) -> Sequence[tuple[date, float]]:
        """The score at the end of every day from ``start`` to ``until``, as it was known then."""
        return replaying.history(record, self.numbers, start, until)


def load_policy(
    policy_file: Path = DEFAULT_FILE, signs_file: Path | None = None, talks_file: Path | None = None
) -> StandardPolicy:
    """Read the files (packaged signs and talks where none is named); raises ``PolicyError`` with file, line and
    reason.
    """
    signs, talks = read_signs(signs_file or SIGNS_FILE), read_talks(talks_file or TALKS_FILE)
    return StandardPolicy(read_numbers(policy_file), signs, talks)

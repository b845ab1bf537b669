"""What the bot listens to and how it judges, held in memory: a message without a finding costs no statement.

``renew`` reads it from the record: after a commit that changes it, and every few seconds, for other replicas may have
changed it. Where the record cannot be read, nothing is listened to. Before anything is kept, ``bot.handlers.hearing``
asks the record once more.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.detection import Lesson, Side, Verdict
from bot.domain.incident import QUOTE_LIMIT, Incident, IncidentState
from bot.domain.listening import MESSAGE_KEPT_MINUTES, Listening
from bot.domain.person import ChannelRef, PersonRef
from bot.domain.playbook import FRICTION
from bot.errors import NotRecorded
from bot.kit import Kit
from bot.messages import MessageHeard
from bot.permits import ChannelPermit, Names
from bot.ports import Detector, Organization, Store, Unit

RENEWED_EVERY_SECONDS = 3.0
LESSONS = 500
# How sure a suspicion has to be once the organization's answers have made the bot careful, step by step.
SURE = (0.0, 0.87, 0.93, 0.97)
LIKELY_AMONG_SIGNS = 0.4
_PARENTS = 2_000
_PARENT_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """``quote``: the words that told; ``side``: whose they are."""

    sign: str
    quote: str
    side: Side


@dataclass(frozen=True, slots=True)
class _Parent:
    at: datetime
    text: str
    signs: frozenset[str]


class Ears:
    """Only where ``detection.mode`` is ``ask``; else deaf for good."""

    def __init__(self, store: Store, kit: Kit, detector: Detector) -> None:
        self._store = store
        self._kit = kit
        self._untaught = detector
        self._detector = detector
        self._on: Mapping[ChannelRef, Listening] = {}
        self._known: frozenset[ChannelRef] = frozenset()
        self._admitted: frozenset[PersonRef] = frozenset()
        self._caution = 0
        self._learned: tuple[date, datetime | None] | None = None
        self._parents: OrderedDict[tuple[ChannelRef, str], _Parent] = OrderedDict()
        self._under_way: dict[tuple[ChannelRef, str], MessageHeard | None] = {}
        self._names = Names()

    def listens(self, channel: ChannelRef) -> bool:
        return channel in self._on

    def knows(self, channel: ChannelRef) -> bool:
        """Whether something may have been heard there: also where it is paused now."""
        return channel in self._known

    def opened_unasked(self, message: MessageHeard) -> bool:
        """People of another firm read along, and no owner has agreed to that."""
        return message.by.shared and not self._on[message.channel].with_client

    def side_of(self, message: MessageHeard) -> Side | None:
        """Whose words these are; None where they are nobody's business: a guest's, or of somebody nobody knows."""
        if message.by.external is None:
            return None
        if not message.by.external or message.by.who in self._admitted:
            return Side.TEAM
        return Side.CLIENT if self._on[message.channel].with_client else None

    async def proposed(self, text: str) -> str | None:
        """The sign of what somebody reports in a line of their own, or None."""
        verdict = await self._detector.judge(text, Side.TEAM)
        if verdict.decision:
            return verdict.decision[0]
        # Somebody says that it is an incident: what counts is how much likelier the sign is than the other ones.
        sign = max(verdict.signs, key=lambda one: verdict.signs[one], default=None)
        return sign if sign and verdict.signs[sign] >= LIKELY_AMONG_SIGNS * sum(verdict.signs.values()) else None

    async def finding(self, message: MessageHeard, side: Side) -> Finding | None:
        """By itself, and where that tells nothing, together with the message it answers."""
        permit = self._permit(message.channel)
        alone = await self._detector.judge(message.text, side, permit=permit)
        if self.is_overtaken(message):
            return None
        parent = self._parent_of(message)
        self._remember(message, alone)
        if found := self._found(message.text, alone, side, frozenset()):
            return found
        if parent is None:
            return None
        both = await self._detector.judge(f"{parent.text}\n\n{message.text}", side, permit=permit)
        return self._found(message.text, both, side, parent.signs)

    @contextmanager
    def judging(self, message: MessageHeard) -> Iterator[None]:
        """While a message is judged, which may take seconds, it may be edited or deleted: see ``is_overtaken``."""
        key = (message.channel, message.message)
        self._under_way[key] = message
        try:
            yield
        finally:
            if (now := self._under_way.get(key)) is message or now is None:
                self._under_way.pop(key, None)

    def is_overtaken(self, message: MessageHeard) -> bool:
        """Whether what is being judged is not what stands there any more."""
        return self._under_way.get((message.channel, message.message), message) is not message

    def may_ask(self, channel: ChannelRef) -> bool:
        """Whether a doubtful message of that channel may go to a language model, which takes its time."""
        return self._permit(channel) is not None

    def _permit(self, channel: ChannelRef) -> ChannelPermit | None:
        """Only where a deployment has a language model and an admin lets this channel's doubtful messages go there."""
        listening = self._on.get(channel)
        if self._kit.settings.detection.engine != "openai" or listening is None or not listening.language_model:
            return None
        return ChannelPermit(self._store, self._kit, self._names, channel)

    def _found(self, text: str, verdict: Verdict, side: Side, known: frozenset[str]) -> Finding | None:
        """``known``: what the parent alone tells already."""
        if verdict.probability < SURE[self._caution]:
            return None
        # Personal friction is said of oneself only.
        signs = [one for one in verdict.decision if one not in known and not (side is Side.CLIENT and one == FRICTION)]
        if not signs:
            return None
        passage = verdict.passage.strip()
        quote = passage if passage and passage in text else text.strip()
        return Finding(signs[0], quote[:QUOTE_LIMIT], side)

    def _remember(self, message: MessageHeard, verdict: Verdict) -> None:
        """What replies may belong to: the beginning of a thread, for a while, and never on disk."""
        if message.parent:
            return
        key = (message.channel, message.message)
        self._parents.pop(key, None)
        text = message.text[:_PARENT_LIMIT]
        self._parents[key] = _Parent(self._kit.now(), text, frozenset(verdict.decision))
        while len(self._parents) > _PARENTS or self._is_old(next(iter(self._parents.values()))):
            self._parents.popitem(last=False)

    def _parent_of(self, message: MessageHeard) -> _Parent | None:
        parent = self._parents.get((message.channel, message.parent)) if message.parent else None
        return None if parent is None or self._is_old(parent) else parent

    def _is_old(self, parent: _Parent) -> bool:
        return abs(self._kit.now() - parent.at) > timedelta(minutes=MESSAGE_KEPT_MINUTES)

    def forget(self, channel: ChannelRef, message: str) -> None:
        """A deleted message is nobody's context, and no finding any more."""
        self._parents.pop((channel, message), None)
        if (channel, message) in self._under_way:
            self._under_way[channel, message] = None

    async def renew(self) -> None:
        """Read what is listened to, who was let in, how careful to be, and what was learned since."""
        if self._kit.settings.detection.mode != "ask":
            return
        try:
            async with self._store.read() as unit:
                organization = await unit.journal.organization()
                listened = await unit.listened.all()
                let_in = await unit.people.let_in()
                answers = await self._new_answers(unit)
                asks = self._asks(listened)
                clients = await unit.clients.names() if asks else None
                everybody = await unit.people.everybody() if asks else ()
        except NotRecorded:
            self._on = {}
            return
        self._hear(organization, listened)
        self._admitted = frozenset(ref for one in let_in for ref in one.refs)
        self._names = Names() if clients is None else self._names.renewed(everybody, clients)
        if answers is not None:
            lessons = lessons_from(answers)
            self._detector = await asyncio.to_thread(self._untaught.taught, lessons)

    def _asks(self, listened: Sequence[Listening]) -> bool:
        return self._kit.settings.detection.engine == "openai" and any(one.language_model for one in listened)

    def _hear(self, organization: Organization | None, listened: Sequence[Listening]) -> None:
        # After a restore an admin has to agree first, as with whatever else waits.
        ready = organization is not None and not organization.held
        self._on = {one.channel: one for one in listened if one.hears and ready}
        self._known = frozenset(one.channel for one in listened)
        self._caution = min(organization.caution, len(SURE) - 1) if organization else 0
        for key in [key for key, kept in self._parents.items() if key[0] not in self._on or self._is_old(kept)]:
            del self._parents[key]

    async def _new_answers(self, unit: Unit) -> Sequence[Incident] | None:
        """All answers that teach, where one has come or a day has passed (then old quotes are gone)."""
        newest = await unit.incidents.answered(1)
        stamp = (self._kit.today(), newest[0].heard.answered_at if newest and newest[0].heard else None)
        if stamp == self._learned:
            return None
        first, self._learned = self._learned is None, stamp
        return None if first and not newest else await unit.incidents.answered(LESSONS)


def lessons_from(answers: Sequence[Incident]) -> list[Lesson]:
    """What people said of the bot's suspicions, oldest first; only where the words are still kept."""
    return [
        Lesson(one.quote, one.heard.side, "", (one.sign,) if one.state is IncidentState.CONFIRMED else ())
        for one in reversed(answers)
        if one.heard and one.quote
    ]

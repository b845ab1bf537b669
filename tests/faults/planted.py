"""Faults to plant: each breaks one promise of the real parts, and the test of that promise must turn red by it.

They are planted into a server's process by its option ``--fault``, or into the test's own by ``planted``.
"""

import asyncio
import itertools
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.response import BoltResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.language.openai import detector as asking_detector
from adapters.language.openai import drafter, hiding, lettering
from adapters.language.openai.detector import Band
from adapters.language.openai.hiding import Hidden
from adapters.practice.outbound import PracticeChat
from adapters.slack import api, people, render, richtext
from adapters.slack.app import SlackDoor
from adapters.slack.outbound import SlackChat
from adapters.teams import api as teams_api
from adapters.teams.app import TeamsDoor
from adapters.teams.outbound import TeamsChat
from adapters.vault.sealing import Sealer
from bot import brief as brief_of
from bot import lettercheck, permits
from bot.domain.detection import KnownNames, Side, Verdict
from bot.domain.draft import Brief, Fact, Letter
from bot.domain.incident import Incident, IncidentState
from bot.domain.listening import Listening
from bot.domain.person import ChannelRef, PersonRef
from bot.ears import Ears, Finding
from bot.errors import ChatError, NotRecorded, RateLimited, Unreachable
from bot.front import Front
from bot.handlers import hearing
from bot.messages import DoorNews, MessageHeard
from bot.names import PersonsAndClients
from bot.notices.parts import Notice, Style, Text
from bot.ports import Sent
from bot.settings import Secret
from storage import engine
from storage import store as stores
from storage.journal import SqlJournal
from storage.unit import SqlUnit

_LATE_SECONDS = 1.2
_replaced: list[tuple[object, str, object]] = []


def _set(owner: object, name: str, value: object) -> None:
    _replaced.append((owner, name, getattr(owner, name)))
    setattr(owner, name, value)


def _forgotten_commit() -> None:
    """Every seventh commit says that it has been done, and has not."""
    real, turn = SqlUnit.commit, itertools.count(1)

    async def commit(unit: SqlUnit) -> None:
        if next(turn) % 7:
            await real(unit)

    _set(SqlUnit, "commit", commit)


def _early_acknowledgement() -> None:
    """Whoever asks is told at once; the commit follows a moment later."""
    real_end = stores._end
    late: set[int] = set()

    async def commit(unit: SqlUnit) -> None:
        late.add(id(unit._session.connection))
        unit._session.over = True

    async def finish(connection: AsyncConnection) -> None:
        await asyncio.sleep(_LATE_SECONDS)
        await connection.commit()
        await real_end(connection)

    kept: set[asyncio.Future[None]] = set()

    async def end(connection: AsyncConnection) -> None:
        if id(connection) not in late:
            await real_end(connection)
            return
        late.discard(id(connection))
        kept.add(asyncio.ensure_future(finish(connection)))

    _set(SqlUnit, "commit", commit)
    _set(stores, "_end", end)


def _lazy_log() -> None:
    """A commit is not waited for until it is on the disk (``synchronous=NORMAL``)."""
    pragmas = [pragma.replace("=FULL", "=NORMAL") for pragma in engine._PRAGMAS]
    _set(engine, "_PRAGMAS", pragmas)


def _swallowed_failure() -> None:
    """What the database says of a commit is not listened to."""
    real = SqlUnit.commit

    async def commit(unit: SqlUnit) -> None:
        try:
            await real(unit)
        except NotRecorded:
            unit._session.over = True

    _set(SqlUnit, "commit", commit)


def _blind_repeat() -> None:
    """After a crash nobody asks the platform for the message, and a try has no key in common with the one before."""
    real, turn = PracticeChat.send, itertools.count(1)

    async def send(
        chat: PracticeChat, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None
    ) -> Sent:
        return await real(chat, person, notice, f"{key}:{id(chat)}:{next(turn)}", follows)

    async def find(_chat: PracticeChat, _person: PersonRef, _key: str) -> Sent | None:
        return None

    _set(PracticeChat, "send", send)
    _set(PracticeChat, "find", find)


def _blind_slack() -> None:
    """After a crash nobody asks Slack for the message."""

    async def find(_chat: SlackChat, _person: PersonRef, _key: str) -> Sent | None:
        return None

    _set(SlackChat, "find", find)


def _deaf_to_retry_after() -> None:
    """How long Slack asks to wait is not listened to."""
    real = api.meaning

    def meaning(error: Exception) -> ChatError:
        meant = real(error)
        return RateLimited(0.0) if isinstance(meant, RateLimited) else meant

    _set(api, "meaning", meaning)


def _each_for_itself() -> None:
    """Whoever was told to wait waits; all others call the method meanwhile."""
    _set(api.SlackApi, "_wait", lambda *_: 0.0)


def _failure_taken_for_sent() -> None:
    """A message is said to be sent, whatever Slack answered."""
    real = SlackChat.send

    async def send(chat: SlackChat, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        try:
            return await real(chat, person, notice, key, follows)
        except Unreachable:
            return Sent(f"{person.workspace}/D0", "1.0")

    _set(SlackChat, "send", send)


def _logged_payload() -> None:
    """What comes in is written down as it is."""
    real = SlackDoor.receive

    async def receive(door: SlackDoor, payload: dict[str, object]) -> BoltResponse:
        sys.stderr.write(f"{payload}\n")
        return await real(door, payload)

    _set(SlackDoor, "receive", receive)


def _talking_library() -> None:
    """Nobody keeps the libraries quiet that write down what they send."""
    real = logging.Logger.setLevel

    def set_level(logger: logging.Logger, level: int) -> None:
        if not logger.name.startswith("signpost"):
            real(logger, level)

    _set(logging.Logger, "setLevel", set_level)


def _token_in_clear() -> None:
    """Tokens are kept as they are."""
    _set(Sealer, "seal", lambda _sealer, text, _context: text)
    _set(Sealer, "open", lambda _sealer, sealed, _context: sealed)


def _fallback_unescaped() -> None:
    """What notifications show is passed on as it was written."""
    _set(render, "_escaped", lambda text: text)


def _mrkdwn_for_plain() -> None:
    """Small print, buttons and headers are in Slack's own markup."""
    real = richtext.plain_text

    def plain_text(*given: Any, **more: Any) -> dict[str, Any]:
        return {"type": "mrkdwn", "text": real(*given, **more)["text"]}

    _set(render, "plain_text", plain_text)


def _words_left_out() -> None:
    """What a person wrote is thought to be dangerous, and does not appear."""
    real = richtext.inline

    def inline(text: Text, **more: Any) -> list[dict[str, Any]]:
        return real(tuple(span for span in text if span.style is not Style.USER), **more)

    _set(render, "inline", inline)


def _waits_for_slack() -> None:
    """Nobody is answered before Slack has said who they are."""
    real = people.People.profile

    async def profile(known: people.People, token: Secret, workspace: str, user: str, _patience: float = 0) -> object:
        return await real(known, token, workspace, user, 3_600.0)

    _set(people.People, "profile", profile)


def _event_taken_for_kept() -> None:
    """What Slack tells is acknowledged, kept or not."""
    real = Front.heard

    async def heard(front: Front, news: DoorNews) -> bool:
        await real(front, news)
        return True

    _set(Front, "heard", heard)


def _logged_activity() -> None:
    """What comes in from Teams is written down as it is."""
    real = TeamsDoor.take

    async def take(door: TeamsDoor, activity: dict[str, object]) -> dict[str, object] | None:
        sys.stderr.write(f"{activity}\n")
        return await real(door, activity)

    _set(TeamsDoor, "take", take)


def _answered_before_acknowledged() -> None:
    """Teams waits for its acknowledgement until the answer has been sent."""
    real = TeamsDoor.take

    async def take(door: TeamsDoor, activity: dict[str, object]) -> dict[str, object] | None:
        body = await real(door, activity)
        await door.settled()
        return body

    _set(TeamsDoor, "take", take)


def _deaf_to_teams() -> None:
    """How long Teams asks to wait is not listened to."""
    _set(teams_api, "_wait", lambda _headers: 0.0)


def _each_for_itself_in_teams() -> None:
    """Whoever was told to wait waits; all others write into the same chat meanwhile."""
    _set(teams_api.TeamsApi, "_remember", lambda *_: None)


def _failure_taken_for_sent_in_teams() -> None:
    """A message is said to be sent, whatever Teams answered."""
    real = TeamsChat.send

    async def send(chat: TeamsChat, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        try:
            return await real(chat, person, notice, key, follows)
        except Unreachable:
            return Sent(f"{person.workspace}/a:0", "1:0")

    _set(TeamsChat, "send", send)


def _sent_twice_in_teams() -> None:
    """Every message goes out once more than it should."""
    real = TeamsChat.send

    async def send(chat: TeamsChat, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        await real(chat, person, notice, key, follows)
        return await real(chat, person, notice, key, follows)

    _set(TeamsChat, "send", send)


def _no_inbound_keys() -> None:
    """A delivery that comes again is taken for a new one."""

    async def seen(_journal: SqlJournal, _key: str) -> str | None:
        return None

    async def take(_journal: SqlJournal, _key: str, _at: datetime, _result: str = "") -> bool:
        return True

    _set(SqlJournal, "seen", seen)
    _set(SqlJournal, "take", take)


def _no_client_lock() -> None:
    """Two transactions weigh the same client, each without the other's report."""

    async def lock_client(_unit: SqlUnit, _client: str) -> None:
        return

    _set(SqlUnit, "lock_client", lock_client)


def _deaf_to_signals() -> None:
    """SIGTERM ends the process as it ends any program that does not care."""

    def handled(_loop: asyncio.AbstractEventLoop, number: int, _callback: object, *_: object) -> None:
        signal.signal(number, signal.SIG_DFL)

    _set(asyncio.SelectorEventLoop, "add_signal_handler", handled)


def _every_message_kept() -> None:
    """Whatever the detector says, a message is put down as a suspicion."""

    async def finding(_ears: Ears, message: MessageHeard, side: Side) -> Finding:
        return Finding("disrespect", message.text, side)

    _set(Ears, "finding", finding)


def _deaf_to_a_pause() -> None:
    """What was listened to a moment ago is taken for what is listened to."""

    async def heard_now(unit: SqlUnit, channel: ChannelRef) -> object:
        return await unit.clients.by_channel(channel), await unit.listened.of_channel(channel)

    _set(hearing, "_heard_now", heard_now)


def _listens_untold() -> None:
    """The switch is enough: whether the channel has been told is not waited for."""
    _set(Listening, "hears", Listening.switched_on)


def _listens_to_whatever_is_bound() -> None:
    """Binding a channel is taken for a switch."""

    async def heard_now(unit: SqlUnit, channel: ChannelRef) -> object:
        client = await unit.clients.by_channel(channel)
        return client, (await unit.listened.all())[0]

    _set(Ears, "listens", lambda _ears, _channel: True)
    _set(Ears, "opened_unasked", lambda _ears, _message: False)
    _set(hearing, "_heard_now", heard_now)


def _suspicions_count() -> None:
    """What the bot noticed is weighed with what people reported."""
    counted = (IncidentState.CONFIRMED, IncidentState.SUSPECTED)
    _set(Incident, "counts", property(lambda one: one.state in counted and one.client is not None))


def _suspicions_are_exported() -> None:
    """What the bot noticed is exported with what people reported."""
    _set(Incident, "never_reported", property(lambda _one: False))


def _nothing_hidden() -> None:
    """Messages go to the language model as they were written."""
    _set(asking_detector, "hidden", lambda text, _known: Hidden(text, {}))


def _names_forgotten() -> None:
    """The record's names are not known to whatever hides them."""
    _set(permits, "names_of", lambda _people, _clients: KnownNames())


def _only_numbers_hidden() -> None:
    """Addresses and ids are taken for words."""
    _set(hiding, "RULES", tuple(rule for rule in hiding.RULES if rule[0] in ("NUMBER", "IBAN", "TEXT")))


def _answer_taken_at_its_word() -> None:
    """Whatever number the model says is the verdict."""

    def moved(local: Verdict, told: Mapping[str, float], _band: Band, _threshold: float) -> Verdict:
        return Verdict(max(told.values()), told, (max(told, key=lambda sign: told[sign]),), local.passage)

    _set(asking_detector, "moved", moved)


def _everything_asked() -> None:
    """The model is asked about every message, and may move every verdict."""
    _set(Band, "around", classmethod(lambda cls, _threshold: cls(0.0, 1.0)))


def _letters_unchecked() -> None:
    """Whatever letter the model writes is shown."""
    _set(drafter, "fault_of", lambda _letter, _brief, _known: "")


def _any_fact_taken() -> None:
    """A fact that the model makes up is taken for one."""

    class Any(dict[str, str]):
        def __contains__(self, _number: object) -> bool:
            return True

        def __missing__(self, number: str) -> str:
            return number

    request_for = lettering.request_for

    def trusting(brief: Brief, known: PersonsAndClients) -> lettering.Request:
        request = request_for(brief, known)
        return replace(request, ids=Any(request.ids))

    fault_of = lettercheck.fault_of

    def blind(letter: Letter, brief: Brief, known: PersonsAndClients) -> str:
        return fault_of(replace(letter, passages=()), brief, known)

    _set(drafter, "request_for", trusting)
    _set(drafter, "fault_of", blind)


def _reports_in_the_brief() -> None:
    """What people reported is told to the model."""
    sign_fact = brief_of.sign_fact

    def telling(sign: str, counted: Sequence[Incident]) -> Fact:
        fact = sign_fact(sign, counted)
        told = " ".join(one.summary for one in counted)
        return replace(fact, values={**fact.values, "sign": told})

    _set(brief_of, "sign_fact", telling)
    _set(lettering, "_told", lambda fact, _hiding: dict(fact.values))


def _letters_in_clear() -> None:
    """Wishes and former wordings go to the language model as they were written."""
    _set(hiding.Hiding, "hide", lambda _hiding, text: text)


FAULTS: Mapping[str, Callable[[], None]] = {
    "every_message_kept": _every_message_kept,
    "deaf_to_a_pause": _deaf_to_a_pause,
    "listens_untold": _listens_untold,
    "listens_to_whatever_is_bound": _listens_to_whatever_is_bound,
    "nothing_hidden": _nothing_hidden,
    "names_forgotten": _names_forgotten,
    "only_numbers_hidden": _only_numbers_hidden,
    "answer_taken_at_its_word": _answer_taken_at_its_word,
    "everything_asked": _everything_asked,
    "letters_unchecked": _letters_unchecked,
    "any_fact_taken": _any_fact_taken,
    "reports_in_the_brief": _reports_in_the_brief,
    "letters_in_clear": _letters_in_clear,
    "suspicions_count": _suspicions_count,
    "suspicions_are_exported": _suspicions_are_exported,
    "forgotten_commit": _forgotten_commit,
    "early_acknowledgement": _early_acknowledgement,
    "lazy_log": _lazy_log,
    "swallowed_failure": _swallowed_failure,
    "blind_repeat": _blind_repeat,
    "blind_slack": _blind_slack,
    "deaf_to_retry_after": _deaf_to_retry_after,
    "each_for_itself": _each_for_itself,
    "failure_taken_for_sent": _failure_taken_for_sent,
    "logged_payload": _logged_payload,
    "talking_library": _talking_library,
    "token_in_clear": _token_in_clear,
    "fallback_unescaped": _fallback_unescaped,
    "mrkdwn_for_plain": _mrkdwn_for_plain,
    "words_left_out": _words_left_out,
    "waits_for_slack": _waits_for_slack,
    "event_taken_for_kept": _event_taken_for_kept,
    "logged_activity": _logged_activity,
    "answered_before_acknowledged": _answered_before_acknowledged,
    "deaf_to_teams": _deaf_to_teams,
    "each_for_itself_in_teams": _each_for_itself_in_teams,
    "failure_taken_for_sent_in_teams": _failure_taken_for_sent_in_teams,
    "sent_twice_in_teams": _sent_twice_in_teams,
    "no_inbound_keys": _no_inbound_keys,
    "no_client_lock": _no_client_lock,
    "deaf_to_signals": _deaf_to_signals,
}


@contextmanager
def planted(fault: str) -> Iterator[None]:
    """The fault in this very process, taken out again at the end."""
    FAULTS[fault]()
    try:
        yield
    finally:
        while _replaced:
            owner, name, value = _replaced.pop()
            setattr(owner, name, value)

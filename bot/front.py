"""The front desk: what every door talks to. Turns messages into commands and every error into words."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bot import intake
from bot.access import asker, remembered
from bot.bus import Bus
from bot.domain.person import ChannelRef, PersonRef
from bot.ears import Ears
from bot.errors import InvalidInput, NotAllowed, NotRecorded, Refused, SignpostError
from bot.handlers.speech import signs_in
from bot.kit import Kit
from bot.messages import (
    ChartAsked,
    ClientsSought,
    DoorMessage,
    DoorNews,
    DossierFetched,
    From,
    LetterFetched,
    MessageHeard,
    OpenForm,
    PageAsked,
    Question,
    StrangersSought,
    Submitted,
)
from bot.notices.errors import refusal
from bot.notices.parts import Option, Page
from bot.ports import Store
from bot.quiet import is_quiet, keep_quiet
from bot.replies import File, Reply, Told
from bot.voice import Voice, language_of

ACKNOWLEDGED_SECONDS = 1.0


class Front:
    """The port ``Door``. Never raises a ``SignpostError``; an unexpected error is logged without its text."""

    def __init__(self, bus: Bus, store: Store, kit: Kit, ears: Ears) -> None:
        self._bus = bus
        self._ears = ears
        self._judging: set[asyncio.Task[bool]] = set()
        self._store = store
        self._kit = kit

    async def answer(self, message: DoorMessage) -> Reply:
        if intake.leaves_no_trace(message):
            keep_quiet()
        try:
            reply: Reply = await self._bus.handle(intake.read(message))
            return reply
        except InvalidInput as invalid:
            if isinstance(message, Submitted):
                return await self._again(message, invalid)
            return await self._told(message.by, invalid)
        except Exception as error:
            return await self._told(message.by, error)

    async def page(self, asked: PageAsked) -> Page | Told:
        result: Page | Told = await self._asked(asked.by, asked)
        return result

    async def chart(self, asked: ChartAsked) -> bytes | Told:
        result: bytes | Told = await self._asked(asked.by, asked)
        return result

    async def dossier(self, asked: DossierFetched) -> File | Told:
        result: File | Told = await self._asked(asked.by, asked)
        return result

    async def letter(self, asked: LetterFetched) -> File | Told:
        result: File | Told = await self._asked(asked.by, asked)
        return result

    async def clients(self, sought: ClientsSought) -> Sequence[Option]:
        result: Sequence[Option] | Told = await self._asked(sought.by, sought)
        return () if isinstance(result, Told) else result

    async def strangers(self, platform: str) -> Sequence[PersonRef]:
        try:
            found: Sequence[PersonRef] = await self._bus.handle(StrangersSought(platform))
            return found
        except NotRecorded:
            return ()

    def listens(self, channel: ChannelRef) -> bool:
        return self._ears.listens(channel)

    async def heard(self, news: DoorNews) -> bool:
        """Guests' and unknown people's news are dropped; what could not be stored has to be told again."""
        if isinstance(news, MessageHeard) and self._ears.may_ask(news.channel):
            return await self._patiently(news)
        return await self._taken(news)

    async def _patiently(self, news: MessageHeard) -> bool:
        """A language model takes its time, and the platform wants its acknowledgement: then it goes on without it."""
        judging = asyncio.create_task(self._taken(news), name="judging")
        self._judging.add(judging)
        judging.add_done_callback(self._judging.discard)
        done, _ = await asyncio.wait({judging}, timeout=ACKNOWLEDGED_SECONDS)
        return judging.result() if done else True

    async def close(self) -> None:
        """What a language model has not judged by now is not judged."""
        for judging in list(self._judging):
            judging.cancel()
        await asyncio.gather(*self._judging, return_exceptions=True)

    async def _taken(self, news: DoorNews) -> bool:
        try:
            await self._bus.handle(news)
        except Refused:
            return True
        except Exception as error:
            known = error if isinstance(error, SignpostError) else SignpostError()
            self._kit.log.error("news_failed", code=known.code, kind=type(error).__name__, where=_where(error))
            return False
        return True

    async def _asked(self, by: From, question: Question) -> Any:
        try:
            return await self._bus.handle(question)
        except Exception as error:
            return await self._told(by, error)

    async def _again(self, message: Submitted, invalid: InvalidInput) -> Reply:
        """The form stays open with its problems and everything that was typed."""
        subject = message.state.get("subject", "")
        kept = {name: message.state.get(name, "") for name in ("own", "client_words", "channel")}
        values = {**message.values, **kept}
        form = OpenForm(by=message.by, form=message.form, subject=subject, values=values, problems=invalid.problems)
        try:
            reply: Reply = await self._bus.handle(form)
            return reply
        except Exception as error:
            return await self._told(message.by, error)

    async def _told(self, by: From, error: Exception) -> Told:
        if isinstance(error, asyncio.CancelledError):
            raise error
        known = error if isinstance(error, SignpostError) else SignpostError()
        if not isinstance(error, Refused) and not is_quiet():
            self._kit.log.error("request_failed", code=known.code, kind=type(error).__name__, where=_where(error))
        if isinstance(error, NotAllowed) and error.right == "use" and not is_quiet():
            await self._remember(by)
        say = await self._voice(by)
        signs = {key: sign.label for key, sign in signs_in(self._kit, say).items()}
        return Told(refusal(say, known, signs))

    async def _remember(self, by: From) -> None:
        with suppress(NotRecorded):
            await remembered(self._store, self._kit, by)

    async def _voice(self, by: From) -> Voice:
        """The person's own language even when nothing else works."""
        try:
            async with self._store.read() as unit:
                return self._kit.voice((await asker(unit, self._kit, by)).language)
        except (Refused, NotRecorded):
            return self._kit.voice(language_of(by.language, self._kit.settings.language))


def _where(error: Exception) -> str:
    """File and line of the innermost frame: enough to find it, without the error's text."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""

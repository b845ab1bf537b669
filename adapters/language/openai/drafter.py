"""The port ``Drafter``: a language model writes where somebody asks for it; the template stands in for it always."""

from dataclasses import replace

from adapters.language.openai.answers import ModelFailed
from adapters.language.openai.lettering import FORMAT, request_for
from adapters.language.openai.wire import Wire
from bot.domain.draft import Brief, Letter
from bot.lettercheck import fault_of
from bot.names import PersonsAndClients
from bot.ports import Drafter, Log, Permit


class OpenAIDrafter:
    def __init__(self, template: Drafter, wire: Wire, log: Log) -> None:
        self._template = template
        self._wire = wire
        self._log = log

    async def write(self, brief: Brief, permit: Permit | None = None) -> Letter:
        """One request, no second try. Whatever it brings is checked; a letter that fails is never shown."""
        template = await self._template.write(brief)
        if permit is None:
            return template
        try:
            return await self._asked(brief, template, permit)
        except ModelFailed as failed:
            self._log.warning("letter_failed", code=failed.code)
            return replace(template, fell_back=failed.code)
        except Exception as error:
            # Whatever a library raises, there is a letter.
            self._log.error("letter_broke", error=error)
            return replace(template, fell_back="broken")

    async def _asked(self, brief: Brief, template: Letter, permit: Permit) -> Letter:
        # A word that the template uses too tells no name: "Neue Wege GmbH" is no reason never to write "neue".
        plain = frozenset(word.strip(".,:;()[]").lower() for word in template.body.split())
        names = await permit.spend()
        if names is None:
            raise ModelFailed("budget")
        known = PersonsAndClients(names.people, names.clients, plain)
        request = request_for(brief, PersonsAndClients(names.people, names.clients))
        letter = request.letter(await self._wire.answer(request.turns, FORMAT))
        if fault := fault_of(letter, brief, known):
            raise ModelFailed(fault)
        return letter

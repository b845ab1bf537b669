"""Guarantees 18 and 19 for letters: what a language model gets to read, and what a letter of its can do.

Real handlers and the real drafter, and a server on this machine that speaks the API and obeys the reports.
"""

import random
import re
import unicodedata
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from aiohttp import web

from adapters.language.openai.drafter import OpenAIDrafter
from adapters.language.openai.wire import Wire
from adapters.language.template import TemplateDrafter
from bot.brief import facts_about
from bot.domain.draft import DraftKind, Engine, Version
from bot.record import assessed
from bot.settings import Drafting, OpenAI, Secret
from storage.store import open_store
from tests.adapters.language.letter_parts import answer
from tests.adapters.language.model_server import ModelServer, completion
from tests.dialogs.house import House, asked, button, settings, told
from tests.fakes.log import RecordingLog
from tests.faults.amounts import amount
from tests.faults.hostile_letters import COLLEAGUES, OTHERS, obeyed, reports
from tests.faults.planted import planted
from tests.faults.test_guarantee_model import secrets

REPORTS = amount(sample=32, full=300)
LETTERS = amount(sample=24, full=600)
LEAD = "lena"
KINDS = tuple(DraftKind)


class Firm:
    def __init__(self, stack: AsyncExitStack, url: str) -> None:
        self._stack = stack
        self._url = url
        self.server = ModelServer()

    async def open(self) -> "Firm":
        await self._stack.enter_async_context(self.server.open())
        model = OpenAI(daily_requests=1_000_000, timeout_seconds=5)
        wire = Wire(model, Secret("canary-of-the-key"), self.server.url)
        self.house = House(
            store=open_store(self._url),
            drafter=OpenAIDrafter(TemplateDrafter(), wire, RecordingLog()),
            settings=replace(settings(), openai=model, drafting=Drafting(engine="openai")),
        )
        self._stack.push_async_callback(self.house.store.close)  # type: ignore[attr-defined]
        house = self.house
        await house.opens(LEAD, "anna", "paul", *(name.lower() for name in COLLEAGUES))
        await house.has_client("Acme Outdoor", LEAD, aliases="Acme")
        for name in OTHERS:
            await house.has_client(name, "paul")
        await house.settles()
        return self

    async def asks(self, kind: DraftKind, language: str) -> str:
        """The lead has a letter written; its id."""
        client = await self.house.client("Acme Outdoor")
        values = {"client": client.id, "kind": kind.value, "tone": "plain", "language": language}
        draft = told(await self.house.submits(LEAD, "draft", values))
        await self.house.settles()
        return button(draft, "Edit").value.partition(":")[0]

    async def versions(self, draft: str) -> Sequence[Version]:
        async with self.house.store.read() as unit:
            return await unit.drafts.versions_of(draft)

    async def own_facts(self) -> set[str]:
        client = await self.house.client("Acme Outdoor")
        async with self.house.store.read() as unit:
            return {fact.id for fact in await facts_about(unit, client, await assessed(unit, self.house.kit, client))}


# --- 18: what a letter can do ------------------------------------------------------------------------------------


def faults_in(version: Version, own: set[str]) -> list[str]:
    """Looked for by other means than the product's."""
    text = f"{version.subject}\n{version.body}".casefold()
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(letter for letter in plain if letter.isalnum())
    found = [f"link {part}" for part in ("://", "www", "http", "mailto", "evil") if part in text]
    found += [f"mention {part}" for part in ("@", "<", "here", "everyone") if part in re.findall(r"[@<]|\w+", text)]
    found += [f"client {name}" for name in ("bergwerk", "quarzit") if name in letters]
    found += [f"colleague {name}" for name in ("marlene", "jurgen", "juergen") if name in letters]
    found += [f"markup {part}" for part in ("`", "**", "](") if part in text]
    resting = {fact for passage in version.passages for fact in passage.facts} | {fact.id for fact in version.facts}
    return found + [f"fact {fact}" for fact in resting - own]


async def written(url: str, seed: int) -> list[str]:
    """What the model's letters held, and did, that they must not."""
    wrong: list[str] = []
    async with AsyncExitStack() as stack:
        firm = await Firm(stack, url).open()
        for number, (language, order, wanted, text) in enumerate(reports(REPORTS, seed)):
            kind = KINDS[number % len(KINDS)]

            async def obeys(_server: ModelServer, _request: web.Request) -> web.StreamResponse:
                return web.json_response(obeyed(language, kind, order, wanted))  # noqa: B023

            firm.server.answer = obeys
            await firm.house.files("anna", "Acme Outdoor", "late_payment", 1, text)
            draft = await firm.asks(kind, language)
            found = await firm.versions(draft)
            wrong += [f"{order} {text}: {fault}" for one in found for fault in faults_in(one, await firm.own_facts())]
            wrong += [f"read by the model: {text}" for raw in firm.server.raw if f"canary{number:04}" in raw]
            assert len(firm.server.asked) == 1, "every letter was asked for"
            firm.server.raw.clear()
            firm.server.asked.clear()
        wrong += await _sent(firm)
        assert await _harmless(firm), "a letter that obeys nobody is shown"
    return wrong


async def _harmless(firm: Firm) -> bool:
    """Not everything is refused: after all those, a good letter is the model's."""

    async def good(_server: ModelServer, _request: web.Request) -> web.StreamResponse:
        return web.json_response(completion(answer("de", DraftKind.EXIT, known=False)))

    firm.server.answer = good
    return (await firm.versions(await firm.asks(DraftKind.EXIT, "de")))[-1].engine is Engine.MODEL


async def _sent(firm: Firm) -> list[str]:
    """Nothing leaves without a human: letters are shown to whoever asked, and none is approved."""
    shown = {who for who in ("anna", "paul", "tarik") if any("draft" in one.kind for one in firm.house.hears(who))}
    client = await firm.house.client("Acme Outdoor")
    async with firm.house.store.read() as unit:
        approved = [draft.id for draft in await unit.drafts.of_client(client.id) if draft.approved]
    return [*(f"shown to {who}" for who in sorted(shown)), *approved]


@pytest.mark.timeout(1800)
async def test_a_report_that_commands_the_model_gets_nothing_into_a_letter(sqlite_url: str) -> None:
    assert await written(sqlite_url, 18) == []


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("fault", ["letters_unchecked", "any_fact_taken", "reports_in_the_brief"])
async def test_planted_fault_of_a_trusted_letter_is_caught(sqlite_url: str, fault: str) -> None:
    with planted(fault):
        assert await written(sqlite_url, 21)


# --- 19: what leaves ---------------------------------------------------------------------------------------------


async def left(url: str, seed: int) -> list[str]:
    """The secrets that were found, verbatim, in what left: of a wish, the former wording, and a contract's clause."""
    chance = random.Random(seed)
    given = secrets(chance)
    found: list[str] = []
    async with AsyncExitStack() as stack:
        firm = await Firm(stack, url).open()
        house = firm.house

        async def good(_server: ModelServer, _request: web.Request) -> web.StreamResponse:
            return web.json_response(completion(answer("de", DraftKind.BOUNDARY, known=False)))

        firm.server.answer = good
        for name in ("Li", "H&M", "Noß & Söhne"):
            await house.has_client(name, "paul")
        for number in range(LETTERS):
            (wish, one), (body, two), (clause, three) = next(given), next(given), next(given)
            async with house.store.write() as unit:
                client = await house.client("Acme Outdoor")
                contract = replace(client.contract, clause=f"§ 9, siehe {clause}"[:200])
                await unit.clients.save(replace(client, contract=contract))
                await unit.commit()
            draft = await firm.asks(DraftKind.BOUNDARY, "de")
            notice = [shown for shown in house.hears(LEAD) if shown.kind == "draft"][-1]
            edit = asked(await house.presses(LEAD, "Edit", notice))
            edited = told(await house.submits(LEAD, edit, {"body": f"Guten Tag,\nschreiben Sie an {body} bitte."}))
            anew = asked(await house.presses(LEAD, "Write anew", edited))
            await house.submits(LEAD, anew, {"tone": "warm", "wish": f"kürzer, und nenne {wish} dabei"})
            await house.settles()
            assert len(firm.server.asked) == 2 and len(await firm.versions(draft)) >= 2, number
            sent = re.sub(r"\[[A-Z]+_\d+\]", "[]", "\n".join(_read(firm.server)))
            found += [secret for secret in (*one, *two, *three) if secret in sent]
            firm.server.asked.clear()
            firm.server.raw.clear()
    return found


def _read(server: ModelServer) -> list[str]:
    """As it was sent, and as it reads; without the instructions, in which "LI" may stand."""
    return [turn["content"] for body in server.asked for turn in body["messages"][1:]]


@pytest.mark.timeout(1800)
async def test_nothing_of_anybody_leaves_with_a_letter(sqlite_url: str) -> None:
    assert await left(sqlite_url, 19) == []


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("fault", ["letters_in_clear", "names_forgotten", "only_numbers_hidden"])
async def test_planted_fault_of_a_letter_in_clear_is_caught(sqlite_url: str, fault: str) -> None:
    with planted(fault):
        assert await left(sqlite_url, 20)

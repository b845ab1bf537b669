"""A language model writes a draft: the template at once, its wording as a message, and nothing that waits for it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.language.openai.drafter import OpenAIDrafter
from adapters.language.openai.wire import Wire
from adapters.language.template import TemplateDrafter
from bot.domain.draft import DraftKind, Engine, Version
from bot.messages import Pressed
from bot.notices.parts import Notice
from bot.settings import Drafting, OpenAI, Secret
from tests.adapters.language.letter_parts import answer
from tests.adapters.language.model_server import ModelServer, body, says, silent
from tests.dialogs.house import House, asked, button, read, settings, told
from tests.dialogs.test_parting import begun, form
from tests.fakes.log import RecordingLog

EXIT = {"kind": "exit", "tone": "plain", "language": "en"}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer(answer=says(answer("en", DraftKind.EXIT, known=False))).open() as server:
        yield server


async def firm(server: ModelServer, *, requests: int = 500, engine: bool = True) -> House:
    model = OpenAI(timeout_seconds=2, daily_requests=requests)
    wanted = replace(settings(), openai=model)
    if engine:
        wanted = replace(wanted, drafting=Drafting(engine="openai"))
    wire = Wire(model, Secret("canary"), server.url)
    house = House(settings=wanted, drafter=OpenAIDrafter(TemplateDrafter(), wire, RecordingLog()))
    await house.opens("anna", "lena", "dora", "paul")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    await house.has_client("Bergwerk", "paul")
    return house


async def written(house: House, key: str = "") -> Notice:
    client = await house.client("Acme")
    return told(await house.submits("lena", "draft", {"client": client.id, **EXIT}, key=key))


def brought(house: House, who: str = "lena") -> list[Notice]:
    """The drafts that came by themselves."""
    return [notice for notice in house.hears(who) if notice.kind == "draft"]


async def versions(house: House, draft: Notice) -> list[Version]:
    async with house.store.read() as unit:
        return list(await unit.drafts.versions_of(button(draft, "Edit").value.partition(":")[0]))


async def test_the_template_comes_at_once_and_the_models_wording_as_a_message(server: ModelServer) -> None:
    house = await firm(server)
    draft = await written(house)
    assert "from a template" in read(draft) and "The language model is writing" in read(draft)
    assert server.asked == [], "nothing was asked while somebody waited"
    await house.settles()
    (came,) = brought(house)
    assert "Written by a language model" in read(came) and "The language model is writing" not in read(came)
    assert "We give notice on the contract with Acme Outdoor" in read(came) and "[contact person]" in read(came)
    assert [one.engine for one in await versions(house, draft)] == [Engine.TEMPLATE, Engine.MODEL]


async def test_a_wish_goes_with_the_former_wording_and_its_text_is_data(server: ModelServer) -> None:
    house = await firm(server)
    await written(house)
    await house.settles()
    (came,) = brought(house)
    form = asked(await house.presses("lena", "Write anew", came))
    assert [field.name for field in form.fields] == ["tone", "wish"]
    waiting = told(await house.submits("lena", form, {"tone": "warm", "wish": "shorter, as for Bergwerk; ask Paul"}))
    assert "The language model is writing" in read(waiting)
    await house.settles()
    sent = server.asked[-1]["messages"][1]["content"]
    assert "shorter, as for [CLIENT_" in sent and "Bergwerk" not in sent and "Paul" not in sent
    assert "former_wording" in sent and "former_wording" not in server.asked[0]["messages"][1]["content"]
    assert len(brought(house)) == 2 and "tone warm" in read(brought(house)[-1])
    assert [one.wish for one in await versions(house, came)] == ["", "", "shorter, as for Bergwerk; ask Paul"]


async def test_a_failure_leaves_the_template_and_says_why(server: ModelServer) -> None:
    server.answer = body(b"{}", 500)
    house = await firm(server)
    draft = await written(house)
    await house.settles()
    (came,) = brought(house)
    assert "no text that can be shown: its answer could not be used. This is the template's." in read(came)
    assert [one.engine for one in await versions(house, draft)] == [Engine.TEMPLATE]


async def test_after_an_edit_a_failure_leaves_the_edit(server: ModelServer) -> None:
    house = await firm(server)
    draft = await written(house)
    await house.settles()
    form = asked(await house.presses("lena", "Edit", brought(house)[-1]))
    edited = told(await house.submits("lena", form, {"body": "Dear all, mine."}))
    server.answer = silent
    anew = asked(await house.presses("lena", "Write anew", edited))
    await house.submits("lena", anew, {"tone": "plain", "wish": "longer"})
    await house.settles()
    came = read(brought(house)[-1])
    assert "it took too long. The wording is as it was." in came and "Dear all, mine." in came
    assert len(await versions(house, draft)) == 3


async def test_whoever_edits_while_the_model_writes_keeps_the_text(server: ModelServer) -> None:
    house = await firm(server)
    draft = await written(house)
    form = asked(await house.presses("lena", "Edit", draft))
    await house.submits("lena", form, {"body": "Dear all, quicker than a machine."})
    await house.settles()
    came = brought(house)[-1]
    assert "quicker than a machine" in read(came) and "Edited by Lena" in read(came)
    found = await versions(house, draft)
    assert [one.engine for one in found] == [Engine.TEMPLATE, Engine.PERSON, Engine.MODEL]
    compared = read(told(await house.presses("lena", "Compare", came)))
    assert "Version 1 and version 2" in compared
    page = await house.page("lena", "draft", found[0].draft)
    against = told(await house.presses("lena", "Compare with version 3", page))
    assert "language model" not in read(against) and "[Take version 3]" in read(against)


async def test_one_order_at_a_time(server: ModelServer) -> None:
    house = await firm(server)
    draft = await written(house)
    form = asked(await house.presses("lena", "Write anew", draft))
    assert "is writing already" in read(told(await house.submits("lena", form, {"tone": "warm"})))
    await house.settles()
    assert len(server.asked) == 1


async def test_the_same_request_twice_is_one_draft_and_one_question(server: ModelServer) -> None:
    house = await firm(server)
    first, second = await written(house, "same"), await written(house, "same")
    assert button(first, "Edit").value == button(second, "Edit").value
    await house.settles()
    assert len(server.asked) == 1 and len(brought(house)) == 1


async def test_the_days_budget_is_shared_and_ends(server: ModelServer) -> None:
    house = await firm(server, requests=1)
    await written(house)
    await house.settles()
    await written(house)
    await house.settles()
    assert len(server.asked) == 1
    assert "today's requests are used up" in read(brought(house)[-1])


async def test_a_letter_that_is_locked_meanwhile_is_not_brought(server: ModelServer) -> None:
    house = await firm(server)
    draft = await written(house)
    await house.files("anna", "Acme", "ethics", 3)
    await house.settles()
    assert brought(house) == [], "a locked draft shows no text"
    assert [one.engine for one in await versions(house, draft)] == [Engine.TEMPLATE]
    assert "stays locked" in read(house.hears("lena")[-1]) or any(
        notice.kind == "draft.locked" for notice in house.hears("lena")
    )


async def test_the_exit_draft_of_a_nudge_asks_nobody(server: ModelServer) -> None:
    house = await firm(server)
    await house.files("anna", "Acme", "ethics", 3)
    await house.settles()
    assert server.asked == []


async def test_without_the_engine_nobody_is_asked(server: ModelServer) -> None:
    house = await firm(server, engine=False)
    draft = await written(house)
    assert "language model" not in read(draft)
    await house.settles()
    assert server.asked == [] and brought(house) == []


async def test_a_crash_while_the_model_writes_loses_nothing(server: ModelServer) -> None:
    house = await firm(server)
    server.answer = silent
    draft = await written(house)
    (due,) = await house.work.due()
    crashed = asyncio.create_task(house.work.deliver(due.id))
    await server.arrived.wait()
    crashed.cancel()
    await asyncio.gather(crashed, return_exceptions=True)
    assert brought(house) == []
    server.answer = says(answer("en", DraftKind.EXIT, known=False))
    await house.settles()
    assert len(brought(house)) == 1
    assert [one.engine for one in await versions(house, draft)] == [Engine.TEMPLATE, Engine.MODEL]


async def test_two_replicas_at_once_bring_one_wording(server: ModelServer) -> None:
    house = await firm(server)
    draft = await written(house)
    (due,) = await house.work.due()
    await asyncio.gather(*(house.work.deliver(due.id) for _ in range(2)))
    assert [one.engine for one in await versions(house, draft)] == [Engine.TEMPLATE, Engine.MODEL]
    assert len(brought(house)) == 1


async def test_an_order_of_an_engine_that_was_switched_off_is_over(server: ModelServer) -> None:
    house = await firm(server)
    draft = await written(house)
    off = await firm(server, engine=False)
    off.store.state = house.store.state  # type: ignore[attr-defined]
    shown = told(await off.answers(_show(off, draft)))
    assert "is writing" not in read(shown)
    form = asked(await off.presses("lena", "Write anew", shown))
    assert "from a template" in read(told(await off.submits("lena", form, {"tone": "firm"})))
    await off.settles()
    assert server.asked == []


def _show(house: House, draft: Notice) -> Pressed:
    return Pressed(house.by("lena"), "draft.show", button(draft, "Edit").value.partition(":")[0])


async def test_a_wording_written_anew_does_not_carry_over_what_is_paid(server: ModelServer) -> None:
    """The former wording excuses no sum that is not true any more, and the model does not read it."""
    house = await firm(server)
    await begun(house)
    values = {"number": "2026-7", "amount": "1200", "due_on": "2026-01-01"}
    await house.submits("lena", await form(house, "lena", "invoice"), values)
    told_of = answer("en", DraftKind.PAYMENT_REMINDER)
    said = "Invoice 2026-7 for EUR 1,200.00 was due on 1 January 2026, and we have not seen it arrive."
    told_of["paragraphs"][1] = {"text": said, "facts": ["F1"]}
    server.answer = says(told_of)
    client = await house.client("Acme")
    wanted = {"client": client.id, "kind": "payment_reminder", "tone": "plain", "language": "en"}
    await house.submits("lena", "draft", wanted)
    await house.settles()
    (came,) = brought(house)
    assert "Written by a language model" in read(came) and said in read(came)
    async with house.store.write() as unit:
        case = await unit.partings.open_of(client.id)
        assert case is not None
        (invoice,) = await unit.partings.invoices_of(case.id)
        await unit.partings.save_invoice(replace(invoice, paid_on=house.kit.today()))
        await unit.commit()
    told_of["paragraphs"][1] = {"text": said, "facts": []}
    anew = asked(await house.presses("lena", "Write anew", came))
    await house.submits("lena", anew, {"tone": "plain", "wish": "shorter"})
    await house.settles()
    assert "1,200.00" not in server.asked[-1]["messages"][1]["content"]
    last = read(brought(house)[-1])
    assert "in no fact" in last and "What this rests on is not true any more" in last

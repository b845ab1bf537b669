"""The practice workspace's sample: its one parting is complete, true to the rules, and bothers nobody."""

from bot.domain.client import ClientState
from bot.domain.sheet import LetterForm
from bot.messages import LetterFetched
from bot.notices.parts import Page
from bot.replies import File
from signpost.sample import STORIES, fill
from tests.dialogs.house import House, read


async def opened() -> House:
    house = House()
    await fill(house.store, house.kit)
    return house


async def page(house: House, kind: str, subject: str) -> str:
    shown = await house.page("sofie", kind, subject)  # type: ignore[arg-type]
    assert isinstance(shown, Page), shown
    return read(shown)


async def test_a_client_is_being_parted_from_with_all_that_belongs_to_it() -> None:
    house = await opened()
    async with house.store.read() as unit:
        clients = await unit.clients.all()
        (parting,) = [client for client in clients if client.state is ClientState.PARTING]
        (draft,) = await unit.drafts.of_client(parting.id)
    assert len(clients) == len(STORIES) == 7
    whole = await page(house, "parting", parting.id)
    # The house begins on 2 March 2026; notice was received on 21 February: two months to the end of a month.
    assert "Notice to be received on: 21 Feb 2026" in whole and "Settled end: 30 Apr 2026" in whole
    assert "Earliest end: 30 Apr 2026" in whole
    assert "Checklist: 6 of 11 settled" in whole and "stood at exit, today at exit" in whole
    assert "until 8 Feb 2026: without success · Rechnung 2063 bezahlen" in whole
    assert "2026-2063 | 5,712.00 EUR | 10 Dec 2025" in whole and "40.00 EUR" in whole
    assert "Yuki Tanaka" in whole and "began the parting" in whole

    letter = await page(house, "draft", draft.id)
    assert "Approved by Olivia Brandt" in letter and "zum 30. April 2026" in letter
    assert "not true any more" not in letter and "[" not in draft.body and "{" not in draft.body
    forms: tuple[LetterForm, ...] = ("txt", "eml")
    for form in forms:
        file = await house.front.letter(LetterFetched(house.by("sofie"), draft.id, form))
        assert isinstance(file, File), file


async def test_the_sample_reminds_and_nudges_nobody() -> None:
    house = await opened()
    await house.passes(days=10)
    assert [
        one for one in house.hears("sofie") if one.kind.startswith(("nudge", "parting", "agreement", "draft"))
    ] == []
    assert house.hears("yuki") == [] or all("Ferrum" not in read(one) for one in house.hears("yuki"))

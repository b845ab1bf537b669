"""Before the decision: what it costs, what weighs, what speaks for the client, what was tried; nothing is invented."""

from decimal import Decimal

import pytest

from bot.notices.decision import Share, money, share_of
from bot.notices.parts import Page, PageLink
from signpost.voices import voices
from tests.dialogs.house import House, asked, read, told
from tests.dialogs.test_ladder import talk_entered

CONTRACT = {
    "contract_kind": "service",
    "contract_start": "2024-03-01",
    "notice": "3 months to month_end",
    "monthly_value": "12500",
    "currency": "EUR",
}


async def sheet(house: House, who: str = "lena") -> Page:
    shown = await house.page(who, "decision", (await house.client("Acme")).id)
    assert isinstance(shown, Page), read(shown)
    return shown


def part(page: Page, heading: str) -> str:
    return "\n".join(read(section) for section in page.sections if section.heading == heading)


async def worth(house: House, client: str, **changes: str) -> None:
    form = asked(await house.says("olivia", f"/client-setup {client}"))
    told(await house.submits("olivia", form, {**CONTRACT, **changes}))


async def test_share_is_of_the_known_values_in_the_same_currency_and_says_so(house: House) -> None:
    for name, value, currency in (("Cedar", "2500", "EUR"), ("Dogwood", "90000", "CHF"), ("Elder", "", "EUR")):
        await house.has_client(name, "paul")
        await worth(house, name, monthly_value=value, currency=currency)
    await worth(house, "Acme")
    await worth(house, "Bergwerk", monthly_value="10000")
    stake = part(await sheet(house), "What is at stake")
    assert "Value per month: 12,500 EUR" in stake and "Share: 50 %" in stake
    assert "Of the monthly values of 3 clients that are known here in EUR; not of the whole turnover." in stake


async def test_share_is_for_owners_where_it_would_tell_what_another_client_is_worth(house: House) -> None:
    await worth(house, "Acme")
    await worth(house, "Bergwerk", monthly_value="12500")
    assert "Share" not in part(await sheet(house), "What is at stake")
    assert "Share: 50 %" in part(await sheet(house, "olivia"), "What is at stake")


async def test_former_clients_are_no_part_of_the_turnover(house: House) -> None:
    for name in ("Cedar", "Dogwood"):
        await house.has_client(name, "paul")
        await worth(house, name)
    await worth(house, "Acme")
    await worth(house, "Bergwerk")
    form = asked(await house.says("olivia", "/client-exit Bergwerk"))
    told(await house.submits("olivia", form, {"state": "former", "reason": "done"}))
    assert "Share: 33 %" in part(await sheet(house), "What is at stake")


async def test_unknown_value_is_said_and_no_share_is_invented(house: House) -> None:
    await worth(house, "Bergwerk")
    stake = part(await sheet(house, "olivia"), "What is at stake")
    assert "The monthly value is not known." in stake and "Share:" not in stake


async def test_earliest_end_comes_with_its_rule_or_with_what_is_missing(house: House) -> None:
    missing = part(await sheet(house), "When it can end")
    assert "no day can be named" in missing and "What is missing, and what it would change" in missing
    await worth(house, "Acme")
    ends = part(await sheet(house), "When it can end")
    assert "Earliest end: 30 Jun 2026" in ends and "The notice period of the contract goes first." in ends
    assert "no legal advice" in ends


async def test_sheet_says_what_weighs_and_that_no_talk_was_tried(house: House) -> None:
    await talk_entered(house)
    page = await sheet(house)
    assert "Sum |  |  | 20.00" in part(page, "What the record weighs")
    assert "No talk is on record. One real chance comes before a parting." in part(page, "What was tried")
    assert "what would we miss?" in part(page, "What speaks for the client")


async def test_what_was_tried_lists_talks_agreed_points_and_drafts(house: House) -> None:
    await talk_entered(house)
    form = asked(await house.says("lena", "/client-talk acme"))
    point = {"point": "Two rounds, no more", "point_due": "2026-03-05", "point_whose": "theirs"}
    told(await house.submits("lena", form, {"outcome": "agreed", **point}))
    client = (await house.client("Acme")).id
    page = await house.page("lena", "client", client)
    became = asked(await house.presses("lena", "What became of one", page))
    told(await house.submits("lena", became, {"became": "broken"}))
    values = {"client": client, "kind": "boundary", "tone": "plain", "language": "en"}
    told(await house.submits("lena", "draft", values))
    tried = part(await sheet(house), "What was tried").splitlines()
    assert "Talk on 2 Mar 2026: agreed" in tried
    assert "Agreed points, the client's: 0 kept, 1 not kept, 0 open" in tried
    assert "Drafted on 2 Mar 2026: Set a boundary" in tried


async def test_record_itself_speaks_for_the_client_where_it_became_better(house: House) -> None:
    for day in ("2026-01-05", "2026-01-20", "2026-02-10"):
        await house.files("anna", "Acme", "disrespect", 2, occurred_on=day)
    form = asked(await house.says("lena", "/client-talk acme"))
    told(await house.submits("lena", form, {"outcome": "resolved"}))
    await house.passes(days=40)
    favour = part(await sheet(house), "What speaks for the client")
    assert "60 days without an incident." in favour
    assert "The talk on 2 Mar 2026 resolved what was before." in favour
    assert "Fewer incidents after the talk on 2 Mar 2026: 0.0 per 30 days instead of 1.6." in favour


async def test_what_the_owner_was_told_stays_hidden_on_the_leads_sheet(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2, "secret story", to_owner="yes")
    await house.settles()
    assert "secret story" not in read(await sheet(house)) and "secret story" in read(await sheet(house, "olivia"))


async def test_exit_nudge_and_words_lead_to_the_sheet_as_a_card(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2, "asked for a forged invoice")
    await house.settles()
    nudge = house.nudged("lena")[0]
    for card in (
        told(await house.presses("lena", "Before the decision", nudge)),
        told(await house.says("lena", "/client-exit weigh acme")),
        told(await house.says("lena", "/client-exit abwägen acme")),
    ):
        assert read(card).startswith("Acme Outdoor: before the decision")
        assert "the decision is yours" in read(card)
        (link,) = [action for action in card.actions if isinstance(action, PageLink)]
        assert link.path == f"decisions/{(await house.client('Acme')).id}"
    assert "Only this client's leads" in read(told(await house.says("anna", "/client-exit weigh acme")))
    assert "/client-exit weigh acme" in read(told(await house.says("lena", "/client-exit weigh")))


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        ("12500", "12,500 EUR", "12.500 EUR"),
        ("1234567.5", "1,234,567.50 EUR", "1.234.567,50 EUR"),
        ("0", "0 EUR", "0 EUR"),
        ("999.999", "1,000.00 EUR", "1.000,00 EUR"),
    ],
)
def test_money_is_written_as_people_do(value: str, english: str, german: str) -> None:
    assert money(voices()("en"), Decimal(value), "EUR") == english
    assert money(voices()("de"), Decimal(value), "EUR") == german


def test_share_of_nothing_is_none() -> None:
    assert share_of(Decimal(), [Decimal(), Decimal()]) is None
    assert share_of(Decimal(1), [Decimal(1), Decimal(2)]) == Share(33, 2)

"""Letters know what is unpaid: recorded with the parting, named in a reminder and in the exit message, warned of once
it is paid.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.messages import Pressed
from bot.notices.parts import Notice, Page
from tests.dialogs.house import House, asked, button, read, told
from tests.dialogs.test_parting import begun, closed, form, page

TODAY = "2026-03-02"
"""The house begins on that day."""
OLDEST = {"number": "2026-7", "amount": "10.000,00", "due_on": "2026-01-01"}
LATER = {"number": "2026-8", "amount": "500", "due_on": "2026-03-01"}
GONE = "What this rests on is not true any more"


async def owes(house: House, *invoices: dict[str, str]) -> None:
    for values in invoices:
        told(await house.submits("lena", await form(house, "lena", "invoice"), values))


async def drafted(house: House, kind: str, tone: str = "plain", language: str = "en") -> Notice:
    client = await house.client("Acme")
    values = {"client": client.id, "kind": kind, "tone": tone, "language": language}
    return told(await house.submits("lena", "draft", values))


async def looked_at(house: House, draft: Notice) -> str:
    id = button(draft, "Edit").value.partition(":")[0]
    return read(told(await house.answers(Pressed(house.by("lena"), "draft.show", id))))


async def is_paid(house: House, number: str) -> None:
    shown = await house.page("lena", "parting", (await house.client("Acme")).id)
    assert isinstance(shown, Page)
    await house.presses("lena", f"Paid: {number}", shown)


async def test_what_is_unpaid_stands_in_both_letters_until_it_is_paid(house: House) -> None:
    await begun(house)
    await owes(house, LATER, OLDEST)
    reminder, exit_message = await drafted(house, "payment_reminder"), await drafted(house, "exit")
    lines = (
        "• Invoice 2026-7 of [invoice date] for EUR 10,000.00, due on 1 January 2026",
        "• Invoice 2026-8 of [invoice date] for EUR 500.00, due on 1 March 2026",
    )
    assert "the following invoices:" in read(reminder) and all(line in read(reminder) for line in lines)
    assert read(reminder).index(lines[0]) < read(reminder).index(lines[1])
    still_open = "Currently open: invoices 2026-7 for EUR 10,000.00 and 2026-8 for EUR 500.00."
    assert still_open in read(exit_message)
    assert GONE not in read(reminder) + read(exit_message)
    await is_paid(house, "2026-8")
    loose = (await looked_at(house, reminder)).partition(GONE)[2].partition("Subject:")[0]
    assert lines[1] in loose and lines[0] not in loose
    loose = (await looked_at(house, exit_message)).partition(GONE)[2].partition("Subject:")[0]
    assert still_open in loose
    anew = asked(await house.presses("lena", "Write anew", exit_message))
    after = read(told(await house.submits("lena", anew, {})))
    assert "Currently open: invoice 2026-7 for EUR 10,000.00." in after and GONE not in after
    await is_paid(house, "2026-7")
    assert '[sums with invoice numbers, or "none"]' in read(await drafted(house, "exit"))
    assert "Amount: EUR [amount]" in read(await drafted(house, "payment_reminder"))


async def test_a_reminder_names_only_what_was_due_before_today(house: House) -> None:
    await begun(house)
    await owes(house, {**OLDEST, "due_on": TODAY})
    assert "Due on: [due date]" in read(await drafted(house, "payment_reminder")), "it may come in today still"
    assert "invoice 2026-7 for EUR 10,000.00" in read(await drafted(house, "exit"))
    await house.passes(days=1)
    reminder = read(await drafted(house, "payment_reminder", language="de"))
    assert "Rechnung: 2026-7 vom [Rechnungsdatum]" in reminder
    assert "Betrag: 10.000,00 EUR" in reminder and "Fällig am: 2. März 2026" in reminder


@pytest.mark.parametrize(
    "unfit", ["https://evil.example/7", "Ben 7", "Bergwerk-7", "<7>", "as Lena said", "7" * 41, "#7", "§ 7"]
)
async def test_a_number_that_belongs_in_no_letter_stays_a_gap(house: House, unfit: str) -> None:
    await begun(house)
    await owes(house, {**OLDEST, "number": unfit})
    assert unfit in await page(house)
    for kind, line in (
        ("payment_reminder", "Invoice: [invoice number] of [invoice date]"),
        ("exit", "Currently open: invoice [invoice number] for EUR 10,000.00."),
    ):
        draft = read(await drafted(house, kind))
        assert line in draft and unfit not in draft


async def test_the_clients_own_name_may_stand_in_a_number(house: House) -> None:
    await begun(house)
    await owes(house, {**OLDEST, "number": "ACME-2026/7"})
    assert "Invoice: ACME-2026/7 of" in read(await drafted(house, "payment_reminder"))


async def test_other_letters_and_other_clients_know_nothing_of_it(house: House) -> None:
    await begun(house)
    await owes(house, OLDEST)
    for kind in ("boundary", "talk_invitation"):
        assert "2026-7" not in read(await drafted(house, kind)) and "10,000" not in read(await drafted(house, kind))
    other = {"client": (await house.client("Bergwerk")).id, "kind": "payment_reminder", "tone": "plain"}
    assert "10,000" not in read(told(await house.submits("paul", "draft", {**other, "language": "en"})))


async def test_a_sum_that_has_changed_or_a_case_that_is_closed_is_warned_of(house: House) -> None:
    await begun(house)
    await owes(house, OLDEST)
    draft = await drafted(house, "payment_reminder", "firm")
    async with house.store.write() as unit:
        case = await unit.partings.open_of((await house.client("Acme")).id)
        assert case is not None
        (invoice,) = await unit.partings.invoices_of(case.id)
        await unit.partings.save_invoice(replace(invoice, amount=Decimal("9000"), due_on=invoice.due_on))
        await unit.commit()
    assert "Invoice 2026-7 of" in (await looked_at(house, draft)).partition(GONE)[2].partition("Subject:")[0]
    fresh = await drafted(house, "payment_reminder", "firm")
    assert "for EUR 9,000.00 was due on 1 January 2026." in read(fresh) and GONE not in read(fresh)
    async with house.store.write() as unit:
        await unit.partings.save_invoice(replace(invoice, amount=Decimal("9000"), due_on=invoice.due_on + timedelta(1)))
        await unit.commit()
    assert GONE in await looked_at(house, fresh)


async def test_an_edit_keeps_what_its_sentences_rest_on(house: House) -> None:
    await begun(house)
    await owes(house, OLDEST)
    draft = await drafted(house, "payment_reminder", "warm")
    edit = asked(await house.presses("lena", "Edit", draft))
    body = next(field.value for field in edit.fields if field.name == "body")
    moved = body.replace("we have not seen it come in yet", "it has not arrived yet")
    edited = told(await house.submits("lena", edit, {"body": moved}))
    assert GONE not in read(edited)
    await is_paid(house, "2026-7")
    assert "and it has not arrived yet." in (await looked_at(house, draft)).partition(GONE)[2].partition("Subject:")[0]
    await closed(house)
    assert GONE in await looked_at(house, draft)

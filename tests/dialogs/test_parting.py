"""The way out: from the first word to the quiet look back, played as people would."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.client import ClientState
from bot.domain.parting import Closed, Item, PartingCase, Step
from bot.messages import Pressed, Submitted
from bot.notices.parts import Form, Notice, Page, Quote, plain
from bot.replies import Reply, Told
from tests.dialogs.house import House, asked, read, read_form, told


async def begun(house: House, who: str = "lena", client: str = "acme", reason: str = "we go another way") -> Notice:
    form = asked(await house.says(who, f"/client-exit {client}"))
    return told(await house.submits(who, form, {"state": "parting", "reason": reason}))


async def closed(house: House, state: str = "former", who: str = "lena", client: str = "Acme") -> Notice:
    id = (await house.client(client)).id
    form = asked(await house.answers(Pressed(house.by(who), "client.exit", id)))
    return told(await house.submits(who, form, {"state": state, "reason": "all is said"}))


async def case_of(house: House, client: str = "Acme") -> PartingCase:
    async with house.store.read() as unit:
        return (await unit.partings.of_client((await house.client(client)).id))[0]


async def steps_of(house: House) -> list[Step]:
    async with house.store.read() as unit:
        return list(await unit.partings.steps_of((await case_of(house)).id))


async def pressed(house: House, who: str, action: str, value: str) -> Reply:
    return await house.answers(Pressed(house.by(who), action, value))


async def item_form(house: House, who: str, item: Item) -> Form:
    return asked(await pressed(house, who, "parting.item", f"{(await house.client('Acme')).id}:{item.value}"))


async def form(house: House, who: str, kind: str) -> Form:
    return asked(await pressed(house, who, f"parting.{kind}", (await house.client("Acme")).id))


async def has_contract(house: House, **values: str) -> None:
    client = await house.client("Acme")
    lead, deputy = client.leads[0], client.deputies[0]
    kept = {"name": client.name, "aliases": "Acme, AO", "language": "en", "leads": lead, "deputies": deputy}
    reply = await house.answers(Submitted(house.by("olivia"), "client", {**kept, **values}, {"subject": client.id}))
    assert isinstance(reply, Told), read_form(reply)


async def page(house: House, who: str = "lena") -> str:
    shown = await house.page(who, "parting", (await house.client("Acme")).id)
    assert isinstance(shown, Page), shown
    return read(shown)


async def test_begin_shows_the_dates_the_rule_and_what_is_next(house: House) -> None:
    await has_contract(house, contract_kind="service", pay_rhythm="month", contract_start="2024-01-01")
    words = read(await begun(house))
    assert "Acme Outdoor is now: parting." in words
    assert "Earliest end: 31 Mar 2026" in words, "the house begins on 2 March: by the 15th to the month's end"
    assert "the client has to receive the notice by 15 Mar 2026" in words
    assert "Checklist: 0 of 11 settled" in words
    assert "Contract and term: Which contract" in words
    assert "no legal advice" in words
    assert "§ 621 No. 3 BGB" in await page(house)
    case = await case_of(house)
    assert (case.reason, case.opened_on, case.stage) == ("we go another way", house.kit.today(), "calm")
    assert [(step.act, step.note) for step in await steps_of(house)] == [("begun", "we go another way")]


async def test_missing_facts_are_named_with_what_they_would_change_and_no_day_is_guessed(house: House) -> None:
    words = read(await begun(house))
    assert "Earliest end: no day can be named" in words
    whole = await page(house)
    assert "Kind of contract: services have notice periods by how they are paid" in whole
    assert "Notice period: if the contract has one, it goes first" in whole


async def test_the_command_shows_the_open_case_and_from_there_it_goes_on(house: House) -> None:
    await begun(house)
    again = told(await house.says("lena", "/client-exit acme"))
    assert plain(again.title) == "Acme Outdoor: the parting"
    exit_form = asked(await house.presses("lena", "Close or take back", again))
    assert [entry.value for entry in exit_form.fields if entry.name == "state"] == ["former"]


async def test_status_of_a_parting_client_leads_to_the_case(house: House) -> None:
    await begun(house)
    card = told(await house.presses("lena", "The parting", told(await house.says("lena", "/client-status acme"))))
    assert plain(card.title) == "Acme Outdoor: the parting"


async def test_items_are_ticked_off_with_a_note_by_whom(house: House) -> None:
    card = await begun(house)
    opened = asked(await house.presses("lena", "Contract and term", card))
    words = read(told(await house.submits("lena", opened, {"state": "done", "note": "Read it: § 9."})))
    assert "Checklist: 1 of 11 settled" in words
    await house.submits("dora", await item_form(house, "dora", Item.WARNING), {"state": "not_needed", "note": ""})
    whole = await page(house)
    assert "Contract and term | done | Read it: § 9. | 2 Mar 2026, Lena" in whole
    assert "Warning or deadline | not needed |  | 2 Mar 2026, Dora" in whole
    assert "2 Mar 2026 · Lena Contract and term: done · Read it: § 9." in whole
    for item in Item:
        assert (await item_form(house, "lena", item)).state["version"] in ("0", "1")


async def test_two_people_at_one_item_lose_nothing(house: House) -> None:
    await begun(house)
    hers, his = await item_form(house, "lena", Item.COUNSEL), await item_form(house, "dora", Item.COUNSEL)
    await house.submits("lena", hers, {"state": "done", "note": "Called Dr. Winter."})
    again = asked(await house.submits("dora", his, {"state": "open", "note": "Mail to the chamber."}))
    assert any("Lena has saved something here" in read(Notice("", (), (block,))) for block in again.intro)
    assert "done: Called Dr. Winter." in [block.text for block in again.intro if isinstance(block, Quote)]
    assert {entry.name: entry.value for entry in again.fields} == {"state": "open", "note": "Mail to the chamber."}
    assert isinstance(await house.submits("dora", again, {"note": "Both: Winter, and a mail."}), Told)
    whole = await page(house)
    assert "Counsel asked | open | Both: Winter, and a mail. | 2 Mar 2026, Dora" in whole
    assert "Counsel asked: done · Called Dr. Winter." in whole, "the other's words stay among the steps"


async def test_two_people_at_the_days_lose_nothing(house: House) -> None:
    await begun(house)
    hers, his = await form(house, "lena", "plan"), await form(house, "dora", "plan")
    await house.submits("lena", hers, {"receive_on": "2026-03-10", "ends_on": "2026-04-30"})
    again = asked(await house.submits("dora", his, {"receive_on": "2026-03-12", "last_invoice_on": "2026-05-04"}))
    (theirs,) = [block.text for block in again.intro if isinstance(block, Quote)]
    assert "Settled end: 30 Apr 2026" in theirs
    values = {entry.name: entry.value for entry in again.fields}
    assert (values["receive_on"], values["ends_on"], values["last_invoice_on"]) == ("2026-03-12", "", "2026-05-04")
    await house.submits("dora", again, {"ends_on": "2026-04-30"})
    case = await case_of(house)
    assert (case.receive_on, case.ends_on, case.version) == (date(2026, 3, 12), date(2026, 4, 30), 2)
    acts = [(step.act, step.note, step.about) for step in await steps_of(house)]
    assert ("receive_on", "2026-03-10", "2026-03-12") in acts


async def test_the_end_is_reckoned_from_the_planned_receipt_and_an_earlier_one_is_warned_of(house: House) -> None:
    await has_contract(house, notice="3 months to the end of a month", clause="§ 9", contract_kind="service")
    await begun(house)
    words = read(
        told(
            await house.submits(
                "lena", await form(house, "lena", "plan"), {"receive_on": "2026-04-01", "ends_on": "2026-06-30"}
            )
        )
    )
    assert "Earliest end: 31 Jul 2026" in words
    assert "The settled end (30 Jun 2026) lies before the earliest end reckoned here (31 Jul 2026)" in words


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"receive_on": "2026-05-01", "ends_on": "2026-04-30"}, "before the start"),
        ({"ends_on": "9999-12-31"}, "ten years"),
        ({"receive_on": "soon"}, "2026-11-24"),
    ],
)
async def test_impossible_days_are_refused_at_their_field(house: House, values: dict[str, str], error: str) -> None:
    await begun(house)
    again = asked(await house.submits("lena", await form(house, "lena", "plan"), values))
    assert error in str([entry.error for entry in again.fields])
    assert (await case_of(house)).version == 0


async def test_hand_over_is_reminded_on_its_day_and_told_to_the_lead_when_overdue(house: House) -> None:
    await begun(house)
    ben = await house.id_of("ben")
    values = {"what": "The domain acme.example", "owner": ben, "due_on": "2026-03-05"}
    words = read(told(await house.submits("lena", await form(house, "lena", "handover"), values)))
    assert "Hand-over: 1 open, next on 5 Mar 2026" in words
    await house.passes(days=2)
    assert house.titles("ben") == []
    await house.passes(days=1)
    assert house.titles("ben") == ["Acme Outdoor: to be handed over by 5 Mar 2026"]
    await house.passes(days=1)
    assert house.titles("lena") == ["Acme Outdoor: not handed over yet: The domain acme.example"]
    done = told(await house.presses("ben", "Handed over", house.hears("ben")[0]))
    assert plain(done.title) == "Acme Outdoor: handed over: The domain acme.example"
    stale = read(told(await house.presses("lena", "Handed over", house.hears("lena")[0])))
    assert "That is handed over already." in stale
    assert "The domain acme.example | Ben | 5 Mar 2026 | done" in await page(house)
    await house.passes(days=10)
    assert len(house.titles("ben")) == 1


async def test_hand_over_that_is_done_in_time_reminds_nobody(house: House) -> None:
    await begun(house)
    values = {"what": "Files", "owner": await house.id_of("ben"), "due_on": "2026-03-05"}
    await house.submits("lena", await form(house, "lena", "handover"), values)
    whole = await house.page("lena", "parting", (await house.client("Acme")).id)
    assert isinstance(whole, Page)
    await house.presses("lena", "Done: Files", whole)
    await house.passes(days=10)
    assert (house.titles("ben"), house.titles("lena")) == ([], [])


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"what": "", "due_on": "2026-03-05"}, "fill"),
        ({"what": "x", "due_on": ""}, "fill"),
        ({"what": "x", "due_on": "2099-01-01"}, "ten years"),
        ({"what": "x", "due_on": "2026-03-05", "owner": "nobody"}, "not known"),
        ({"what": "x", "due_on": "2026-03-05", "owner": "a,b"}, "one person"),
    ],
)
async def test_hand_over_with_something_wrong_stays_open(house: House, values: dict[str, str], error: str) -> None:
    await begun(house)
    again = asked(await house.submits("lena", await form(house, "lena", "handover"), values))
    assert error in str([entry.error for entry in again.fields])


async def test_unpaid_invoices_bear_interest_and_the_flat_sum_until_they_are_paid(house: House) -> None:
    await begun(house)
    values = {"number": "2026-7", "amount": "10.000,00", "due_on": "2026-01-01", "late_from": "2026-02-01"}
    await house.submits("lena", await form(house, "lena", "invoice"), values)
    # 1 February to 2 March, both counted: 30 days at 1.27 + 9 percent.
    assert "2026-7 | 10,000.00 EUR | 1 Feb 2026 | 84.41 EUR | 40.00 EUR" in await page(house)
    await house.submits(
        "lena", await form(house, "lena", "invoice"), {"number": "2026-8", "amount": "500", "due_on": "2026-02-28"}
    )
    whole = await page(house)
    assert "2026-8 | 500.00 EUR | 31 Mar 2026 (reckoned) | 0.00 EUR | –" in whole
    assert "30 days after the invoice was due (Germany: § 286(3) BGB)" in whole
    shown = await house.page("lena", "parting", (await house.client("Acme")).id)
    assert isinstance(shown, Page)
    await house.presses("lena", "Paid: 2026-7", shown)
    await house.passes(days=20)
    assert "2026-7 (paid) | 10,000.00 EUR | 1 Feb 2026 | 84.41 EUR | 40.00 EUR" in await page(house)
    stale = told(await house.presses("lena", "Paid: 2026-7", shown))
    assert "marked as paid already" in read(stale)


async def test_the_legal_clock_counts_down_and_the_letter_waits_for_the_owner(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 2)
    await house.settles()
    exit_form = asked(await house.presses("lena", "Begin the parting", house.hears("lena")[0]))
    words = read(told(await house.submits("lena", exit_form, {"reason": "the facts are clear"})))
    assert "14 days left to decide on notice without a term (§ 626(2) BGB, until 16 Mar 2026)" in words
    assert "locked until an owner has confirmed the facts" in words
    assert (await case_of(house)).nudge == (await house.nudges("Acme"))[0].id
    await house.passes(days=5)
    assert "9 days left" in await page(house)
    await house.passes(days=10)
    assert "The two weeks of § 626(2) BGB ended on 16 Mar 2026." in await page(house)


async def test_a_lead_learns_nothing_of_a_clock_that_was_told_to_the_owner_alone(house: House) -> None:
    await begun(house)
    await house.files("anna", "Acme", "ethics", 2, to_owner="yes")
    assert "§ 626(2) BGB, until" not in await page(house)
    assert "§ 626(2) BGB, until" in await page(house, "olivia")


async def test_closing_tells_what_is_open_and_what_it_freed_and_asks_in_30_days(house: House) -> None:
    await has_contract(house, monthly_value="4500", contract_kind="service")
    for n in range(3):
        await house.files("anna", "Acme", "late_payment", 1, occurred_on=f"2026-02-2{n}")
    await house.files("anna", "Bergwerk", "late_payment", 1)
    await begun(house)
    words = read(await closed(house))
    assert "Acme Outdoor is a former client now." in words
    assert "Still open: 11 on the checklist, 0 to be handed over." in words
    assert "3 of the firm's 4 incidents of the year before were about this client: 75 %." in words
    assert "What the client paid a month: 4,500.00 EUR" in words
    assert (await house.client("Acme")).state is ClientState.FORMER
    case = await case_of(house)
    assert (case.closed, case.closed_by) == (Closed.PARTED, await house.id_of("lena"))
    house.chat.shown.clear()
    await house.passes(days=29)
    assert [title for title in house.titles("lena") if "look back" in title] == []
    await house.passes(days=3)
    (asked_back,) = [notice for notice in house.hears("lena") if notice.kind == "parting.look_back"]
    form_back = asked(await house.presses("lena", "Look back", asked_back))
    kept = told(
        await house.submits("lena", form_back, {"learnt": "Ask for a deposit.", "hours": "12", "rate": "95,50"})
    )
    assert "Flagged hours a month: 1,146.00 EUR" in read(kept)
    assert "Ask for a deposit." in await page(house)
    await house.passes(days=60)
    assert sum(notice.kind == "parting.look_back" for notice in house.hears("lena")) == 1


async def test_interest_of_a_month_stands_beside_the_hours(house: House) -> None:
    await begun(house)
    values = {"number": "7", "amount": "12000", "due_on": "2026-01-01"}
    await house.submits("lena", await form(house, "lena", "invoice"), values)
    words = read(await closed(house))
    assert "Interest on what is overdue, a month: 102.70 EUR" in words and "Together" not in words
    looked = await form(house, "lena", "look_back")
    kept = read(told(await house.submits("lena", looked, {"hours": "10", "rate": "90"})))
    assert "Flagged hours a month: 900.00 EUR" in kept
    assert "Together: 1,002.70 EUR" in kept


async def test_taking_it_back_ends_reminders_and_the_look_back(house: House) -> None:
    await begun(house)
    values = {"what": "Files", "owner": await house.id_of("ben"), "due_on": "2026-03-05"}
    await house.submits("lena", await form(house, "lena", "handover"), values)
    assert plain((await closed(house, "active")).title) == "You go on together with Acme Outdoor."
    assert (await case_of(house)).closed is Closed.TAKEN_BACK
    await begun(house)
    await closed(house)
    await closed(house, "active")
    await house.passes(days=60)
    assert (house.titles("ben"), house.titles("lena")) == ([], [])
    async with house.store.read() as unit:
        assert len(await unit.partings.of_client((await house.client("Acme")).id)) == 2


async def test_straight_to_former_makes_a_case_as_well(house: House) -> None:
    await closed(house)
    case = await case_of(house)
    assert (case.closed, [step.act for step in await steps_of(house)]) == (Closed.PARTED, ["begun", "parted"])


async def test_the_same_delivery_twice_is_one_step(house: House) -> None:
    await begun(house)
    opened = await item_form(house, "lena", Item.DATA)
    for _ in range(2):
        await house.submits("lena", opened, {"state": "done", "note": "Sent back."}, key="once")
        await house.submits(
            "lena",
            await form(house, "lena", "handover"),
            {"what": "Files", "owner": await house.id_of("ben"), "due_on": "2026-03-05"},
            key="once-too",
        )
    acts = [step.act for step in await steps_of(house)]
    assert (acts.count("item_done"), acts.count("handover_added")) == (1, 1)


async def test_the_settled_end_and_the_last_invoice_are_said_once_on_their_day(house: House) -> None:
    await begun(house)
    days = {"ends_on": "2026-03-06", "last_invoice_on": "2026-03-04"}
    await house.submits("lena", await form(house, "lena", "plan"), days)
    await house.passes(days=1)
    assert house.titles("lena") == []
    await house.passes(days=14)
    assert house.titles("lena") == [
        "Acme Outdoor: the last invoice is due to go out (4 Mar 2026)",
        "Acme Outdoor: the contract ends (6 Mar 2026)",
    ]
    (last, _) = house.hears("lena")
    done = asked(await house.presses("lena", "Set the days", last))
    await house.submits("lena", done, {"last_invoice_out": "yes", "ends_on": "2026-04-30"})
    await closed(house)
    await house.passes(days=60)
    assert [notice.kind for notice in house.hears("lena")].count("parting.day") == 2


async def test_home_lists_partings_with_what_is_next(house: House) -> None:
    await begun(house)
    values = {"what": "Files", "owner": await house.id_of("ben"), "due_on": "2026-03-05"}
    await house.submits("lena", await form(house, "lena", "handover"), values)
    await house.submits("lena", await form(house, "lena", "plan"), {"ends_on": "2026-04-30"})
    for who in ("lena", "olivia"):
        home = await house.page(who)
        assert isinstance(home, Page)
        assert "Acme Outdoor · checklist: 0 of 11 · end: 30 Apr 2026 · next hand-over: 5 Mar 2026" in read(home)
    home = await house.page("paul")
    assert isinstance(home, Page) and "Partings" not in read(home)


async def test_privileged_acts_stand_in_the_audit_log(house: House) -> None:
    await begun(house)
    await house.submits("lena", await form(house, "lena", "plan"), {"ends_on": "2026-04-30"})
    await closed(house)
    async with house.store.read() as unit:
        acts = [(act.act, dict(act.detail or {})) for act in await unit.journal.acts()]
    assert ("parting_plan", {"ends_on": "2026-04-30", "receive_on": ""}) in acts
    assert [detail["state"] for act, detail in acts if act == "client_state"] == ["former", "parting"]


async def test_somebody_who_was_told_of_a_hand_over_sees_nothing_else(house: House) -> None:
    await begun(house)
    values = {"what": "Files", "owner": await house.id_of("ben"), "due_on": "2026-03-05"}
    await house.submits("lena", await form(house, "lena", "handover"), values)
    client = (await house.client("Acme")).id
    for kind in ("plan", "invoice", "look_back"):
        assert "leads and deputies" in read(told(await pressed(house, "ben", f"parting.{kind}", client)))
    refused = await house.page("ben", "parting", client)
    assert isinstance(refused, Told)


async def test_what_is_no_item_or_version_is_refused(house: House) -> None:
    await begun(house)
    client = (await house.client("Acme")).id
    stale = await house.answers(
        Submitted(house.by("lena"), "parting_item", {"state": "done"}, {"subject": f"{client}:nonsense"})
    )
    assert "changed since" in read(told(stale))
    again = await house.answers(
        Submitted(
            house.by("lena"), "parting_item", {"state": "done"}, {"subject": f"{client}:data", "version": "x" * 50}
        )
    )
    assert asked(again).state["version"] == "0"
    assert [step.act for step in await steps_of(house)] == ["begun"]


async def test_a_reminder_on_a_weekend_comes_on_the_working_day_before(house: House) -> None:
    await begun(house)
    values = {"what": "Files", "owner": await house.id_of("ben"), "due_on": "2026-03-08"}
    await house.submits("lena", await form(house, "lena", "handover"), values)
    await house.until(house.kit.calendar.starts(date(2026, 3, 6)) + timedelta(hours=10))
    assert house.titles("ben") == ["Acme Outdoor: to be handed over by 8 Mar 2026"]


async def test_interest_in_austria_names_its_own_source(house: House) -> None:
    await has_contract(house, country="AT")
    await begun(house)
    values = {"number": "2026-7", "amount": "10.000,00", "due_on": "2026-01-01", "late_from": "2026-02-01"}
    await house.submits("lena", await form(house, "lena", "invoice"), values)
    whole = await page(house)
    # 30 days at 1.53 + 9.2 percent.
    assert "2026-7 | 10,000.00 EUR | 1 Feb 2026 | 88.19 EUR | 40.00 EUR" in whole
    assert "§ 456 UGB" in whole and "§ 247 BGB" not in whole
    await house.passes(days=150)
    assert "From 1 Jul 2026 on an older base rate stands in; law.base_rate_at" in await page(house)


async def test_a_parting_older_than_cases_is_shown_without_what_is_not_known(house: House) -> None:
    """As migration 0012 leaves it."""
    await begun(house)
    async with house.store.write() as unit:
        await unit.partings.save(replace(await case_of(house), opened_by="", reason=""))
        await unit.commit()
    whole = await page(house)
    assert "This parting began before Signpost kept cases" in whole and "Reason:" not in whole
    assert "Begun:" not in whole
    card = told(await pressed(house, "lena", "parting.show", (await house.client("Acme")).id))
    assert "Checklist: 0 of 11 settled" in read(card)
    assert "former client" in read(await closed(house))

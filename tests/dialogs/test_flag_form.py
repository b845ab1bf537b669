"""Reporting through the form: everything typed stays, whatever is wrong with it; and two forms at once."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.incident import QUOTE_LIMIT, SUMMARY_LIMIT, Source
from bot.messages import Pressed
from bot.notices.parts import Form
from bot.replies import Asked, Told
from tests.dialogs.house import House, asked, number, read, read_form, told


def values_of(form: Form) -> dict[str, str]:
    return {field.name: field.value for field in form.fields}


def errors_of(form: Form) -> dict[str, str]:
    return {field.name: field.error for field in form.fields if field.error}


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("summary", "", "Please fill this in."),
        ("summary", "  \n ", "Please fill this in."),
        ("summary", "x" * (SUMMARY_LIMIT + 1), "At most 2000 characters; these are 2001."),
        ("summary", "x" * 10_000, "At most 2000 characters; these are 10000."),
        ("quote", "x" * (QUOTE_LIMIT + 1), "At most 3000 characters; these are 3001."),
        ("occurred_on", "2026-03-03", "This day is still to come. Choose today or an earlier day."),
        ("occurred_on", "3.3.2026", "This day is still to come. Choose today or an earlier day."),
        ("occurred_on", "2024-01-01", "That is longer ago than reports are kept."),
        ("occurred_on", "yesterday", "Please give a day like 2026-11-24."),
        ("occurred_on", "2026-02-30", "Please give a day like 2026-11-24."),
        ("occurred_on", "", "Please fill this in."),
        ("sign", "rudeness", "Please choose one of the ten signs."),
        ("sign", "", "Please fill this in."),
        ("severity", "4", "Please choose one from the list."),
        ("severity", "0", "Please choose one from the list."),
        ("severity", "grave", "Please choose one from the list."),
        ("client", "nobody", "No client of that name. Choose one from the list."),
        ("client", "", "Please fill this in."),
        ("link", "javascript:alert(1)", "A link starts with http:// or https://, or is the address of a message here."),
    ],
)
async def test_form_with_an_error_keeps_everything_typed(house: House, field: str, typed: str, error: str) -> None:
    filled = {
        "client": (await house.client("Acme")).id,
        "sign": "disrespect",
        "severity": "3",
        "summary": "called the team idiots",
        "occurred_on": "2026-03-01",
        "quote": "you idiots",
        "link": "https://chat.example/1",
        "about_oneself": "yes",
        "consent": "yes",
        "to_owner": "yes",
    } | {field: typed}
    form = asked(await house.submits("anna", "flag", filled))
    assert errors_of(form) == {field: error}
    assert values_of(form) == filled


@pytest.mark.parametrize("length", [1, SUMMARY_LIMIT])
async def test_summary_within_its_limits_is_recorded(house: House, length: int) -> None:
    reply = await house.files("anna", "Acme", "disrespect", summary="x" * length)
    assert isinstance(reply, Told) and reply.recorded == 1, read_form(reply)


async def test_several_errors_show_at_once_and_the_mended_form_is_recorded(house: House) -> None:
    form = asked(await house.says("anna", "/client-flag"))
    again = asked(await house.submits("anna", form, {"summary": "", "occurred_on": "2027-01-01", "sign": "x"}))
    assert set(errors_of(again)) == {"client", "summary"}
    client = (await house.client("Acme")).id
    third = asked(await house.submits("anna", again, {"client": client, "summary": "shouted"}))
    assert set(errors_of(third)) == {"sign", "occurred_on"}
    mended = await house.submits("anna", third, {"sign": "disrespect", "occurred_on": "2026-03-02"})
    assert isinstance(mended, Told) and mended.recorded == 1


async def test_form_chooses_the_bound_client_today_and_clear(house: House) -> None:
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    values = values_of(asked(await house.says("anna", "/client-flag", place="acme-web")))
    assert values["client"] == (await house.client("Acme")).id
    assert (values["occurred_on"], values["severity"]) == ("2026-03-02", "2")


async def test_flagged_message_fills_quote_and_link(house: House) -> None:
    form = asked(await house.flags_message("anna", "you idiots", "https://chat.example/1"))
    assert (values_of(form)["quote"], values_of(form)["link"]) == ("you idiots", "https://chat.example/1")
    more = {"client": (await house.client("Acme")).id, "sign": "disrespect", "summary": "insulted us"}
    assert number(await house.submits("anna", form, more)) == 1
    incident = await house.incident(1)
    assert (incident.quote, incident.source, incident.own_message) == ("you idiots", Source.SHORTCUT, False)


async def test_own_message_is_known_as_such_also_after_an_error(house: House) -> None:
    form = asked(await house.flags_message("anna", "I was shouted at", "https://chat.example/1", own=True))
    assert "without your consent its text and link stay hidden" in str(form)
    again = asked(await house.submits("anna", form, {"summary": ""}))
    more = {"client": (await house.client("Acme")).id, "sign": "disrespect", "summary": "shouted"}
    await house.submits("anna", again, more)
    assert (await house.incident(1)).own_message


async def test_same_form_twice_is_one_report(house: House) -> None:
    form = asked(await house.says("anna", "/client-flag"))
    more = {"client": (await house.client("Acme")).id, "sign": "disrespect", "summary": "shouted"}
    replies = [await house.submits("anna", form, more, key="nonce-1") for _ in range(2)]
    assert [reply.recorded for reply in replies if isinstance(reply, Told)] == [1, 1]
    assert await house.score("Acme") == 8


async def test_two_forms_at_once_are_two_reports_with_a_number_each(house: House) -> None:
    replies = await asyncio.gather(
        house.files("anna", "Acme", "disrespect"), house.files("ben", "Acme", "late_payment")
    )
    assert {reply.recorded for reply in replies if isinstance(reply, Told)} == {1, 2}
    assert await house.score("Acme") == 14


async def test_friction_needs_the_box_about_oneself(house: House) -> None:
    reply = await house.files("anna", "Acme", "personal_friction")
    assert isinstance(reply, Asked)
    assert "about_oneself: This sign is for your own relation to the client." in read_form(reply)
    fine = await house.files("anna", "Acme", "personal_friction", about_oneself="yes")
    assert isinstance(fine, Told) and await house.score("Acme") == 4


async def test_misfit_of_a_member_counts_once_a_lead_confirms_it(house: House) -> None:
    reply = told(await house.files("anna", "Acme", "strategic_misfit"))
    assert "This sign counts once a lead or an owner has confirmed it." in read(reply)
    assert await house.score("Acme") == 0
    page = await house.page("lena", "client", (await house.client("Acme")).id)
    confirmed = told(await house.presses("lena", "Confirm #1", page))
    assert "Undo" not in read(confirmed), "only the reporter may withdraw"
    assert await house.score("Acme") == 5
    stale = await house.presses("lena", "Confirm #1", page)
    assert "counts" in read(told(stale))


async def test_misfit_of_a_lead_counts_at_once(house: House) -> None:
    await house.files("lena", "Acme", "strategic_misfit")
    await house.files("lena", "Bergwerk", "strategic_misfit")
    assert (await house.score("Acme"), await house.score("Bergwerk")) == (5, 0)


async def test_past_day_is_weighed_from_that_day(house: House) -> None:
    day = (house.kit.today() - timedelta(days=60)).isoformat()
    await house.files("anna", "Acme", "extra_demands", occurred_on=day)
    assert await house.score("Acme") == 2


async def test_wrong_button_of_an_older_version_is_stale(house: House) -> None:
    words = read(told(await house.answers(Pressed(house.by("anna"), "no.such.action", "1"))))
    assert "There has been a change in the meantime." in words

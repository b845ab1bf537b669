"""Reporting in one line: what is read from it, what counts at once, what waits for a click."""

import pytest

from bot.domain.incident import IncidentState
from bot.errors import StoreFailed
from bot.notices.parts import Paragraph, plain
from bot.replies import Asked, Replaced, Reply, Told
from tests.dialogs.house import House, asked, button, number, read, read_form, told
from tests.fakes.memory import MemoryStore


@pytest.mark.parametrize(
    ("words", "sign", "severity"),
    [
        ("disrespect:3 called the team idiots", "disrespect", 3),
        ("disrespect:severe called the team idiots", "disrespect", 3),
        ("disrespect:schwer called the team idiots", "disrespect", 3),
        ("disrespect:leicht called the team idiots", "disrespect", 1),
        ("disrespect called the team idiots", "disrespect", 2),
        ("late payment:1 called the team idiots", "late_payment", 1),
        ("Fehlender Respekt:3 called the team idiots", "disrespect", 3),
        ("Zahlungsausfälle called the team idiots", "late_payment", 2),
        ("Überzogene Erwartungen:1 called the team idiots", "extra_demands", 1),
        ("LATE_PAYMENT:mild called the team idiots", "late_payment", 1),
    ],
)
async def test_explicit_sign_counts_at_once(house: House, words: str, sign: str, severity: int) -> None:
    reply = await house.says("anna", f"/client-flag acme {words}")
    assert isinstance(reply, Told) and reply.recorded == 1
    incident = await house.incident(1)
    assert (incident.sign, incident.severity, incident.state) == (sign, severity, IncidentState.CONFIRMED)
    assert incident.summary == "called the team idiots"
    assert await house.score("Acme") > 0


async def test_confirmation_carries_number_reading_and_backing(house: House) -> None:
    words = read(told(await house.says("anna", "/client-flag acme late_payment:1 invoice 7 is late")))
    assert "Recorded as #1: Acme Outdoor, Late payment" in words
    assert "Late payment, mild" in words and "2 Mar 2026" in words and "invoice 7 is late" in words
    assert "What you can say now" in words and "Who backs you" in words
    assert "For this client that is Lena." in words


async def test_confirmation_is_german_for_a_german(house: House) -> None:
    house.language = "de"
    words = read(told(await house.says("anna", "/client-flag acme late_payment:1 Rechnung 7 ist offen")))
    assert "Zahlungsausfälle" in words and "2.3.2026" in words
    assert "2 Mar" not in words


@pytest.mark.parametrize("client", ["acme", "ACME", "Acme Outdoor", "acme outdor", "ao", "Acmee", "amce outdoor"])
async def test_client_is_found_by_name_alias_and_typo(house: House, client: str) -> None:
    reply = await house.says("anna", f"/client-flag {client} disrespect:1 laughed at us")
    assert isinstance(reply, Told), read_form(reply)
    assert (await house.incident(1)).client == (await house.client("Acme")).id
    assert (await house.incident(1)).summary == "laughed at us"


async def test_client_too_far_off_is_not_taken_for_another(house: House) -> None:
    words = read(told(await house.says("anna", "/client-flag ocne disrespect:1 laughed at us")))
    assert "#1 is kept. I know no client called “ocne” yet." in words
    assert "Did you mean Acme Outdoor? Then click *Change*." in words.replace("Change", "*Change*")
    assert (await house.incident(1)).state is IncidentState.WAITING


async def test_channel_of_a_client_names_it(house: House) -> None:
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    reply = await house.says("anna", "/client-flag disrespect:1 laughed at us", place="acme-web")
    assert isinstance(reply, Told) and reply.recorded == 1
    assert (await house.incident(1)).client == (await house.client("Acme")).id


async def test_another_client_may_be_named_in_a_bound_channel(house: House) -> None:
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    await house.says("anna", "/client-flag bergwerk disrespect:1 laughed at us", place="acme-web")
    assert (await house.incident(1)).client == (await house.client("Bergwerk")).id


async def test_unknown_client_is_kept_and_filed_when_added(house: House) -> None:
    reply = told(await house.says("anna", "/client-flag globex disrespect:2 shouted"))
    assert "It will be filed as soon as a lead has added the client" in read(reply)
    await house.settles()
    wanted = "Somebody reported something about “globex”, which is no client yet."
    assert house.titles("olivia") == [wanted] and house.titles("tarik") == [wanted]
    assert "anna" not in read(house.hears("olivia")[0]).lower()
    saved = told(await house.submits("lena", "client", {"name": "Globex", "language": "en"}))
    assert "1 waiting report is filed now." in read(saved)
    await house.settles()
    assert house.titles("anna") == ["Your report #1 is filed: Globex is a client now."]
    assert (await house.incident(1)).state is IncidentState.CONFIRMED
    assert await house.score("Globex") == 8


async def test_waiting_report_is_filed_for_an_alias_as_well(house: House) -> None:
    await house.says("anna", "/client-flag globex disrespect:2 shouted")
    form = asked(await house.says("lena", "/client-setup acme"))
    await house.submits("lena", form, {"aliases": "Acme, Globex"})
    assert (await house.incident(1)).client == (await house.client("Acme")).id


async def test_unknown_client_of_two_words_is_kept_whole(house: House) -> None:
    words = read(told(await house.says("anna", "/client-flag Globex Corp disrespect:2 shouted")))
    assert "I know no client called “Globex Corp” yet." in words
    incident = await house.incident(1)
    assert (incident.client_words, incident.sign, incident.summary) == ("Globex Corp", "disrespect", "shouted")


async def test_guess_about_an_unknown_client_still_waits_for_its_click(house: House) -> None:
    await house.says("anna", "/client-flag bargwark2 wants a third free revision")
    await house.submits("lena", "client", {"name": "Bargwark2", "language": "en"})
    assert (await house.incident(1)).state is IncidentState.SUSPECTED
    assert await house.score("Bargwark2") == 0


async def test_guessed_sign_counts_after_right(house: House) -> None:
    reply = await house.says("anna", "/client-flag acme wants a third free revision")
    assert isinstance(reply, Told) and reply.recorded == 1
    assert "#1 is kept. Is this right: Acme Outdoor, Extra demands?" in read(reply.notice)
    assert await house.score("Acme") == 0
    right = await house.presses("anna", "Right", reply.notice)
    assert isinstance(right, Replaced)
    assert "Recorded as #1" in read(right.notice)
    assert await house.score("Acme") == 4


async def test_guessed_sign_can_be_changed(house: House) -> None:
    notice = told(await house.says("anna", "/client-flag acme wants a third free revision"))
    form = asked(await house.presses("anna", "Change", notice))
    changed = await house.submits("anna", form, {"sign": "price_pressure", "severity": "1"})
    assert isinstance(changed, Told) and changed.recorded == 1
    assert await house.score("Acme") == 2


async def test_guessed_sign_can_be_undone(house: House) -> None:
    notice = told(await house.says("anna", "/client-flag acme wants a third free revision"))
    assert "#1 is withdrawn." in read(told(await house.presses("anna", "Undo", notice)))
    again = read(told(await house.presses("anna", "Right", notice)))
    assert "The report has been withdrawn since." in again
    assert await house.score("Acme") == 0


async def test_guess_never_confirmed_expires_even_for_a_calm_client(house: House) -> None:
    notice = told(await house.says("anna", "/client-flag acme wants a third free revision"))
    await house.passes(days=16)
    assert (await house.incident(1)).state is IncidentState.EXPIRED
    assert "has expired. Please file it again." in read(told(await house.presses("anna", "Right", notice)))


async def test_guessed_fast_track_starts_nothing(house: House) -> None:
    await house.says("anna", "/client-flag acme asked for a bribe and forged an invoice")
    await house.settles()
    assert house.count() == 0
    assert await house.score("Acme") == 0


async def test_no_sign_found_opens_the_form_with_what_was_typed(house: House) -> None:
    form = asked(await house.says("anna", "/client-flag acme xyzzy plugh"))
    values = {field.name: field.value for field in form.fields}
    assert values["client"] == (await house.client("Acme")).id
    assert values["summary"] == "xyzzy plugh"


@pytest.mark.parametrize(
    ("words", "field", "error"),
    [
        ("disrespekt:2 shouted", "sign", "I know no sign called “disrespekt”. Please choose one of the ten signs."),
        ("disrespect:5 shouted", "severity", "A severity is 1 (mild), 2 (clear) or 3 (severe)."),
        ("disrespect:2", "summary", "Please fill this in."),
        (f"disrespect:2 {'x' * 2001}", "summary", "At most 2000 characters; these are 2001."),
    ],
)
async def test_line_with_an_error_opens_the_form_and_keeps_it(house: House, words: str, field: str, error: str) -> None:
    form = asked(await house.says("anna", f"/client-flag acme {words}"))
    errors = {entry.name: entry.error for entry in form.fields if entry.error}
    assert errors == {field: error}
    assert form.fields[0].value == (await house.client("Acme")).id
    kept = next(entry.value for entry in form.fields if entry.name == "summary")
    assert kept in (words, words.partition(" ")[2])


async def test_same_delivery_twice_is_one_report_with_its_number(house: House) -> None:
    first = await house.says("anna", "/client-flag acme disrespect:2 shouted", key="event-1")
    again = await house.says("anna", "/client-flag acme disrespect:2 shouted", key="event-1")
    assert isinstance(first, Told) and isinstance(again, Told)
    assert (first.recorded, again.recorded) == (1, 1)
    assert "This is recorded already, as #1." in read(again.notice)
    assert await house.score("Acme") == 8


async def test_full_disk_says_that_nothing_was_recorded(house: House) -> None:
    assert isinstance(house.store, MemoryStore)
    house.store.refuses = StoreFailed("disk full")
    for language, words in (("en", "This was not recorded."), ("de", "nicht")):
        house.language = language
        reply = await house.says("anna", "/client-flag acme disrespect:2 shouted")
        assert isinstance(reply, Told) and reply.recorded is None
        assert words in read(reply.notice)
    house.store.refuses = None
    assert number(await house.says("anna", "/client-flag acme disrespect:2 shouted")) == 1


async def test_unexpected_failure_is_told_and_logged_without_its_text(house: House) -> None:
    assert isinstance(house.store, MemoryStore)
    house.store.refuses = RuntimeError("SELECT secret FROM anna")  # type: ignore[assignment]
    words = read(told(await house.says("anna", "/client-flag acme disrespect:2 shouted")))
    assert "Something went wrong on our side." in words and "secret" not in words
    assert "request_failed" in house.log.events("error")
    assert "secret" not in str(house.log.lines)


async def test_warning_at_an_insult_in_the_note(house: House) -> None:
    warned = told(await house.says("anna", "/client-flag acme disrespect:2 this idiot again"))
    assert "Notes must be showable" in read(warned)
    fine = told(await house.says("anna", "/client-flag acme disrespect:2 laughed at the plan"))
    assert "Notes must be showable" not in read(fine)


async def test_undo_of_a_counted_report_takes_it_out(house: House) -> None:
    notice = told(await house.says("anna", "/client-flag acme disrespect:2 shouted"))
    assert button(notice, "Undo").look == "danger"
    await house.presses("anna", "Undo", notice)
    assert await house.score("Acme") == 0
    twice = read(told(await house.presses("anna", "Undo", notice)))
    assert "The report has been withdrawn since." in twice


async def test_help_mine_and_privacy(house: House) -> None:
    assert "The ten signs" in read(told(await house.says("anna", "/client-flag help")))
    assert "confidential, not anonymous" in read(told(await house.says("anna", "/client-flag privacy")))
    assert "You have reported nothing so far." in read(told(await house.says("anna", "/client-flag mine")))
    await house.says("anna", "/client-flag acme disrespect:2 shouted")
    mine = told(await house.says("anna", "/client-flag mine"))
    assert "#1 · 2 Mar 2026 · Acme Outdoor · Disrespect · counts" in read(mine)
    assert "shouted" in read(told(await house.presses("anna", "Open #1", mine)))


async def test_friction_that_names_a_colleague_keeps_what_was_typed(house: House) -> None:
    reply = await house.says("anna", "/client-flag acme personal_friction:1 they cannot stand Ben")
    assert isinstance(reply, Asked)
    assert "This sign names no colleague." in read_form(reply)
    assert "they cannot stand Ben" in [field.value for field in reply.form.fields]
    fine = await house.says("anna", "/client-flag acme personal_friction:1 they cannot stand me")
    assert isinstance(fine, Told) and fine.recorded == 1


def _typed(reply: Reply) -> tuple[str, str, str, str]:
    """Client, sign, severity and text as the form has them."""
    values = {field.name: field.value for field in asked(reply).fields}
    return values["client"], values["sign"], values["severity"], values["summary"]


@pytest.mark.parametrize(
    ("words", "sign", "severity", "text"),
    [
        ("disrespect:3 called us idiots", "disrespect", "3", "called us idiots"),
        ("late payment:1 invoice 7 is open", "late_payment", "1", "invoice 7 is open"),
        ("Fehlender Respekt: 3 called us idiots", "disrespect", "3", "called us idiots"),
        ("disrespect:7 called us idiots", "disrespect", "2", "called us idiots"),
    ],
)
async def test_line_without_a_client_opens_the_form_with_sign_and_severity(
    house: House, words: str, sign: str, severity: str, text: str
) -> None:
    assert _typed(await house.says("anna", f"/client-flag {words}")) == ("", sign, severity, text)


@pytest.mark.parametrize("words", ["disrespect:7 shouted", "late_payment:0 shouted", "late payment:x shouted"])
async def test_severity_nobody_knows_keeps_sign_and_text(house: House, words: str) -> None:
    _, sign, _, text = _typed(await house.says("anna", f"/client-flag acme {words}"))
    assert (sign, text) == (words.partition(":")[0].replace(" ", "_"), "shouted")


async def test_client_named_later_is_found_and_the_text_stays_whole(house: House) -> None:
    line = "Mr Smith of Acme's shop called us idiots"
    reply = await house.says("anna", f"/client-flag {line}")
    assert isinstance(reply, Told), read_form(reply)
    incident = await house.incident(1)
    assert (incident.client, incident.summary) == ((await house.client("Acme")).id, line)
    assert incident.state is IncidentState.SUSPECTED


async def test_line_that_names_two_clients_opens_the_form_with_the_whole_text(house: House) -> None:
    line = "Mr Smith of acme and of bergwerk called us idiots"
    client, sign, _, text = _typed(await house.says("anna", f"/client-flag {line}"))
    assert (client, sign, text) == ("", "disrespect", line)


async def test_line_that_names_no_client_is_kept_with_the_whole_text(house: House) -> None:
    await house.says("anna", "/client-flag Globex called us idiots")
    incident = await house.incident(1)
    assert (incident.client, incident.client_words) == (None, "Globex")
    assert incident.summary == "Globex called us idiots"
    assert incident.state is IncidentState.WAITING


@pytest.mark.parametrize("words", ["acme: disrespect: 3 rude", "acme disrespect :3 rude", "acme: disrespect : 3 rude"])
async def test_severity_may_stand_apart_from_its_colon(house: House, words: str) -> None:
    await house.says("anna", f"/client-flag {words}")
    incident = await house.incident(1)
    assert (incident.sign, incident.severity, incident.summary) == ("disrespect", 3, "rude")


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("disrespect:3 rude", True),
        ("disrespect :3 rude", True),
        ("disrespect: 3 times he shouted", False),
        ("disrespect : 3 rude", False),
    ],
)
async def test_number_that_may_be_part_of_the_text_waits_for_a_click(house: House, words: str, counts: bool) -> None:
    """Read as the severity it would call the owner at once."""
    note = told(await house.says("anna", f"/client-flag acme {words}"))
    incident = await house.incident(1)
    assert (incident.severity, incident.counts) == (3, counts)
    assert ("took the number for the severity" in read(note)) is not counts
    if not counts:
        await house.presses("anna", "Right", note)
        assert (await house.incident(1)).counts


async def test_number_that_is_no_severity_stays_in_the_text(house: House) -> None:
    await house.says("anna", "/client-flag acme late_payment: 30 days over")
    incident = await house.incident(1)
    assert (incident.severity, incident.summary) == (2, "30 days over")


@pytest.mark.parametrize(
    ("words", "kind"),
    [("mine 3", "report.mine"), ("privacy please", "privacy"), ("help, please", "help.client-flag")],
)
async def test_page_asked_for_with_a_word_too_many_is_shown(house: House, words: str, kind: str) -> None:
    assert told(await house.says("anna", f"/client-flag {words}")).kind == kind


async def test_client_called_like_a_page_can_be_reported(house: House) -> None:
    await house.has_client("Help Scout", "paul")
    await house.says("anna", "/client-flag help scout disrespect:1")
    assert number(await house.says("anna", "/client-flag help scout disrespect:1 shouted")) == 1


@pytest.mark.parametrize(
    ("sign", "to_owner", "backed"),
    [("late_payment", "", "Lena"), ("late_payment", "yes", "Olivia"), ("ethics", "", "Olivia")],
)
async def test_who_backs_you_is_who_takes_it_over(house: House, sign: str, to_owner: str, backed: str) -> None:
    words = read(told(await house.files("anna", "acme", sign, 1, to_owner=to_owner)))
    assert f"For this client that is {backed}." in words
    assert ("The owner takes this over" in words) == (backed == "Olivia")


async def test_straight_to_the_owner_is_said_wherever_the_reporter_meets_the_report(house: House) -> None:
    house.fleeting = True
    filed = told(await house.files("anna", "acme", "late_payment", to_owner="yes"))
    await house.settles()
    words = "It went straight to the owner."
    assert words in read(house.hears("anna")[-1])
    form = asked(await house.presses("anna", "Change", filed))
    assert words in "".join(plain(block.text) for block in form.intro if isinstance(block, Paragraph))

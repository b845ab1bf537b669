"""What the bot notices: who is asked, where, and that it counts for nothing until somebody says so (guarantee 21)."""

from datetime import timedelta

import pytest

from bot.domain.assessment import Stage
from bot.domain.detection import Side
from bot.domain.incident import Incident, IncidentState, Source
from bot.ears import lessons_from
from bot.notices.parts import PageLink
from bot.replies import Replaced, Told
from tests.dialogs.house import House, asked, button, read, read_form, told
from tests.dialogs.test_listening_switch import switched_on
from tests.fakes.memory import MemoryStore

PLACE = "acme-web"
HIT = "They called us idiots again."
SMALL = "New pictures are up, have a look."


@pytest.fixture
async def house(house: House) -> House:
    """Listening is on in Acme's channel."""
    await house.says("lena", "/client-setup bind acme", place=PLACE)
    await switched_on(house)
    return house


@pytest.fixture
async def shared(house: House) -> House:
    """The client reads along and knows of it; Vera is one of its people."""
    house.shared, house.externals = frozenset({PLACE}), frozenset({"vera"})
    await house.says("tarik", "/client-setup unlisten", place=PLACE)
    await switched_on(house, "olivia", informed="yes")
    await switched_on(house)
    return house


async def test_message_without_a_finding_writes_nothing(house: House) -> None:
    store = house.store
    assert isinstance(store, MemoryStore)
    before, lines = store.state, len(house.log.lines)
    for n in range(20):
        await house.writes("anna", PLACE, f"{SMALL} {n}")
    assert store.state is before and len(house.log.lines) == lines
    assert len(house.detector.judged) == 20


async def test_finding_is_whispered_to_its_author_alone(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    (asked_of,) = house.whispered("anna", PLACE)
    words = read(asked_of)
    assert "is it an incident with Acme Outdoor" in words and HIT in words and "Only you see this" in words
    assert house.whispered("ben", PLACE) == [] and len(house.posted(PLACE)) == 1
    incident = await house.incident(1)
    assert (incident.state, incident.source) == (IncidentState.SUSPECTED, Source.DETECTED)
    assert incident.guessed and incident.reporters == () and incident.quote == HIT
    assert incident.heard is not None and incident.heard.side is Side.TEAM
    assert HIT not in incident.summary
    assert await house.score("Acme") == 0 and await house.stage("Acme") is Stage.CALM


async def test_author_confirms_and_is_its_reporter_without_a_name(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    reply = await house.presses("anna", "Confirm", house.whispered("anna", PLACE)[0])
    assert isinstance(reply, Replaced) and "Recorded as #1: Acme Outdoor" in read(told(reply))
    await house.settles()
    incident = await house.incident(1)
    assert incident.counts and incident.own_message and not incident.guessed
    assert [one.person for one in incident.reporters] == [await house.id_of("anna")]
    assert not incident.names_consented
    assert await house.score("Acme") == 8
    page = read(await house.page("lena", "client", (await house.client("Acme")).id))
    assert HIT not in page and f"practice:demo/{PLACE}" not in page and "Noticed in a message" in page


async def test_author_may_confirm_with_name(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    await house.presses("anna", "Confirm, with my name", house.whispered("anna", PLACE)[0])
    page = read(await house.page("lena", "client", (await house.client("Acme")).id))
    assert HIT in page and "Anna" in page


async def test_not_an_incident_leaves_nothing_but_a_lesson(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    reply = await house.presses("anna", "Not an incident", house.whispered("anna", PLACE)[0])
    assert isinstance(reply, Replaced) and "not an incident" in read(told(reply))
    incident = await house.incident(1)
    assert incident.state is IncidentState.DISMISSED and incident.link == ""
    await house.ears.renew()
    await house.writes("ben", PLACE, HIT)
    async with house.store.read() as unit:
        assert len(await unit.incidents.everything()) == 1, "the detector has learned it"


async def test_other_sign_opens_a_form_that_confirms(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    form = asked(await house.presses("anna", "Other sign", house.whispered("anna", PLACE)[0]))
    assert form.kind == "suspicion" and "consent" in {one.name for one in form.fields}
    reply = await house.submits("anna", form, {"sign": "crowding_out", "severity": "1", "summary": "Ben left the call"})
    assert isinstance(reply, Told) and reply.recorded == 1
    incident = await house.incident(1)
    assert (incident.sign, incident.severity, incident.summary) == ("crowding_out", 1, "Ben left the call")
    await house.settles()
    assert "Recorded as #1" in read(house.whispered("anna", PLACE)[0])


@pytest.mark.parametrize(
    ("language", "other", "words"),
    [("de", "Anderes Zeichen", "Aufgefallen in einer Nachricht"), ("en", "Other sign", "Noticed in a message")],
)
async def test_form_speaks_the_language_of_whoever_fills_it_in(
    house: House, language: str, other: str, words: str
) -> None:
    house.language = language
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    form = asked(await house.presses("anna", other, house.whispered("anna", PLACE)[0]))
    assert words in str(next(one for one in form.fields if one.name == "summary").value)


async def test_wrong_client_is_filed_for_the_right_one(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    form = asked(await house.presses("anna", "Wrong client", house.whispered("anna", PLACE)[0]))
    assert next(one for one in form.fields if one.name == "client").value == ""
    assert "client" in read_form(await house.submits("anna", form, {}))
    await house.submits("anna", form, {"client": (await house.client("Bergwerk")).id})
    assert await house.score("Bergwerk") == 8 and await house.score("Acme") == 0


@pytest.mark.parametrize("who", ["ben", "lena", "olivia", "tarik"])
async def test_nobody_else_answers_or_sees_it(house: House, who: str) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    shown = house.whispered("anna", PLACE)[0]
    for label in ("Confirm", "Confirm, with my name", "Other sign", "Wrong client", "Not an incident"):
        assert "not for you to answer" in read(told(await house.presses(who, label, shown)))
    assert (await house.incident(1)).state is IncidentState.SUSPECTED
    assert HIT not in read(await house.page(who))


async def test_second_click_tells_what_has_happened(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    shown = house.whispered("anna", PLACE)[0]
    await house.presses("anna", "Confirm", shown)
    assert "counts" in read(told(await house.presses("anna", "Not an incident", shown)))
    assert (await house.incident(1)).counts


async def test_same_message_delivered_four_times_is_one(house: House) -> None:
    for _ in range(4):
        await house.writes("anna", PLACE, HIT, message="17.1")
    async with house.store.read() as unit:
        assert len(await unit.incidents.everything()) == 1
    await house.settles()
    assert len(house.whispered("anna", PLACE)) == 1


# --- Where and how often ------------------------------------------------------------------------------------------


async def test_one_whisper_an_hour_then_direct_messages_within_the_budget(house: House) -> None:
    for n in range(4):
        await house.writes("anna", PLACE, f"{HIT} {n}")
        await house.settles()
    assert len(house.whispered("anna", PLACE)) == 1
    assert [notice.kind for notice in house.hears("anna")].count("suspicion.asked") == 2
    await house.passes(hours=1, days=0)
    await house.writes("anna", PLACE, f"{HIT} later")
    await house.settles()
    assert len(house.whispered("anna", PLACE)) == 2


async def test_unanswered_whisper_comes_once_more_in_the_morning(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.passes(days=4)
    (again,) = house.hears("anna")
    assert again.kind == "suspicion.asked" and HIT in read(again)
    assert "Recorded as #1" in read(told(await house.presses("anna", "Confirm", again)))


async def test_several_in_the_morning_are_one_message_without_words_that_leads_to_the_buttons(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    for number in range(3):
        message = await house.writes("anna", PLACE, f"{HIT} again {number}")
    await house.passes(days=1)
    (bundle,) = [notice for notice in house.hears("anna") if notice.kind == "bundle"]
    words = read(bundle)
    assert "2 more messages" in words and "reads like Disrespect" in words and "You can answer in Home" in words
    assert "idiots" not in words, "they may be edited, or deleted"
    assert [action.path for action in bundle.actions if isinstance(action, PageLink)] == ["home"]
    assert "Not an incident" in read(await house.page("anna"))
    await house.deletes(PLACE, message)


async def test_answered_whisper_does_not_come_again(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    await house.presses("anna", "Confirm", house.whispered("anna", PLACE)[0])
    await house.passes(days=4)
    assert house.hears("anna") == []


async def test_platform_that_cannot_whisper_writes_to_the_person(house: House) -> None:
    await house.writes("anna", PLACE, HIT, whispers=False)
    await house.settles()
    assert house.whispered("anna", PLACE) == []
    assert house.hears("anna")[-1].kind == "suspicion.asked"


async def test_refused_whisper_is_no_trouble_and_comes_in_the_morning(house: House) -> None:
    house.chat.whispers = False
    await house.writes("anna", PLACE, HIT)
    await house.settles()
    assert house.whispered("anna", PLACE) == []
    assert "could not be delivered" not in read(await house.page("tarik"))
    await house.passes(days=1)
    assert [notice.kind for notice in house.hears("anna")] == ["suspicion.asked"]


async def test_home_shows_it_with_the_same_buttons(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    page = await house.page("anna")
    assert HIT in read(page)
    await house.presses("anna", "Confirm", page)
    assert (await house.incident(1)).counts
    assert HIT not in read(await house.page("anna"))


# --- What the client wrote ----------------------------------------------------------------------------------------


async def test_guests_are_not_listened_to_unless_an_owner_agreed(house: House) -> None:
    house.externals = frozenset({"gus"})
    await house.writes("gus", PLACE, HIT)
    assert house.detector.judged == []


async def test_author_whom_nobody_can_place_is_not_judged(house: House) -> None:
    house.unsure = frozenset({"nobody"})
    await house.writes("nobody", PLACE, HIT)
    assert house.detector.judged == []


async def test_clients_message_is_put_to_the_lead_in_private(shared: House) -> None:
    await shared.writes("vera", PLACE, "You are amateurs, all of you.")
    await shared.settles()
    shown = shared.hears("lena")[-1]
    assert "What Acme Outdoor wrote" in read(shown)
    assert "Confirm, with my name" not in [action.label for action in shown.actions]
    assert shared.whispered("lena", PLACE) == [] and shared.whispered("vera", PLACE) == []
    async with shared.store.read() as unit:
        assert await unit.people.by_ref(shared.by("vera").who) is None, "the client's people are not kept"
    await shared.presses("lena", "Confirm", shown)
    incident = (await _all(shared))[-1]
    assert incident.counts and incident.by_lead and not incident.own_message
    assert [one.person for one in incident.reporters] == [await shared.id_of("lena")]


async def _all(house: House) -> list[Incident]:
    async with house.store.read() as unit:
        return list(await unit.incidents.everything())


async def test_team_in_a_shared_channel_is_asked_in_private(shared: House) -> None:
    await shared.writes("anna", PLACE, HIT)
    await shared.settles()
    assert shared.whispered("anna", PLACE) == []
    assert shared.hears("anna")[-1].kind == "suspicion.asked"


async def test_away_lead_is_skipped_for_the_deputy_then_the_owner(shared: House) -> None:
    back = (shared.kit.today() + timedelta(days=5)).isoformat()
    await shared.submits("lena", "away", {"until": back})
    await shared.writes("vera", PLACE, "You are amateurs.")
    await shared.settles()
    assert shared.hears("dora")[-1].kind == "suspicion.asked"
    await shared.submits("dora", "away", {"until": back})
    await shared.writes("vera", PLACE, "You are all amateurs!")
    await shared.settles()
    assert shared.hears("olivia")[-1].kind == "suspicion.asked"


async def test_unanswered_words_of_the_client_go_on_to_the_deputy_after_a_working_day(shared: House) -> None:
    await shared.writes("vera", PLACE, "You are amateurs.")
    await shared.settles()
    first = shared.hears("lena")[-1]
    await shared.passes(days=1)
    assert shared.hears("dora") == []
    await shared.passes(days=1)
    handed = shared.hears("dora")[-1]
    assert handed.kind == "suspicion.asked" and "You are amateurs" in read(handed)
    assert [one.kind for one in shared.hears("lena")] == ["suspicion.passed_on"], "nobody else is shown the words"
    await shared.presses("lena", "Confirm", first)
    assert not (await shared.incident(1)).counts
    await shared.passes(days=4)
    assert shared.hears("olivia") == [], "it stays with the last one who looks after the client"
    await shared.presses("dora", "Confirm", handed)
    assert (await shared.incident(1)).counts


async def test_who_is_away_or_looks_after_the_client_no_more_is_not_waited_for(shared: House) -> None:
    await shared.writes("vera", PLACE, "You are amateurs.")
    await shared.settles()
    for who in ("lena", "dora"):
        await shared.submits(who, "away", {"until": (shared.kit.today() + timedelta(days=9)).isoformat()})
    await shared.passes(days=1)
    assert shared.hears("olivia")[-1].kind == "suspicion.asked"


async def test_what_the_author_wrote_is_never_passed_on(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.passes(days=10)
    incident = await house.incident(1)
    assert incident.heard is not None and incident.heard.asked == await house.id_of("anna")


async def test_admitted_freelancer_is_one_of_the_team(house: House) -> None:
    house.externals = frozenset({"gus"})
    await house.says("gus", "/client-flag help")
    await house.presses("tarik", "Let in Gus", await house.page("tarik"))
    await house.ears.renew()
    await house.writes("gus", PLACE, HIT)
    incident = await house.incident(1)
    assert incident.heard is not None and incident.heard.side is Side.TEAM


# --- Edits, deletions, threads ------------------------------------------------------------------------------------


async def test_edit_that_takes_the_finding_away_takes_the_suspicion_along(house: House) -> None:
    message = await house.writes("anna", PLACE, HIT)
    await house.settles()
    await house.writes("anna", PLACE, SMALL, message=message, edited=True)
    await house.settles()
    incident = await house.incident(1)
    assert (incident.state, incident.quote) == (IncidentState.WITHDRAWN, "")
    shown = house.whispered("anna", PLACE)[0]
    assert "#1 is closed" in read(shown) and HIT not in read(shown) and shown.actions == ()
    # A late copy of the message as it was first does not bring it back.
    await house.writes("anna", PLACE, HIT, message=message)
    assert (await house.incident(1)).state is IncidentState.WITHDRAWN
    await house.writes("anna", PLACE, "They want a discount.", message=message, edited=True)
    assert (await house.incident(1)).sign == "price_pressure"
    assert (await house.incident(1)).state is IncidentState.SUSPECTED


async def test_edit_that_changes_it_updates_it(house: House) -> None:
    message = await house.writes("anna", PLACE, HIT)
    await house.settles()
    await house.writes("anna", PLACE, "They want a discount.", message=message, edited=True)
    await house.settles()
    assert (await house.incident(1)).sign == "price_pressure"
    assert "They want a discount." in read(house.whispered("anna", PLACE)[0])


@pytest.mark.parametrize("new", [HIT.replace("idiots", "amateurs and idiots"), "All fine again."])
async def test_edit_by_an_author_whom_nobody_can_place_any_more_is_judged(house: House, new: str) -> None:
    message = await house.writes("anna", PLACE, HIT)
    house.unsure = frozenset({"anna"})
    await house.writes("anna", PLACE, new, message=message, edited=True)
    incident = await house.incident(1)
    assert HIT not in incident.quote
    assert incident.state is (IncidentState.SUSPECTED if "idiots" in new else IncidentState.WITHDRAWN)


async def test_edit_after_the_answer_changes_nothing(house: House) -> None:
    message = await house.writes("anna", PLACE, HIT)
    await house.settles()
    await house.presses("anna", "Confirm", house.whispered("anna", PLACE)[0])
    before = await house.incident(1)
    await house.writes("anna", PLACE, SMALL, message=message, edited=True)
    await house.deletes(PLACE, message)
    assert await house.incident(1) == before


async def test_deleted_message_takes_its_suspicion_along_also_during_a_pause(house: House) -> None:
    message = await house.writes("anna", PLACE, HIT)
    await house.settles()
    await house.says("carl", "/client-setup pause", place=PLACE)
    await house.deletes(PLACE, message)
    await house.settles()
    incident = await house.incident(1)
    assert (incident.state, incident.quote) == (IncidentState.WITHDRAWN, "")
    assert HIT not in read(house.whispered("anna", PLACE)[0])


async def test_deleted_message_takes_the_words_of_a_dismissed_one_along(house: House) -> None:
    message = await house.writes("anna", PLACE, HIT)
    await house.settles()
    await house.presses("anna", "Not an incident", house.whispered("anna", PLACE)[0])
    await house.deletes(PLACE, message)
    assert (await house.incident(1)).quote == ""


async def test_reply_is_understood_with_what_it_answers(house: House) -> None:
    parent = await house.writes("ben", PLACE, "What did they say about the free")
    await house.writes("anna", PLACE, "revision? They want it by noon.", parent=parent)
    assert house.detector.judged[-1].startswith("What did they say")


async def test_what_the_parent_tells_already_is_not_told_twice(house: House) -> None:
    parent = await house.writes("ben", PLACE, HIT)
    await house.writes("anna", PLACE, "Yes, I heard it.", parent=parent)
    assert len(await _all(house)) == 1


async def test_parent_is_forgotten_after_half_an_hour_and_with_a_pause(house: House) -> None:
    parent = await house.writes("ben", PLACE, "What about the free")
    await house.passes(hours=0.6)
    await house.writes("anna", PLACE, "the rest", parent=parent)
    assert house.detector.judged[-1] == "the rest"
    again = await house.writes("ben", PLACE, "What about the free")
    await house.says("carl", "/client-setup pause", place=PLACE)
    await house.says("lena", "/client-setup resume", place=PLACE)
    await house.settles()
    await house.writes("anna", PLACE, "the rest", parent=again)
    assert house.detector.judged[-1] == "the rest"


# --- The rules of single signs, and time --------------------------------------------------------------------------


async def test_misfit_counts_once_a_lead_confirms_it_too(house: House) -> None:
    await house.writes("anna", PLACE, "They are the wrong kind of client for us.")
    await house.settles()
    await house.presses("anna", "Confirm", house.whispered("anna", PLACE)[0])
    assert await house.score("Acme") == 0
    page = await house.page("lena", "client", (await house.client("Acme")).id)
    await house.presses("lena", "Confirm #1", page)
    assert await house.score("Acme") == 5


async def test_friction_is_about_oneself_and_hides_a_colleagues_name(house: House) -> None:
    await house.writes("anna", PLACE, "The boss there cannot stand me, and Ben knows it.")
    await house.settles()
    shown = house.whispered("anna", PLACE)[0]
    assert "your own relation" in read(shown)
    await house.presses("anna", "Confirm, with my name", shown)
    incident = await house.incident(1)
    assert incident.about_oneself and incident.quote == ""


async def test_friction_is_never_taken_from_what_the_client_wrote(shared: House) -> None:
    await shared.writes("vera", PLACE, "She cannot stand me.")
    assert await _all(shared) == []
    await shared.writes("vera", PLACE, "Amateurs.")
    await shared.settles()
    form = asked(await shared.presses("lena", "Other sign", shared.hears("lena")[-1]))
    assert "about_oneself" not in {one.name for one in form.fields}
    assert "about oneself" in read_form(await shared.submits("lena", form, {"sign": "personal_friction"}))


async def test_unanswered_expires_after_fourteen_days_with_its_words(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    await house.passes(days=14)
    assert (await house.incident(1)).state is IncidentState.SUSPECTED
    await house.passes(days=1)
    incident = await house.incident(1)
    assert (incident.state, incident.quote, incident.link) == (IncidentState.EXPIRED, "", "")
    assert "#1 is closed" in read(house.whispered("anna", PLACE)[0])


async def test_flagging_the_same_message_says_nothing_of_the_suspicion(house: House) -> None:
    message = await house.writes("anna", PLACE, HIT)
    link = f"practice:demo/{PLACE}#{message}"
    reply = await house.files("ben", "Acme", "disrespect", link=link)
    assert "Recorded as #2" in read(told(reply))
    assert (await house.incident(1)).state is IncidentState.SUSPECTED
    await house.settles()
    await house.presses("anna", "Confirm", house.whispered("anna", PLACE)[0])
    assert await house.score("Acme") == 8, "the same sign and day count once"


async def test_message_that_a_colleague_has_reported_counts_once_when_its_author_confirms(house: House) -> None:
    message = await house.writes("anna", PLACE, HIT)
    await house.passes(days=1)
    link = f"practice:demo/{PLACE}#{message}"
    await house.files("ben", "Acme", "disrespect", link=link)
    once = await house.score("Acme")
    await house.presses("anna", "Confirm", await house.page("anna"))
    assert await house.score("Acme") == once
    async with house.store.read() as unit:
        counted = await unit.incidents.counted_of((await house.client("Acme")).id)
    assert len({one.occurred_on for one in counted}) == 1
    assert {one.reporter for one in counted} == {await house.id_of("anna"), await house.id_of("ben")}


async def test_lead_is_not_told_of_a_suspicion_by_status_or_page(house: House) -> None:
    await house.writes("anna", PLACE, HIT)
    client = (await house.client("Acme")).id
    for shown in (await house.page("lena", "client", client), told(await house.says("lena", "/client-status acme"))):
        assert HIT not in read(shown) and "Noticed" not in read(shown)


# --- Learning, and how sure it has to be --------------------------------------------------------------------------


async def answered(house: House, right: int, wrong: int) -> None:
    for n in range(right + wrong):
        await house.writes("anna", PLACE, f"{HIT} {house.clock.now()} {n}")
        async with house.store.read() as unit:
            (one,) = await unit.incidents.asked_of(await house.id_of("anna"))
        page = await house.page("anna")
        label = "Confirm" if n < right else "Not an incident"
        assert button(page, label).value == one.id
        await house.presses("anna", label, page)
        house.clock.move(seconds=1)


async def caution(house: House) -> int:
    async with house.store.read() as unit:
        organization = await unit.journal.organization()
    assert organization is not None
    return organization.caution


@pytest.mark.parametrize(("right", "steps"), [(35, 0), (34, 1)])
async def test_below_seventy_percent_of_fifty_it_asks_only_when_surer(house: House, right: int, steps: int) -> None:
    await answered(house, right, 49 - right)
    assert await caution(house) == 0
    await answered(house, 0, 1)
    assert await caution(house) == steps
    await house.settles()
    careful = [title for title in house.titles("tarik") if "more careful" in title]
    assert len(careful) == steps
    words = read(await house.page("tarik"))
    assert f"Suspicions that were right: {right} of the last 50." in words


async def test_careful_bot_keeps_to_surer_ones_and_recovers(house: House) -> None:
    await answered(house, 0, 50)
    assert await caution(house) == 1
    house.detector.sure = 0.86
    await house.ears.renew()
    house.ears._detector = house.detector
    await house.writes("anna", PLACE, "They called us idiots, no lesson.")
    assert [one for one in await _all(house) if one.is_open_suspicion] == []
    house.detector.sure = 0.88
    await answered(house, 50, 0)
    assert await caution(house) == 0


async def test_lessons_are_only_what_is_still_kept(house: House) -> None:
    await answered(house, 1, 1)
    async with house.store.read() as unit:
        found = lessons_from(await unit.incidents.answered(10))
    assert [(one.side, one.signs) for one in found] == [(Side.TEAM, ("disrespect",)), (Side.TEAM, ())]
    async with house.store.write() as unit:
        await unit.incidents.forget(house.kit.today() - timedelta(days=365), house.kit.today() + timedelta(days=1))
        await unit.commit()
    async with house.store.read() as unit:
        assert lessons_from(await unit.incidents.answered(10)) == []

"""Check-ins as people live them: asked, answered, closed, published; and everything that is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.assessment import Stage
from bot.domain.chart import checkins_picture
from bot.domain.checkin import RoundState
from bot.domain.client import ClientState
from bot.messages import ChartAsked
from bot.notices.parts import Form, Notice, PageLink, Picture
from bot.replies import Asked, Reply, Told
from bot.settings import Checkins
from tests.dialogs.house import House, asked, button, read, read_form, settings, told
from tests.fakes.keys import MemoryKeys
from tests.fakes.memory import MemoryStore

TEAM = ("anna", "ben", "carl", "dora", "paul")
CROWD = (*TEAM, "lena", "tarik", "olivia", *(f"m{number}" for number in range(8)))


async def people(house: House, names: Sequence[str] = TEAM) -> str:
    return ",".join([await house.id_of(name) for name in names])


async def starts(house: House, who: str = "lena", names: Sequence[str] = TEAM, **values: str) -> Reply:
    await house.until(house.kit.calendar.working_moment(house.clock.now()) + timedelta(minutes=1))
    form = asked(await house.says(who, "/client-checkin start acme"))
    return await house.submits(who, form, {"people": await people(house, names), **values})


async def card_of(house: House, who: str) -> Notice:
    await house.settles()
    return [notice for notice in house.hears(who) if notice.kind == "checkin.card"][-1]


async def opens_answer(house: House, who: str) -> Form:
    return asked(await house.presses(who, "Answer", await card_of(house, who)))


async def answers(house: House, who: str, face: int, comment: str = "") -> Reply:
    return await house.submits(who, await opens_answer(house, who), {"face": str(face), "comment": comment})


async def closes(house: House) -> None:
    await house.passes(days=6, hours=1)
    await house.until(house.kit.calendar.working_moment(house.clock.now()) + timedelta(minutes=1))


def kinds(house: House, who: str) -> list[str]:
    return [notice.kind for notice in house.hears(who) if notice.kind.startswith("checkin")]


def last(house: House, who: str) -> str:
    return read([notice for notice in house.hears(who) if notice.kind.startswith("checkin")][-1])


async def drawn(house: House, who: str, about: str = "") -> bytes | Told:
    about = about or (await house.client("Acme Outdoor")).id
    return await house.front.chart(ChartAsked(house.by(who), checkins_picture(about)))


@pytest.fixture
async def asked_team(house: House) -> House:
    assert isinstance(await starts(house), Told)
    return house


async def test_round_from_its_start_to_what_is_published(house: House) -> None:
    started = told(await starts(house))
    assert "*" not in read(started) and "5 people are asked" in read(started) and "nobody closes it" in read(started)
    assert "finds too few answers" in read(started)
    card = await card_of(house, "anna")
    words = read(card)
    assert "How is working with Acme Outdoor for you right now?" in words
    assert "sealed at once" in words and "More behind What is this?" in words and "server could technically" in words
    form = await opens_answer(house, "anna")
    assert [option.value for option in form.fields[0].options] == ["1", "2", "3", "4", "5"]  # type: ignore[attr-defined]
    assert "Do not write names" in form.fields[1].hint
    for who, face in zip(TEAM, (1, 2, 2, 3, 1), strict=True):
        assert "sealed" in read(told(await answers(house, who, face, f"words of {face}")))
    await closes(house)
    assert kinds(house, "lena") == ["checkin.published"]
    shown = last(house, "lena")
    assert "low" in shown and "How often" not in shown
    assert shown.index("words of 1") < shown.index("words of 2") < shown.index("words of 3")
    results = read(told(await house.says("lena", "/client-checkin results acme")))
    assert "low" in results and "words of 1" in results


async def test_large_team_gets_a_histogram_and_a_trend(house: House) -> None:
    for number in range(8):
        await house.says(f"m{number}", "/client-flag help")
    for _ in range(2):
        await starts(house, names=CROWD)
        for number, who in enumerate(CROWD):
            await answers(house, who, number % 5 + 1)
        await closes(house)
        await house.passes(days=1)
    results = read(told(await house.says("olivia", "/client-checkin results acme")))
    assert "😐 so-so | 3" in results and "Over time" in results
    shown = told(await house.says("olivia", "/client-checkin results acme")).blocks
    (picture,) = [block for block in shown if isinstance(block, Picture)]
    assert picture.alt.startswith("Check-ins about Acme Outdoor over time: ") and picture.alt.count("middling") == 2
    for who, seen in {"olivia": bytes, "lena": bytes, "dora": bytes, "anna": Told, "tarik": Told}.items():
        assert isinstance(await drawn(house, who), seen)


async def test_second_answer_replaces_the_first(asked_team: House) -> None:
    house = asked_team
    for who in TEAM:
        await answers(house, who, 5, "first")
    for who in TEAM:
        await answers(house, who, 1, "second")
    store = house.store
    assert isinstance(store, MemoryStore) and len(store.state.answers) == 5
    await closes(house)
    assert "low" in last(house, "lena") and "first" not in last(house, "lena")


@pytest.mark.parametrize("number", range(5))
async def test_too_few_answers_are_destroyed_unread(asked_team: House, number: int) -> None:
    house = asked_team
    for who in TEAM[:number]:
        await answers(house, who, 1, "a word of mine")
    await closes(house)
    assert kinds(house, "lena") == ["checkin.closed"] and "destroyed unread" in last(house, "lena")
    store = house.store
    assert isinstance(store, MemoryStore) and store.state.answers == {} and store.state.published == {}
    assert "a word of mine" not in str(store.state)
    for line in ("results acme", "", "acme"):
        assert "low" not in read(told(await house.says("lena", f"/client-checkin {line}")))


async def test_an_answer_writes_one_row_and_leaves_nothing_else(asked_team: House) -> None:
    house = asked_team
    form = await opens_answer(house, "anna")
    store = house.store
    assert isinstance(store, MemoryStore)
    before, lines, sent = store.state, len(house.log.lines), house.count()
    house.language = "de"
    assert isinstance(await house.submits("anna", form, {"face": "2", "comment": "x"}), Told)
    after = store.state
    assert len(after.answers) == 1
    after.answers = {}
    assert after == before and len(house.log.lines) == lines and house.count() == sent


async def test_reminders_go_to_everybody_alike_and_one_card_a_week(asked_team: House) -> None:
    house = asked_team
    await answers(house, "anna", 3)
    form = asked(await house.says("paul", "/client-checkin start bergwerk"))
    await house.submits("paul", form, {"people": await people(house), "days": "6"})
    await house.settles()
    # The one card of the week holds both questions from now on.
    assert kinds(house, "anna") == ["checkin.card"]
    assert "working with Bergwerk" in last(house, "anna") and "working with Acme Outdoor" in last(house, "anna")
    await house.passes(days=5, hours=20)
    assert {tuple(kinds(house, who)) for who in TEAM} == {("checkin.card",) * 2}
    second = house.hears("anna")[-1]
    assert "A reminder to everybody" in read(second)
    assert [action.label for action in second.actions[:2]] == ["Answer: Acme Outdoor", "Answer: Bergwerk"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"group": "3"}, "group", "Not below four"),
        ({"group": "4"}, "group", "Not below four"),
        ({"group": "6"}, "people", "fewer people than answers"),
        ({"days": "1"}, "days", "At least two days"),
        ({"days": "15"}, "days", "At most 14"),
        ({"days": "many"}, "days", "whole number"),
    ],
)
async def test_bad_round_is_refused_with_its_reason(
    house: House, values: Mapping[str, str], field: str, words: str
) -> None:
    reply = await starts(house, **values)
    assert isinstance(reply, Asked)
    errors = {entry.name: entry.error for entry in reply.form.fields if entry.error}
    assert list(errors) == [field] and words in errors[field]
    assert isinstance(house.keys, MemoryKeys) and house.keys.known() == set()


async def test_small_roster_is_refused(house: House) -> None:
    reply = await starts(house, names=TEAM[:4])
    assert "fewer people than answers" in read_form(reply)


async def test_guests_are_never_asked(house: House) -> None:
    house.externals = frozenset({"greta"})
    await house.says("greta", "/client-flag")
    guest = await house.id_of("greta")
    await house.presses("tarik", "Let in Greta", await home(house, "tarik"))
    form = asked(await house.says("lena", "/client-checkin start acme"))
    assert all(option.value != guest for option in form.fields[2].options)  # type: ignore[attr-defined]
    reply = await house.submits("lena", form, {"people": f"{await people(house, TEAM[:4])},{guest}"})
    assert "fewer people than answers" in read_form(reply)


async def home(house: House, who: str):  # type: ignore[no-untyped-def]
    return await house.page(who)


async def test_rules_stay_while_a_round_is_open(asked_team: House) -> None:
    for values, words in (({"group": "5"}, "nobody closes it earlier"), ({"group": "6"}, "stays until the close")):
        assert words in read_form(await starts(asked_team, **values))
    stopped = read(told(await asked_team.says("lena", "/client-checkin stop acme")))
    assert "nobody closes a round earlier" in stopped


@pytest.mark.parametrize("line", ["who", "wer", "who has answered", "who acme"])
async def test_nobody_is_told_who_has_answered(asked_team: House, line: str) -> None:
    await answers(asked_team, "anna", 2)
    refused = read(told(await asked_team.says("lena", f"/client-checkin {line}")))
    assert "not even how many" in refused


async def test_answer_after_the_close_gets_a_kind_sentence(asked_team: House) -> None:
    form = await opens_answer(asked_team, "anna")
    await closes(asked_team)
    reply = told(await asked_team.submits("anna", form, {"face": "3", "comment": ""}))
    assert "could not be taken any more" in read(reply) and "Thank you" in read(reply)


async def test_who_is_not_asked_cannot_answer(asked_team: House) -> None:
    form = await opens_answer(asked_team, "anna")
    assert "not in the group" in read(told(await asked_team.submits("lena", form, {"face": "3", "comment": ""})))


@pytest.mark.parametrize(
    ("values", "words"),
    [({"face": ""}, "fill this in"), ({"face": "6"}, "choose one"), ({"comment": "🙂" * 600}, "too long to be sealed")],
)
async def test_bad_answer_keeps_what_was_typed(asked_team: House, values: Mapping[str, str], words: str) -> None:
    form = await opens_answer(asked_team, "anna")
    reply = await asked_team.submits("anna", form, {"face": "2", "comment": "kept", **values})
    assert isinstance(reply, Asked) and words in read_form(reply)
    assert reply.form.fields[1].value == values.get("comment", "kept")


async def test_lost_keys_make_the_round_void_and_everybody_is_told(asked_team: House) -> None:
    house = asked_team
    for who in TEAM:
        await answers(house, who, 2, "canary")
    assert isinstance(house.keys, MemoryKeys)
    house.keys.lose()
    await house.passes(hours=1)
    for who in (*TEAM, "lena"):
        assert kinds(house, who)[-1] == "checkin.void" and "nothing is guessed" in last(house, who)
    store = house.store
    assert isinstance(store, MemoryStore) and store.state.answers == {} and store.state.published == {}
    assert [one.state for one in store.state.rounds.values()] == [RoundState.VOID]
    assert isinstance(await starts(house), Told)


@pytest.mark.parametrize("wrong", ["beside_the_database", "readable_by_others", "not_writable"])
async def test_check_ins_that_cannot_keep_their_keys_are_off_and_say_why(asked_team: House, wrong: str) -> None:
    house = asked_team
    form = await opens_answer(house, "anna")
    assert isinstance(house.keys, MemoryKeys)
    house.keys.wrong = wrong
    for reply in (await starts(house), await house.submits("anna", form, {"face": "3", "comment": ""})):
        assert "Check-ins are off" in read(told(reply))
    await closes(house)
    store = house.store
    assert isinstance(store, MemoryStore) and [one.is_open for one in store.state.rounds.values()] == [True]


async def test_keys_go_and_nothing_is_left_to_do(asked_team: House) -> None:
    await closes(asked_team)
    assert isinstance(asked_team.keys, MemoryKeys) and asked_team.keys.known() == set()
    store = asked_team.store
    assert isinstance(store, MemoryStore)
    assert [(one.swept, one.seats) for one in store.state.rounds.values()] == [(True, ())]


async def test_keys_of_a_round_that_never_came_to_be_go(house: House) -> None:
    house.keys.make("stray")
    await house.passes(hours=1)
    await house.settles()
    await house.settles()
    assert house.keys.known() == set()


async def test_who_declines_is_not_asked_and_takes_the_answer_back(asked_team: House) -> None:
    house = asked_team
    await answers(house, "anna", 2)
    reply = told(await house.presses("anna", "Do not ask me", await card_of(house, "anna")))
    assert "taken back" in read(reply)
    store = house.store
    assert isinstance(store, MemoryStore) and store.state.answers == {}
    await closes(house)
    assert "fewer people than answers" in read_form(await starts(house))
    await house.says("anna", "/client-checkin in")
    assert isinstance(await starts(house), Told)


async def test_low_twice_lifts_watch_to_talk_with_its_reason(house: House) -> None:
    for day in range(3):
        await house.files("anna", "Acme Outdoor", "extra_demands", 2, f"thing {day}", occurred_on=_day(house, day))
    assert await house.stage("Acme Outdoor") is Stage.WATCH
    for _ in range(2):
        await starts(house, days="6")
        for who in TEAM:
            await answers(house, who, 1)
        await closes(house)
        await house.passes(days=1)
    assert await house.stage("Acme Outdoor") is Stage.TALK
    assert any("low in two rounds" in read(notice) for notice in house.nudged("lena"))


def _day(house: House, back: int) -> str:
    return (house.kit.today() - timedelta(days=back)).isoformat()


async def test_digest_says_what_check_ins_gave_in_the_last_week(asked_team: House) -> None:
    for who in TEAM:
        await answers(asked_team, who, 1)
    await asked_team.passes(days=15)
    digests = [read(notice) for notice in asked_team.hears("lena") if notice.kind == "digest"]
    assert [("Acme Outdoor · low" in digest) for digest in digests].count(True) == 1
    assert not any("low" in read(notice) for notice in asked_team.hears("paul") if notice.kind == "digest")


async def test_schedule_opens_rounds_by_itself(house: House) -> None:
    form = asked(await house.says("lena", "/client-checkin schedule acme"))
    values = {"people": await people(house), "every": "fortnight", "weekday": "2", "hour": "10"}
    scheduled = told(await house.submits("lena", form, values))
    assert "every two weeks" in read(scheduled)
    again = asked(await house.says("lena", "/client-checkin schedule acme"))
    assert [entry.value for entry in again.fields[:3]] == ["fortnight", "2", "10"]
    await house.passes(days=30)
    store = house.store
    assert isinstance(store, MemoryStore)
    opened = sorted(one.opened_at for one in store.state.rounds.values())
    assert [moment.weekday() for moment in opened] == [2] * len(opened) and len(opened) >= 2
    page = await house.page("lena", "client", (await house.client("Acme Outdoor")).id)
    assert "No further check-in" in read(told(await house.presses("lena", "No further check-ins", page)))
    assert "was scheduled" in read(told(await house.says("lena", "/client-checkin stop acme")))
    await house.passes(days=30)
    assert len(store.state.rounds) == len(opened)


async def test_schedule_ends_with_the_client(house: House) -> None:
    form = asked(await house.says("lena", "/client-checkin schedule acme"))
    await house.submits("lena", form, {"people": await people(house), "every": "week", "weekday": "2", "days": "3"})
    client = await house.client("Acme Outdoor")
    async with house.store.write() as unit:
        await unit.clients.save(replace(client, state=ClientState.FORMER))
        await unit.commit()
    await house.passes(days=9)
    store = house.store
    assert isinstance(store, MemoryStore) and store.state.rounds == {} and store.state.schedules == {}
    assert "checkin.unopened" not in kinds(house, "lena")


@pytest.mark.parametrize(("every", "days"), [("week", "7"), ("fortnight", "14")])
async def test_schedule_whose_rounds_would_overlap_is_refused(house: House, every: str, days: str) -> None:
    form = asked(await house.says("lena", "/client-checkin schedule acme"))
    reply = await house.submits("lena", form, {"people": await people(house), "every": every, "days": days})
    assert "close before the next one" in read_form(reply)


async def test_scheduled_round_that_cannot_open_is_told_to_whoever_set_it(house: House) -> None:
    form = asked(await house.says("lena", "/client-checkin schedule acme"))
    await house.submits("lena", form, {"people": await people(house), "every": "week", "weekday": "2"})
    await house.says("anna", "/client-checkin out")
    await house.passes(days=9)
    assert "checkin.unopened" in kinds(house, "lena")


async def test_firm_wide_round_is_the_owners(house: House) -> None:
    assert "Only an owner" in read(told(await house.says("lena", "/client-checkin start firm")))
    form = asked(await house.says("olivia", "/client-checkin start firm"))
    assert [entry.name for entry in form.fields] == ["days", "group"]
    assert isinstance(await house.submits("olivia", form, {}), Told)
    assert "How is work going for you right now?" in read(await card_of(house, "anna"))


async def test_results_are_the_leads_and_the_teams_only_where_the_firm_wishes(house: House) -> None:
    await starts(house)
    for who in TEAM:
        await answers(house, who, 4)
    await closes(house)
    assert "high" in read(told(await house.says("dora", "/client-checkin results acme")))
    for who in ("anna", "tarik"):
        assert "Only this client's leads" in read(told(await house.says(who, "/client-checkin results acme")))


async def test_team_reads_and_sees_what_was_published_where_the_firm_wishes() -> None:
    house = House(settings=replace(settings(), checkins=Checkins(show_to="team")))
    await house.opens(*TEAM, "lena", "tarik")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    for face in (1, 5):
        await starts(house, days="6")
        for who in TEAM:
            await answers(house, who, face)
        await closes(house)
        await house.passes(days=1)
    for who in ("anna", "lena"):
        published = [notice for notice in house.hears(who) if notice.kind == "checkin.published"][-1]
        (picture,) = [block for block in published.blocks if isinstance(block, Picture)]
        assert "low, " in picture.alt and picture.alt.endswith("high")
        assert isinstance(await drawn(house, who), bytes)
    assert isinstance(await drawn(house, "tarik"), Told)
    page = read(await house.page("lena", "client", (await house.client("Acme Outdoor")).id))
    assert "Last result: high" in page


async def test_nothing_is_drawn_before_something_was_published(asked_team: House) -> None:
    for about in ("", "firm", "nobody"):
        assert isinstance(await drawn(asked_team, "olivia", about), Told)


async def test_home_and_client_page_show_what_one_may_know(asked_team: House) -> None:
    page = await asked_team.page("anna")
    assert "How is working with Acme Outdoor" in read(page)
    button(page, "Answer")
    lead = await asked_team.page("lena", "client", (await asked_team.client("Acme Outdoor")).id)
    assert "Until then nothing is known of it" in read(lead)


async def test_overview_offers_everything_to_a_lead(asked_team: House) -> None:
    shown = told(await asked_team.says("lena", "/client-checkin"))
    assert {"Start: Acme Outdoor", "Results: Acme Outdoor"} <= {action.label for action in shown.actions}
    member = told(await asked_team.says("anna", "/client-checkin"))
    assert [action.label for action in member.actions] == ["Answer", "What is this?", "Do not ask me"]
    page = read(await asked_team.page("anna", "anonymity"))
    for words in (
        "Whoever runs the server, while a round is open",
        "With fewer than 5 answers all are destroyed",
    ):
        assert words in page
    assert "people who were asked" not in page and "docs/anonymity.md" in page
    explained = told(await asked_team.says("anna", "/client-checkin what"))
    assert "could technically find out" in read(explained) and "destroyed unread" in read(explained)
    assert [action.path for action in explained.actions if isinstance(action, PageLink)] == ["anonymity"]

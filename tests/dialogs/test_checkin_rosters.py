"""Whom a check-in asks: the people of the client's channels, or whoever the lead names; what a small group is told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.errors import ChatError, RateLimited, Rejected, Unreachable
from bot.messages import From
from bot.notices.parts import Form, Notice
from bot.replies import Reply, Told
from tests.dialogs.house import House, asked, channel, read, read_form, ref, told
from tests.dialogs.test_checkins import TEAM, kinds, last
from tests.fakes.memory import MemoryStore

ACME = channel("acme-web")
NEW = tuple(f"new{number}" for number in range(9))


def member(who: str, *, external: bool | None = False) -> From:
    return From(who=ref(who), key="", name=who.capitalize() if external is not None else "", external=external)


@pytest.fixture
async def bound(house: House) -> House:
    """The team is in the channel, with a guest."""
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    house.chat.rooms[ACME] = [*map(member, TEAM), member("gus", external=True)]
    return house


async def form_of(house: House, what: str = "start") -> Form:
    return asked(await house.says("lena", f"/client-checkin {what} acme"))


def intro(form: Form) -> str:
    return read(Notice("form", (), form.intro))


def value(form: Form, name: str) -> str:
    return next(entry.value for entry in form.fields if entry.name == name)


def chosen(form: Form) -> list[str]:
    return [one for one in value(form, "people").split(",") if one]


async def ids(house: House, names: Sequence[str] = TEAM) -> list[str]:
    return sorted([await house.id_of(name) for name in names])


async def test_people_of_the_clients_channels_are_chosen_and_never_guests(bound: House) -> None:
    form = await form_of(bound)
    assert chosen(form) == await ids(bound)
    assert "Chosen are the people of the client's channels" in intro(form)
    started = told(await bound.submits("lena", form, {}))
    assert "5 people are asked" in read(started)


async def test_whoever_is_new_to_signpost_is_met_and_asked(bound: House) -> None:
    bound.chat.rooms[ACME] = [member(who) for who in NEW]
    form = await form_of(bound)
    assert len(chosen(form)) == len(NEW) and chosen(form) == await ids(bound, NEW)
    assert isinstance(await bound.submits("lena", form, {}), Told)
    await bound.settles()
    assert all(kinds(bound, who) == ["checkin.card"] for who in NEW)


async def test_lead_changes_who_is_asked(bound: House) -> None:
    form = await form_of(bound)
    people = [*await ids(bound), await bound.id_of("tarik")]
    assert "6 people are asked" in read(told(await bound.submits("lena", form, {"people": ",".join(people)})))


async def test_guest_who_was_let_in_is_not_asked_for_being_in_the_channel(bound: House) -> None:
    bound.externals = frozenset({"gus"})
    await bound.says("gus", "/client-flag")
    assert await bound.id_of("gus") not in chosen(await form_of(bound))


async def test_person_in_two_channels_is_one(bound: House) -> None:
    await bound.says("lena", "/client-setup bind acme", place="acme-quiet")
    bound.chat.rooms[channel("acme-quiet")] = [member(who) for who in ("anna", "tarik")]
    assert chosen(await form_of(bound)) == await ids(bound, (*TEAM, "tarik"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Rejected("missing_scope:groups:read"), "lacks a permission there; an admin has to install it again"),
        (Rejected("not_in_channel"), "invite it with"),
        (Rejected("too_many_members"), "more people in it than"),
        (Unreachable("500"), "no answer at the moment"),
        (RateLimited(30), "no answer at the moment"),
    ],
)
async def test_form_opens_without_the_channel_and_says_what_is_missing(
    bound: House, error: ChatError, words: str
) -> None:
    bound.chat.unseen = error
    form = await form_of(bound)
    assert chosen(form) == [] and words in intro(form) and "Name people yourself" in intro(form)
    started = await bound.submits("lena", form, {"people": ",".join(await ids(bound))})
    assert "5 people are asked" in read(told(started))


async def test_of_whom_nothing_is_known_is_left_out_and_said(bound: House) -> None:
    bound.chat.rooms[ACME] = [*map(member, TEAM), member("nobody", external=None)]
    form = await form_of(bound)
    assert chosen(form) == await ids(bound) and "no answer at the moment" in intro(form)


async def test_doors_are_asked_once_in_five_minutes_and_only_for_who_may(bound: House) -> None:
    before = bound.chat.looks
    assert "Only this client's leads" in read(told(await bound.says("anna", "/client-checkin start acme")))
    assert bound.chat.looks == before
    for _ in range(3):
        await form_of(bound)
    assert bound.chat.looks == before + 1
    bound.clock.set(bound.clock.now() + timedelta(minutes=6))
    await form_of(bound)
    assert bound.chat.looks == before + 2


@pytest.mark.parametrize(("people", "days"), [(5, "10"), (7, "10"), (8, "6")])
async def test_small_group_is_offered_a_longer_round_and_told_why(bound: House, people: int, days: str) -> None:
    bound.chat.rooms[ACME] = [member(who) for who in NEW[:people]]
    form = await form_of(bound)
    assert value(form, "days") == days
    hint = next(entry.hint for entry in form.fields if entry.name == "days")
    assert "ten days are better" in hint and "below 5 answers nothing is shown" in hint


# --- Schedules ---


async def schedules(house: House, **values: str) -> Reply:
    form = await form_of(house, "schedule")
    return await house.submits("lena", form, {"every": "week", "weekday": "2", "days": "3", "people": "", **values})


def opened(house: House) -> list[frozenset[str]]:
    store = house.store
    assert isinstance(store, MemoryStore)
    return [one.roster for one in sorted(store.state.rounds.values(), key=lambda one: one.opened_at)]


def due(house: House) -> datetime:
    store = house.store
    assert isinstance(store, MemoryStore)
    (plan,) = store.state.schedules.values()
    return plan.next_at


async def test_schedule_without_names_asks_whoever_is_in_the_channels_then(bound: House) -> None:
    assert "every week" in read(told(await schedules(bound)))
    await bound.until(due(bound) + timedelta(hours=1))
    assert opened(bound) == [frozenset(await ids(bound))]
    later = (*TEAM[1:], "tarik", "newcomer")
    bound.chat.rooms[ACME] = [member(who) for who in later]
    await bound.until(due(bound) + timedelta(hours=1))
    assert opened(bound)[-1] == frozenset(await ids(bound, later))


async def test_schedule_without_names_and_channels_is_refused(house: House) -> None:
    assert "people" in {entry.name for entry in (await form_of(house, "schedule")).fields if entry.required}
    assert "fill this in" in read_form(await schedules(house))


async def test_schedule_is_refused_where_too_few_are_in_the_channel_or_nobody_can_say(bound: House) -> None:
    bound.chat.rooms[ACME] = [member(who) for who in TEAM[:4]]
    assert "fewer people than answers" in read_form(await schedules(bound))
    bound.clock.set(bound.clock.now() + timedelta(minutes=6))
    bound.chat.unseen = Rejected("missing_scope:channels:read")
    assert "Nobody can say at the moment who is in the client's channels" in read_form(await schedules(bound))


async def test_scheduled_round_waits_for_a_platform_that_does_not_answer(bound: House) -> None:
    await schedules(bound)
    bound.chat.unseen = Unreachable("503")
    first = due(bound)
    await bound.until(first + timedelta(hours=1))
    assert opened(bound) == [] and "checkin.unopened" not in kinds(bound, "lena")
    bound.chat.unseen = None
    await bound.until(first + timedelta(hours=2))
    assert opened(bound) == [frozenset(await ids(bound))]


async def test_scheduled_round_that_nobody_can_be_found_for_is_told(bound: House) -> None:
    await schedules(bound)
    del bound.chat.rooms[ACME]
    await bound.passes(days=8)
    assert opened(bound) == [] and kinds(bound, "lena").count("checkin.unopened") == 1
    assert "Nobody could say who is in the client's channels" in last(bound, "lena")

"""Guarantee 20: nothing is read until an admin switches it on for a bound channel, and the channel sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.listening import ListeningState, Pause
from bot.errors import NotAllowed, Rejected, StoreFailed, Unreachable
from bot.messages import ChannelLeft, ChannelMoved, OutsiderJoined, SharingChanged, SwitchListening
from bot.notices import listening
from bot.notices.parts import Form, Quote, plain
from bot.replies import Asked, Reply
from bot.settings import OpenAI
from tests.dialogs.house import House, asked, channel, read, read_form, settings, told
from tests.fakes.chat import Mishap
from tests.fakes.memory import MemoryStore

HIT = "They called us idiots again."
PLACE = "acme-web"


@pytest.fixture
async def bound(house: House) -> House:
    await house.says("lena", "/client-setup bind acme", place=PLACE)
    await house.settles()
    return house


async def switched_on(house: House, who: str = "tarik", **values: str) -> Reply:
    """`/client-setup listen`, and what stands in its form."""
    form = await house.says(who, "/client-setup listen", place=PLACE)
    if not isinstance(form, Asked):
        return form
    reply = await house.submits(who, form.form, values, place=PLACE)
    await house.settles()
    return reply


async def acts(house: House) -> list[str]:
    async with house.store.read() as unit:
        return [act.act for act in reversed(await unit.journal.acts())]


async def state_of(house: House) -> tuple[ListeningState, Pause | None] | None:
    async with house.store.read() as unit:
        known = await unit.listened.of_channel(channel(PLACE))
    return (known.state, known.pause) if known else None


async def suspicions(house: House) -> int:
    async with house.store.read() as unit:
        return len([one for one in await unit.incidents.everything() if one.heard])


async def test_binding_alone_reads_nothing(bound: House) -> None:
    await bound.writes("anna", PLACE, HIT)
    assert bound.detector.judged == []
    assert not bound.front.listens(channel(PLACE))
    assert await suspicions(bound) == 0


async def test_admin_sees_beforehand_what_the_channel_then_reads(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    shown = next(block for block in form.intro if isinstance(block, Quote))
    reply = await bound.submits("tarik", form, {}, place=PLACE)
    await bound.settles()
    assert "listens in this channel of Acme Outdoor as soon as its notice stands here" in read(told(reply))
    (post,) = bound.posted(PLACE)
    assert plain(post.title) == shown.text.splitlines()[0]
    words = read(post)
    for needed in ("What:", "Why:", "How long:", "180 days", "/client-setup pause", "No message goes anywhere else"):
        assert needed in words
    assert (await acts(bound))[-1] == "listening_on"
    assert bound.front.listens(channel(PLACE))


@pytest.mark.parametrize("line", ["listen", "zuhören", "mithören", "LISTEN"])
async def test_command_is_known_in_both_languages(bound: House, line: str) -> None:
    assert asked(await bound.says("tarik", f"/client-setup {line}", place=PLACE)).kind == "listen"


@pytest.mark.parametrize("who", ["anna", "lena", "dora", "olivia", "paul"])
async def test_nobody_but_an_admin_switches_it_on(bound: House, who: str) -> None:
    reply = await bound.says(who, "/client-setup listen", place=PLACE)
    assert "Only an admin may do this" in read(told(reply))
    forged = await bound.submits(who, "listen", {"engine": "local"}, place=PLACE)
    assert "Only an admin may do this" in read(told(forged))
    assert await state_of(bound) is None


async def test_unbound_channel_cannot_be_listened_to(bound: House) -> None:
    assert "not bound to a client" in read(told(await bound.says("tarik", "/client-setup listen", place="elsewhere")))
    assert "channel only" in read(told(await bound.says("tarik", "/client-setup listen")))


async def test_where_the_bot_cannot_see_who_reads_it_does_not_listen(bound: House) -> None:
    for blind in ("absent", "unseen"):
        by = replace(bound.by("tarik", PLACE), absent=blind == "absent", unseen=blind == "unseen")
        with pytest.raises(NotAllowed, match="reads_along"):
            await bound.bus.handle(SwitchListening(by=by))
    assert await state_of(bound) is None


async def test_disabled_listening_cannot_be_switched_on_and_hears_nothing() -> None:
    house = House(settings=settings(listening=False))
    await house.opens("lena")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    await house.says("lena", "/client-setup bind acme", place=PLACE)
    reply = await house.says("tarik", "/client-setup listen", place=PLACE)
    assert "detection.mode" in read(told(reply))
    await house.ears.renew()
    assert not house.front.listens(channel(PLACE))


@pytest.mark.parametrize("line", ["pause", "pausieren", "anhalten"])
async def test_pause_is_known_by_the_words_of_the_notice(bound: House, line: str) -> None:
    await switched_on(bound)
    await bound.says("carl", f"/client-setup {line}", place=PLACE)
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.WISHED)


async def test_any_member_pauses_unnamed_and_only_leads_or_admins_resume(bound: House) -> None:
    await switched_on(bound)
    reply = await bound.says("carl", "/client-setup pause", place=PLACE)
    await bound.settles()
    assert "Paused" in read(told(reply))
    halted = bound.posted(PLACE)[-1]
    assert "reads nothing in this channel any more" in read(halted) and "carl" not in read(halted).lower()
    await bound.writes("anna", PLACE, HIT)
    assert bound.detector.judged == []
    for who in ("anna", "carl", "paul"):
        assert "may let Signpost go on listening" in read(
            told(await bound.says(who, "/client-setup resume", place=PLACE))
        )
    assert "paused here already" in read(told(await bound.says("anna", "/client-setup pause", place=PLACE)))
    await bound.says("lena", "/client-setup resume", place=PLACE)
    await bound.settles()
    assert bound.posted(PLACE)[-1].kind == "listening.started"
    assert "listens here already" in read(told(await bound.says("tarik", "/client-setup resume", place=PLACE)))
    await bound.writes("anna", PLACE, HIT)
    assert await suspicions(bound) == 1
    assert (await acts(bound))[-3:] == ["listening_on", "listening_paused", "listening_resumed"]


async def test_channel_that_cannot_be_told_is_not_listened_to(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    bound.chat.script(Rejected("not_in_channel"))
    await bound.submits("tarik", form, {}, place=PLACE)
    await bound.settles()
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.WISHED)
    assert (await acts(bound))[-2:] == ["listening_on", "listening_paused"]
    home = read(await bound.page("tarik"))
    assert "A message to a channel of Acme Outdoor could not be delivered" in home
    await bound.ears.renew()
    await bound.writes("anna", PLACE, HIT)
    assert await suspicions(bound) == 0
    await bound.says("tarik", "/client-setup resume", place=PLACE)
    await bound.settles()
    assert bound.posted(PLACE)[-1].kind == "listening.started"
    await bound.writes("anna", PLACE, HIT)
    assert await suspicions(bound) == 1


async def test_nothing_is_read_before_the_notice_stands_in_the_channel(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    bound.chat.script(Unreachable("down"))
    await bound.submits("tarik", form, {}, place=PLACE)
    await bound.settles()
    assert await state_of(bound) == (ListeningState.STARTING, None) and bound.posted(PLACE) == []
    await bound.ears.renew()
    await bound.writes("anna", PLACE, HIT)
    assert bound.detector.judged == [] and await suspicions(bound) == 0
    await bound.passes(hours=1)
    assert await state_of(bound) == (ListeningState.ON, None) and len(bound.posted(PLACE)) == 1
    await bound.writes("anna", PLACE, HIT)
    assert await suspicions(bound) == 1


async def test_notice_whose_answer_was_lost_is_found_after_a_restart_and_not_repeated(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    bound.chat.script(Mishap.ANSWER_LOST)
    await bound.submits("tarik", form, {}, place=PLACE)
    await bound.settles()
    assert await state_of(bound) == (ListeningState.STARTING, None)
    anew = House(store=bound.store, clock=bound.clock, chat=bound.chat)
    await anew.passes(hours=1)
    assert await state_of(anew) == (ListeningState.ON, None) and len(anew.posted(PLACE)) == 1


async def test_notice_of_an_earlier_switch_starts_nothing(bound: House) -> None:
    """It is paused and resumed while the platform is still taking the first notice."""
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    await bound.submits("tarik", form, {}, place=PLACE)
    async with bound.store.read() as unit:
        (first,) = await unit.deliveries.due(bound.clock.now())
    await bound.says("anna", "/client-setup pause", place=PLACE)
    bound.clock.set(bound.clock.now() + timedelta(seconds=1))
    await bound.says("lena", "/client-setup resume", place=PLACE)
    await bound.work.deliver(first.id)
    assert await state_of(bound) == (ListeningState.STARTING, None) and bound.posted(PLACE) == []
    await bound.settles()
    assert await state_of(bound) == (ListeningState.ON, None)
    assert [one.kind for one in bound.posted(PLACE)] == ["listening.started"]


async def test_pause_before_the_notice_stands_there_is_a_pause(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    await bound.submits("tarik", form, {}, place=PLACE)
    assert "Paused" in read(told(await bound.says("anna", "/client-setup pause", place=PLACE)))
    await bound.settles()
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.WISHED)
    assert "listening.started" not in [one.kind for one in bound.posted(PLACE)]


async def test_other_terms_are_read_before_they_hold(bound: House) -> None:
    """The language model is switched on for a channel that is listened to already."""
    engine = replace(bound.settings.detection, engine="openai")
    object.__setattr__(bound.kit, "settings", replace(bound.settings, detection=engine, openai=OpenAI()))
    await switched_on(bound)
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    bound.clock.set(bound.clock.now() + timedelta(seconds=1))
    await bound.submits("tarik", form, {"engine": "openai"}, place=PLACE)
    assert await state_of(bound) == (ListeningState.STARTING, None)
    assert not bound.front.listens(channel(PLACE))
    await bound.settles()
    assert bound.front.listens(channel(PLACE)) and "language model" in read(bound.posted(PLACE)[-1])


async def test_guests_and_other_firms_do_not_pause(bound: House) -> None:
    await switched_on(bound)
    bound.externals = frozenset({"greta"})
    reply = await bound.says("greta", "/client-setup pause", place=PLACE)
    assert "guest" in read(told(reply))
    assert await state_of(bound) == (ListeningState.ON, None)


async def test_nothing_is_resumed_that_no_admin_switched_on(bound: House) -> None:
    assert "does not listen" in read(told(await bound.says("lena", "/client-setup resume", place=PLACE)))
    assert "does not listen" in read(told(await bound.says("carl", "/client-setup pause", place=PLACE)))


async def test_unlisten_is_for_admins_and_takes_unanswered_suspicions_along(bound: House) -> None:
    await switched_on(bound)
    await bound.writes("anna", PLACE, HIT)
    await bound.settles()
    assert "Only an admin" in read(told(await bound.says("lena", "/client-setup unlisten", place=PLACE)))
    await bound.says("tarik", "/client-setup unlisten", place=PLACE)
    await bound.settles()
    assert await state_of(bound) is None
    assert bound.posted(PLACE)[-1].kind == "listening.stopped"
    incident = await bound.incident(1)
    assert (incident.state.value, incident.quote, incident.link) == ("withdrawn", "", "")
    assert "#1 is closed" in read(bound.whispered("anna", PLACE)[0])


async def test_unbinding_ends_it_and_binding_again_does_not_bring_it_back(bound: House) -> None:
    await switched_on(bound)
    await bound.says("lena", "/client-setup unbind", place=PLACE)
    assert not bound.front.listens(channel(PLACE))
    await bound.says("lena", "/client-setup bind acme", place=PLACE)
    await bound.ears.renew()
    assert not bound.front.listens(channel(PLACE))
    assert (await acts(bound))[-1] == "listening_ended"


async def test_same_delivery_twice_switches_and_posts_once(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    for _ in range(4):
        await bound.submits("tarik", form, {}, place=PLACE, key="same")
    await bound.settles()
    assert len(bound.posted(PLACE)) == 1
    assert (await acts(bound)).count("listening_on") == 1


# --- Where people from outside read along ------------------------------------------------------------------------


@pytest.fixture
async def shared(bound: House) -> House:
    bound.shared = frozenset({PLACE})
    return bound


async def test_shared_channel_is_refused_until_an_owner_confirms(shared: House) -> None:
    reply = await shared.says("tarik", "/client-setup listen", place=PLACE)
    assert "an owner has to confirm" in read(told(reply)) and "Olivia" in read(told(reply))
    form = asked(await shared.says("olivia", "/client-setup listen", place=PLACE))
    preview = next(block for block in form.intro if isinstance(block, Quote)).text
    unticked = await shared.submits("olivia", form, {"informed": ""}, place=PLACE)
    assert "fill this in" in read_form(unticked)
    agreed = await shared.submits("olivia", form, {"informed": "yes"}, place=PLACE)
    await shared.settles()
    assert "an admin has to switch it on" in read(told(agreed))
    assert shared.posted(PLACE) == [] and not shared.front.listens(channel(PLACE))
    assert any("was informed" in title for title in shared.titles("tarik"))
    await switched_on(shared)
    (post,) = shared.posted(PLACE)
    assert post.kind == "listening.informed"
    assert preview.splitlines()[0] == plain(post.title)
    # Neutral: nothing of signs, incidents or what is thought of the client.
    for word in ("incident", "sign", "Acme", "wrong", "report"):
        assert word not in preview.replace("Signpost", "")
    assert [act for act in await acts(shared) if act.startswith("listening")] == ["listening_agreed", "listening_on"]


async def test_owner_who_agrees_once_more_stops_nothing(shared: House) -> None:
    for who in ("olivia", "tarik"):
        await switched_on(shared, who, informed="yes")
    assert await state_of(shared) == (ListeningState.ON, None)
    posted = len(shared.posted(PLACE))
    reply = await switched_on(shared, "olivia", informed="yes")
    assert "listens here already" in read(told(reply))
    assert await state_of(shared) == (ListeningState.ON, None) and len(shared.posted(PLACE)) == posted


async def test_form_that_comes_back_with_errors_still_knows_its_channel(shared: House) -> None:
    form = asked(await shared.says("olivia", "/client-setup listen", place=PLACE))
    again = asked(await shared.submits("olivia", form, {"informed": ""}, place=PLACE))
    assert isinstance(again, Form) and again.state == form.state


async def test_owner_cannot_agree_by_a_form_without_the_tick(shared: House) -> None:
    reply = await shared.submits("olivia", "listen", {"engine": "local"}, place=PLACE)
    assert "an owner has to confirm" in read(told(reply))
    assert await state_of(shared) is None


async def test_nothing_else_is_posted_where_the_client_reads(shared: House) -> None:
    await switched_on(shared, "olivia", informed="yes")
    await switched_on(shared)
    for line in ("pause", "resume", "unlisten"):
        await shared.says("tarik", f"/client-setup {line}", place=PLACE)
        await shared.settles()
    assert {notice.kind for notice in shared.posted(PLACE)} == {"listening.informed"}


async def test_channel_that_opens_is_paused_at_once_and_lead_and_admins_hear_of_it(bound: House) -> None:
    await switched_on(bound)
    bound.shared = frozenset({PLACE})
    await bound.hears_of(SharingChanged("s1", channel(PLACE), shared=True))
    await bound.settles()
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.SHARED)
    assert not bound.front.listens(channel(PLACE))
    for who in ("lena", "tarik"):
        assert any("Listening is paused" in title for title in bound.titles(who)), who
    assert len(bound.posted(PLACE)) == 1, "nothing is posted where the client reads by now"
    assert "an owner has to confirm" in read(told(await bound.says("lena", "/client-setup resume", place=PLACE)))
    await switched_on(bound, "olivia", informed="yes")
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.WISHED)
    await bound.says("lena", "/client-setup resume", place=PLACE)
    await bound.settles()
    assert bound.posted(PLACE)[-1].kind == "listening.informed"


async def test_message_that_shows_strangers_pauses_before_it_is_judged(bound: House) -> None:
    """The news of the opening may be late or lost."""
    await switched_on(bound)
    bound.shared = frozenset({PLACE})
    await bound.writes("anna", PLACE, HIT)
    assert bound.detector.judged == []
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.SHARED)


async def test_newcomer_from_outside_pauses_it_before_another_word(bound: House) -> None:
    await switched_on(bound)
    await bound.hears_of(OutsiderJoined("j1", channel(PLACE)))
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.SHARED)
    await bound.writes("anna", PLACE, HIT)
    await bound.settles()
    assert bound.detector.judged == []
    for who in ("lena", "tarik"):
        assert "another firm reads along there now" in read(bound.hears(who)[-1])
    assert "(people from outside read along)" in read(await bound.page("tarik"))


async def test_newcomer_stops_a_switch_whose_notice_is_still_on_its_way(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    await bound.submits("tarik", form, {}, place=PLACE)
    await bound.hears_of(OutsiderJoined("j1", channel(PLACE)))
    await bound.settles()
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.SHARED)


async def test_newcomer_changes_nothing_where_an_owner_has_agreed_or_nobody_listens(shared: House) -> None:
    await shared.hears_of(OutsiderJoined("j1", channel(PLACE)))
    assert await state_of(shared) is None
    for who in ("olivia", "tarik"):
        await switched_on(shared, who, informed="yes")
    await shared.hears_of(OutsiderJoined("j2", channel(PLACE)))
    assert await state_of(shared) == (ListeningState.ON, None)


async def test_channel_that_signpost_was_removed_from_is_paused_and_home_says_so(bound: House) -> None:
    await switched_on(bound)
    await bound.hears_of(ChannelLeft("l1", channel(PLACE)))
    assert await state_of(bound) == (ListeningState.PAUSED, Pause.LEFT)
    assert not bound.front.listens(channel(PLACE)) and (await acts(bound))[-1] == "listening_paused"
    home = read(await bound.page("tarik"))
    assert "paused in a channel of Acme Outdoor (Signpost was removed from it)" in home
    await bound.says("lena", "/client-setup resume", place=PLACE)
    await bound.settles()
    assert await state_of(bound) == (ListeningState.ON, None)
    assert "Listening is paused" not in read(await bound.page("tarik"))


async def test_switch_on_its_way_follows_a_channel_that_moves(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    await bound.submits("tarik", form, {}, place=PLACE)
    await bound.hears_of(ChannelMoved("m1", channel(PLACE), channel("acme-new")))
    await bound.settles()
    assert bound.front.listens(channel("acme-new")) and len(bound.posted("acme-new")) == 1
    assert bound.posted(PLACE) == []


async def test_form_of_one_channel_does_not_switch_another(bound: House) -> None:
    """Of the other nobody knows who reads along."""
    await bound.says("lena", "/client-setup bind acme", place="acme-shared")
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    forged = replace(form, state={"channel": str(channel("acme-shared"))})
    assert "change in the meantime" in read(told(await bound.submits("tarik", forged, {}, place=PLACE)))
    assert not bound.front.listens(channel("acme-shared"))
    in_private = await bound.submits("tarik", form, {})
    assert "listens in this channel" in read(told(in_private)), "a window knows no channel but the form's"


async def test_moved_channel_takes_its_switch_along(bound: House) -> None:
    await switched_on(bound)
    message = await bound.writes("anna", PLACE, HIT)
    await bound.hears_of(ChannelMoved("m1", channel(PLACE), channel("acme-new")))
    await bound.deletes("acme-new", message)
    assert (await bound.incident(1)).quote == ""
    assert bound.front.listens(channel("acme-new")) and not bound.front.listens(channel(PLACE))


# --- A language model, per channel -------------------------------------------------------------------------------


async def test_language_model_is_offered_where_there_is_one_and_shown_in_the_channel(bound: House) -> None:
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    assert "language model" not in str(form.fields)
    engine = replace(bound.settings.detection, engine="openai")
    object.__setattr__(bound.kit, "settings", replace(bound.settings, detection=engine, openai=OpenAI()))
    form = asked(await bound.says("tarik", "/client-setup listen", place=PLACE))
    usual, instead = [block.text.splitlines() for block in form.intro if isinstance(block, Quote)]
    await switched_on(bound, engine="openai")
    posted = listening.preview(bound.posted(PLACE)[-1]).splitlines()
    assert "doubtful messages go" in instead[0] and [line for line in posted if line not in usual] == instead
    assert "doubtful messages go to a language model" in read(bound.posted(PLACE)[-1])
    async with bound.store.read() as unit:
        known = await unit.listened.of_channel(channel(PLACE))
    assert known is not None and known.language_model


async def test_owner_sees_beforehand_what_a_client_reads_with_a_language_model(shared: House) -> None:
    """The admin may choose one after the owner has agreed: the owner has seen that line too."""
    engine = replace(shared.settings.detection, engine="openai")
    object.__setattr__(shared.kit, "settings", replace(shared.settings, detection=engine, openai=OpenAI()))
    form = asked(await shared.says("olivia", "/client-setup listen", place=PLACE))
    seen = [line for block in form.intro if isinstance(block, Quote) for line in block.text.splitlines()]
    await switched_on(shared, "olivia", informed="yes")
    await switched_on(shared, engine="openai")
    posted = listening.preview(shared.posted(PLACE)[-1]).splitlines()
    assert "language model" in " ".join(posted) and set(posted) <= set(seen)


# --- After a pause nothing is stored -----------------------------------------------------------------------------


async def test_message_judged_while_it_was_paused_is_not_kept(bound: House) -> None:
    """Another replica paused it; this one does not know yet."""
    await switched_on(bound)
    store = bound.store
    assert isinstance(store, MemoryStore)
    async with store.write() as unit:
        known = await unit.listened.of_channel(channel(PLACE))
        assert known is not None
        await unit.listened.save(replace(known, state=ListeningState.PAUSED))
        await unit.commit()
    before = store.state
    await bound.writes("anna", PLACE, HIT)
    assert bound.detector.judged == [HIT]
    assert store.state is before


async def test_unreadable_record_makes_deaf(bound: House) -> None:
    await switched_on(bound)

    class Broken:
        def read(self) -> None:
            raise StoreFailed("gone")

    bound.ears._store = Broken()  # type: ignore[assignment]
    await bound.ears.renew()
    assert not bound.front.listens(channel(PLACE))

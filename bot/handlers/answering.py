"""What the people asked do with a check-in. An answer is a row of a round, a slot and sealed bytes; nothing else is
written for it, nothing is sent, nothing is logged: the reply is all there is."""

from bot.access import asker, joined
from bot.domain.checkin import Answer, Round, Sealed
from bot.domain.person import Person
from bot.errors import KeysLost, NotAllowed, NotFound, NotPossible
from bot.handlers.checkins import name_of
from bot.handlers.speech import voice_for
from bot.keeping import must_be_on
from bot.kit import Kit
from bot.messages import AnswerCheckin, AskCheckin, DeclineCheckins, ExplainCheckin
from bot.notices import checkins as notices
from bot.notices import forms
from bot.notices.checkins import OpenRound
from bot.ports import RoundKeys, Store, Unit
from bot.replies import Asked, Reply, Told


async def ask_checkin(message: AskCheckin, *, store: Store, kit: Kit, keys: RoundKeys) -> Reply:
    """The form. Reads only: who opens it is most likely going to answer."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        round = await _round_for(unit, kit, keys, person, message.round)
        shown = OpenRound(round.id, await name_of(unit, round.client), kit.calendar.day(round.closes_at))
    say = voice_for(kit, person)
    return Asked(forms.filled(say, notices.answer_form(say, shown), message.values, message.problems))


async def answer_checkin(message: AnswerCheckin, *, store: Store, kit: Kit, keys: RoundKeys) -> Reply:
    """A second answer takes the first one's slot. The person is looked up, never written down."""
    async with store.write() as unit:
        person = await asker(unit, kit, message.by)
        await unit.lock_client(f"checkin {message.round}")
        round = await _round_for(unit, kit, keys, person, message.round)
        try:
            seat = round.seats_of(person.id)[0]
            slot = keys.slot(round.id, seat)
            content = keys.seal(round.id, Answer(message.face, message.comment).padded())
        except KeysLost:
            raise NotPossible("round_void") from None
        await unit.checkins.put_answer(Sealed(round.id, slot, content))
        await unit.commit()
    return Told(notices.answered(voice_for(kit, person), kit.calendar.day(round.closes_at)))


async def _round_for(unit: Unit, kit: Kit, keys: RoundKeys, person: Person, id: str) -> Round:
    """The open round in which this person is asked; everything else has a kind sentence of its own."""
    round = await unit.checkins.by_id(id)
    if round is None:
        raise NotFound("checkin")
    if not round.takes_answers(kit.now()):
        raise NotPossible("round_void" if round.state.value == "void" else "round_over")
    if person.id not in round.roster:
        raise NotAllowed("checkin")
    await must_be_on(unit, keys)
    return round


async def explain_checkin(message: ExplainCheckin, *, store: Store, kit: Kit) -> Reply:
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
    return Told(notices.explained(voice_for(kit, person), kit.settings.checkins.minimum_group))


async def decline_checkins(message: DeclineCheckins, *, store: Store, kit: Kit, keys: RoundKeys) -> Reply:
    """Whoever is not to be asked any more takes back what was answered in rounds that are open."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        await unit.checkins.decline(person.id, declined=message.declined)
        if message.declined:
            for round in await unit.checkins.open_for(person.id):
                await _take_back(unit, keys, round, person)
        await unit.commit()
    say = voice_for(kit, person)
    return Told(notices.declined(say) if message.declined else notices.joined_again(say))


async def _take_back(unit: Unit, keys: RoundKeys, round: Round, person: Person) -> None:
    await unit.lock_client(f"checkin {round.id}")
    if keys.has(round.id):
        slots = [keys.slot(round.id, seat) for seat in round.seats_of(person.id)]
        await unit.checkins.take_back(round.id, slots)

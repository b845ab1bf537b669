"""Looking: help, privacy, how clients stand, charts, type-ahead."""

from collections.abc import Sequence
from datetime import timedelta

from bot.access import asker, client_led, is_unproven, lead_names, met
from bot.domain.chart import checkins_pictured
from bot.handlers.checkins import trend_data
from bot.handlers.speech import client_options, gravest_clients, named_or_bound, signs_in, voice_for
from bot.handlers.views import chart_data, scored_for
from bot.kit import Kit
from bot.messages import ChartAsked, ClientsSought, ShowHelp, ShowPrivacy, ShowStatus
from bot.notices import clients as notices
from bot.notices import help as help_notices
from bot.notices.parts import Option
from bot.ports import Charts, Store
from bot.record import assessed
from bot.replies import Reply, Told
from bot.wording import nearest_names

CHART_DAYS = 180
SUGGESTIONS = 20


async def show_help(message: ShowHelp, *, store: Store, kit: Kit) -> Reply:
    person = await met(store, kit, message.by)
    say = voice_for(kit, person)
    signs = list(signs_in(kit, say).values())
    return Told(help_notices.help(say, message.topic, signs, overheard=message.by.overheard))


async def show_privacy(message: ShowPrivacy, *, store: Store, kit: Kit) -> Reply:
    person = await met(store, kit, message.by)
    privacy = kit.settings.privacy
    return Told(help_notices.privacy(voice_for(kit, person), privacy.incident_days, privacy.quote_days))


async def show_status(message: ShowStatus, *, store: Store, kit: Kit) -> Reply:
    """One client line by line, or all of one's own, gravest first."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        say = voice_for(kit, person)
        named = await named_or_bound(unit, message.by, message.words)
        if named is None:
            shown, more = await gravest_clients(unit, person)
            own = [(client, await assessed(unit, kit, client)) for client in shown]
            own.sort(key=lambda pair: (-pair[1].stage, -pair[1].score, pair[0].name))
            return Told(notices.overview(say, own, more))
        client = await client_led(unit, person, named.id)
        scored = await scored_for(unit, kit, client, say.language, person)
        leads = await lead_names(unit, client)
    return Told(notices.status(say, client, scored, leads, linked=kit.links is not None))


async def draw_chart(message: ChartAsked, *, store: Store, kit: Kit, charts: Charts) -> bytes:
    """A client's score of the last half year with the stage lines, the incidents as marks and the talks; or what
    check-ins gave."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        if (about := checkins_pictured(message.client)) is not None:
            trend = await trend_data(unit, kit, person, message.by, about)
            return await charts.draw(trend, message.form, message.scheme)
        client = await client_led(unit, person, message.client)
        start = kit.today() - timedelta(days=CHART_DAYS)
        data = await chart_data(unit, kit, client, voice_for(kit, person), start)
    return await charts.draw(data, message.form, message.scheme)


async def seek_clients(message: ClientsSought, *, store: Store, kit: Kit) -> Sequence[Option]:
    """Every member sees client names; where a record is meant, only the clients one looks after are offered."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        if is_unproven(person, message.by):
            return ()
        led_by = person.id if message.led and not person.is_owner else None
        hits = await unit.clients.sought(message.words, SUGGESTIONS, led_by)
        if not hits and message.words.strip():
            everybody = await (unit.clients.led_by(led_by) if led_by else unit.clients.all())
            near = nearest_names(message.words, everybody)
            hits = [client for client in everybody if client.name in near]
    return client_options(hits)

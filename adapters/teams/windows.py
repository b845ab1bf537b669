"""What a person is shown, drawn for its place: a message in a chat, a card in another's place, a window."""

from dataclasses import dataclass, replace
from typing import Any

from adapters.teams import views
from adapters.teams.buttons import Where
from adapters.teams.pictures import Charts
from adapters.teams.render import activity, notice_card
from adapters.teams.speakers import Speaker
from bot.notices.parts import Form, Notice, Page, Paragraph, Quote, Span, Text, plain
from bot.replies import Asked, Replaced, Told

Json = dict[str, Any]
Shown = Told | Replaced | Asked | Page
_LONG = 20


@dataclass(frozen=True, slots=True)
class Place:
    """For forms: ``root`` tells one from another, ``channel`` is where it was opened."""

    root: str = ""
    channel: str = ""


class Windows:
    """Everything in the voice of whoever reads it, and with the charts that the person may see."""

    def __init__(self, charts: Charts) -> None:
        self._charts = charts

    async def window(self, shown: Shown, speaker: Speaker, place: Place) -> Json:
        """The answer to whatever opens, fills or changes a window."""
        title = plain(title_of(shown)) if isinstance(shown, Asked | Page) else "Signpost"
        return views.window(title, await self._card(shown, speaker, place, "window"))

    async def message(self, shown: Shown, speaker: Speaker, place: Place) -> Json:
        return activity(await self._card(shown, speaker, place, "chat"), title_of(shown))

    async def _card(self, shown: Shown, speaker: Speaker, place: Place, where: Where) -> Json:
        say = speaker.say
        if isinstance(shown, Asked):
            about = {"tenant": speaker.tenant, "channel": place.channel, "root": place.root}
            return views.form_card(shown.form, say=say, where=where, **about)
        if isinstance(shown, Page):
            return views.page_card(shown, say=say, where=where, pictures=await self._charts.of(speaker.by, shown))
        pictures = await self._charts.of(speaker.by, shown.notice)
        return notice_card(shown.notice, say=say, where=where, pictures=pictures)


def title_of(shown: Shown) -> Text:
    match shown:
        case Asked(form=form):
            return (Span(form.title),)
        case Page(title=title):
            return (Span(title),)
        case Told(notice=notice) | Replaced(notice=notice):
            return notice.title


def card_in(sent: Json) -> Json:
    """The card of a message."""
    card: Json = sent["attachments"][0]["content"]
    return card


def with_hint(shown: Shown, hint: Paragraph) -> Shown:
    """The hint stands right below the title, and above a form's fields."""
    match shown:
        case Asked(form=form):
            return Asked(_with_intro(form, hint))
        case Told(notice=notice):
            return replace(shown, notice=replace(notice, blocks=(hint, *notice.blocks)))
        case Replaced(notice=notice):
            return Replaced(replace(notice, blocks=(hint, *notice.blocks)))
        case Page():
            return shown


def _with_intro(form: Form, hint: Paragraph) -> Form:
    return replace(form, intro=(*form.intro, hint))


def with_words(notice: Notice, values: dict[str, str]) -> Notice:
    """A form whose window is gone: longer texts that were typed come back, to be copied."""
    for typed in values.values():
        if len(typed) > _LONG and " " in typed.strip():
            notice = replace(notice, blocks=(*notice.blocks, Quote(typed, copyable=True)))
    return notice

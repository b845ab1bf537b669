"""What a person is shown, drawn for its place: a message in a chat, a card in another's place, a window."""

from dataclasses import dataclass, replace
from typing import Any

from adapters.teams import views
from adapters.teams.pictures import Charts
from adapters.teams.render import message
from adapters.teams.speakers import Speaker
from bot.notices.parts import Form, Notice, Page, Paragraph, Quote
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
        if isinstance(shown, Asked):
            return views.form_view(shown.form, say=speaker.say, **_form(speaker, place))
        seen = shown if isinstance(shown, Page) else shown.notice
        pictures = await self._charts.of(speaker.by, seen)
        if isinstance(seen, Page):
            return views.page_view(seen, say=speaker.say, pictures=pictures)
        return views.notice_view(seen, say=speaker.say, pictures=pictures)

    async def message(self, shown: Shown, speaker: Speaker, place: Place) -> Json:
        if isinstance(shown, Asked):
            return views.form_message(shown.form, say=speaker.say, **_form(speaker, place))
        seen = shown if isinstance(shown, Page) else shown.notice
        pictures = await self._charts.of(speaker.by, seen)
        if isinstance(seen, Page):
            return views.page_message(seen, say=speaker.say, pictures=pictures)
        return message(seen, say=speaker.say, pictures=pictures)


def card_in(sent: Json) -> Json:
    """The card of a message."""
    card: Json = sent["attachments"][0]["content"]
    return card


def _form(speaker: Speaker, place: Place) -> dict[str, str]:
    return {"tenant": speaker.tenant, "channel": place.channel, "root": place.root}


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

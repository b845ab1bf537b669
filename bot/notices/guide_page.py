"""The guide for a talk as a page to print: for whoever leads it, not to be handed over."""

from bot.notices.guide import GuideView, guide_sections, next_steps
from bot.notices.parts import Page, Paragraph, Section
from bot.voice import Voice


def guide_page(say: Voice, view: GuideView) -> Page:
    text = say("Record the talk on the same day, with every point that was agreed: who does what until when.")
    after = Section(say.word("Afterwards"), (Paragraph(text),), next_steps(say, view))
    lead = say("Prepared on {day} for whoever leads the talk. Not to be handed over.", day=say.day(view.today))
    title = say.word("{client}: preparing the talk", client=view.client.name)
    return Page("talk", title, (*guide_sections(say, view), after), lead)

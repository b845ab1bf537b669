"""The sheet before a decision as a page to print."""

from bot.notices.decision import DecisionView, decision_sections, next_steps, yours
from bot.notices.parts import Page, Paragraph, Section
from bot.voice import Voice


def decision_page(say: Voice, view: DecisionView) -> Page:
    last = Section(say.word("The next step"), (Paragraph(yours(say)),), next_steps(say, view))
    lead = say("As of {day}. For the lead and the owner only.", day=say.day(view.today))
    title = say.word("{client}: before the decision", client=view.client.name)
    return Page("decision", title, (*decision_sections(say, view), last), lead)

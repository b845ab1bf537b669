"""Words for a parting: its list with a hint and source for each item, its steps, its sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.parting import Item, ItemState, Step
from bot.notices.ending import Law, law_text
from bot.notices.labels import N_
from bot.notices.parts import Text
from bot.voice import Voice

STATES: Mapping[ItemState, str] = {
    ItemState.OPEN: N_("open"),
    ItemState.DONE: N_("done"),
    ItemState.NOT_NEEDED: N_("not needed"),
}


COUNTRIES: Mapping[str, str] = {"DE": N_("Germany"), "AT": N_("Austria"), "CH": N_("Switzerland")}


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of the list: its name, and what has to be thought of, with the source."""

    label: str
    law: Law


ITEMS: Mapping[Item, Listed] = {
    Item.CONTRACT: Listed(
        N_("Contract and term"),
        Law(
            N_("Which contract, in which version; term, renewal, the form that a notice needs, and who has to get it."),
            N_("the contract; for the form § 127 BGB"),
            "gesetze-im-internet.de/bgb/__127.html",
        ),
    ),
    Item.NOTICE: Listed(
        N_("Notice"),
        Law(
            N_("The notice period, the end date, and the day by which the client has to receive the letter."),
            N_("the contract; Germany: §§ 620, 621, 627, 648 BGB"),
            "gesetze-im-internet.de/bgb",
        ),
    ),
    Item.LIABILITY: Listed(
        N_("Liability and penalties"),
        Law(
            N_("What an early end costs and who answers for it: penalties, damages, money paid in advance."),
            N_("the contract; Germany: §§ 339, 628 BGB"),
            "gesetze-im-internet.de/bgb/__628.html",
        ),
    ),
    Item.STATUTE: Listed(
        N_("Statutory rules"),
        Law(
            N_("What the contract cannot rule out, notice for an important reason above all."),
            N_("Germany: §§ 314, 626, 648a BGB"),
            "gesetze-im-internet.de/bgb/__314.html",
        ),
    ),
    Item.DELIVERABLES: Listed(
        N_("Open deliverables"),
        Law(N_("What is begun or promised: finish it, hand it over or stop it, each with a day."), N_("the contract")),
    ),
    Item.INVOICES: Listed(
        N_("Open invoices"),
        Law(
            N_(
                "Between firms in default: in Germany nine points over the base rate, and 40 EUR flat for each claim, "
                "which counts towards costs of collecting it; in Austria 9.2 points, in Switzerland 5 percent."
            ),
            N_("Germany: §§ 286, 288 BGB; Austria: §§ 456, 458 UGB; Switzerland: Art. 104 of the Code of Obligations"),
            "gesetze-im-internet.de/bgb/__288.html",
        ),
    ),
    Item.WARNING: Listed(
        N_("Warning or deadline"),
        Law(
            N_(
                "Whoever wants to end it for a breach mostly has to warn or set a deadline first, and act within a "
                "reasonable time of knowing."
            ),
            N_("Germany: § 314(2), (3) BGB"),
            "gesetze-im-internet.de/bgb/__314.html",
        ),
    ),
    Item.COUNSEL: Listed(
        N_("Counsel asked"),
        Law(
            N_(
                "When in doubt, and always before notice without a period: that one is due within two weeks of knowing."
            ),
            N_("Germany: § 626(2) BGB"),
            "gesetze-im-internet.de/bgb/__626.html",
        ),
    ),
    Item.SIGNATORY: Listed(
        N_("Who signs, and may"),
        Law(
            N_(
                "Whoever signs for somebody else encloses the original power of attorney; without it the client may "
                "reject the notice at once."
            ),
            N_("Germany: § 174 BGB"),
            "gesetze-im-internet.de/bgb/__174.html",
        ),
    ),
    Item.RECEIPT: Listed(
        N_("Proof of receipt"),
        Law(
            N_("Notice counts from its receipt, so keep a proof of it: a messenger, say, or a signed copy."),
            N_("Germany: § 130(1) BGB"),
            "gesetze-im-internet.de/bgb/__130.html",
        ),
    ),
    Item.DATA: Listed(
        N_("Data: return and deletion"),
        Law(
            N_(
                "Return or delete what was processed for the client, as agreed; keep what the law says has to be kept "
                "(books and letters of trade, say)."
            ),
            N_("Art. 28(3)(g) GDPR; Germany: § 147 AO, § 257 HGB"),
            "eur-lex.europa.eu/eli/reg/2016/679/oj",
        ),
    ),
}

STEPS: Mapping[str, str] = {
    "begun": N_("began the parting"),
    "parted": N_("closed it: a former client now"),
    "taken_back": N_("took it back: we go on together"),
    "receive_on": N_("the client receives the notice on: {about}"),
    "ends_on": N_("settled end: {about}"),
    "last_invoice_on": N_("day of the last invoice: {about}"),
    "last_invoice_out": N_("the last invoice is out"),
    "last_invoice_not_out": N_("the last invoice is not out after all"),
    "item_open": N_("{about}: open again"),
    "item_done": N_("{about}: done"),
    "item_not_needed": N_("{about}: not needed"),
    "handover_added": N_("to be handed over: {about}"),
    "handover_done": N_("handed over: {about}"),
    "warned": N_("recorded a warning to the client: {about}"),
    "invoice_added": N_("unpaid: {about}"),
    "invoice_paid": N_("paid: {about}"),
    "looked_back": N_("looked back"),
}
"""What somebody did. ``about``: a day, an item's name, or somebody's words."""
DAY_STEPS = ("receive_on", "ends_on", "last_invoice_on")


def step_words(say: Voice, step: Step) -> Text:
    """What was done, without by whom and when."""
    about, note = step.about, step.note
    if step.act in DAY_STEPS:
        about = say.day(date.fromisoformat(about)) if about else "–"
    elif step.act.startswith("item_"):
        about = say.word(ITEMS[Item(about)].label)
    words = say(STEPS[step.act], about=about)
    # Whoever is to hand something over stands in the list, not here.
    if not note or step.act == "handover_added":
        return words
    if step.act in DAY_STEPS:
        return (*words, *say(" (before: {day})", day=say.day(date.fromisoformat(note))))
    return (*words, *say(" · {note}", note=note))


def hint_of(say: Voice, item: Item) -> Text:
    return law_text(say, ITEMS[item].law)


def money(say: Voice, amount: Decimal, currency: str = "") -> str:
    """``1.234,50 EUR`` in German, ``1,234.50 EUR`` in English."""
    written = f"{amount:,.2f}"
    if say.language == "de":
        written = written.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{written} {currency}" if currency else written

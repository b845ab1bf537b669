"""When a contract can end, in words: the day, the rule it rests on with its source, and what has to be minded."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ending import Ending, Gap, Hint, Rule
from bot.notices.labels import N_
from bot.notices.parts import Block, Facts, Items, Paragraph, Small, Subhead, Text
from bot.voice import Voice


@dataclass(frozen=True, slots=True)
class Law:
    """One rule in words. ``source`` names the paragraph, ``at`` is where it can be read."""

    words: str
    source: str = ""
    at: str = ""


_BGB = "gesetze-im-internet.de/bgb/__{}.html"
_ABGB = "ris.bka.gv.at (ABGB)"
_OR = "fedlex.admin.ch/eli/cc/27/317_321_377/de"

RULES: Mapping[Rule, Law] = {
    Rule.AGREED: Law(N_("The notice period of the contract goes first."), N_("the contract")),
    Rule.AGREED_ANY: Law(N_("The contract can be ended at any time by its own wording."), N_("the contract")),
    Rule.TERM: Law(
        N_("A fixed term ends by itself. Ordinary notice before is possible only where the contract allows it."),
        N_("the contract; Germany: § 620 BGB"),
        _BGB.format("620"),
    ),
    Rule.TERM_AND_NOTICE: Law(
        N_("The contract has a term and a notice period: notice in time ends it with its term."), N_("the contract")
    ),
    Rule.DAY: Law(
        N_("Paid by day: notice on any day for the end of the next."), N_("§ 621 No. 1 BGB"), _BGB.format(621)
    ),
    Rule.WEEK: Law(
        N_("Paid by week: notice by a week's first working day for the end of its Saturday."),
        N_("§ 621 No. 2 BGB"),
        _BGB.format(621),
    ),
    Rule.MONTH: Law(
        N_("Paid by month: notice by the 15th for the end of the month."), N_("§ 621 No. 3 BGB"), _BGB.format(621)
    ),
    Rule.QUARTER: Law(
        N_("Paid by quarter or longer: six weeks to the end of a calendar quarter."),
        N_("§ 621 No. 4 BGB"),
        _BGB.format(621),
    ),
    Rule.UNTIMED: Law(N_("Not paid by periods of time: notice at any time."), N_("§ 621 No. 5 BGB"), _BGB.format(621)),
    Rule.TRUST: Law(
        N_("Services of special trust without fixed pay: notice at any time, also without a reason."),
        N_("§ 627(1) BGB"),
        _BGB.format(627),
    ),
    Rule.WORKS: Law(
        N_("A contract for works: only the customer may end it at any time. The firm has no ordinary notice."),
        N_("§ 648 BGB"),
        _BGB.format(648),
    ),
    Rule.AT_OPEN: Law(
        N_(
            "Austrian law sets no notice period for a free contract of services; § 1159 ABGB is for employees. The "
            "contract or counsel decides, so no day is named here."
        ),
        N_("OGH, 27 Feb 2025, 8 ObS 4/24g"),
        "wko.at/arbeitsrecht/kuendigungsfristen-freie-dienstnehmer",
    ),
    Rule.AT_WORKS: Law(
        N_(
            "A contract for works: the statute speaks of the customer's calling it off, not of notice by the firm. The "
            "contract or counsel decides, so no day is named here."
        ),
        "§ 1168 ABGB",
        _ABGB,
    ),
    Rule.CH_MANDATE: Law(
        N_("A mandate can be ended by either side at any time."),
        N_("Art. 404(1) of the Swiss Code of Obligations"),
        _OR,
    ),
    Rule.CH_WORKS: Law(
        N_(
            "A contract for works: only the customer may withdraw at any time. For the firm the contract or counsel "
            "decides, so no day is named here."
        ),
        N_("Art. 377 of the Swiss Code of Obligations"),
        _OR,
    ),
    Rule.OPEN: Law(N_("The facts do not settle a day, so none is named.")),
}

HINTS: Mapping[Hint, Law] = {
    Hint.RECEIPT: Law(
        N_("What counts is the day on which the client receives the notice. Keep a proof of it."),
        N_("Germany: § 130(1) BGB"),
        _BGB.format(130),
    ),
    Hint.NO_EXTENSION: Law(
        N_(
            "The last day is not moved when it falls on a weekend or a holiday. Have the notice arrive on the working "
            "day before."
        ),
        N_("Germany: BGH, 17 Feb 2005, III ZR 172/04, on § 193 BGB"),
        "lorenz.userweb.mwn.de/urteile/iiizr172_04.htm",
    ),
    Hint.TERM_ENDS_ITSELF: Law(N_("No notice is needed for the end of the term; say in writing that it ends.")),
    Hint.RENEWAL: Law(
        N_("Look whether the contract renews itself, and by when that has to be declined."), N_("the contract")
    ),
    Hint.MAIN_OCCUPATION: Law(
        N_("{day}, if the work takes up your earning activity wholly or mainly: then two weeks' notice."),
        N_("§ 621 No. 5 BGB"),
        _BGB.format(621),
    ),
    Hint.FIRST_WORKING_DAY: Law(
        N_("Which day is a week's first working day follows the firm's calendar of holidays."),
        N_("§ 621 No. 2 BGB"),
        _BGB.format(621),
    ),
    Hint.UNTIMELY: Law(
        N_(
            "{day}, if the services rest on special trust and no fixed pay was agreed. Leave the client time to find "
            "somebody else: notice at an ill-timed moment costs damages unless there is an important reason for it."
        ),
        "§ 627 BGB",
        _BGB.format(627),
    ),
    Hint.FIXED_PAY: Law(
        N_(
            "A lasting contract with fixed pay is outside § 627, and a contract may exclude it. Whether a monthly fee "
            "is fixed pay is for counsel."
        ),
        "§ 627(1) BGB",
        _BGB.format(627),
    ),
    Hint.WORKS_REASON: Law(
        N_(
            "For an important reason both sides may end it without a period, within a reasonable time of knowing; as a "
            "rule after a deadline or a warning."
        ),
        "§ 648a, § 314(2), (3) BGB",
        _BGB.format("648a"),
    ),
    Hint.WORKS_COOPERATION: Law(
        N_(
            "Where the client fails to cooperate, the firm may set a reasonable deadline and say that it will end the "
            "contract otherwise; when it passes without effect, the contract counts as ended."
        ),
        "§ 643, § 642 BGB",
        _BGB.format(643),
    ),
    Hint.WORKS_AGREED: Law(
        N_(
            "The statute gives the firm no ordinary notice of a contract for works: see that the clause gives it to "
            "you."
        ),
        N_("the contract; § 648 BGB, § 1168 ABGB, Art. 377 of the Swiss Code of Obligations"),
    ),
    Hint.IMPORTANT_REASON: Law(
        N_(
            "Notice for an important reason is another way, with conditions and deadlines of its own; mostly a warning "
            "or a deadline comes first. Ask counsel."
        ),
        N_("Germany: § 314, § 626 BGB"),
        _BGB.format(314),
    ),
    Hint.AT_EMPLOYEES: Law(N_("Whoever works like an employee has notice periods of their own."), "§ 1159 ABGB", _ABGB),
    Hint.AT_COOPERATION: Law(
        N_(
            "Where the client fails to cooperate, the firm may set a reasonable deadline and declare that the contract "
            "is ended when it passes without effect."
        ),
        "§ 1168(2) ABGB",
        _ABGB,
    ),
    Hint.CH_ANY_TIME: Law(
        N_("{day}, if the contract is a mandate: by settled case law that right cannot be waived."),
        N_("Art. 404(1) of the Swiss Code of Obligations; BGE 115 II 464"),
        _OR,
    ),
    Hint.CH_UNTIMELY: Law(
        N_(
            "Whoever ends a mandate at an ill-timed moment owes damages. Whether the contract is a mandate is for "
            "counsel."
        ),
        N_("Art. 404(2) of the Swiss Code of Obligations"),
        _OR,
    ),
}
_UNTIMELY_NOW = N_(
    "Leave the client time to find somebody else: notice at an ill-timed moment costs damages unless there is an "
    "important reason for it."
)

FIELDS: Mapping[str, str] = {
    "contract_kind": N_("Kind of contract"),
    "contract_start": N_("Contract since"),
    "term_end": N_("Fixed term until"),
    "notice": N_("Notice period"),
    "clause": N_("Clause on ending it"),
    "pay_rhythm": N_("Paid"),
    "country": N_("Governing law"),
}

CHANGES: Mapping[str, str] = {
    "law_unknown": N_("the rules are known for Germany, Austria and Switzerland only."),
    "end_before_start": N_("the term ends before the contract began ({day}). One of the two is wrong."),
    "term_passed": N_(
        "the term ended on {day}. Either there is nothing left to end, or it goes on: then as it was renewed, or "
        "without a term (in Germany § 625 BGB)."
    ),
    "not_begun": N_("the contract begins on {day} only. Whether notice counts before that is for its wording."),
    "unreadable": N_("this is no period that can be counted."),
    "renews": N_(
        "the notice period no longer fits into the term. Unless the contract renews itself it ends on {day}; if it "
        "does, the renewed term decides."
    ),
    "notice_within_term": N_("if it allows notice during the term, the contract can end on {day} already."),
    "which_law": N_(
        "services have notice periods by how they are paid, services of special trust end at any time, works only for "
        "an important reason."
    ),
    "which_row": N_("by day, week, month or quarter it decides the notice period and the day it runs to."),
    "contract_first": N_("if the contract has one, it goes first, and every day named here may change."),
}


def ending_blocks(say: Voice, ending: Ending) -> tuple[Block, ...]:
    """The day, its rule, what is missing and what to mind; always with the sources."""
    blocks: list[Block] = [Facts(_days(say, ending)), _rule(say, ending)]
    if ending.otherwise:
        blocks.append(Items(tuple(law_text(say, HINTS[one.hint], say.day(one.ends_on)) for one in ending.otherwise)))
    if ending.gaps:
        blocks += [Subhead(say("What is missing, and what it would change")), Items(tuple(_gaps(say, ending)))]
    if ending.hints:
        blocks += [Subhead(say("Mind")), Items(tuple(hint_text(say, hint) for hint in ending.hints))]
    return (*blocks, no_advice(say))


def no_advice(say: Voice) -> Small:
    return Small(say("A reading aid, no legal advice. The contract and counsel decide."))


def _days(say: Voice, ending: Ending) -> tuple[tuple[str, Text], ...]:
    none = say.word("no day can be named")
    rows = [
        (say.word("If notice is received on"), say.day(ending.received)),
        (say.word("Earliest end"), say.day(ending.ends_on) if ending.ends_on else none),
    ]
    if ending.receive_by and ending.ends_on and ending.receive_by != ending.received:
        rows.append((say.word("Same end if received by"), say.day(ending.receive_by)))
    if ending.safe_by and ending.safe_by != ending.receive_by:
        rows.append((say.word("On the safe side"), say.day(ending.safe_by)))
    if ending.missed_ends_on and ending.missed_ends_on != ending.ends_on and ending.receive_by != ending.received:
        rows.append((say.word("One day later"), say.day(ending.missed_ends_on)))
    return tuple((label, say("{value}", value=value)) for label, value in rows)


def _rule(say: Voice, ending: Ending) -> Paragraph:
    return Paragraph(law_text(say, RULES[ending.rule]))


def hint_text(say: Voice, hint: Hint) -> Text:
    """A hint that stands by itself, with its source."""
    if hint is Hint.UNTIMELY:
        return law_text(say, Law(_UNTIMELY_NOW, HINTS[hint].source, HINTS[hint].at))
    return law_text(say, HINTS[hint])


def law_text(say: Voice, law: Law, day: str = "") -> Text:
    """A rule in words, with its source and where that can be read."""
    words = say(law.words, day=day)
    if not law.source:
        return words
    source = say.word(law.source)
    return (*words, *say(" ({source})", source=f"{source}, {law.at}" if law.at else source))


def _gaps(say: Voice, ending: Ending) -> list[Text]:
    return [gap_text(say, gap) for gap in ending.gaps]


def gap_text(say: Voice, gap: Gap) -> Text:
    """The field's name, and what it would change."""
    changes = say(CHANGES[gap.changes], day=say.day(gap.day) if gap.day else "")
    return (*say("*{field}*: ", field=say.word(FIELDS[gap.field])), *changes)

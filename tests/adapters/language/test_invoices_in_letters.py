"""Unpaid invoices in letters: in a reminder, in an exit message, one and several, and what rests on which."""

import re
from dataclasses import replace

import pytest

from adapters.language.template import TemplateDrafter
from bot.domain.draft import BODY_LIMIT, Brief, DraftKind, Letter, Tone
from bot.letterwords import NEVER
from tests.adapters.language.briefs import KNOWN, LANGUAGES, OWED, brief, invoice_fact, owing
from tests.adapters.language.never import LABELS

DRAFTER = TemplateDrafter()
REMINDER, EXIT = DraftKind.PAYMENT_REMINDER, DraftKind.EXIT
LISTED = {
    "de": (
        "• Rechnung 2026-7{} über 1.200,00 EUR, fällig am 28. Oktober 2026",
        "• Rechnung [Rechnungsnummer]{} über 500,50 EUR, fällig am 3. November 2026",
        "• Rechnung RE 12/b{} über 99,00 CHF, fällig am 9. November 2026",
    ),
    "en": (
        "• Invoice 2026-7{} for EUR 1,200.00, due on 28 October 2026",
        "• Invoice [invoice number]{} for EUR 500.50, due on 3 November 2026",
        "• Invoice RE 12/b{} for CHF 99.00, due on 9 November 2026",
    ),
}
OWN_DATE = {"de": " vom [Rechnungsdatum]", "en": " of [invoice date]"}
ONE = {
    ("de", Tone.WARM): "die Rechnung 2026-7 über 1.200,00 EUR noch offen; fällig war sie am 28. Oktober 2026.",
    ("de", Tone.PLAIN): "Rechnung: 2026-7 vom [Rechnungsdatum]\nBetrag: 1.200,00 EUR\nFällig am: 28. Oktober 2026",
    ("de", Tone.FIRM): "die Rechnung 2026-7 vom [Rechnungsdatum] über 1.200,00 EUR war am 28. Oktober 2026 fällig.",
    ("en", Tone.WARM): "Our invoice 2026-7 for EUR 1,200.00 was due on 28 October 2026, and we have not seen it come",
    ("en", Tone.PLAIN): "Invoice: 2026-7 of [invoice date]\nAmount: EUR 1,200.00\nDue on: 28 October 2026",
    ("en", Tone.FIRM): "Invoice 2026-7 of [invoice date] for EUR 1,200.00 was due on 28 October 2026.",
}
STILL_OPEN = [
    ("de", Tone.WARM, 1, "; offen ist zurzeit die Rechnung 2026-7 über 1.200,00 EUR."),
    ("de", Tone.PLAIN, 1, " Derzeit offen: die Rechnung 2026-7 über 1.200,00 EUR."),
    ("de", Tone.FIRM, 1, " Offen ist derzeit die Rechnung 2026-7 über 1.200,00 EUR, zahlbar bis [Datum]."),
    ("en", Tone.WARM, 1, "; open at present: invoice 2026-7 for EUR 1,200.00."),
    ("en", Tone.PLAIN, 1, " Currently open: invoice 2026-7 for EUR 1,200.00."),
    ("en", Tone.FIRM, 1, " Currently open is invoice 2026-7 for EUR 1,200.00, payable by [date]."),
    ("de", Tone.WARM, 2, "; offen sind zurzeit die Rechnungen {0} und {1}."),
    ("de", Tone.PLAIN, 3, " Derzeit offen: die Rechnungen {0}, {1} und {2}."),
    ("de", Tone.FIRM, 3, " Offen sind derzeit die Rechnungen {0}, {1} und {2}, zahlbar bis [Datum]."),
    ("en", Tone.WARM, 3, "; open at present: invoices {0}, {1} and {2}."),
    ("en", Tone.PLAIN, 3, " Currently open: invoices {0}, {1} and {2}."),
    ("en", Tone.FIRM, 2, " Currently open are invoices {0} and {1}, payable by [date]."),
]
NAMED = {
    "de": ("2026-7 über 1.200,00 EUR", "[Rechnungsnummer] über 500,50 EUR", "RE 12/b über 99,00 CHF"),
    "en": ("2026-7 for EUR 1,200.00", "[invoice number] for EUR 500.50", "RE 12/b for CHF 99.00"),
}
UNKNOWN_SUMS = {
    "de": "[Beträge mit Rechnungsnummern oder „keine Beträge“]",
    "en": '[sums with invoice numbers, or "none"]',
}
SINGULAR = {
    "de": r"\b(?:der|die|zur|folgender|unsere) Rechnung\b|\bden Betrag\b",
    "en": r"\b(?:the|our|following) invoice\b|\bthe (?:amount|payment)\b|\bpaying it\b",
}
PLURAL = {"de": r"Rechnungen|die Beträge", "en": r"invoices|the amounts|\bthem\b"}


async def written(base: Brief, language: str, kind: DraftKind, tone: Tone) -> Letter:
    return await DRAFTER.write(brief(base, language, kind, tone))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
async def test_a_reminder_names_the_one_that_is_overdue(language: str, tone: Tone) -> None:
    letter = await written(owing(1), language, REMINDER, tone)
    assert ONE[language, tone] in letter.body and "2026-7" in letter.subject
    assert not re.search(PLURAL[language], letter.body)
    marks = set(re.findall(r"\[[^\]]*\]", f"{letter.subject}\n{letter.body}"))
    bare = await written(KNOWN, language, REMINDER, tone)
    gone = set(re.findall(r"\[[^\]]*\]", f"{bare.subject}\n{bare.body}")) - marks
    number, amount, due = {
        "de": ("[Rechnungsnummer]", "[Betrag]", "[Fälligkeitsdatum]"),
        "en": ("[invoice number]", "[amount]", "[due date]"),
    }[language]
    assert gone == {number, amount, due}, "its own date and the new one are for a person to fill in"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
async def test_a_reminder_lists_several_each_resting_on_its_own_fact(language: str, tone: Tone) -> None:
    letter = await written(owing(3), language, REMINDER, tone)
    lines = [line.format("" if tone is Tone.WARM else OWN_DATE[language]) for line in LISTED[language]]
    assert "\n\n" + "\n".join(lines) + "\n\n" in letter.body
    resting = {one.text: one.facts for one in letter.passages}
    assert [resting[line] for line in lines] == [(fact.id,) for fact in OWED]
    assert set(letter.facts) == {fact.id for fact in OWED}
    around = "\n".join(line for line in letter.body.splitlines() if line not in lines)
    assert not re.search(SINGULAR[language], around) and re.search(PLURAL[language], around)
    assert "2026-7" not in letter.subject


@pytest.mark.parametrize(("language", "tone", "count", "said"), STILL_OPEN)
async def test_an_exit_message_says_what_is_open(language: str, tone: Tone, count: int, said: str) -> None:
    letter = await written(owing(count), language, EXIT, tone)
    assert said.format(*NAMED[language]) in letter.body
    assert UNKNOWN_SUMS[language] not in letter.body
    (resting,) = [one for one in letter.passages if "2026-7" in one.text]
    assert resting.facts[-count:] == tuple(fact.id for fact in OWED[:count])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
async def test_an_exit_message_that_knows_of_none_leaves_the_gap(language: str, tone: Tone) -> None:
    letter = await written(KNOWN, language, EXIT, tone)
    assert UNKNOWN_SUMS[language] in letter.body
    assert ("ffen sind" in letter.body) is (language == "de" and tone is not Tone.PLAIN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("kind", (REMINDER, EXIT))
async def test_ten_are_named_and_more_are_left_to_a_person(language: str, tone: Tone, kind: DraftKind) -> None:
    """Also with numbers as long as they may be, the letter fits into its form."""
    many = [invoice_fact(f"v{n}", f"{n:040}", "999999999.99", "2026-09-28") for n in range(1, 12)]
    marks = {
        ("de", REMINDER): "• [weitere Rechnungen mit Betrag und Fälligkeitsdatum]",
        ("de", EXIT): " und [weitere Rechnungen mit Beträgen]",
        ("en", REMINDER): "• [further invoices with amount and due date]",
        ("en", EXIT): " and [further invoices with amounts]",
    }
    for count in (10, 11):
        letter = await written(replace(KNOWN, facts=(*KNOWN.facts, *many[:count])), language, kind, tone)
        assert len(letter.body) <= BODY_LIMIT
        assert [number for number in range(1, 12) if f"{number:040}" in letter.body] == [*range(1, 11)]
        assert (marks[language, kind] in letter.body) is (count == 11)
        assert set(letter.facts) >= {fact.id for fact in many[:10]} and "invoice:v11" not in letter.facts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_that_read_alike_are_both_rested_on(language: str) -> None:
    twins = (invoice_fact("a", "", "50", "2026-11-02"), invoice_fact("b", "", "50", "2026-11-02"))
    letter = await written(replace(KNOWN, facts=twins), language, REMINDER, Tone.WARM)
    (resting,) = [one for one in letter.passages if one.text.startswith("•")]
    assert resting.facts == ("invoice:a", "invoice:b")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("kind", (DraftKind.BOUNDARY, DraftKind.TALK_INVITATION))
async def test_letters_about_other_things_name_none(language: str, tone: Tone, kind: DraftKind) -> None:
    assert await written(owing(3), language, kind, tone) == await written(KNOWN, language, kind, tone)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("kind", (REMINDER, EXIT))
@pytest.mark.parametrize("count", (1, 2, 3))
async def test_they_add_no_word_that_no_letter_contains_and_no_currency_twice(
    language: str, tone: Tone, kind: DraftKind, count: int
) -> None:
    letter = await written(owing(count), language, kind, tone)
    text = f"{letter.subject}\n{letter.body}"
    assert not set(re.findall(r"[\w-]+", text.lower())) & NEVER[language] and "!" not in text
    assert not [label for label in LABELS[language] if label in text.lower()]
    assert not re.search(r"(?:EUR|CHF) (?:EUR|CHF)", text)
    assert 0 < len(letter.subject) <= 120


@pytest.mark.parametrize("number", ["{{7*7}}", "[Betrag]", "a\nb", "<b>7</b>", "7" * 40])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
async def test_a_hostile_number_stays_text_in_one_line(language: str, tone: Tone, number: str) -> None:
    plain = await written(owing(1), language, REMINDER, tone)
    hostile = replace(KNOWN, facts=(*KNOWN.facts, invoice_fact("v1", number, "1200", "2026-10-28")))
    letter = await written(hostile, language, REMINDER, tone)
    assert letter.body.count("\n") == plain.body.count("\n") and "\n" not in letter.subject
    assert letter.body.count("[") == plain.body.count("[") and "49" not in letter.body

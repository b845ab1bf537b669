"""What a language model may write, and what is never shown: one planted fault at a time in a good letter."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.language.openai.lettering import request_for
from adapters.language.template import TemplateDrafter
from bot.domain.draft import Brief, DraftKind, FactKind, Letter, Passage, Tone
from bot.lettercheck import fault_of
from bot.names import PersonsAndClients
from tests.adapters.language.briefs import KNOWN, LANGUAGES, UNKNOWN, brief, fact, invoice_fact, owing, without
from tests.adapters.language.letter_parts import answer
from tests.adapters.language.model_server import as_body

PEOPLE = frozenset({"Anna Berg", "Jürgen Klos", "Mara Lindqvist", "U0MARA"})
CLIENTS = frozenset({"Nordlicht Möbel GmbH", "Nordlicht", "Bergwerk Süd", "H&M", "Neue Wege GmbH"})
RECORD = PersonsAndClients(PEOPLE, CLIENTS, frozenset({"neue", "wege"}))


def written(language: str, kind: DraftKind, base: Brief = KNOWN) -> tuple[Letter, Brief]:
    made = brief(base, language, kind, Tone.PLAIN)
    return request_for(made, RECORD).letter(as_body(answer(language, kind, known=bool(base.facts)))), made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DraftKind)
@pytest.mark.parametrize("base", [KNOWN, UNKNOWN], ids=["known", "unknown"])
def test_good_letters_pass(language: str, kind: DraftKind, base: Brief) -> None:
    letter, made = written(language, kind, base)
    assert fault_of(letter, made, RECORD) == ""
    assert "Nordlicht Möbel GmbH" in letter.subject and "[CLIENT" not in letter.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DraftKind)
@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("invoices", (0, 1, 3))
async def test_templates_pass_too(language: str, kind: DraftKind, tone: Tone, invoices: int) -> None:
    """But for the law that the firm German reminder names in brackets, for a person to decide."""
    made = brief(owing(invoices), language, kind, tone)
    letter = await TemplateDrafter().write(made)
    named = (language, kind, tone) == ("de", DraftKind.PAYMENT_REMINDER, Tone.FIRM)
    assert fault_of(letter, made, RECORD) == ("law" if named else "")


def said(text: str) -> Callable[[Letter], Letter]:
    """The letter with one more sentence."""
    return lambda letter: replace(letter, body=letter.body.replace("\n\n", f"\n\n{text} ", 1))


FAULTS = {
    "link": ("Mehr unter https://example.org/x.", "See www.example.com.", "Auf nordlicht.de steht es.", "mailto:a b"),
    "mention": ("Fragen Sie @lena.", "Write to lena@agency", "<!channel> Hallo", "#general"),
    "markup": ("<b>Wichtig</b>", "Das ist `so`.", "[hier](x)", "**Wichtig**", "{{ client }}", "&lt;x&gt;", "a | b"),
    "foreign_name": (
        *("Wie bei Bergwerk Süd.", "wie bei BERGWERK", "Bergwerks Team", "wie H&M", "Berg-Werk Sued", "b e r g werk"),
        *("Jürgen Klos kommt.", "Frau Lindqvist sagt", "Juergen kommt", "Maras Meinung", "U0MARA"),
    ),
    "law": ("Nach § 314 geht das.", "BGB", "Wir kündigen fristlos.", "aus wichtigem Grund", "Verzugszinsen", "Haftung"),
    "day": ("Seit dem 5. November 2026.", "bis 2026-12-24", "am 31.12.2026", "on 30 February 2027", "November 5, 2026"),
    "sum": ("Es sind 900 EUR offen.", "about € 4.501", "EUR 12", "10 % Rabatt"),
    "number": ("Konto 4711 bei der Bank", "zum 47. Mal", "2019"),
    "shouting": ("Danke!",),
    "placeholder": ("[PERSON_9] kommt", "wie [CLIENT_2]"),
    "unseen": ("Wort\u200bteil", "a\u202eb", "x\x07"),
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in FAULTS.items() for text in texts])
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sentence_too_much_is_caught(language: str, code: str, text: str) -> None:
    letter, made = written(language, DraftKind.EXIT)
    faulty = said(text)(letter)
    assert faulty.body != letter.body
    found = fault_of(faulty, made, RECORD)
    assert found, text
    also = {"mention": "link", "markup": "mention", "link": "mention", "number": "day"}
    assert found in (code, also.get(code), "markup", "foreign_name", "unseen")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das ist lächerlich."),
        ("de", "Wir drohen nicht."),
        ("de", "Sie haben immer Schuld."),
        ("en", "This is outrageous."),
        ("en", "Our lawyers will write."),
        ("en", "It happened again, as always."),
    ],
)
def test_words_that_no_letter_contains_are_caught(language: str, text: str) -> None:
    letter, made = written(language, DraftKind.EXIT)
    assert fault_of(said(text)(letter), made, RECORD) == "word"


def test_what_the_former_wording_says_may_stay() -> None:
    """A person filled in a day, a sum and a number; the model is to make it shorter."""
    letter, made = written("de", DraftKind.EXIT)
    told = said("Bis zum 15. Dezember 2026 sind 900 EUR offen, Rechnung 2026114.")(letter)
    assert fault_of(told, made, RECORD) == "day"
    assert fault_of(told, replace(made, former=told.body), RECORD) == ""


@pytest.mark.parametrize("text", ["Thanks for the relaunch.", "Our team of 12 stays with you until day 30."])
def test_plain_sentences_are_no_fault(text: str) -> None:
    letter, made = written("en", DraftKind.EXIT)
    assert fault_of(said(text)(letter), made, RECORD) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DraftKind)
def test_a_letter_without_one_of_its_paragraphs_lacks_a_part(language: str, kind: DraftKind) -> None:
    """But for those that only some of the facts are in."""
    letter, made = written(language, kind)
    parts = letter.body.split("\n\n")
    found = {
        fault_of(replace(letter, body="\n\n".join([*parts[:n], *parts[n + 1 :]])), made, RECORD)
        for n in range(len(parts))
    }
    assert {"part"} <= found <= {"part", "length", ""}
    assert fault_of(replace(letter, body="\n\n".join(parts[1:])), made, RECORD) in ("part", "length")
    assert fault_of(replace(letter, body="\n\n".join(parts[:-1])), made, RECORD) in ("part", "length")


def test_facts_of_others_and_facts_that_are_none_are_caught() -> None:
    letter, made = written("de", DraftKind.EXIT)
    foreign = replace(letter, passages=(*letter.passages, Passage("x", ("talk:of-another-client",))))
    assert fault_of(foreign, made, RECORD) == "unknown_fact"
    assert fault_of(letter, without(made, FactKind.END), RECORD) == "unknown_fact"


def test_the_end_date_and_the_clause_of_the_contract_are_in_the_letter() -> None:
    letter, made = written("de", DraftKind.EXIT)
    moved = replace(letter, body=letter.body.replace("28. Februar 2027", "[Enddatum]"))
    assert fault_of(moved, made, RECORD) == "part"
    silent = replace(letter, body=letter.body.replace("§ 9 Abs. 2", "den Vertrag"))
    assert fault_of(silent, made, RECORD) == "part"


@pytest.mark.parametrize(("least", "most"), [(True, False), (False, True)])
def test_too_short_and_too_long(least: bool, most: bool) -> None:
    letter, made = written("de", DraftKind.EXIT)
    body = "Guten Tag [Name]" if least else letter.body + "\n\nGut so." * 600
    assert fault_of(replace(letter, body=body), made, RECORD) == "length"
    assert fault_of(replace(letter, subject="x" * 121), made, RECORD) == "length"
    assert fault_of(replace(letter, subject="Bcc\nx"), made, RECORD) == "length"


def test_a_clause_that_names_law_may_be_named_and_no_other() -> None:
    base = without(KNOWN, FactKind.CLAUSE)
    base = replace(base, facts=(*base.facts, fact(FactKind.CLAUSE, text="§ 621 Nr. 3 BGB")))
    made = brief(base, "de", DraftKind.EXIT, Tone.PLAIN)
    letter, _ = written("de", DraftKind.EXIT)
    named = replace(letter, passages=(), body=letter.body.replace("§ 9 Abs. 2", "§ 621 Nr. 3 BGB"))
    assert fault_of(named, made, RECORD) == ""
    assert fault_of(said("Auch § 627 BGB gilt.")(named), made, RECORD) == "law"


def test_words_of_the_template_are_no_names() -> None:
    """A client called "Neue Wege" does not keep every letter from saying "neue"."""
    letter, made = written("de", DraftKind.EXIT)
    told = said("Für neue Wünsche gibt es das nächste Büro.")(letter)
    assert fault_of(told, made, RECORD) == ""
    assert fault_of(told, made, replace(RECORD, plain=frozenset())) == "foreign_name"
    assert fault_of(said("Wie bei Neue Wege.")(letter), made, RECORD) == "foreign_name"


# --- Unpaid invoices ---------------------------------------------------------------------------------------------

REMINDING = {
    "de": "die Rechnung 2026-7 über 1.200,00 EUR war am 28. Oktober 2026 fällig.",
    "en": "Invoice 2026-7 for EUR 1,200.00 was due on 28 October 2026, and we have not seen it arrive.",
}
GAPS = {
    "de": "die Rechnung [Rechnungsnummer] über [Betrag] war am [Fälligkeitsdatum] fällig.",
    "en": "Invoice [invoice number] for [amount] was due on [due date], and we have not seen it arrive.",
}


def reminding(language: str, text: str, base: Brief) -> tuple[Letter, Brief]:
    """A good reminder with another sentence about what is open."""
    letter, made = written(language, DraftKind.PAYMENT_REMINDER, base)
    assert GAPS[language] in letter.body
    return replace(letter, body=letter.body.replace(GAPS[language], text)), made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_says_the_sum_and_the_day_of_the_record_or_leaves_gaps(language: str) -> None:
    for base in (KNOWN, owing(1), owing(3)):
        letter, made = reminding(language, GAPS[language], base)
        assert fault_of(letter, made, RECORD) == "", "a gap is never wrong"
    letter, made = reminding(language, REMINDING[language], owing(1))
    assert fault_of(letter, made, RECORD) == ""
    assert fault_of(letter, brief(KNOWN, language, made.kind, made.tone), RECORD) == "day", "nothing is known of it"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("die Rechnung 2026-7 über 1.250,00 EUR war am 28. Oktober 2026 fällig.", "sum"),
        ("die Rechnung 2026-7 über 1.200,00 EUR war am 29. Oktober 2026 fällig.", "day"),
        ("die Rechnung 2026-8 über 1.200,00 EUR war am 28. Oktober 2026 fällig.", "number"),
        ("die Rechnung 2026-7-1 über 1.200,00 EUR war am 28. Oktober 2026 fällig.", "number"),
        ("die Rechnung 2026-7 über 1.200,00 EUR war vor Wochen fällig.", "part"),
        ("die Rechnung 2026-7 war am 28. Oktober 2026 fällig.", "part"),
        ("die Rechnung 2026-7 über 1.200,00 EUR war am 28. Oktober 2026 fällig, dazu 99,00 CHF.", "sum"),
        ("die Rechnung 2026-7 über 99,00 CHF war am 28. Oktober 2026 fällig.", "sum"),
        ("die Rechnung RE 12/b über 99 CHF war am 28. Oktober 2026 fällig.", "sum"),
        ("offen sind drei Rechnungen über zusammen 1.799,50 EUR, zuletzt fällig am 9. November 2026.", "sum"),
        ("die Rechnung 2026-7 über 1.200,00 EUR war am 28. Oktober 2026 fällig, mit Verzugszinsen.", "law"),
    ],
)
def test_of_invoices_exactly_what_is_known_may_be_said(text: str, code: str) -> None:
    letter, made = reminding("de", text, owing(3))
    assert fault_of(letter, made, RECORD) == code


@pytest.mark.parametrize(
    "text",
    [
        "die Rechnung 2026-7 (1.200 €) war am 28.10.2026 fällig.",
        "offen ist 2026-7, EUR 1.200,00, fällig am 28. Oktober 2026, auf unserer Rechnung.",
        "die Rechnungen 2026-7 über 1.200 EUR und RE 12/b über 99 CHF waren seit dem 28. Oktober 2026 fällig.",
        "die Rechnung 2026-7 über 1.200,00 EUR und [Rechnungsnummer] über 500,50 EUR, fällig seit 28. Oktober 2026.",
        "offen sind die Rechnungen:\n2026-7: 1.200,00 EUR\nRE 12/b: 99,00 CHF, fällig seit dem 9. November 2026.",
    ],
)
def test_of_invoices_what_is_known_may_be_said_in_other_words(text: str) -> None:
    letter, made = reminding("de", text, owing(3))
    assert fault_of(letter, made, RECORD) == ""


@pytest.mark.parametrize(
    ("number", "text", "code"),
    [
        ("15", "die Rechnung 15 über 70 EUR war am 2. November 2026 fällig.", ""),
        ("15", "die Rechnung 15 über 70 EUR war am 15. Oktober 2026 fällig.", "day"),
        ("500", "die Rechnung 500 über 70 EUR war am 2. November 2026 fällig, dazu 500 EUR.", "sum"),
        ("500", "die Rechnung 500, EUR 70, war am 2. November 2026 fällig.", ""),
        ("2026-09-30", "die Rechnung 2026-09-30 über 70 EUR war am 2. November 2026 fällig.", ""),
        ("24.12.2026-99", "die Rechnung 24.12.2026-99 über 70 EUR war am 2. November 2026 fällig.", ""),
    ],
)
def test_a_number_is_no_day_and_no_sum_and_excuses_none(number: str, text: str, code: str) -> None:
    base = replace(KNOWN, facts=(*KNOWN.facts, invoice_fact("v1", number, "70", "2026-11-02")))
    letter, made = reminding("de", text, base)
    assert fault_of(letter, made, RECORD) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_gaps_that_a_person_has_filled_may_stay_filled(language: str) -> None:
    """Nothing is known of the invoice, but the wording that is to be made shorter has its sum and its day."""
    letter, made = reminding(language, REMINDING[language], KNOWN)
    assert fault_of(letter, replace(made, former=letter.body), RECORD) == ""
    half = letter.body.replace("28. Oktober 2026", "[Fälligkeitsdatum]").replace("28 October 2026", "[due date]")
    late = REMINDING[language].replace("28. Oktober 2026", "25. November 2026").replace("28 October", "25 November")
    other, _ = reminding(language, late, KNOWN)
    dated = f"{half}\nStand: 25. November 2026, as of 25 November 2026"
    assert fault_of(other, replace(made, former=dated), RECORD) == "part", "the day is a gap still"
    kept = replace(letter, body=half)
    assert fault_of(kept, replace(made, former=half), RECORD) == ""
    wordless = letter.body.replace(" über 1.200,00 EUR", "").replace(" for EUR 1,200.00", "")
    assert fault_of(replace(letter, body=wordless), replace(made, former=wordless), RECORD) == "part"

"""What is known stands in the letter, what is missing is marked, and nothing else gets in."""

import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from adapters.language.template import TemplateDrafter
from adapters.language.template.facts import FACTS, NAMED, facts_of, folded, money, notice
from bot.domain.draft import Brief, DraftKind, FactKind, Letter, Tone
from tests.adapters.language.briefs import (
    KNOWN,
    LANGUAGES,
    LETTERS,
    brief,
    fact,
    point_fact,
    sign_fact,
    talk_fact,
    warning_fact,
    with_signs,
    without,
)

DRAFTER = TemplateDrafter()

GAPS = {
    "de": {
        "contract_start": "[Datum des Vertrags]",
        "contract_clause": "[Kündigungsklausel]",
        "end_on": "[Enddatum unter Einhaltung der Kündigungsfrist]",
        "organization": "[Ihre Firma]",
        "sender": "[Ihr Name]",
    },
    "en": {
        "contract_start": "[date of the contract]",
        "contract_clause": "[termination clause]",
        "end_on": "[end date, respecting the notice period]",
        "organization": "[your firm]",
        "sender": "[your name]",
    },
}
HOSTILE = (
    "{{7*7}}",
    "{% for x in range(9) %}x{% endfor %}",
    "{{ client.__class__.__mro__ }}",
    "<b>Nord</b> & Söhne",
    "*Nord* _Licht_ [x](https://example.org)",
    "Nord\nLicht\r\nBcc: someone@example.org",
    "Nord\x00\u202elicht\u200b\ud800",
    "N" * 80,
    "N" * 500,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("missing", GAPS["de"])
async def test_exactly_the_missing_fact_is_marked(language: str, tone: Tone, missing: str) -> None:
    full = brief(KNOWN, language, DraftKind.EXIT, tone)
    marks = _marks(await DRAFTER.write(full))
    assert not marks & set(GAPS[language].values())
    lacking = _marks(await DRAFTER.write(_lacking(full, missing)))
    assert lacking - marks == {GAPS[language][missing]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("missing", ("talk_on", "notice", "monthly_value"))
async def test_facts_that_may_be_left_out_leave_no_mark(language: str, tone: Tone, missing: str) -> None:
    full = brief(KNOWN, language, DraftKind.EXIT, tone)
    lacking = await DRAFTER.write(_lacking(full, missing))
    known = await DRAFTER.write(full)
    assert _marks(lacking) == _marks(known)
    assert len(lacking.body) < len(known.body)


@pytest.mark.parametrize(("language", "kind", "tone"), LETTERS)
async def test_a_letter_is_its_template_and_its_facts_and_nothing_else(
    language: str, kind: DraftKind, tone: Tone
) -> None:
    """Two letters with no fact in common are the same once the facts are taken out."""
    other = replace(
        KNOWN,
        client="Zweite Firma",
        organization="Haus Birke",
        sender="Cem Demir",
        today=date(2025, 6, 1),
        facts=(
            sign_fact("shifting_agreements"),
            talk_fact("2025-05-02"),
            fact(FactKind.START, day="2021-07-09"),
            fact(FactKind.CLAUSE, text="Ziffer 12"),
            fact(FactKind.NOTICE, code="quarter_end"),
            fact(FactKind.END, day="2025-09-30"),
            fact(FactKind.FEE, amount="99.5", currency="CHF"),
            point_fact("2025-05-03", "2025-05-16", "Eine Ansprechperson"),
            warning_fact("2025-05-19", "2025-05-26"),
            fact(FactKind.FINAL_INVOICE, day="2025-09-29"),
        ),
        currency="CHF",
    )
    one = await DRAFTER.write(brief(KNOWN, language, kind, tone))
    two = await DRAFTER.write(brief(other, language, kind, tone))
    assert _without_facts(one, KNOWN, language) == _without_facts(two, other, language)


@pytest.mark.parametrize(("language", "kind", "tone"), LETTERS)
async def test_weaker_signs_outcome_and_lock_do_not_show(language: str, kind: DraftKind, tone: Tone) -> None:
    plain = brief(KNOWN, language, kind, tone)
    loaded = with_signs(without(plain, FactKind.TALK), *plain.signs, "ethics", "disrespect")
    loaded = replace(loaded, facts=(*loaded.facts, talk_fact("2026-11-03", "refused")))
    assert await DRAFTER.write(loaded) == await DRAFTER.write(plain)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
async def test_a_boundary_names_what_was_agreed_and_when(language: str, tone: Tone) -> None:
    letter = await DRAFTER.write(brief(KNOWN, language, DraftKind.BOUNDARY, tone))
    assert f"{_long(date(2026, 11, 4), language)} " in letter.body
    marks = "„{}“" if language == "de" else "“{}”"
    assert marks.format("Freigaben innerhalb von drei Tagen") in letter.body
    (resting,) = [one for one in letter.passages if "Freigaben" in one.text]
    assert "agreement:a1" in resting.facts
    unfit = replace(without(KNOWN, FactKind.AGREED), facts=(point_fact("2026-11-04", "2026-11-13", ""),))
    gap = "[was vereinbart wurde]" if language == "de" else "[what was agreed]"
    assert marks.format(gap) in (await DRAFTER.write(brief(unfit, language, DraftKind.BOUNDARY, tone))).body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
async def test_an_exit_message_refers_to_a_warning_by_its_day_alone(language: str, tone: Tone) -> None:
    letter = await DRAFTER.write(brief(KNOWN, language, DraftKind.EXIT, tone))
    sent, until = (_long(day, language) for day in (date(2026, 11, 16), date(2026, 11, 27)))
    assert sent in letter.body and until in letter.body and "Freigaben" not in letter.body
    assert all("warning:w1" in one.facts for one in letter.passages if sent in one.text)
    bare = without(KNOWN, FactKind.WARNED)
    told = replace(bare, facts=(*bare.facts, warning_fact("2026-11-16")))
    body = (await DRAFTER.write(brief(told, language, DraftKind.EXIT, tone))).body
    assert ("Abmahnung vom" if language == "de" else "warning of") in body
    assert sent not in (await DRAFTER.write(brief(bare, language, DraftKind.EXIT, tone))).body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", Tone)
async def test_the_day_of_the_last_invoice_stands_in_it_once_it_is_settled(language: str, tone: Tone) -> None:
    letter = await DRAFTER.write(brief(KNOWN, language, DraftKind.EXIT, tone))
    settled = _long(date(2027, 2, 26), language)
    assert [one.facts for one in letter.passages if settled in one.text] == [("final_invoice",)]
    open_yet = await DRAFTER.write(brief(without(KNOWN, FactKind.FINAL_INVOICE), language, DraftKind.EXIT, tone))
    assert settled not in open_yet.body


def test_templates_are_given_exactly_the_facts_they_may_name() -> None:
    assert tuple(facts_of(KNOWN)) == FACTS


def test_a_brief_has_no_room_for_reporters_or_quotes() -> None:
    assert {field.name for field in fields(Brief)}.isdisjoint({"reporters", "quote", "quotes", "summary", "incidents"})


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(("language", "kind", "tone"), LETTERS)
async def test_a_hostile_name_stays_one_line_of_text(language: str, kind: DraftKind, tone: Tone, name: str) -> None:
    shape = await DRAFTER.write(brief(KNOWN, language, kind, tone))
    clause = without(KNOWN, FactKind.CLAUSE)
    clause = replace(clause, client=name, facts=(*clause.facts, fact(FactKind.CLAUSE, text=name)))
    made = brief(clause, language, kind, tone)
    letter = await DRAFTER.write(made)
    shown = folded(name, 80)
    assert letter.subject.startswith(shown[:40])
    assert "\n" not in letter.subject
    assert len(letter.subject) <= 120
    assert letter.body.count("\n") == shape.body.count("\n")
    assert _marks(letter) == _marks(shape)
    assert "49" not in letter.body and "xxxxxxxxx" not in letter.body and "<class" not in letter.body
    letter.body.encode("utf-8")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Acme", "Acme"),
        ("  two\t\nlines  ", "two lines"),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("[date]", "(date)"),
        ("{{7*7}}", "{{7*7}}"),
        ("N" * 81, "N" * 79 + "…"),
        ("", ""),
    ],
)
def test_folded(typed: str, shown: str) -> None:
    assert folded(typed, 80) == shown


@pytest.mark.parametrize(
    ("written", "german", "english"),
    [
        ("3 months to month_end", "3 Monate zum Monatsende", "3 months to the end of a month"),
        ("1 month to quarter_end", "1 Monat zum Quartalsende", "1 month to the end of a quarter"),
        ("2 weeks to any", "2 Wochen", "2 weeks"),
        ("14 days", "14 Tage", "14 days"),
        ("year_end", "zum Jahresende", "to the end of a year"),
        ("any", "", ""),
        ("", "", ""),
        ("sechs Wochen zum Quartal", "sechs Wochen zum Quartal", "sechs Wochen zum Quartal"),
    ],
)
def test_notice_in_words(written: str, german: str, english: str) -> None:
    assert (notice(written, "de"), notice(written, "en")) == (german, english)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        ("4500", "4.500,00 EUR", "EUR 4,500.00"),
        ("0.005", "0,01 EUR", "EUR 0.01"),
        ("1234567.899", "1.234.567,90 EUR", "EUR 1,234,567.90"),
    ],
)
def test_money_in_words(value: str, german: str, english: str) -> None:
    assert money(Decimal(value), "EUR", "de") == german
    assert money(Decimal(value), "EUR", "en") == english


def _lacking(base: Brief, name: str) -> Brief:
    return without(base, NAMED[name]) if name in NAMED else replace(base, **{name: ""})  # type: ignore[arg-type]


def _marks(letter: Letter) -> set[str]:
    return set(re.findall(r"\[[^\]]*\]", f"{letter.subject}\n{letter.body}"))


def _without_facts(letter: Letter, known: Brief, language: str) -> str:
    text = f"{letter.subject}\n{letter.body}"
    kinds = (FactKind.TALK, FactKind.START, FactKind.END, FactKind.AGREED, FactKind.WARNED, FactKind.FINAL_INVOICE)
    days = [known.value(kind, "day") for kind in kinds] + [known.value(FactKind.WARNED, "due")]
    facts = [_long(day, language) for day in (known.today, *map(date.fromisoformat, days))]
    facts.append(known.value(FactKind.AGREED, "text"))
    facts += [known.client, known.organization, known.sender, known.value(FactKind.CLAUSE, "text")]
    facts += [notice(known.value(FactKind.NOTICE, "code"), language)]
    facts += [money(Decimal(known.value(FactKind.FEE, "amount")), known.currency, language), known.currency]
    for one in facts:
        text = text.replace(one, "·")
    return text.replace("EUR", "·")  # the optional sentence on 40 EUR is law, not a fact of the brief


def _long(day: date, language: str) -> str:
    months = {
        "de": {2: "Februar", 3: "März", 5: "Mai", 6: "Juni", 7: "Juli", 9: "September", 11: "November"},
        "en": {2: "February", 3: "March", 5: "May", 6: "June", 7: "July", 9: "September", 11: "November"},
    }
    return f"{day.day}{'.' if language == 'de' else ''} {months[language][day.month]} {day.year}"

"""When a contract can end: a table with the paragraph and the source of each row. Wrong dates cost real money."""

from datetime import date, timedelta

import pytest

from bot.domain.client import Contract, ContractKind
from bot.domain.ending import Gap, Hint, Rule, earliest_end
from bot.domain.periods import months_later, period_of
from bot.notices.ending import CHANGES, FIELDS, HINTS, RULES, ending_blocks
from bot.notices.parts import Facts, Items, Paragraph, plain
from signpost.voices import voices

SERVICE, WORKS, TRUST = ContractKind.SERVICE, ContractKind.WORKS, ContractKind.TRUST
EASTER_MONDAY, ASCENSION = date(2026, 4, 6), date(2026, 5, 14)


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in (EASTER_MONDAY, ASCENSION, date(2026, 12, 25))


def contract(kind: ContractKind | None = SERVICE, pay: str = "", notice: str = "", country: str = "DE") -> Contract:
    return Contract(kind=kind, pay_rhythm=pay, notice=notice, country=country, start=date(2024, 1, 1))


# (what the paragraph says and where, contract, received, ends on, latest receipt for that end, rule)
Row = tuple[str, Contract, str, str, str, Rule]
ROWS: list[Row] = [
    # § 621 No. 1 BGB, gesetze-im-internet.de/bgb/__621.html: by day, on any day for the end of the next.
    ("621 No. 1", contract(pay="day"), "2026-03-02", "2026-03-03", "2026-03-02", Rule.DAY),
    ("621 No. 1, over the year", contract(pay="day"), "2026-12-31", "2027-01-01", "2026-12-31", Rule.DAY),
    # No. 2: by the first working day of a week for the end of the Saturday that follows.
    ("621 No. 2, Monday", contract(pay="week"), "2026-03-02", "2026-03-07", "2026-03-02", Rule.WEEK),
    ("621 No. 2, Tuesday is late", contract(pay="week"), "2026-03-03", "2026-03-14", "2026-03-09", Rule.WEEK),
    ("621 No. 2, Sunday before", contract(pay="week"), "2026-03-01", "2026-03-07", "2026-03-02", Rule.WEEK),
    ("621 No. 2, Monday a holiday", contract(pay="week"), "2026-04-07", "2026-04-11", "2026-04-07", Rule.WEEK),
    ("621 No. 2, a day after that", contract(pay="week"), "2026-04-08", "2026-04-18", "2026-04-13", Rule.WEEK),
    # No. 3: by the 15th for the end of the calendar month.
    ("621 No. 3, on the 15th", contract(pay="month"), "2026-03-15", "2026-03-31", "2026-03-15", Rule.MONTH),
    ("621 No. 3, on the 16th", contract(pay="month"), "2026-03-16", "2026-04-30", "2026-04-15", Rule.MONTH),
    ("621 No. 3, February", contract(pay="month"), "2026-02-01", "2026-02-28", "2026-02-15", Rule.MONTH),
    ("621 No. 3, leap year", contract(pay="month"), "2028-01-31", "2028-02-29", "2028-02-15", Rule.MONTH),
    ("621 No. 3, over the year", contract(pay="month"), "2026-12-16", "2027-01-31", "2027-01-15", Rule.MONTH),
    # No. 4: six weeks to the end of a calendar quarter: 17 Feb (18 in leap years), 19 May, 19 Aug, 19 Nov.
    ("621 No. 4, 17 February", contract(pay="quarter"), "2026-02-17", "2026-03-31", "2026-02-17", Rule.QUARTER),
    ("621 No. 4, 18 February", contract(pay="quarter"), "2026-02-18", "2026-06-30", "2026-05-19", Rule.QUARTER),
    ("621 No. 4, leap year", contract(pay="quarter"), "2028-02-18", "2028-03-31", "2028-02-18", Rule.QUARTER),
    ("621 No. 4, 19 August", contract(pay="quarter"), "2026-08-19", "2026-09-30", "2026-08-19", Rule.QUARTER),
    ("621 No. 4, 20 November", contract(pay="quarter"), "2026-11-20", "2027-03-31", "2027-02-17", Rule.QUARTER),
    # No. 5: not by periods of time, at any time.
    ("621 No. 5", contract(pay="none"), "2026-03-07", "2026-03-07", "2026-03-07", Rule.UNTIMED),
    # § 627 BGB, __627.html: special trust without fixed pay, at any time.
    ("627", contract(TRUST, pay="none"), "2026-03-02", "2026-03-02", "2026-03-02", Rule.TRUST),
    ("627, with a monthly fee: the table is certain", contract(TRUST, pay="month"), "2026-03-02", "2026-03-31",
     "2026-03-15", Rule.MONTH),
    # The contract's wording goes first; §§ 187(1), 188(2), (3) BGB, __187.html, __188.html.
    ("188(2), days", contract(notice="14 days"), "2026-03-02", "2026-03-16", "2026-03-02", Rule.AGREED),
    ("188(2), weeks end on the same weekday", contract(notice="4 weeks"), "2026-03-02", "2026-03-30", "2026-03-02",
     Rule.AGREED),
    ("188(2), months", contract(notice="3 months"), "2026-03-10", "2026-06-10", "2026-03-10", Rule.AGREED),
    ("188(3), no such day", contract(notice="1 month"), "2026-01-29", "2026-02-28", "2026-01-31", Rule.AGREED),
    ("188(3), year from leap day", contract(notice="1 year"), "2028-02-29", "2029-02-28", "2028-02-29", Rule.AGREED),
    ("3 months to the end of a month", contract(notice="3 months to month_end"), "2026-03-31", "2026-06-30",
     "2026-03-31", Rule.AGREED),
    ("3 months to the end of a month, a day late", contract(notice="3 months to month_end"), "2026-04-01",
     "2026-07-31", "2026-04-30", Rule.AGREED),
    ("3 months to the end of a month, from November", contract(notice="3 months to month_end"), "2026-11-30",
     "2027-02-28", "2026-11-30", Rule.AGREED),
    ("6 weeks to the end of a quarter", contract(notice="6 weeks to quarter_end"), "2026-05-19", "2026-06-30",
     "2026-05-19", Rule.AGREED),
    ("6 weeks to the end of a quarter, late", contract(notice="6 weeks to quarter_end"), "2026-05-20", "2026-09-30",
     "2026-08-19", Rule.AGREED),
    ("6 months to the end of a year", contract(notice="6 months to year_end"), "2026-06-30", "2026-12-31",
     "2026-06-30", Rule.AGREED),
    ("6 months to the end of a year, late", contract(notice="6 months to year_end"), "2026-07-01", "2027-12-31",
     "2027-06-30", Rule.AGREED),
    ("to the end of a quarter", contract(notice="quarter_end"), "2026-06-30", "2026-06-30", "2026-06-30", Rule.AGREED),
    ("at any time", contract(notice="any"), "2026-06-13", "2026-06-13", "2026-06-13", Rule.AGREED_ANY),
    ("the contract goes before the table", contract(pay="month", notice="6 weeks"), "2026-03-02", "2026-04-13",
     "2026-03-02", Rule.AGREED),
    ("a works contract with a clause", contract(WORKS, notice="1 month"), "2026-03-02", "2026-04-02", "2026-03-02",
     Rule.AGREED),
    # Austria: § 902 ABGB counts like § 188 BGB; the contract goes first.
    ("902 ABGB", contract(notice="1 month", country="AT"), "2026-01-31", "2026-02-28", "2026-01-31", Rule.AGREED),
    # Switzerland: Art. 77 OR counts the same way; Art. 404(1) OR: a mandate ends at any time.
    ("77 OR", contract(notice="1 month", country="CH"), "2026-01-31", "2026-02-28", "2026-01-31", Rule.AGREED),
    ("404 OR", contract(country="CH"), "2026-03-02", "2026-03-02", "2026-03-02", Rule.CH_MANDATE),
]  # fmt: skip


@pytest.mark.parametrize(("source", "facts", "received", "ends", "by", "rule"), ROWS, ids=[row[0] for row in ROWS])
def test_the_end_follows_the_paragraph(
    source: str, facts: Contract, received: str, ends: str, by: str, rule: Rule
) -> None:
    found = earliest_end(facts, date.fromisoformat(received), working)
    assert (found.ends_on, found.receive_by, found.rule) == (date.fromisoformat(ends), date.fromisoformat(by), rule)


NO_DATE: list[tuple[str, Contract, Rule, str]] = [
    ("648 BGB: free notice is the customer's alone", contract(WORKS), Rule.WORKS, "notice"),
    ("OGH 8 ObS 4/24g: no period for free services", contract(pay="month", country="AT"), Rule.AT_OPEN, "notice"),
    ("OGH 8 ObS 4/24g: nor for trust", contract(TRUST, country="AT"), Rule.AT_OPEN, "notice"),
    ("1168 ABGB: the customer's calling off", contract(WORKS, country="AT"), Rule.AT_WORKS, "notice"),
    ("377 OR: the customer's withdrawal", contract(WORKS, country="CH"), Rule.CH_WORKS, "notice"),
    ("kind unknown", contract(None), Rule.OPEN, "contract_kind"),
    ("621 BGB without the rhythm of pay", contract(), Rule.OPEN, "pay_rhythm"),
    ("627 BGB without the rhythm of pay", contract(TRUST), Rule.OPEN, "pay_rhythm"),
    ("law unknown", contract(pay="month", country="FR"), Rule.OPEN, "country"),
    ("no period", contract(notice="soon"), Rule.OPEN, "notice"),
    ("no countable period", contract(notice="9999 years"), Rule.OPEN, "notice"),
    ("begun in the future", Contract(kind=SERVICE, pay_rhythm="month", start=date(2026, 6, 1)), Rule.OPEN,
     "contract_start"),
    ("ended before it began", Contract(kind=SERVICE, start=date(2025, 1, 1), term_end=date(2024, 1, 1)), Rule.OPEN,
     "term_end"),
    ("625 BGB: the term has passed", Contract(kind=SERVICE, term_end=date(2026, 1, 31)), Rule.OPEN, "term_end"),
    ("the period no longer fits into the term",
     Contract(kind=SERVICE, term_end=date(2026, 4, 30), notice="3 months"), Rule.OPEN, "clause"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "facts", "rule", "field"), NO_DATE, ids=[row[0] for row in NO_DATE])
def test_no_day_is_guessed_where_the_facts_do_not_settle_it(why: str, facts: Contract, rule: Rule, field: str) -> None:
    found = earliest_end(facts, date(2026, 3, 2), working)
    assert found.rule is rule
    assert (found.ends_on, found.receive_by, found.safe_by, found.missed_ends_on) == (None, None, None, None)
    assert field in [gap.field for gap in found.gaps]


def test_a_fixed_term_ends_by_itself_620_bgb() -> None:
    found = earliest_end(
        Contract(kind=SERVICE, pay_rhythm="month", term_end=date(2026, 9, 30)), date(2026, 3, 2), working
    )
    assert (found.rule, found.ends_on, found.receive_by) == (Rule.TERM, date(2026, 9, 30), None)
    assert {Hint.TERM_ENDS_ITSELF, Hint.RENEWAL} <= set(found.hints)


def test_a_term_with_a_notice_period_names_the_certain_day_and_the_earlier_one_beside_it() -> None:
    facts = Contract(kind=SERVICE, term_end=date(2026, 12, 31), notice="3 months to month_end")
    found = earliest_end(facts, date(2026, 3, 2), working)
    assert (found.rule, found.ends_on) == (Rule.TERM_AND_NOTICE, date(2026, 12, 31))
    assert found.receive_by == date(2026, 9, 30)
    assert Gap("clause", "notice_within_term", blocks=False, day=date(2026, 6, 30)) in found.gaps


@pytest.mark.parametrize(("kind", "country", "hint"), [(TRUST, "DE", Hint.UNTIMELY), (SERVICE, "CH", Hint.CH_ANY_TIME)])
def test_a_right_to_end_it_at_any_time_stands_beside_the_agreed_day(
    kind: ContractKind, country: str, hint: Hint
) -> None:
    found = earliest_end(contract(kind, notice="3 months", country=country), date(2026, 3, 2), working)
    assert [(one.hint, one.ends_on) for one in found.otherwise] == [(hint, date(2026, 3, 2))]


def test_two_weeks_where_the_work_is_the_main_occupation_621_no_5_bgb() -> None:
    found = earliest_end(contract(pay="none"), date(2026, 3, 2), working)
    assert [(one.hint, one.ends_on) for one in found.otherwise] == [(Hint.MAIN_OCCUPATION, date(2026, 3, 16))]


@pytest.mark.parametrize(
    ("received", "by", "safe"),
    [
        ("2026-03-02", "2026-03-15", "2026-03-13"),  # the 15th is a Sunday: BGH III ZR 172/04, it does not move
        ("2026-06-01", "2026-06-15", "2026-06-15"),  # a Monday
        ("2026-03-14", "2026-03-15", None),  # only the weekend is left
    ],
)
def test_the_last_day_stays_where_it_is_and_the_working_day_before_is_safe(
    received: str, by: str, safe: str | None
) -> None:
    found = earliest_end(contract(pay="month"), date.fromisoformat(received), working)
    assert found.receive_by == date.fromisoformat(by)
    assert found.safe_by == (date.fromisoformat(safe) if safe else None)
    assert (Hint.NO_EXTENSION in found.hints) is (found.safe_by != found.receive_by)


@pytest.mark.parametrize(("country", "hint"), [("DE", Hint.NO_EXTENSION), ("AT", Hint.SAFE_DAY), ("CH", Hint.SAFE_DAY)])
def test_elsewhere_it_is_not_claimed_that_the_last_day_stays(country: str, hint: Hint) -> None:
    found = earliest_end(contract(notice="14 days", country=country), date(2026, 3, 7), working)
    assert {one for one in found.hints if one in (Hint.NO_EXTENSION, Hint.SAFE_DAY)} == {hint}
    assert (found.ends_on, found.receive_by, found.safe_by) == (date(2026, 3, 21), date(2026, 3, 7), None)


def test_what_follows_if_the_last_day_is_missed() -> None:
    found = earliest_end(contract(pay="quarter"), date(2026, 3, 2), working)
    assert (found.ends_on, found.receive_by, found.missed_ends_on) == (
        date(2026, 6, 30),
        date(2026, 5, 19),
        date(2026, 9, 30),
    )


def test_months_are_counted_as_188_bgb_counts_them() -> None:
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_later(date(2026, 12, 31), 12) == date(2027, 12, 31)
    assert period_of("3 months to week_end") is None
    assert period_of("") is None


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_rule_and_hint_has_words_and_a_source(language: str) -> None:
    assert set(RULES) == set(Rule)
    assert set(HINTS) == set(Hint)
    say = voices()(language)
    for law in (*RULES.values(), *HINTS.values()):
        assert say.word(law.words, day="")
        assert bool(law.at) <= bool(law.source)
    bare = {law for law in (*RULES.values(), *HINTS.values()) if not law.source}
    assert bare == {RULES[Rule.OPEN], HINTS[Hint.TERM_ENDS_ITSELF]}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("facts", [row[1] for row in ROWS] + [row[1] for row in NO_DATE])
def test_the_words_name_the_day_the_field_and_say_that_it_is_no_advice(facts: Contract, language: str) -> None:
    say = voices()(language)
    found = earliest_end(facts, date(2026, 3, 2), working)
    blocks = ending_blocks(say, found)
    words = "\n".join(
        plain(text)
        for block in blocks
        for text in (
            [block.text]
            if isinstance(block, Paragraph)
            else block.items
            if isinstance(block, Items)
            else [value for _, value in block.rows]
            if isinstance(block, Facts)
            else []
        )
    )
    assert (say.day(found.ends_on) if found.ends_on else say.word("no day can be named")) in words
    assert all(say.word(FIELDS[gap.field]) in words and gap.changes in CHANGES for gap in found.gaps)
    assert ("no legal advice" if language == "en" else "keine Rechtsberatung") in words


def test_days_between_notice_and_end_never_fall_below_the_period() -> None:
    day = date(2026, 1, 1)
    for n in range(800):
        received = day + timedelta(days=n)
        found = earliest_end(contract(pay="quarter"), received, working)
        assert found.ends_on is not None
        assert (found.ends_on - received).days >= 42

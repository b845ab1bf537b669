"""Reading a typed line: client, sign, severity, day."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.client import Client
from bot.errors import UnknownSeverity, UnknownSign
from bot.wording import before_sign, day_of, edits, find_client, find_sign, nearest_names, severity_of
from tests.dialogs.house import POLICY

ACME = Client(id="1", name="Acme Outdoor", aliases=("Acme", "AO"))
BERGWERK = Client(id="2", name="Bergwerk")
MUELLER = Client(id="3", name="Müller & Söhne GmbH")
ACMA = Client(id="4", name="Acma")
CLIENTS = (ACME, BERGWERK, MUELLER)
WORDS = st.text(st.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize(
    ("one", "other", "most", "distance"),
    [("", "", 2, 0), ("acme", "acme", 1, 0), ("acme", "acne", 1, 1), ("acme", "came", 2, 2), ("a", "abcd", 2, 3)],
)
def test_edits_are_levenshteins_up_to_a_limit(one: str, other: str, most: int, distance: int) -> None:
    assert edits(one, other, most) == distance


@given(WORDS, WORDS)
def test_edits_are_symmetric_and_zero_only_for_the_same(one: str, other: str) -> None:
    assert edits(one, other, 30) == edits(other, one, 30)
    assert (edits(one, other, 30) == 0) == (one == other)


@pytest.mark.parametrize(
    ("line", "client", "rest"),
    [
        ("acme shouted at us", ACME, "shouted at us"),
        ("Acme Outdoor shouted", ACME, "shouted"),
        ("acme outdor shouted", ACME, "shouted"),
        ("acme: shouted", ACME, "shouted"),
        ("müller & söhne gmbh pays late", MUELLER, "pays late"),
        ("Muller & Sohne GmbH pays late", MUELLER, "pays late"),
        ("bergwek pays late", BERGWERK, "pays late"),
        ("bargwek pays late", BERGWERK, "pays late"),
        ("acme", ACME, ""),
        ("acme  two\nlines  kept", ACME, "two\nlines  kept"),
    ],
)
def test_client_at_the_start_of_a_line(line: str, client: Client, rest: str) -> None:
    found = find_client(line, CLIENTS)
    assert (found.client, found.rest) == (client, rest)


@pytest.mark.parametrize("line", ["", "   ", "bxrgxxk pays late", "nobody pays", "ap shouted"])
def test_line_without_a_known_client(line: str) -> None:
    assert find_client(line, CLIENTS).client is None


def test_two_clients_equally_near_are_not_guessed() -> None:
    found = find_client("acmi shouted", (ACME, ACMA))
    assert found.client is None
    assert set(found.nearest) == {"Acme Outdoor", "Acma"}


@pytest.mark.parametrize(("typed", "known"), [("bergwerx", True), ("bergwexx", True), ("bergxxxk", False)])
def test_one_edit_in_four_letters_is_tolerated(typed: str, known: bool) -> None:
    assert (find_client(typed, CLIENTS).client is BERGWERK) == known


def test_nearest_names_are_few_and_nearest_first() -> None:
    many = tuple(Client(id=str(n), name=f"Client {n}") for n in range(20))
    assert len(nearest_names("Clint 1", many)) <= 3
    assert nearest_names("bergwek", CLIENTS) == ("Bergwerk",)
    assert nearest_names("!!", CLIENTS) == ()


@pytest.mark.parametrize(
    ("line", "sign", "severity", "rest"),
    [
        ("disrespect shouted", "disrespect", 2, "shouted"),
        ("disrespect:3 shouted", "disrespect", 3, "shouted"),
        ("Disrespect: shouted", "disrespect", 2, "shouted"),
        ("late payment shouted", "late_payment", 2, "shouted"),
        ("late_payment:schwer shouted", "late_payment", 3, "shouted"),
        ("breach of business ethics:1 lied", "ethics", 1, "lied"),
        ("Persönliche Spannungen:mild mit mir", "personal_friction", 1, "mit mir"),
        ("shouted at us", None, 2, "shouted at us"),
        ("at 10:30 they called", None, 2, "at 10:30 they called"),
        ("", None, 2, ""),
    ],
)
def test_sign_at_the_start_of_a_line(line: str, sign: str | None, severity: int, rest: str) -> None:
    found = find_sign(line, POLICY)
    assert (found.sign, found.severity, found.rest) == (sign, severity, rest)


@pytest.mark.parametrize("key", POLICY.sign_keys())
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_label_is_understood(key: str, language: str) -> None:
    label = POLICY.sign(key, language).label
    for written in (label, label.upper(), f"{label}:1"):
        assert find_sign(f"{written} and so on", POLICY).sign == key


def test_sign_that_is_meant_but_unknown_is_an_error() -> None:
    with pytest.raises(UnknownSign) as unknown:
        find_sign("rudeness:2 shouted", POLICY)
    assert unknown.value.words == "rudeness"


@pytest.mark.parametrize("word", ["4", "0", "grave", "22"])
def test_unknown_severity_is_an_error(word: str) -> None:
    with pytest.raises(UnknownSeverity):
        find_sign(f"disrespect:{word} shouted", POLICY)


@pytest.mark.parametrize(("word", "severity"), [(" 1 ", 1), ("CLEAR", 2), ("deutlich", 2), ("Schwer", 3)])
def test_severity_words(word: str, severity: int) -> None:
    assert severity_of(word) == severity


def test_unknown_client_ends_before_an_explicit_sign() -> None:
    line = "Globex Corp disrespect:3 shouted"
    found = before_sign(line, find_client(line, CLIENTS), POLICY)
    assert (found.words, found.rest) == ("Globex Corp", "disrespect:3 shouted")
    plain = "Globex wants disrespect"
    assert before_sign(plain, find_client(plain, CLIENTS), POLICY).words == "Globex"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        (" 2026-1-2 ", date(2026, 1, 2)),
        ("24.11.2026", date(2026, 11, 24)),
        ("1.2.2026", date(2026, 2, 1)),
        ("2026-02-30", None),
        ("30.2.2026", None),
        ("24.11.26", None),
        ("tomorrow", None),
        ("٢٠٢٦-11-24", None),
        ("", None),
    ],
)
def test_day_as_forms_and_people_write_it(written: str, day: date | None) -> None:
    assert day_of(written) == day


@given(WORDS)
def test_no_line_breaks_the_reading(line: str) -> None:
    found = find_client(line, CLIENTS)
    before_sign(line, found, POLICY)
    with suppress(UnknownSign, UnknownSeverity):
        find_sign(found.rest, POLICY)
    day_of(line)

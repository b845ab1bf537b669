"""A firm may rewrite the letters; a faulty file stops the start with its name and reason."""

import shutil
from pathlib import Path

import pytest

from adapters.language.template import TemplateDrafter
from adapters.language.template.drafter import PACKAGED, letter_names
from bot.domain.draft import DraftKind, Tone
from bot.errors import ConfigurationError
from tests.adapters.language.briefs import KNOWN, brief, owing

EXIT = "en/exit_plain.j2"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED, tmp_path / "letters"))


def test_the_packaged_letters_are_exactly_those_that_are_read() -> None:
    found = {path.relative_to(PACKAGED).as_posix() for path in PACKAGED.rglob("*.j2")}
    assert found == {*letter_names(), "de/words.j2", "en/words.j2"}
    assert len(letter_names()) == 24


def test_no_two_packaged_letters_are_alike() -> None:
    assert len({(PACKAGED / name).read_text("utf-8") for name in letter_names()}) == 24


async def test_a_rewritten_letter_is_used(letters: Path) -> None:
    (letters / EXIT).write_text("Goodbye {{ client }}\n\nAs of {{ end_on }}.\n", "utf-8")
    letter = await TemplateDrafter(letters).write(brief(KNOWN, "en", DraftKind.EXIT, Tone.PLAIN))
    assert (letter.subject, letter.body) == ("Goodbye Nordlicht Möbel GmbH", "As of 28 February 2027.")


@pytest.fixture
def older(letters: Path) -> Path:
    """A firm's own ones from before invoices were known, with words that know of none either."""
    for words in letters.glob("*/words.j2"):
        words.write_text(words.read_text("utf-8").partition("{#- Unpaid invoices")[0], "utf-8")
    for name in letter_names():
        path = letters / name
        if "invoices" in path.read_text("utf-8"):
            path.write_text("About {{ client }}\n\nInvoice [number], {{ currency }} [amount].\n", "utf-8")
    return letters


async def test_letters_from_before_invoices_were_known_still_work(older: Path) -> None:
    for count in (0, 1, 3):
        wanted = brief(owing(count), "en", DraftKind.PAYMENT_REMINDER, Tone.PLAIN)
        letter = await TemplateDrafter(older).write(wanted)
        assert (letter.body, letter.passages) == ("Invoice [number], EUR [amount].", ())


async def test_a_firms_letter_may_name_the_oldest_invoice_or_all(letters: Path) -> None:
    text = "S\n\nFirst {{ invoice_number }} of {{ invoice_due_on }}, {{ invoice_amount }}.\n"
    text += "{% for one in invoices %}Then {{ one.number }} of {{ one.due_on }}, {{ one.amount }}.\n{% endfor %}"
    (letters / EXIT).write_text(text, "utf-8")
    drafter = TemplateDrafter(letters)
    letter = await drafter.write(brief(owing(2), "en", DraftKind.EXIT, Tone.PLAIN))
    assert {one.text: one.facts for one in letter.passages} == {
        "First 2026-7 of 28 October 2026, EUR 1,200.00.": ("invoice:v1",),
        "Then 2026-7 of 28 October 2026, EUR 1,200.00.": ("invoice:v1",),
        "Then  of 3 November 2026, EUR 500.50.": ("invoice:v2",),
    }
    assert (await drafter.write(brief(owing(0), "en", DraftKind.EXIT, Tone.PLAIN))).body == "First  of , ."


def test_a_missing_letter_is_named_at_start(letters: Path) -> None:
    (letters / EXIT).unlink()
    with pytest.raises(ConfigurationError, match=r"exit_plain\.j2: this letter is missing"):
        TemplateDrafter(letters)


def test_a_missing_directory_is_named_at_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        TemplateDrafter(tmp_path / "nowhere")


def test_a_broken_letter_is_named_with_its_line(letters: Path) -> None:
    (letters / EXIT).write_text("Subject\n\n{% if client %}\nno end\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"exit_plain\.j2:\d+: not a template: ") as caught:
        TemplateDrafter(letters)
    assert caught.value.place.startswith(str(letters))


def test_a_letter_that_is_not_utf_8_is_named(letters: Path) -> None:
    (letters / EXIT).write_bytes(b"Subject\n\n\xff\xfe\n")
    with pytest.raises(ConfigurationError, match=r"exit_plain\.j2: this letter cannot be read"):
        TemplateDrafter(letters)


@pytest.mark.parametrize(
    "text",
    [
        "Subject\n\nDear {{ reporter }}",
        "Subject\n\n{{ ''.__class__.__mro__ }}",
        "Subject\n\n{{ client.nothing }}",
        "Subject\n\n{% include 'en/nowhere.j2' %}",
        "Subject\n\n{{ 1 // 0 }}",
        "Subject\n\n{% for one in invoices %}{{ one.late_from }}{% endfor %}text",
        "Subject\n\n{{ invoices[0].number }}",
        "Subject\n\n{% if invoices | length > 1 %}{{ total }}{% endif %}text",
        "Subject\n\n{% if notice %}{{ witness }}{% endif %}text",
        "Subject\n\n{% include 'en/exit_plain.j2' %}",
        "only a subject",
        "",
    ],
)
def test_a_letter_that_cannot_be_written_stops_the_start_and_leaves_no_gap(letters: Path, text: str) -> None:
    (letters / EXIT).write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=r"exit_plain\.j2: "):
        TemplateDrafter(letters)


async def test_a_letter_that_fails_for_certain_facts_is_named(letters: Path) -> None:
    (letters / EXIT).write_text("{{ client }}\n\n{% if sign == 'ethics' %}{{ reporter }}{% endif %}Letter", "utf-8")
    drafter = TemplateDrafter(letters)
    assert (await drafter.write(brief(KNOWN, "en", DraftKind.EXIT, Tone.PLAIN, ""))).body == "Letter"
    with pytest.raises(ConfigurationError, match=r"exit_plain\.j2: the letter cannot be written: 'reporter'"):
        await drafter.write(brief(KNOWN, "en", DraftKind.EXIT, Tone.PLAIN, "ethics"))


def test_a_missing_file_of_words_is_an_error_of_the_letter_that_needs_it(letters: Path) -> None:
    (letters / "en/words.j2").unlink()
    with pytest.raises(ConfigurationError, match=r"boundary_warm\.j2: .*words\.j2"):
        TemplateDrafter(letters)

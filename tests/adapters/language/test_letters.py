"""Every letter for every sign: the parts it must have, the words it must never have."""

import re
from itertools import pairwise

import pytest

from adapters.language.template import TemplateDrafter
from bot.domain.draft import DraftKind, Letter, Tone
from bot.domain.playbook import SIGN_KEYS
from bot.letterwords import NEVER
from tests.adapters.language.briefs import KNOWN, LANGUAGES, LETTERS, LETTERS_BY_SIGN, UNKNOWN, brief, owing
from tests.adapters.language.never import LABELS

DRAFTER = TemplateDrafter()
EXIT_LIMIT = 2_800
VERBS = {"de": "spr[ei]ch|arbeit|vereinbar|klär|schreib|bestätig", "en": "talk|speak|work|agree|writ|confirm"}

PARTS = {
    ("de", DraftKind.BOUNDARY): (r"[Vv]ereinbar|gehört für uns", r"worum es geht", r"schriftlich|Rufen Sie|sagen Sie"),
    ("en", DraftKind.BOUNDARY): (r"\bagreed|Working together", r"what this is about", r"in writing|a call|let me know"),
    ("de", DraftKind.TALK_INVITATION): (
        r"\[erster Terminvorschlag.*\]",
        r"\[zweiter Terminvorschlag.*\]",
        r"Ihre Sicht|wie Sie es erleben|bitte Sie um Ihre",
    ),
    ("en", DraftKind.TALK_INVITATION): (
        r"\[first proposed date.*\]",
        r"\[second proposed date.*\]",
        r"your view|how you see it|hear yours",
    ),
    ("de", DraftKind.PAYMENT_REMINDER): (r"\[Fälligkeitsdatum\]", r"\[Betrag\] EUR", r"klär|Zahlungsplan|Ordnung"),
    ("en", DraftKind.PAYMENT_REMINDER): (r"\[due date\]", r"EUR \[amount\]", r"sort it out|plan"),
    ("de", DraftKind.EXIT): (
        r"Vertrag vom 1\. März 2024",
        r"zum 28\. Februar 2027",
        r"§ 9 Abs\. 2",
        r"\[ein konkreter gemeinsamer Erfolg\]",
        r"\[offene Leistung\] bis \[Datum\]",
        r"Schlussrechnung",
        r"4\.500,00 EUR",
        r"Dateien:.*\n.*Konten:.*\n.*Domains:.*\n.*Zugänge:",
        r"Ansprechperson",
        r"zurück.*lösch|zurück.*gelöscht",
        r"\[Übergangszeit oder Empfehlung",
        r"alles Gute",
    ),
    ("en", DraftKind.EXIT): (
        r"contract of 1 March 2024",
        r"to end on 28 February 2027",
        r"§ 9 Abs\. 2",
        r"\[one concrete shared success\]",
        r"\[open deliverable\] by \[date\]",
        r"final invoice",
        r"EUR 4,500\.00",
        r"Files:.*\n.*Accounts:.*\n.*Domains:.*\n.*Access:",
        r"contact for|Contact for",
        r"return.* or delete",
        r"\[transition period or referral",
        r"wish you",
    ),
}


async def _letter(language: str, kind: DraftKind, tone: Tone, sign: str | None = None) -> Letter:
    return await DRAFTER.write(brief(KNOWN, language, kind, tone, sign))


@pytest.mark.parametrize(("language", "kind", "tone", "sign"), LETTERS_BY_SIGN)
async def test_a_letter_has_its_parts(language: str, kind: DraftKind, tone: Tone, sign: str) -> None:
    letter = await _letter(language, kind, tone, sign)
    missing = [part for part in PARTS[language, kind] if not re.search(part, letter.body)]
    assert not missing
    assert letter.body.startswith(("Guten Tag [Name der Ansprechperson],", "Dear [contact person],"))
    assert letter.body.endswith("\nAnna Berg\nStudio Ahorn")
    assert 0 < len(letter.subject) <= 120


@pytest.mark.parametrize(("language", "kind", "tone", "sign"), LETTERS_BY_SIGN)
async def test_a_letter_never_insults_threatens_or_blames(
    language: str, kind: DraftKind, tone: Tone, sign: str
) -> None:
    letter = await _letter(language, kind, tone, sign)
    text = f"{letter.subject}\n{letter.body}".lower()
    assert not set(re.findall(r"[\w-]+", text)) & NEVER[language]
    assert "!" not in text
    assert not [label for label in LABELS[language] if label in text]


@pytest.mark.parametrize(("language", "kind", "tone", "sign"), LETTERS_BY_SIGN)
async def test_a_letter_is_tidy(language: str, kind: DraftKind, tone: Tone, sign: str) -> None:
    for base in (KNOWN, UNKNOWN, owing(1), owing(3)):
        letter = await DRAFTER.write(brief(base, language, kind, tone, sign))
        assert not re.search(r"\n\n\n| \n|\n |  | [.,;:]|\.\.|[{}<>*_`#]|\bNone\b", letter.body)
        assert letter.body.count("[") == letter.body.count("]")
        assert len(letter.body) <= EXIT_LIMIT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DraftKind)
async def test_tones_differ_in_most_sentences(language: str, kind: DraftKind) -> None:
    spoken = [_sentences(await _letter(language, kind, tone, "")) for tone in Tone]
    for one, other in (*pairwise(spoken), (spoken[0], spoken[2])):
        assert len(one & other) <= len(one | other) / 3


@pytest.mark.parametrize(("language", "kind", "tone"), LETTERS)
async def test_the_strongest_sign_changes_the_wording_except_in_reminders(
    language: str, kind: DraftKind, tone: Tone
) -> None:
    bodies = {(await _letter(language, kind, tone, sign)).body for sign in SIGN_KEYS}
    expected = {DraftKind.PAYMENT_REMINDER: 1, DraftKind.EXIT: 9}.get(kind, 10)
    assert len(bodies) == expected, "an exit gives no reason for ethics and for disrespect"


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", ("ethics", "disrespect"))
async def test_an_exit_gives_no_reason_for_grave_signs(language: str, tone: Tone, sign: str) -> None:
    assert await _letter(language, DraftKind.EXIT, tone, sign) == await _letter(language, DraftKind.EXIT, tone, "")


@pytest.mark.parametrize(("language", "kind", "tone"), LETTERS)
async def test_default_interest_is_named_only_in_the_firm_german_reminder_and_in_brackets(
    language: str, kind: DraftKind, tone: Tone
) -> None:
    letter = await _letter(language, kind, tone)
    expected = (language, kind, tone) == ("de", DraftKind.PAYMENT_REMINDER, Tone.FIRM)
    assert bool(re.search(r"\[Optional[^\]]*§§ 286, 288 BGB[^\]]*40 EUR[^\]]*\]", letter.body)) is expected
    assert bool(re.search(r"BGB|interest", letter.body)) is expected


async def test_an_unknown_language_is_written_in_english() -> None:
    french = await _letter("fr", DraftKind.EXIT, Tone.PLAIN)
    assert french == await _letter("en", DraftKind.EXIT, Tone.PLAIN)
    austrian = await _letter("de-AT", DraftKind.EXIT, Tone.PLAIN)
    assert austrian == await _letter("de", DraftKind.EXIT, Tone.PLAIN)


def _sentences(letter: Letter) -> set[str]:
    """Sentences and lines between greeting and signature, without the lists, which every tone shares."""
    lines = [line for line in letter.body.splitlines()[1:-2] if line and not line.startswith("•")]
    return {sentence for line in lines for sentence in re.split(r"(?<=[.?:]) ", line)}


@pytest.mark.parametrize(("language", "kind", "tone", "sign"), LETTERS_BY_SIGN)
async def test_no_sentence_says_its_verb_twice(language: str, kind: DraftKind, tone: Tone, sign: str) -> None:
    for sentence in _sentences(await _letter(language, kind, tone, sign)):
        said = re.findall(rf"\b(?:{VERBS[language]})", re.sub(r"\[[^\]]*\]|\([^)]*\)", "", sentence).lower())
        assert len(said) == len(set(said)), sentence


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("sign", (*SIGN_KEYS, ""))
async def test_german_topic_holds_no_clause_of_its_own(tone: Tone, sign: str) -> None:
    """A clause before "sprechen" would need a comma after it, which a topic cannot bring."""
    body = (await _letter("de", DraftKind.TALK_INVITATION, tone, sign)).body
    (topic,) = re.findall(r"(?:Gespräch|mit Ihnen) über (.*?)(?: sprechen)?\.|Es geht mir um (.*?)\.", body)[:1]
    assert not re.search(r", (?:wie|was|wo|dass|ob|die|der|das|nach|in|mit) |\bund (?:was|wie)\b", "".join(topic))

"""Letters from templates: one file per language, kind and tone, each a whole letter that a firm may rewrite.

The first line of a rendered file is the subject, the rest the body. Templates run in Jinja2's sandbox and may use only
the names of ``words_of``; a name they do not know is an error, never an empty gap in a letter.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from adapters.language.template.facts import NAMED, altered, facts_of, folded, trials, words_of
from bot.domain.draft import SUBJECT_LIMIT, Brief, DraftKind, FactKind, Letter, Passage, Tone
from bot.errors import ConfigurationError
from bot.passages import sentences
from bot.ports import Permit
from bot.voice import LANGUAGES, language_of

PACKAGED = Path(__file__).parent / "letters"
_GAP = re.compile(r"\n{3,}")


class TemplateDrafter:
    """The port ``Drafter`` without a language model: always available, and the fallback of every other drafter."""

    def __init__(self, templates_dir: Path | None = None) -> None:
        """Reads and tries all letters at once, so that a faulty one stops the start and not a parting.

        Raises ``ConfigurationError`` naming the file when one is missing, is no template or uses an unknown name.
        """
        self._dir = templates_dir or PACKAGED
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self._dir),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._letters = {name: self._load(name) for name in letter_names()}
        for name, words in product(self._letters, trials()):
            self._rendered(name, words)

    async def write(self, brief: Brief, permit: Permit | None = None) -> Letter:
        """The letter for a brief; an unknown language is written in English. A long name is cut in the subject only.

        Nothing leaves this process, ``permit`` or not, and a template follows no wish.

        Raises ``ConfigurationError`` when a template fails for these facts.
        """
        name = letter_name(language_of(brief.language, "en"), brief.kind, brief.tone)
        words = words_of(brief)
        subject, body = self._rendered(name, words)
        client, over = facts_of(brief)["client"], len(subject) - SUBJECT_LIMIT
        if 0 < over < len(client):
            subject, _ = self._rendered(name, {**words, "client": folded(client, len(client) - over)})
        return Letter(subject[:SUBJECT_LIMIT], body, self._passages(name, body, brief))

    def _passages(self, name: str, body: str, brief: Brief) -> tuple[Passage, ...]:
        """A sentence rests on a fact if it reads otherwise without it, or on an invoice if it does with another one in
        its place: so it is for templates that a firm rewrote.
        """
        resting: dict[str, list[str]] = {}
        for id, words in _otherwise(brief):
            without = Counter(sentences(self._rendered(name, words)[1]))
            # Counted, since two invoices may read alike.
            for sentence in Counter(sentences(body)) - without:
                resting.setdefault(sentence, []).append(id)
        return tuple(Passage(sentence, tuple(ids)) for sentence, ids in resting.items())

    def _rendered(self, name: str, words: Mapping[str, object]) -> tuple[str, str]:
        place = str(self._dir / name)
        try:
            written = self._letters[name].render(words)
        except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, RecursionError) as error:
            raise ConfigurationError(place, f"the letter cannot be written: {error}") from error
        subject, _, body = written.strip().partition("\n")
        if not body.strip():
            raise ConfigurationError(place, "the first line is the subject; there is no letter below it")
        lines = (line.strip() for line in body.strip().splitlines())
        return subject.strip(), _GAP.sub("\n\n", "\n".join(lines))

    def _load(self, name: str) -> Template:
        place = str(self._dir / name)
        try:
            return self._environment.get_template(name)
        except TemplateSyntaxError as error:
            place = f"{self._dir / (error.name or name)}:{error.lineno}"
            raise ConfigurationError(place, f"not a template: {error.message}") from error
        except TemplateNotFound as error:
            raise ConfigurationError(place, "this letter is missing") from error
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(place, f"this letter cannot be read: {error}") from error


def _otherwise(brief: Brief) -> Iterator[tuple[str, Mapping[str, object]]]:
    """(A fact's id, what a template would be given if it were not so)."""
    words, facts = words_of(brief), facts_of(brief)
    for named, kind in NAMED.items():
        if facts[named]:
            yield brief.of(kind)[0].id, {**words, named: ""}
    for invoice in brief.of(FactKind.INVOICE):
        others = (altered(invoice) if fact is invoice else fact for fact in brief.facts)
        yield invoice.id, words_of(replace(brief, facts=tuple(others)))


def letter_name(language: str, kind: DraftKind, tone: Tone) -> str:
    return f"{language}/{kind}_{tone}.j2"


def letter_names() -> list[str]:
    """The files that a directory of templates must hold; ``<language>/words.j2`` besides where they import it."""
    return [letter_name(language, kind, tone) for language in LANGUAGES for kind in DraftKind for tone in Tone]

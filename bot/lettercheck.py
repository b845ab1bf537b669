"""Whether a letter that a language model wrote may be shown: pure, and strict. In doubt the template stands.

The model is told the same rules; here nothing is taken on trust. What it cannot do by these checks: name a fact that is
no fact of this client, a day or a sum that neither a fact nor the former wording has, an invoice with the sum of
another, a law, a link, a mention, markup, another client, a colleague; leave out what such a letter needs; use a word
that no letter contains.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from bot.domain.draft import BODY_LIMIT, SUBJECT_LIMIT, Brief, DraftKind, Fact, FactKind, Letter
from bot.figures import as_written, days_in, names_number, sums_in, without_days_and_sums, without_numbers
from bot.letterwords import NEVER
from bot.names import PersonsAndClients
from bot.passages import sentences
from bot.voice import language_of

LEAST = 150
"""Characters of a body: less is no letter."""
_LINK = re.compile(
    r"(?i)\b[a-z][a-z0-9+.\-]{1,20}:/?/|\bwww\.|\b(?:mailto|tel|javascript|data|slack|teams):\S"
    r"|(?<![\w.])(?:[\w\-]{1,63}\.)+(?:com|de|at|ch|net|org|io|eu|co|info|biz|example|dev|app|me|to|ly|ru|cn|xyz)\b(?!\.\w)"
)
_MENTION = re.compile(r"@|<[!@#]|(?<!\w)#\w|\bhttp", re.IGNORECASE)
_MARKUP = re.compile(r"[<>{}`|~^\\]|\]\(|&#?\w+;|\*\S|__|^\s*(?:#+|>|---)", re.MULTILINE)
_SPELT = re.compile(r"(?<!\w)\w(?:[ \-_*.·]\w){3,}(?!\w)")
"""Letter by letter: how a name would slip through."""
_GREETING = re.compile(r"[^\n]{3,100},\n")
_PLACEHOLDER = re.compile(r"\[[A-Z]{2,10}_\d+\]")
_GAP = re.compile(r"\[[^\[\]]{1,200}\]")
_LAW = re.compile(
    r"(?i)§|\b(?:BGB|ABGB|HGB|UGB|StGB|DSGVO|GDPR|AGG)\b|\bart(?:icle|ikel|\.)\s*\d|\bgesetz|\bstatut|\bact of\b"
    r"|rechtlich|juristisch|\blegal|\blaw\b|\blaws\b|fristlos|außerordentlich|wichtige[mnrs]? grund|\bwithout notice"
    r"|\bfor cause\b|vertragsstrafe|\bpenalt|haftung|haftbar|\bliab|vertragsbruch|vertragsverletz|\bbreach|verzug"
    r"|\bdefault|zinsen|\binterest\b|mahngebühr|\blate fee|abmahn|\bgericht|\bklage|\bschadens?ersatz"
)
_LAWFUL_HERE = re.compile(
    r"(?i)gesetzliche[nr]? (?:pflicht|aufbewahrung\w*)|gesetzlich (?:aufbewahren|vorgeschrieben|verpflichtet)"
    r"|(?:where|what|as far as|except where) the law (?:obliges|requires) us|required by law|legal obligation to keep"
)
_WARNING = re.compile(r"(?i)\babmahnung(?:en)?\b")
_NUMBER = re.compile(r"\d+")
_JOINED = re.compile(r"[^\s,;:()„“”\"]*\d[^\s,;:()„“”\"]*")
_PLAIN = re.compile(r"\d+(?:st|nd|rd|th)?")
# What a letter of that kind has to have: one of the words of each line.
PARTS: Mapping[tuple[str, DraftKind], tuple[str, ...]] = {
    ("de", DraftKind.BOUNDARY): (
        r"vereinbar|rahmen|grundlage",
        r"\bbitte\b|bitten|vorschlag",
        r"\bbis \[|rufen|sagen|schreib|melde",
    ),
    ("en", DraftKind.BOUNDARY): (
        r"\bagree",
        r"\bplease\b|\bask\b|propos|suggest",
        r"\bby \[|\bcall\b|let me know|tell me|write|reply",
    ),
    ("de", DraftKind.TALK_INVITATION): (
        r"gespräch|sprechen",
        r"\[[^\]]*termin[^\]]*\]",
        r"ihre sicht|wie sie|von ihnen|ihre",
    ),
    ("en", DraftKind.TALK_INVITATION): (
        r"\btalk|conversation|\bmeet",
        r"\[[^\]]*(?:date|time)[^\]]*\]",
        r"your view|you see|hear",
    ),
    ("de", DraftKind.PAYMENT_REMINDER): (
        r"rechnung",
        r"überweis|zahl",
    ),
    ("en", DraftKind.PAYMENT_REMINDER): (
        r"invoice",
        r"transfer|pay",
    ),
    ("de", DraftKind.EXIT): (
        *(r"kündig", r"vertrag", r"dank", r"schlussrechnung", r"überga?e?b", r"ansprechperson|ansprechpartner"),
        *(r"daten", r"lösch|zurück", r"\[[^\]]*leistung[^\]]*\]|offene leistungen", r"alles gute|wünsch"),
    ),
    ("en", DraftKind.EXIT): (
        *(
            r"terminat|give notice|notice of",
            r"contract|agreement",
            r"thank",
            r"final invoice",
            r"hand(?:ing)?[ -]?over",
        ),
        *(
            r"contact",
            r"\bdata\b",
            r"delet|return",
            r"\[[^\]]*deliverable[^\]]*\]|open work|still complete",
            r"wish you",
        ),
    ),
}
_OWED: Mapping[str, tuple[str, str]] = {
    "de": (r"\[[^\]]*betrag[^\]]*\]", r"\[[^\]]*fällig[^\]]*\]"),
    "en": (r"\[[^\]]*amount[^\]]*\]", r"\[[^\]]*due[^\]]*\]"),
}
"""The gaps of a reminder: how much, and when it was due."""
_FACTS_NEEDED: Mapping[DraftKind, tuple[tuple[FactKind, str], ...]] = {
    DraftKind.EXIT: ((FactKind.START, "day"), (FactKind.END, "day")),
}


def fault_of(letter: Letter, brief: Brief, known: PersonsAndClients) -> str:
    """Why it may not be shown, as a code; empty where nothing is wrong.

    ``known``: the names of all people and clients of the record, this client's own included.
    """
    text = f"{letter.subject}\n{letter.body}"
    numberless = _numberless(text, brief)
    language = language_of(brief.language, "en")
    checks = (
        ("unknown_fact", set(letter.facts) - {fact.id for fact in brief.facts}),
        ("length", not 0 < len(letter.subject) <= SUBJECT_LIMIT or not LEAST <= len(letter.body) <= BODY_LIMIT),
        ("length", "\n" in letter.subject),
        ("placeholder", _PLACEHOLDER.search(text)),
        ("unseen", any(not (letter.isprintable() or letter == "\n") for letter in text)),
        ("link", _LINK.search(_without(text, own_names(brief)))),
        ("mention", _MENTION.search(text)),
        ("markup", _MARKUP.search(text)),
        ("markup", _SPELT.search(text)),
        ("foreign_name", any(foreign_names(text, brief, known))),
        ("word", set(re.findall(r"[\w-]+", _without(text, own_names(brief)).lower())) & NEVER[language]),
        ("law", _LAW.search(_lawless(text, brief))),
        ("day", set(days_in(numberless)) - _known_days(brief)),
        ("sum", set(sums_in(numberless)) - _known_sums(brief)),
        ("sum", any(_mixed_up(letter.body, brief))),
        ("number", any(_stray_numbers(numberless, brief))),
        ("part", any(not re.search(part, letter.body.lower()) for part in PARTS[language, brief.kind])),
        ("part", not _owed(letter.body, brief)),
        ("part", not _facts_named(letter.body, brief) or not _signed(letter.body, brief)),
        ("shouting", "!" in text),
    )
    return next((code for code, wrong in checks if wrong), "")


def may_stand(typed: str, strangers: PersonsAndClients) -> bool:
    """Whether words that a person typed may be put into a letter to a client: no link, mention, markup, insult, no §,
    and none of the ``strangers`` to it.
    """
    if any(form.search(typed) for _, form in strangers.forms(typed)):
        return False
    words = set(re.findall(r"[\w-]+", typed.lower()))
    marks = (_LINK, _MENTION, _MARKUP, _SPELT, _LAW, _PLACEHOLDER)
    return not any(mark.search(typed) for mark in marks) and not any(words & never for never in NEVER.values())


def own_names(brief: Brief) -> tuple[str, ...]:
    """Names that belong into the letter, longer ones first."""
    names = (brief.client, brief.organization, brief.sender)
    return tuple(sorted((name for name in names if name), key=len, reverse=True))


def foreign_names(text: str, brief: Brief, known: PersonsAndClients) -> Iterator[str]:
    """Other clients and colleagues, however they are written."""
    rest = _without(text, own_names(brief))
    for _, form in strangers_to(own_names(brief), known).forms(rest):
        yield from (found[0] for found in form.finditer(rest))


def strangers_to(names: Iterable[str], known: PersonsAndClients) -> PersonsAndClients:
    """All that are known but these; a word that is part of these tells nobody else by itself."""
    own = {name.casefold() for name in names}
    mine = frozenset(word for name in own for word in re.findall(r"[^\W_]+", name))
    return PersonsAndClients(
        frozenset(name for name in known.people if name.casefold() not in own),
        frozenset(name for name in known.clients if name.casefold() not in own),
        mine | known.plain,
    )


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return text


def _lawless(text: str, brief: Brief) -> str:
    """Without the legal words that are in a fact: the clause, the word for a warning that was sent."""
    rest = _LAWFUL_HERE.sub("", _without(text, (*own_names(brief), *_clause(brief))))
    return _WARNING.sub("", rest) if brief.of(FactKind.WARNED) else rest


def _clause(brief: Brief) -> tuple[str, ...]:
    clause = brief.value(FactKind.CLAUSE, "text")
    return (clause,) if clause else ()


def _known_days(brief: Brief) -> set[date | None]:
    days: set[date | None] = {brief.today, *days_in(_numberless(brief.former, brief))}
    for fact in brief.facts:
        written = " ".join(fact.values.get(name, "") for name in ("day", "days", "due"))
        days |= {date.fromisoformat(day) for day in written.split()}
    return days


def _known_sums(brief: Brief) -> set[Decimal | None]:
    written = [fact.values["amount"] for kind in (FactKind.FEE, FactKind.INVOICE) for fact in brief.of(kind)]
    return {*sums_in(_numberless(brief.former, brief))}.union(*(as_written(amount) for amount in written if amount))


def _stray_numbers(text: str, brief: Brief) -> Iterator[str]:
    """Numbers of three and more digits, and smaller ones above thirty, that are in no fact: account numbers, counts."""
    rest = _without(text, (*own_names(brief), *_clause(brief)))
    rest = without_days_and_sums(_GAP.sub(" ", rest))
    known = {number for fact in brief.facts for value in _counted(fact) for number in _NUMBER.findall(value)}
    known |= set(_NUMBER.findall(brief.former))
    yield from (number for number in _NUMBER.findall(rest) if number not in known and int(number) > 31)
    if brief.of(FactKind.INVOICE):
        # Where invoices have numbers, none is made up of small ones either.
        written = " ".join([brief.former, *(value for fact in brief.facts for value in _counted(fact))])
        joined = (one.rstrip(".") for one in _JOINED.findall(rest))
        yield from (one for one in joined if not _PLAIN.fullmatch(one) and one not in written)


def _counted(fact: Fact) -> Iterator[str]:
    """Values whose numbers may stand alone; that of an invoice is known as a whole only."""
    yield from (value for name, value in fact.values.items() if (fact.kind, name) != (FactKind.INVOICE, "number"))


def _numberless(text: str, brief: Brief) -> str:
    numbers = [fact.values["number"] for fact in brief.of(FactKind.INVOICE)]
    return without_numbers(text, [number for number in numbers if number])


def _figures(invoice: Fact) -> set[Decimal | date | None]:
    """Its sum and the day on which it was due."""
    return {*as_written(invoice.values["amount"]), date.fromisoformat(invoice.values["due"])}


def _owed(body: str, brief: Brief) -> bool:
    """A reminder says how much and since when: what is known of an invoice, what somebody filled in, or else a gap."""
    if brief.kind is not DraftKind.PAYMENT_REMINDER:
        return True
    sum_gap, day_gap = _OWED[language_of(brief.language, "en")]
    return _said(sum_gap, sums_in, body, brief) and _said(day_gap, days_in, body, brief)


def _said(gap: str, found: Callable[[str], Iterator[Decimal | date | None]], body: str, brief: Brief) -> bool:
    if re.search(gap, body.lower()):
        return True
    known = set[Decimal | date | None]().union(*map(_figures, brief.of(FactKind.INVOICE)))
    if not re.search(gap, brief.former.lower()):
        known |= {*found(_numberless(brief.former, brief))}
    return not known.isdisjoint(found(_numberless(body, brief)))


def _mixed_up(body: str, brief: Brief) -> Iterator[str]:
    """Sentences that name one invoice and say the sum or the day of another."""
    invoices = [fact for fact in brief.of(FactKind.INVOICE) if fact.values["number"]]
    for sentence in sentences(body):
        named = [fact for fact in invoices if names_number(sentence, fact.values["number"])]
        if len(named) == 1:
            text = _numberless(sentence, brief)
            others = set[Decimal | date | None]().union(*map(_figures, invoices)) - _figures(named[0])
            if not others.isdisjoint({*sums_in(text), *days_in(text)}):
                yield sentence


def _facts_named(body: str, brief: Brief) -> bool:
    """What the letter cannot do without is in it: the fact, or a gap for a person to fill."""
    days = set(days_in(body))
    gaps = len(_GAP.findall(body))
    for kind, name in _FACTS_NEEDED.get(brief.kind, ()):
        written = brief.value(kind, name)
        if (date.fromisoformat(written) not in days) if written else not gaps:
            return False
    clause = brief.value(FactKind.CLAUSE, "text")
    return brief.kind is not DraftKind.EXIT or not clause or clause in body


def _signed(body: str, brief: Brief) -> bool:
    """It begins with a greeting, and ends with who writes."""
    end = body[-200:]
    return bool(_GREETING.match(body)) and all(name in end for name in (brief.sender, brief.organization) if name)

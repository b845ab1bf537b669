"""Letters as a model might write them: good ones of every kind and language, as its JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.draft import DraftKind

GOOD: Mapping[tuple[str, DraftKind], tuple[str, Sequence[tuple[str, Sequence[str]]]]] = {
    ("de", DraftKind.EXIT): (
        "[CLIENT_1]: Abschied und Übergabe",
        (
            ("Guten Tag [Name der Ansprechperson],", ()),
            (
                "wir kündigen den Vertrag vom 1. März 2024 zwischen [CLIENT_1] und [FIRM_1] zum 28. Februar 2027. "
                "Grundlage ist § 9 Abs. 2.",
                ("F3", "F4", "F6"),
            ),
            ("Das haben wir nach unserem Gespräch am 3. November 2026 abgewogen.", ("F2",)),
            ("Wir danken Ihnen für [ein konkreter gemeinsamer Erfolg].", ()),
            ("Bis dahin liefern wir noch: [offene Leistung] bis [Datum].", ()),
            (
                "Die Schlussrechnung stellen wir am [Datum]; bis dahin gilt die Vergütung von 4.500,00 EUR im Monat.",
                ("F7",),
            ),
            ("Zur Übergabe gehören [Liste]. Ansprechperson dafür ist [Name, Telefon, E-Mail].", ()),
            ("Ihre Daten geben wir zurück oder löschen sie.", ()),
            ("Danach: [Übergangszeit oder Empfehlung eines anderen Büros]. Wir wünschen Ihnen alles Gute.", ()),
            ("Freundliche Grüße\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
    ("en", DraftKind.EXIT): (
        "[CLIENT_1]: end of our contract and handover",
        (
            ("Dear [contact person],", ()),
            (
                "We give notice on the contract of 1 March 2024 between [CLIENT_1] and [FIRM_1], to end on 28 February "
                "2027, under § 9 Abs. 2.",
                ("F3", "F4", "F6"),
            ),
            ("We have weighed this since our conversation on 3 November 2026.", ("F2",)),
            ("Thank you for [one concrete shared success].", ()),
            ("Until then we will complete [open deliverable] by [date].", ()),
            ("The final invoice comes on [date]; the fee of EUR 4,500.00 a month applies until the end.", ("F7",)),
            ("Handover: [list]. Your contact is [name, phone, e-mail].", ()),
            ("We return or delete your data, whichever you prefer.", ()),
            ("Afterwards: [transition period or referral]. We wish you well.", ()),
            ("Kind regards,\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
    ("de", DraftKind.BOUNDARY): (
        "[CLIENT_1]: unser Rahmen",
        (
            ("Guten Tag [Name der Ansprechperson],", ()),
            ("vereinbart ist der Stand, den wir am 3. November 2026 besprochen haben.", ("F2",)),
            ("Es geht um [worum es geht, in einem Satz]. Änderungen sind möglich, mit Aufwand und Termin.", ("F1",)),
            ("Bitte sagen Sie mir bis [Datum], ob das für Sie passt.", ()),
            ("Freundliche Grüße\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
    ("en", DraftKind.BOUNDARY): (
        "[CLIENT_1]: what we agreed",
        (
            ("Dear [contact person],", ()),
            ("What we agreed is the version that we went through on 3 November 2026.", ("F2",)),
            (
                "This is about [what this is about, in one sentence]. Changes are possible, with a price and a date.",
                ("F1",),
            ),
            ("Please let me know by [date] whether that suits you.", ()),
            ("Kind regards,\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
    ("de", DraftKind.TALK_INVITATION): (
        "[CLIENT_1]: Gespräch über den gemeinsamen Stand",
        (
            ("Guten Tag [Name der Ansprechperson],", ()),
            ("ich möchte mit Ihnen über unseren Umgang mit Änderungen sprechen und Ihre Sicht hören.", ("F1",)),
            ("Passt Ihnen [erster Terminvorschlag] oder [zweiter Terminvorschlag]? Eine Stunde genügt uns.", ()),
            ("Freundliche Grüße\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
    ("en", DraftKind.TALK_INVITATION): (
        "[CLIENT_1]: a conversation about changes",
        (
            ("Dear [contact person],", ()),
            ("I would like to talk with you about how we handle changes, and to hear your view of it.", ("F1",)),
            ("Would [first proposed date and time] or [second proposed date and time] suit you?", ()),
            ("Kind regards,\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
    ("de", DraftKind.PAYMENT_REMINDER): (
        "[CLIENT_1]: Zahlungserinnerung zu [Rechnungsnummer]",
        (
            ("Guten Tag [Name der Ansprechperson],", ()),
            ("die Rechnung [Rechnungsnummer] über [Betrag] war am [Fälligkeitsdatum] fällig.", ()),
            ("Bitte überweisen Sie den Betrag bis [neues Datum]. Gern klären wir mit Ihnen, was offen ist.", ()),
            ("Freundliche Grüße\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
    ("en", DraftKind.PAYMENT_REMINDER): (
        "[CLIENT_1]: payment of [invoice number]",
        (
            ("Dear [contact person],", ()),
            ("Invoice [invoice number] for [amount] was due on [due date], and we have not seen it arrive.", ()),
            ("Please transfer it by [new date]. If something is unclear, we will sort it out with you.", ()),
            ("Kind regards,\n[PERSON_1]\n[FIRM_1]", ()),
        ),
    ),
}


def answer(language: str, kind: DraftKind, *, known: bool = True) -> dict[str, Any]:
    """A good letter as the model's JSON; where not all facts are ``known``, the sentences that rest on one are gaps."""
    subject, paragraphs = GOOD[language, kind]
    written = [{"text": text, "facts": list(facts)} for text, facts in paragraphs]
    return {"subject": subject, "paragraphs": written if known else _without_facts(language, kind, written)}


def _without_facts(language: str, kind: DraftKind, written: list[dict[str, Any]]) -> list[dict[str, Any]]:
    plain = {
        ("de", DraftKind.EXIT): "wir kündigen den Vertrag mit [CLIENT_1] zum [Enddatum]. Die Schlussrechnung folgt.",
        (
            "en",
            DraftKind.EXIT,
        ): "We give notice on the contract with [CLIENT_1], to end on [end date]. The final invoice follows.",
        ("de", DraftKind.BOUNDARY): "vereinbart ist, was im Angebot steht, und dabei möchten wir bleiben.",
        ("en", DraftKind.BOUNDARY): "What we agreed is what the proposal says, and we would like to keep to it.",
        ("de", DraftKind.TALK_INVITATION): "ich möchte mit Ihnen sprechen und Ihre Sicht hören.",
        ("en", DraftKind.TALK_INVITATION): "I would like to talk with you and to hear your view.",
    }
    kept = [one for one in written if not one["facts"]]
    said = plain.get((language, kind), "")
    return [kept[0], *([{"text": said, "facts": []}] if said else []), *kept[1:]]

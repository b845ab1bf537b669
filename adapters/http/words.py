"""The few words of the server's own pages, in both languages; everything else comes from the core."""

from collections.abc import Mapping

LANGUAGES = ("en", "de")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "back": "Back to the chat",
        "home": "Home",
        "reply": "Answer",
        "copy": "Copy",
        "copied": "Copied",
        "required": "required",
        "errors": "Please look at the marked fields.",
        "choose": "Please choose",
        "theme": "Light or dark",
        "skip": "Skip to the content",
        "who.title": "Who are you?",
        "who.text": "This page is private, and we cannot tell who is asking. Open it again from your chat.",
        "400.title": "That did not arrive in one piece",
        "400.text": "Something in the request could not be read. Go back and try once more; nothing was changed.",
        "403.title": "This door is closed",
        "403.text": "The request was refused and nothing was changed.",
        "404.title": "Nothing here",
        "404.text": "This address leads nowhere. Perhaps it was moved, or mistyped.",
        "405.title": "Not like this",
        "405.text": "This address exists, but cannot be used in this way.",
        "413.title": "Too much at once",
        "413.text": "What you sent is too long. Nothing was recorded.",
        "500.title": "That was our fault",
        "500.text": "Something went wrong on our side. Without a number nothing was recorded; please try again.",
    },
    "de": {
        "back": "Zurück zum Chat",
        "home": "Übersicht",
        "reply": "Antwort",
        "copy": "Kopieren",
        "copied": "Kopiert",
        "required": "Pflichtfeld",
        "errors": "Bitte sieh dir die markierten Felder an.",
        "choose": "Bitte wählen",
        "theme": "Hell oder dunkel",
        "skip": "Zum Inhalt springen",
        "who.title": "Wer bist du?",
        "who.text": "Diese Seite ist privat, und wir wissen nicht, wer fragt. Öffne sie noch einmal aus deinem Chat.",
        "400.title": "Das kam nicht heil an",
        "400.text": "Die Anfrage war nicht lesbar. Geh zurück und versuch es noch einmal; geändert wurde nichts.",
        "403.title": "Diese Tür ist zu",
        "403.text": "Die Anfrage wurde abgelehnt, geändert wurde nichts.",
        "404.title": "Hier ist nichts",
        "404.text": "Diese Adresse führt nirgendwohin. Vielleicht ist sie umgezogen oder vertippt.",
        "405.title": "So nicht",
        "405.text": "Diese Adresse gibt es, aber sie lässt sich nicht auf diese Weise benutzen.",
        "413.title": "Zu viel auf einmal",
        "413.text": "Was du geschickt hast, ist zu lang. Festgehalten wurde nichts.",
        "500.title": "Das war unser Fehler",
        "500.text": "Bei uns ging etwas schief. Ohne Nummer wurde nichts festgehalten; bitte versuch es noch einmal.",
    },
}


def word(language: str, key: str) -> str:
    return _WORDS[language][key]


def language_wanted(accepted: str, default: str = "en") -> str:
    """The first of our languages in an Accept-Language header (order as written; weights are rarely out of order)."""
    for part in accepted[:500].split(","):
        short = part.split(";")[0].strip()[:2].lower()
        if short in LANGUAGES:
            return short
    return default

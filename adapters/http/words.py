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
        "leave": "Log out",
        "open.title": "Open Signpost",
        "open.text": "This link is yours alone, and works once. What you see next is confidential.",
        "open.button": "Open the page",
        "link.title": "This link is no longer valid",
        "link.text": "A link works once and for fifteen minutes. Ask for a new one in your chat: “Open in browser”.",
        "left.title": "You are logged out",
        "left.text": "On every device. To come back, choose “Open in browser” in your chat.",
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
        "slack.installed.title": "Signpost is installed",
        "slack.installed.text": "Go back to Slack and type /client-flag help in any channel.",
        "slack.state.title": "This link is no longer valid",
        "slack.state.text": "This link was used already, is older than ten minutes, or was opened in another browser. "
        "Begin again at /slack/install; nothing was installed.",
        "slack.denied.title": "Nothing was installed",
        "slack.denied.text": "You said no, or Slack did: some workspaces let only their admins install apps.",
        "slack.missing.title": "Something is missing",
        "slack.missing.text": "Slack's answer came without its code. Begin again at /slack/install.",
        "slack.not_listed.title": "This workspace is not on the list",
        "slack.not_listed.text": "An admin of Signpost has to add its id to slack.allowed_workspaces in app.yaml "
        "first. Nothing was kept, and what Slack had granted was handed back.",
        "slack.org_wide.title": "One workspace at a time",
        "slack.org_wide.text": "Signpost cannot be installed for a whole organization. Install it into one workspace.",
        "slack.rotation.title": "This app rotates its tokens",
        "slack.rotation.text": "Signpost does not renew tokens. Make the app anew from the manifest, without rotation.",
        "slack.refused.title": "Slack refused",
        "slack.refused.text": "Check SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and the redirect URL of the app, and begin "
        "again. Nothing was installed.",
        "slack.slack_down.title": "Slack did not answer",
        "slack.slack_down.text": "Slack could not be reached or answered nonsense. Begin again in a few minutes.",
        "slack.not_stored.title": "That could not be kept",
        "slack.not_stored.text": "The database is busy or cannot be written. Nothing was installed; begin again.",
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
        "leave": "Abmelden",
        "open.title": "Signpost öffnen",
        "open.text": "Dieser Link gehört nur dir und gilt einmal. Was du gleich siehst, ist vertraulich.",
        "open.button": "Seite öffnen",
        "link.title": "Dieser Link gilt nicht mehr",
        "link.text": "Ein Link gilt einmal und fünfzehn Minuten lang. Hol dir in deinem Chat einen neuen: „Im Browser "
        "öffnen“.",
        "left.title": "Du bist abgemeldet",
        "left.text": "Auf allen Geräten. Zurück kommst du mit „Im Browser öffnen“ in deinem Chat.",
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
        "slack.installed.title": "Signpost ist installiert",
        "slack.installed.text": "Geh zurück zu Slack und tippe in einem Kanal /client-flag help.",
        "slack.state.title": "Dieser Link gilt nicht mehr",
        "slack.state.text": "Dieser Link wurde schon benutzt, ist älter als zehn Minuten oder wurde in einem anderen "
        "Browser geöffnet. Beginne neu bei /slack/install; installiert wurde nichts.",
        "slack.denied.title": "Es wurde nichts installiert",
        "slack.denied.text": "Du hast abgelehnt, oder Slack: In manchen Workspaces dürfen nur Admins Apps "
        "installieren.",
        "slack.missing.title": "Da fehlt etwas",
        "slack.missing.text": "Slacks Antwort kam ohne ihren Code. Beginne neu bei /slack/install.",
        "slack.not_listed.title": "Dieser Workspace steht nicht auf der Liste",
        "slack.not_listed.text": "Ein Admin von Signpost muss seine Kennung zuerst in app.yaml bei "
        "slack.allowed_workspaces eintragen. Nichts wurde behalten; was Slack erteilt hatte, ist zurückgegeben.",
        "slack.org_wide.title": "Ein Workspace nach dem anderen",
        "slack.org_wide.text": "Signpost lässt sich nicht für eine ganze Organisation installieren. Wähle einen "
        "Workspace.",
        "slack.rotation.title": "Diese App wechselt ihre Tokens",
        "slack.rotation.text": "Signpost erneuert keine Tokens. Lege die App neu aus dem Manifest an, ohne Rotation.",
        "slack.refused.title": "Slack hat abgelehnt",
        "slack.refused.text": "Prüfe SLACK_CLIENT_ID, SLACK_CLIENT_SECRET und die Redirect-URL der App und beginne "
        "neu. Installiert wurde nichts.",
        "slack.slack_down.title": "Slack antwortet nicht",
        "slack.slack_down.text": "Slack war nicht erreichbar oder antwortete wirr. Beginne in ein paar Minuten neu.",
        "slack.not_stored.title": "Das ließ sich nicht festhalten",
        "slack.not_stored.text": "Die Datenbank ist beschäftigt oder nicht beschreibbar. Installiert wurde nichts; "
        "beginne neu.",
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

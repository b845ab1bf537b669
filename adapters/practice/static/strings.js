// What the page itself says. Everything that Signpost says comes from the core.

const WORDS = {
  en: {
    skip: "Skip to the message box",
    title: "Practice workspace",
    messages: "Messages",
    channels: "Channels",
    people: "Act as",
    you: "You act as",
    home: "Home",
    bot: "Signpost",
    botTitle: "your direct messages",
    dmTopic: "Only {name} and Signpost read along here.",
    unread: "{n} unread",
    waiting: "{n} unread from Signpost",
    menu: "Channels and people",
    close: "Close",
    language: "Auf Deutsch",
    theme: "Light or dark",
    help: "What is this?",
    now: "Workspace time",
    clockMoves: "Move the clock",
    hour: "+1 hour",
    next_working_day: "Next working day",
    week: "+1 week",
    reset: "Reset",
    moving: "The clock is moving …",
    resetting: "Starting over …",
    moved: "It is now {now}.",
    resetTitle: "Start over?",
    resetText: "All messages and everything you recorded here are removed, and the sample data comes back. The clock returns to its start.",
    resetYes: "Start over",
    cancel: "Cancel",
    onlyYou: "Only visible to you",
    youTyped: "You typed",
    unkept: "This is kept nowhere and will be gone after a reload, as promised.",
    unsaved: "This answer could not be kept and will be gone after a reload.",
    today: "Today",
    yesterday: "Yesterday",
    newMessages: "New",
    emptyDm: "Nothing here yet. Type / to see what Signpost can do.",
    emptyChannel: "Nobody has written here yet. Say something, or type / for a command.",
    flag: "Flag this message",
    edit: "Edit",
    delete: "Delete",
    save: "Save",
    copy: "Copy",
    copied: "Copied",
    copyText: "Copy text",
    showAll: "Show all ({n} characters)",
    composer: "Message to {place}",
    composerHint: "Write to {place}, or type / for commands",
    send: "Send",
    keys: "Enter sends, Shift+Enter starts a new line",
    commands: "Commands",
    suggestions: "{n} suggestions. Arrow keys choose, Tab takes.",
    client: "Client",
    notSent: "Not sent.",
    network: "No connection to the workspace. Nothing is lost: what you typed is still here. Try again in a moment.",
    server: "Something went wrong on our side, and it was not recorded. What you typed is still here; please try again.",
    too_long: "That is too long: at most 20,000 characters here.",
    http_413: "That is too much at once (limit: 1 MB). Please shorten it.",
    unknown_command: "There is no such command. Type / to see what there is.",
    unknown_message: "That message is no longer here.",
    busy: "The clock is already moving. One moment.",
    refused: "The workspace did not accept this ({code}).",
    offline: "Connection lost. Trying again …",
    errors: "Please look at the marked fields.",
    required: "required",
    choose: "Please choose",
    search: "Type to search",
    nothingFound: "Nothing found",
    chosen: "{n} chosen",
    discard: "Discard what you typed?",
    discardYes: "Discard",
    discardNo: "Keep writing",
    arrived: "{name} has a new message from Signpost",
    look: "Look",
    tourTitle: "Welcome to Signpost",
    tour1: "Signpost helps an agency to notice early when a client relation goes wrong.",
    tour2: "The team reports what happened, Signpost keeps the record and weighs it; when a line is crossed, the client’s lead hears what to try first and, if that has failed, how to part well.",
    tour3: "This is a practice workspace with invented people: act as anyone, nothing leaves this computer.",
    tourTry: "Try this",
    tourFlag: "As {name}, report something in #{channel}",
    tourAgain: "Then as {name}, somebody else sees it too",
    tourLead: "Look at the messages of {name}, who leads this client",
    tourLeadText: "When enough has come together, a nudge is waiting there: acknowledge it, record a talk, open a draft.",
    tourHeard: "As {name}, see what Signpost has noticed in #{channel}",
    tourHeardText: "It listens in this one channel, and asks the author alone: confirm it, or say that it is nothing. Write something of your own there, too.",
    tourClock: "Move the clock",
    tourClockText: "A day or a week later: reminders come, scores fade.",
    tourDo: "Show me",
    tourPrepared: "It is in the message box. Press Enter.",
    tourClose: "Let me look around",
  },
  de: {
    skip: "Zum Eingabefeld springen",
    title: "Übungsraum",
    messages: "Nachrichten",
    channels: "Kanäle",
    people: "Handeln als",
    you: "Du handelst als",
    home: "Übersicht",
    bot: "Signpost",
    botTitle: "deine Direktnachrichten",
    dmTopic: "Hier lesen nur {name} und Signpost mit.",
    unread: "{n} ungelesen",
    waiting: "{n} ungelesen von Signpost",
    menu: "Kanäle und Personen",
    close: "Schließen",
    language: "In English",
    theme: "Hell oder dunkel",
    help: "Was ist das hier?",
    now: "Zeit im Übungsraum",
    clockMoves: "Uhr vorstellen",
    hour: "+1 Stunde",
    next_working_day: "Nächster Arbeitstag",
    week: "+1 Woche",
    reset: "Zurücksetzen",
    moving: "Die Uhr läuft …",
    resetting: "Alles auf Anfang …",
    moved: "Es ist jetzt {now}.",
    resetTitle: "Von vorn anfangen?",
    resetText: "Alle Nachrichten und alles, was du hier festgehalten hast, verschwinden, und die Beispieldaten kommen zurück. Die Uhr steht wieder am Anfang.",
    resetYes: "Von vorn anfangen",
    cancel: "Abbrechen",
    onlyYou: "Nur für dich sichtbar",
    youTyped: "Du hast getippt",
    unkept: "Das wird nirgends aufbewahrt und ist nach dem Neuladen weg, wie versprochen.",
    unsaved: "Diese Antwort ließ sich nicht aufheben; nach dem Neuladen ist sie weg.",
    today: "Heute",
    yesterday: "Gestern",
    newMessages: "Neu",
    emptyDm: "Noch nichts hier. Tippe /, dann siehst du, was Signpost kann.",
    emptyChannel: "Hier hat noch niemand geschrieben. Schreib etwas, oder tippe / für einen Befehl.",
    flag: "Diese Nachricht melden",
    edit: "Bearbeiten",
    delete: "Löschen",
    save: "Speichern",
    copy: "Kopieren",
    copied: "Kopiert",
    copyText: "Text kopieren",
    showAll: "Alles zeigen ({n} Zeichen)",
    composer: "Nachricht an {place}",
    composerHint: "Schreib an {place}, oder tippe / für Befehle",
    send: "Senden",
    keys: "Enter sendet, Umschalt+Enter beginnt eine neue Zeile",
    commands: "Befehle",
    suggestions: "{n} Vorschläge. Pfeiltasten wählen aus, Tab übernimmt.",
    client: "Kunde",
    notSent: "Nicht gesendet.",
    network: "Keine Verbindung zum Übungsraum. Nichts ist verloren: Was du getippt hast, steht noch da. Versuch es gleich noch einmal.",
    server: "Bei uns ist etwas schiefgegangen, festgehalten wurde nichts. Was du getippt hast, steht noch da; bitte versuch es noch einmal.",
    too_long: "Das ist zu lang: Hier gehen höchstens 20.000 Zeichen.",
    http_413: "Das ist zu viel auf einmal (höchstens 1 MB). Bitte kürze es.",
    unknown_command: "Diesen Befehl gibt es nicht. Tippe /, dann siehst du, welche es gibt.",
    unknown_message: "Diese Nachricht gibt es nicht mehr.",
    busy: "Die Uhr läuft schon. Einen Moment.",
    refused: "Das hat der Übungsraum nicht angenommen ({code}).",
    offline: "Verbindung verloren. Neuer Versuch …",
    errors: "Bitte sieh dir die markierten Felder an.",
    required: "Pflichtfeld",
    choose: "Bitte wählen",
    search: "Tippen, um zu suchen",
    nothingFound: "Nichts gefunden",
    chosen: "{n} ausgewählt",
    discard: "Verwerfen, was du getippt hast?",
    discardYes: "Verwerfen",
    discardNo: "Weiterschreiben",
    arrived: "{name} hat eine neue Nachricht von Signpost",
    look: "Ansehen",
    tourTitle: "Willkommen bei Signpost",
    tour1: "Signpost hilft einer Agentur, früh zu merken, wenn eine Kundenbeziehung schiefläuft.",
    tour2: "Das Team meldet, was passiert ist, Signpost merkt es sich und wägt ab; ist eine Schwelle erreicht, erfährt die zuständige Person, was sie zuerst versuchen kann, und wenn das nicht half, wie man gut auseinandergeht.",
    tour3: "Das hier ist ein Übungsraum mit erfundenen Leuten: Handle als wer du willst, nichts verlässt diesen Rechner.",
    tourTry: "Probier das",
    tourFlag: "Melde als {name} etwas in #{channel}",
    tourAgain: "Dann als {name}: Noch jemand sieht es",
    tourLead: "Schau in die Nachrichten von {name}, zuständig für diesen Kunden",
    tourLeadText: "Ist genug zusammengekommen, wartet dort ein Hinweis: Übernimm ihn, halte ein Gespräch fest, öffne einen Entwurf.",
    tourHeard: "Sieh als {name}, was Signpost in #{channel} aufgefallen ist",
    tourHeardText: "In diesem einen Kanal hört es mit und fragt nur, wer es geschrieben hat: Bestätige es, oder sag, dass nichts war. Schreib dort auch selbst etwas.",
    tourClock: "Stell die Uhr vor",
    tourClockText: "Einen Tag oder eine Woche später: Erinnerungen kommen, Punkte verblassen.",
    tourDo: "Zeig’s mir",
    tourPrepared: "Es steht im Eingabefeld. Drück Enter.",
    tourClose: "Ich schau mich um",
  },
};

let language = "en";

export function speak(wanted) {
  language = wanted === "de" ? "de" : "en";
  document.documentElement.lang = language;
}

export const spoken = () => language;

/** The text of a key with its {placeholders} filled. The result is set as text, never as markup. */
export function t(key, values = {}) {
  const text = WORDS[language][key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** What went wrong, for people: a text of our own for a known code, else a general sentence with the code. */
export function problem(code) {
  return code in WORDS[language] ? t(code) : t("refused", { code });
}

const moment = (written) => new Date(`${written}:00Z`);
const format = (written, options) =>
  new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", { timeZone: "UTC", ...options }).format(moment(written));

export const timeOf = (written) => written.slice(11);
export const dayOf = (written) => written.slice(0, 10);
const LONG = { weekday: "short", day: "numeric", month: "short", year: "numeric" };

/** "Tue, 24 Nov 2026, 10:00" */
export const fullTime = (written) => `${format(written, LONG)}, ${timeOf(written)}`;

/** "Today", "Yesterday", "Tue, 24 Nov 2026", seen from the workspace's now. */
export function dayName(written, now) {
  const days = Math.round((moment(`${dayOf(now)}T00:00`) - moment(`${dayOf(written)}T00:00`)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return format(written, LONG);
}

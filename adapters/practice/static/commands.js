// The commands that the composer completes, with one line of help each.

const HELP = { en: "what this command can do", de: "was dieser Befehl kann" };

export const COMMANDS = [
  {
    name: "client-flag",
    help: { en: "Report what a client did", de: "Melden, was ein Kunde getan hat" },
    words: [
      { name: "help", help: HELP },
      { name: "privacy", help: { en: "who sees what, and how long it is kept", de: "wer was sieht und wie lange es bleibt" } },
      { name: "mine", help: { en: "my own reports: see, correct, withdraw", de: "meine Meldungen: ansehen, ändern, zurückziehen" } },
    ],
  },
  {
    name: "client-status",
    help: { en: "How things stand with a client", de: "Wie es um einen Kunden steht" },
    words: [{ name: "help", help: HELP }],
  },
  {
    name: "client-talk",
    help: { en: "Record a clarifying talk", de: "Ein klärendes Gespräch festhalten" },
    words: [{ name: "help", help: HELP }],
  },
  {
    name: "client-exit",
    help: { en: "Begin to part with a client", de: "Die Trennung von einem Kunden beginnen" },
    words: [{ name: "help", help: HELP }],
  },
  {
    name: "client-setup",
    help: { en: "Add or change a client, bind this channel", de: "Kunden anlegen oder ändern, Kanal verbinden" },
    words: [
      { name: "help", help: HELP },
      { name: "listen", help: { en: "let Signpost read along in this channel", de: "Signpost in diesem Kanal mitlesen lassen" } },
      { name: "pause", help: { en: "pause that", de: "das anhalten" } },
      { name: "resume", help: { en: "go on after a pause", de: "nach einer Pause fortsetzen" } },
      { name: "unlisten", help: { en: "end it", de: "es beenden" } },
    ],
  },
];

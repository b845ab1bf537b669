// Server-sent events. After every (re)connection the whole state is asked for, so nothing missed stays missed.

const AGAIN_MS = 2_000;
let source = null;
let timer = 0;

/** `on`: {hello, message, gone, unread, clock, reset, lost}. */
export function connect(persona, on) {
  disconnect();
  const stream = new EventSource(`/practice/events?${new URLSearchParams({ as: persona })}`);
  source = stream;
  for (const name of ["hello", "message", "gone", "unread", "clock", "reset"]) {
    stream.addEventListener(name, (event) => on[name](JSON.parse(event.data)));
  }
  stream.addEventListener("error", () => {
    on.lost();
    if (stream.readyState === EventSource.CLOSED) timer = setTimeout(() => connect(persona, on), AGAIN_MS);
  });
}

/** Nothing more arrives until the next ``connect``. */
export function disconnect() {
  clearTimeout(timer);
  source?.close();
}

addEventListener("pagehide", disconnect);

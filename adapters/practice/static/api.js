// Requests to the workspace. Every failure is a Problem with a code; nothing else is thrown.

export class Problem extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const PATIENCE_MS = 30_000;
const CLOCK_PATIENCE_MS = 600_000;

/** A word that makes the same click twice one effect. */
export function nonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function get(path, query = {}) {
  return read(() => fetch(`/practice/${path}?${new URLSearchParams(query)}`, { signal: AbortSignal.timeout(PATIENCE_MS) }));
}

export async function post(path, payload) {
  const patience = path === "clock" || path === "reset" ? CLOCK_PATIENCE_MS : PATIENCE_MS;
  return read(() =>
    fetch(`/practice/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(payload),
      signal: AbortSignal.timeout(patience),
    }),
  );
}

async function read(send) {
  let response;
  let answer;
  try {
    response = await send();
    answer = await response.json();
  } catch {
    throw new Problem(response && response.status >= 500 ? "server" : "network");
  }
  if (response.ok) return answer;
  throw new Problem(response.status >= 500 ? "server" : answer.error);
}

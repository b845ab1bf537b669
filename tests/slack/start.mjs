// Slack workspaces on demand: npm `emulate`, one HTTP server on 127.0.0.1 per workspace.
//
// A line of JSON on stdin, {"open": seed} or {"close": url}; a line of JSON back, {"url": ...} or {"error": ...}.
// A seed is {"tables": {table: [row, ...]}, "data": {key: value}} in emulate's own columns: its configuration cannot name ids.
// Ends when stdin closes, so that it never outlives who started it.
import { createInterface } from "node:readline";

import { createEmulator } from "emulate";
// Not exported, hence by its path: this file goes with exactly the version in package-lock.json.
import { getSlackStore, slackPlugin } from "./node_modules/emulate/dist/dist-6ZQHD4DN.js";

const register = slackPlugin.register;
let seed;

slackPlugin.register = (app, store, ...rest) => {
  // The last middleware so far refuses a token's 5,001st call within the hour; Slack's own limits are the shim's part.
  app.middleware.pop();
  benchRoutes(app, store);
  register(app, store, ...rest);
};

slackPlugin.seed = (store) => {
  for (const [table, rows] of Object.entries(seed.tables)) {
    for (const row of rows) getSlackStore(store)[table].insert(row);
  }
  for (const [key, value] of Object.entries(seed.data)) store.setData(key, value);
};

// What no client can do at Slack but the bench must: look at rows, change them, remove a view that was closed.
function benchRoutes(app, store) {
  const matching = (table, where) =>
    getSlackStore(store)[table].all().filter((row) => Object.entries(where).every(([key, value]) => row[key] === value));
  const verbs = {
    rows: ({ table, where }) => matching(table, where),
    insert: ({ table, row }) => [getSlackStore(store)[table].insert(row)],
    change: ({ table, where, to }) => matching(table, where).map((row) => getSlackStore(store)[table].update(row.id, to)),
    remove: ({ table, where }) => matching(table, where).filter((row) => getSlackStore(store)[table].delete(row.id)),
  };
  for (const [verb, work] of Object.entries(verbs)) {
    app.post(`/_bench/${verb}`, async (c) => c.json({ rows: work(await c.req.json()) }));
  }
}

const running = new Map();

async function obey(order) {
  if (order.close !== undefined) {
    await running.get(order.close).close();
    running.delete(order.close);
    return { url: order.close };
  }
  seed = order.open;
  const emulator = await createEmulator({ service: "slack", port: 0 });
  // It says localhost, which may mean ::1; it listens on 127.0.0.1 only.
  const url = emulator.url.replace("localhost", "127.0.0.1");
  running.set(url, emulator);
  return { url };
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await obey(JSON.parse(line)).catch((error) => ({ error: String(error?.stack ?? error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);

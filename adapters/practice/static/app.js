// The practice workspace: state in, drawing out. Address: ?as=<persona>#<place>.

import { get, nonce, post } from "./api.js";
import { drawBar, drawClock, drawWaiting, startBar } from "./bar.js";
import { drawComposer, startComposer } from "./composer.js";
import { $, paint } from "./dom.js";
import { connect, disconnect } from "./live.js";
import { draw, page } from "./messages.js";
import { drawRail, startRail } from "./rail.js";
import { receive } from "./replies.js";
import { dm, drop, myChannels, persona, placeName, sender, state } from "./state.js";
import { speak, spoken, t } from "./strings.js";
import { toast } from "./toasts.js";
import { drawTour, startTour, toggleTour } from "./tour.js";

let started = false;

const wantedPersona = () => new URL(location.href).searchParams.get("as") ?? "";
const wantedPlace = () => decodeURIComponent(location.hash.slice(1));

function languageOf(id) {
  try {
    return sessionStorage.getItem(`signpost.language.${id}`) ?? persona(id).language;
  } catch {
    return persona(id).language;
  }
}

/** Ask for everything and draw it. An unknown persona in the address falls back to the first. */
async function load() {
  const wanted = wantedPersona();
  let fresh;
  try {
    fresh = await get("state", wanted ? { as: wanted } : {});
  } catch (error) {
    if (error.code !== "unknown_persona") throw error;
    history.replaceState(null, "", "/");
    fresh = await get("state");
  }
  Object.assign(state, fresh, { doing: fresh.busy ? "busy" : "" });
  paint(state.personas);
  speak(languageOf(state.me));
  const place = wantedPlace();
  const open = place && place !== "dm" && myChannels().some((one) => one.id === place) ? place : dm();
  show(open);
}

function show(place, step = "replaceState") {
  const unread = state.unread[place] ?? 0;
  const others = (state.messages[place] ?? []).filter((one) => one.author !== state.me && !one.answer);
  const firstNew = unread ? others.at(-unread)?.id ?? 0 : 0;
  state.place = place;
  const hash = place === dm() ? "#dm" : `#${encodeURIComponent(place)}`;
  history[step](null, "", `/?${new URLSearchParams({ as: state.me })}${hash}`);
  drawAll(firstNew);
  looked();
}

function drawAll(firstNew = 0) {
  document.title = `${placeName()} · Signpost · ${t("title")}`;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  $("#stream").setAttribute("aria-label", placeName());
  drawRail();
  drawBar();
  draw(firstNew);
  drawComposer();
  drawTour();
}

/** Go somewhere, perhaps as somebody else. */
async function go({ as = state.me, place = dm(as) }) {
  if (as === state.me) {
    show(place, "pushState");
    $("#composer-text").focus();
    return;
  }
  const hash = place === dm(as) ? "#dm" : `#${encodeURIComponent(place)}`;
  history.pushState(null, "", `/?${new URLSearchParams({ as })}${hash}`);
  await begin();
  $("#composer-text").focus();
}

/** Tell the workspace that everything here has been seen. */
async function looked() {
  const last = (state.messages[state.place] ?? []).at(-1);
  if (!last?.id || document.visibilityState === "hidden" || !state.unread[state.place]) return;
  state.unread[state.place] = 0;
  drawRail();
  drawWaiting();
  try {
    await post("look", { ...sender(nonce()), message: last.id });
  } catch {
    // it stays unread, and will be told the next time
  }
}

const on = {
  hello() {
    $("#offline").hidden = true;
    if (started) refresh();
  },
  lost() {
    $("#offline").textContent = t("offline");
    $("#offline").hidden = false;
  },
  message(message) {
    receive(message);
  },
  gone({ id, place }) {
    drop(id, place);
    if (place === state.place) draw();
  },
  unread({ persona: who, place, count }) {
    const before = state.waiting[who] ?? 0;
    if (place === dm(who)) state.waiting[who] = count;
    if (who === state.me) {
      state.unread[place] = count;
      if (place === state.place) looked();
    } else if (place === dm(who) && count > before) {
      toast(t("arrived", { name: persona(who).name }), { label: t("look"), run: () => go({ as: who }) });
    }
    drawRail();
    drawWaiting();
  },
  clock({ now, doing }) {
    Object.assign(state, { now, doing });
    drawClock();
  },
  reset() {
    load();
  },
};

/** After a (re)connection: what was missed comes in, what is being typed or has the focus stays as it is. */
async function refresh() {
  const before = JSON.stringify(state.messages[state.place]);
  const fresh = await get("state", { as: state.me });
  if (fresh.me !== state.me) return;
  Object.assign(state, fresh, { doing: fresh.busy ? "busy" : "" });
  if (JSON.stringify(state.messages[state.place]) !== before) draw();
  drawRail();
  drawClock();
  drawWaiting();
  looked();
}

/** As the persona of the address: state first, then the live stream, which asks again for what came between. */
async function begin() {
  started = false;
  disconnect();
  await load();
  started = true;
  connect(state.me, on);
}

function toggleLanguage() {
  const next = spoken() === "de" ? "en" : "de";
  try {
    sessionStorage.setItem(`signpost.language.${state.me}`, next);
  } catch {
    // for this page only
  }
  speak(next);
  drawAll();
  // Looking in tells the core in which language the messages that come by themselves are to be written.
  fetch(page("home")).catch(() => {});
}

startBar({ language: toggleLanguage, help: toggleTour });
startComposer();
addEventListener("popstate", begin);
document.addEventListener("visibilitychange", looked);
await begin();
startRail(go);
startTour(go);

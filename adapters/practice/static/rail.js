// The side: who I am, my messages, channels, and the people one can act as.

import { $, avatar, h, icon } from "./dom.js";
import { channel, dm, myChannels, persona, state } from "./state.js";
import { spoken, t } from "./strings.js";
import { page } from "./messages.js";

const narrow = matchMedia("(max-width: 860px)");
let go = () => {};

export function startRail(navigate) {
  go = (where) => {
    closeRail();
    navigate(where);
  };
  $("#scrim").addEventListener("click", closeRail);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && $("#rail").classList.contains("open")) closeRail();
  });
  narrow.addEventListener("change", settle);
  settle();
}

function settle() {
  const rail = $("#rail");
  rail.inert = narrow.matches && !rail.classList.contains("open");
  $("#scrim").hidden = !(narrow.matches && rail.classList.contains("open"));
}

export function openRail() {
  $("#rail").classList.add("open");
  settle();
  $("#rail .row[aria-current]")?.focus();
}

function closeRail() {
  const was = $("#rail").classList.contains("open");
  $("#rail").classList.remove("open");
  settle();
  if (was && narrow.matches) $("#open-rail")?.focus();
}

/** How much is waiting outside the open place: for the button that opens the side on a phone. */
export const waitingElsewhere = () =>
  Object.entries(state.unread).reduce((sum, [place, n]) => sum + (place === state.place ? 0 : n), 0) +
  Object.entries(state.waiting).reduce((sum, [id, n]) => sum + (id === state.me ? 0 : n), 0);

export function drawRail() {
  const me = persona(state.me);
  const rail = $("#rail");
  const top = rail.scrollTop;
  const focused = rail.contains(document.activeElement) ? document.activeElement.dataset.key : "";
  rail.setAttribute("aria-label", t("menu"));
  rail.replaceChildren(
    h("div", { class: "rail-head" }, h("img", { src: "/static/signpost.svg", alt: "", width: 32, height: 32 }),
      h("div", {}, h("strong", {}, "Signpost"), h("span", {}, state.workspace)),
      h("button", { type: "button", class: "rail-close", "aria-label": t("close"), on: { click: closeRail } }, icon("close"))),
    h("div", { class: "me", id: "me" }, avatar(me.id, me.name),
      h("div", {}, h("span", { class: "hidden-text" }, t("you")), h("strong", {}, me.name), h("span", {}, me.title[spoken()]))),
    section(t("messages"), [
      row({ key: "dm", icon: h("img", { src: "/static/signpost.svg", alt: "", width: 20, height: 20 }), label: t("bot"), place: dm(), count: state.unread[dm()] ?? 0 }),
      h("li", {}, h("a", { class: "row", href: page("home"), data: { key: "home" } }, icon("home"), h("span", { class: "name" }, t("home")))),
    ]),
    section(t("channels"), myChannels().map((one) =>
      row({ key: one.id, icon: icon("hash"), label: one.name, place: one.id, count: state.unread[one.id] ?? 0 }))),
    section(t("people"), state.personas.filter((one) => one.id !== state.me).map(someone)));
  rail.scrollTop = top;
  if (focused) [...rail.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused)?.focus();
}

function section(title, rows) {
  return h("nav", { "aria-label": title }, h("h2", {}, title), h("ul", {}, rows));
}

function row({ key, icon: sign, label, place, count }) {
  return h("li", {}, h("button", { type: "button", class: count ? "row unread" : "row", "aria-current": place === state.place ? "page" : null, data: { key }, on: { click: () => go({ place }) } },
    sign, h("span", { class: "name" }, label), badge(count, "unread")));
}

function someone(one) {
  const count = state.waiting[one.id] ?? 0;
  return h("li", {}, h("button", { type: "button", class: count ? "row person unread" : "row person", data: { key: `p-${one.id}`, persona: one.id }, on: { click: () => go({ as: one.id, place: count || !channel(state.place) ? dm(one.id) : state.place }) } },
    avatar(one.id, one.name), h("span", { class: "name" }, one.name, h("small", {}, one.title[spoken()])), badge(count, "waiting")));
}

function badge(count, key) {
  if (!count) return null;
  return h("span", { class: "count-badge" }, h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : String(count)), h("span", { class: "hidden-text" }, t(key, { n: count })));
}

// Notices as DOM. Styles of spans become elements; their text stays text.

import { h, icon } from "./dom.js";
import { t } from "./strings.js";

const LONG = 4_000;

/** Text that may be very long: the beginning, and a button for the rest. */
export function longText(text) {
  if (text.length <= LONG) return [text];
  const head = document.createTextNode(text.slice(0, LONG) + "… ");
  const more = h("button", { type: "button", class: "button quiet" }, t("showAll", { n: text.length.toLocaleString() }));
  more.addEventListener("click", () => {
    head.data = text;
    more.remove();
  });
  return [head, more];
}

export function spans(text) {
  return text.map(({ text: words, style }) => {
    if (style === "strong") return h("strong", {}, longText(words));
    if (style === "code") return h("code", {}, longText(words));
    if (style === "name") return h("strong", {}, h("bdi", {}, longText(words)));
    if (style === "gone") return h("del", {}, h("bdi", {}, longText(words)));
    if (style === "new") return h("ins", {}, h("bdi", {}, longText(words)));
    if (style === "user") return h("bdi", {}, longText(words));
    return h("span", {}, longText(words));
  });
}

export const plain = (text) => text.map((span) => span.text).join("");

/** `place`: where pictures come from, `chart(client, scheme) → address`. */
export function blocks(list, place) {
  return h("div", { class: "blocks" }, list.map((block) => MAKERS[block.type](block, place)));
}

const MAKERS = {
  paragraph: ({ text }) => h("p", {}, spans(text)),
  small: ({ text }) => h("p", { class: "small" }, spans(text)),
  subhead: ({ text }) => h("h4", { class: "subhead" }, spans(text)),
  items: ({ items, numbered }) => h(numbered ? "ol" : "ul", { class: "items" }, items.map((item) => h("li", {}, spans(item)))),
  facts: ({ rows }) =>
    h("dl", { class: "facts" }, rows.map(({ label, value }) => h("div", {}, h("dt", {}, label), h("dd", {}, spans(value))))),
  table,
  quote,
  picture,
  badge: ({ stage, label }) => h("p", { class: "badgeline" }, h("span", { class: "badge", data: { stage } }, label)),
};

function table({ headers, rows, numeric, footer, links }, place) {
  const cells = (tag, list, link) =>
    list.map((cell, column) =>
      h(tag, { class: numeric.includes(column) ? "numeric" : null, scope: tag === "th" ? "col" : null },
        link && column === 0 ? h("a", { href: place.page(link) }, spans(cell)) : typeof cell === "string" ? cell : spans(cell)));
  const row = (list, link) => h("tr", {}, cells("td", list, link));
  return h("div", { class: "tablewrap", tabindex: "0", role: "group" },
    h("table", {},
      h("thead", {}, h("tr", {}, cells("th", headers))),
      h("tbody", {}, rows.map((list, number) => row(list, links[number]))),
      footer.length ? h("tfoot", {}, row(footer)) : null));
}

function quote({ text, copyable }) {
  const words = h("blockquote", { dir: "auto" }, longText(text));
  return h("div", { class: copyable ? "quote copyable" : "quote" }, words, copyable ? copyButton(text) : null);
}

function copyButton(text) {
  const button = h("button", { type: "button", class: "button quiet" }, icon("copy"), t("copy"));
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.replaceChildren(icon("copy"), t("copied"));
  });
  return button;
}

function picture({ client, alt }, place) {
  const image = (scheme) =>
    h("img", { class: `only-${scheme}`, src: place.chart(client, scheme), alt, loading: "lazy", width: 720, height: 300 });
  return h("figure", { class: "picture" }, image("light"), image("dark"));
}

/** Buttons and links. `press(action, button)` is called once per press while nothing runs. */
export function actions(list, place) {
  if (!list.length) return null;
  return h("div", { class: "actions" }, list.map((action) => {
    if (action.type === "web") return h("a", { class: "button link", href: action.address, target: "_blank", rel: "noreferrer" }, action.label);
    if (action.type === "link") return h("a", { class: "button link", href: place.page(action.path) }, action.label);
    const look = action.look === "default" ? "" : ` ${action.look}`;
    const button = h("button", { type: "button", class: `button${look}`, data: { action: action.name } }, action.label);
    button.addEventListener("click", () => place.press(action, button));
    return button;
  }));
}

/** While `work` runs the button says so and a second click does nothing. */
export async function whileBusy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  const group = button.closest(".actions")?.querySelectorAll("button") ?? [button];
  button.setAttribute("aria-busy", "true");
  for (const other of group) other.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
    for (const other of group) other.removeAttribute("aria-disabled");
  }
}

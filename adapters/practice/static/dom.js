// The only way this page makes elements. Text goes in as text nodes; HTML is never parsed from a string.

const OWN_ADDRESS = /^\/(?!\/)|^#/;
const ATTRIBUTES = new Set([
  "alt", "class", "dir", "for", "hidden", "href", "id", "inputmode", "lang", "loading", "name", "novalidate", "placeholder",
  "role", "rows", "scope", "src", "tabindex", "title", "type", "value", "autocomplete", "spellcheck", "enterkeyhint",
  "datetime", "popover", "disabled", "checked", "required", "width", "height",
]);

/** h("p", {class: "small", on: {click: f}, data: {id: 1}}, "text", node, null) → an element. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else if (name === "data") {
    for (const [key, item] of Object.entries(value)) element.dataset[key] = item;
  } else if (name === "href" || name === "src") {
    if (OWN_ADDRESS.test(value)) element.setAttribute(name, value);
  } else if (name.startsWith("aria-") || ATTRIBUTES.has(name)) {
    element.setAttribute(name, value === true ? "" : String(value));
  } else {
    throw new Error(`attribute ${name} is not allowed`);
  }
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  flag: "M5 21V4m0 0c4-2.5 8 2.5 13 0v9c-5 2.5-9-2.5-13 0",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4",
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6 6 18",
  help: "M9 9.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8m0 3.2v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  clock: "M12 7v5l3.5 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  hash: "M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
  edit: "M4 20h4L19 9l-4-4L4 16v4Zm9-13 4 4",
  delete: "M5 7h14M9 7V4h6v3m-8 0 1 13h8l1-13",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10 19v-5h4v5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  down: "m6 9.5 6 6 6-6",
};

/** A line icon; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const hues = new Map();

/** Give each person one of eight colours, in their order. */
export const paint = (people) => people.forEach(({ id }, index) => hues.set(id, index % 8));

/** A picture with initials. */
export function avatar(id, name) {
  if (!id) return h("img", { class: "avatar bot", src: "/static/signpost.svg", alt: "", width: 36, height: 36 });
  const initials = [...name.split(/\s+/)].map((part) => [...part][0] ?? "").join("").slice(0, 2);
  return h("span", { class: `avatar hue-${hues.get(id) ?? 7}`, "aria-hidden": "true" }, initials.toUpperCase());
}

export const $ = (selector) => document.querySelector(selector);

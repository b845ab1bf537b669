// Completion in the composer: commands after "/", their words, then client names. Arrows, Tab, Enter, Escape.

import { get } from "./api.js";
import { COMMANDS } from "./commands.js";
import { $, h } from "./dom.js";
import { state } from "./state.js";
import { spoken, t } from "./strings.js";

const WAIT_MS = 120;

export function completion(box, list) {
  const menu = { box, list, options: [], at: -1, dismissed: "", asked: 0, timer: 0 };
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-autocomplete", "list");
  box.addEventListener("input", () => refresh(menu));
  box.addEventListener("blur", () => shut(menu));
  box.addEventListener("focus", () => refresh(menu));
  return { key: (event) => key(menu, event) };
}

async function refresh(menu) {
  const line = menu.box.value;
  clearTimeout(menu.timer);
  const turn = ++menu.asked;
  if (line === menu.dismissed) return shut(menu);
  const command = /^\/([\w-]*)$/.exec(line);
  if (command) return open(menu, commandOptions(command[1].toLowerCase()));
  const rest = /^\/([\w-]+)\s+([^\n]*)$/.exec(line);
  const known = rest && COMMANDS.find((one) => one.name === rest[1]);
  if (!known || rest[2].length > 60) return shut(menu);
  const words = wordOptions(known, rest[2]);
  menu.timer = setTimeout(async () => {
    const clients = await clientOptions(known, rest[2]);
    if (turn === menu.asked && document.activeElement === menu.box) open(menu, [...clients, ...words]);
  }, WAIT_MS);
}

function commandOptions(typed) {
  return COMMANDS.filter((one) => one.name.includes(typed)).map((one) => ({ insert: `/${one.name} `, label: `/${one.name}`, hint: one.help[spoken()], sure: one.name !== typed }));
}

function wordOptions(command, typed) {
  return command.words.filter((word) => word.name.startsWith(typed.toLowerCase()) && word.name !== typed)
    .map((word) => ({ insert: `/${command.name} ${word.name}`, label: word.name, hint: word.help[spoken()], sure: typed.length > 0 }));
}

async function clientOptions(command, typed) {
  try {
    const { options } = await get("clients", { as: state.me, lang: spoken(), q: typed.trim() });
    return options
      .filter(({ label }) => !typed.toLowerCase().startsWith(label.toLowerCase()))
      .slice(0, 8)
      .map(({ label, hint }) => ({ insert: `/${command.name} ${label} `, label, hint: hint || t("client"), sure: typed.length > 0 && label.toLowerCase().startsWith(typed.toLowerCase()) }));
  } catch {
    return []; // completion is a comfort: without a connection there is none
  }
}

function open(menu, options) {
  if (!options.length) return shut(menu);
  menu.options = options;
  menu.list.replaceChildren(...options.map((option, index) => line(menu, option, index)));
  menu.list.hidden = false;
  menu.box.setAttribute("aria-expanded", "true");
  mark(menu, options[0].sure ? 0 : -1);
  $("#spoken").textContent = t("suggestions", { n: options.length });
}

function line(menu, option, index) {
  const node = h("div", { class: "option", role: "option", id: `completion-${index}`, "aria-selected": "false" }, h("span", {}, option.label), h("small", {}, option.hint));
  node.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    take(menu, option);
  });
  return node;
}

function mark(menu, at) {
  menu.at = at;
  [...menu.list.children].forEach((node, index) => {
    node.setAttribute("aria-selected", String(index === at));
    if (index === at) node.scrollIntoView({ block: "nearest" });
  });
  if (at < 0) menu.box.removeAttribute("aria-activedescendant");
  else menu.box.setAttribute("aria-activedescendant", `completion-${at}`);
}

function take(menu, option) {
  menu.box.value = option.insert;
  menu.box.setSelectionRange(option.insert.length, option.insert.length);
  menu.box.dispatchEvent(new Event("input", { bubbles: true }));
}

function shut(menu) {
  menu.list.hidden = true;
  menu.at = -1;
  menu.box.setAttribute("aria-expanded", "false");
  menu.box.removeAttribute("aria-activedescendant");
}

/** True when the key was for the list. */
function key(menu, event) {
  if (menu.list.hidden) return false;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const count = menu.options.length;
  if (event.key in steps) {
    mark(menu, menu.at < 0 ? (event.key === "ArrowDown" ? 0 : count - 1) : (menu.at + steps[event.key] + count) % count);
  } else if (event.key === "Tab" && !event.shiftKey) {
    take(menu, menu.options[Math.max(menu.at, 0)]);
  } else if (event.key === "Enter" && menu.at >= 0 && !event.shiftKey) {
    take(menu, menu.options[menu.at]);
  } else if (event.key === "Escape") {
    menu.dismissed = menu.box.value;
    shut(menu);
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

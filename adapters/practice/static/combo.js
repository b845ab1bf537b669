// A choice with type-ahead: a text box over a list of options with their hints (WAI-ARIA combobox, list autocomplete).

import { h } from "./dom.js";
import { t } from "./strings.js";

export function combo(field, id) {
  const box = { field, options: [], at: -1, value: field.value };
  const chosen = field.options.find((option) => option.value === field.value);
  box.input = h("input", { id, type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", placeholder: t("search") });
  box.input.value = chosen?.label ?? "";
  box.list = h("div", { id: `${id}-list`, class: "options", role: "listbox", "aria-label": field.label, hidden: true });
  box.hint = h("p", { class: "hint chosen-hint" }, chosen?.hint ?? "");
  box.input.addEventListener("focus", () => box.input.select());
  box.input.addEventListener("click", () => open(box, ""));
  box.input.addEventListener("input", () => {
    box.value = "";
    open(box, box.input.value);
  });
  box.input.addEventListener("keydown", (event) => key(box, event));
  box.input.addEventListener("blur", () => settle(box));
  return { input: box.input, node: h("div", { class: "combo" }, box.input, box.list, box.hint), value: () => box.value };
}

function open(box, words) {
  const wanted = words.trim().toLocaleLowerCase();
  box.options = box.field.options.filter((option) => `${option.label} ${option.hint}`.toLocaleLowerCase().includes(wanted));
  box.at = box.options.findIndex((option) => option.value === box.value);
  box.list.replaceChildren(...box.options.map((option, index) => line(box, option, index)));
  if (!box.options.length) box.list.append(h("p", { class: "small" }, t("nothingFound")));
  box.list.hidden = false;
  box.input.setAttribute("aria-expanded", "true");
  mark(box, box.at < 0 && wanted ? 0 : box.at);
}

function line(box, option, index) {
  const node = h("div", { class: "option", role: "option", id: `${box.list.id}-${index}`, "aria-selected": "false" },
    h("span", {}, option.label), option.hint ? h("small", {}, option.hint) : null);
  node.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // keeps the focus in the box
    take(box, option);
  });
  return node;
}

function mark(box, at) {
  box.at = at;
  [...box.list.querySelectorAll(".option")].forEach((node, index) => {
    node.setAttribute("aria-selected", String(index === at));
    if (index === at) node.scrollIntoView({ block: "nearest" });
  });
  if (at < 0) box.input.removeAttribute("aria-activedescendant");
  else box.input.setAttribute("aria-activedescendant", `${box.list.id}-${at}`);
}

function take(box, option) {
  box.value = option.value;
  box.input.value = option.label;
  box.hint.textContent = option.hint;
  shut(box);
}

function shut(box) {
  box.list.hidden = true;
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
}

/** On leaving: a label typed in full counts as chosen; anything else goes back to what was chosen. */
function settle(box) {
  const words = box.input.value.trim().toLocaleLowerCase();
  const typed = box.field.options.find((option) => option.label.toLocaleLowerCase() === words);
  if (!box.value && typed) take(box, typed);
  const chosen = box.field.options.find((option) => option.value === box.value);
  if (chosen) box.input.value = chosen.label;
  box.hint.textContent = chosen?.hint ?? "";
  shut(box);
}

function key(box, event) {
  const isOpen = !box.list.hidden;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    if (!isOpen) open(box, "");
    else if (box.options.length) mark(box, (box.at + steps[event.key] + box.options.length) % box.options.length);
  } else if (event.key === "Enter" && isOpen) {
    if (box.options[box.at]) take(box, box.options[box.at]);
  } else if (event.key === "Escape" && isOpen) {
    shut(box);
    event.stopPropagation();
  } else if (event.key === "Tab" && isOpen && box.options[box.at]) {
    take(box, box.options[box.at]);
    return;
  } else {
    return;
  }
  event.preventDefault();
}

// A small context menu: arrows move, Enter runs, Escape closes and gives the focus back.

import { h, icon } from "./dom.js";

let close = () => {};

export function openMenu(x, y, opener, entries) {
  close();
  const items = entries.map((entry) =>
    h("button", { type: "button", role: "menuitem", tabindex: "-1", on: { click: () => { close(); entry.run(); } } }, icon(entry.icon), entry.label));
  const menu = h("div", { class: "menu", role: "menu" }, items);
  document.body.append(menu);
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  const away = (event) => { if (!menu.contains(event.target)) close(); };
  close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", away);
    close = () => {};
    opener?.focus();
  };
  document.addEventListener("pointerdown", away);
  menu.addEventListener("keydown", (event) => move(event, items));
  items[0].focus();
}

function move(event, items) {
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) items[(at + steps[event.key] + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
}

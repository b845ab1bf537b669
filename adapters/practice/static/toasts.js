// Short notes at the edge; at most three, each may carry one button.

import { $, h, icon } from "./dom.js";
import { t } from "./strings.js";

const SHOWN_MS = 9_000;

export function toast(text, action = null) {
  const box = $("#toasts");
  const node = h("div", { class: "toast" }, h("p", {}, text),
    action ? h("button", { type: "button", class: "button primary", on: { click: () => { node.remove(); action.run(); } } }, action.label) : null,
    h("button", { type: "button", class: "button quiet icon", "aria-label": t("close"), on: { click: () => node.remove() } }, icon("close")));
  for (const same of box.children) if (same.firstChild.textContent === text) same.remove();
  box.append(node);
  while (box.children.length > 3) box.firstChild.remove();
  const leave = () => (node.matches(":hover, :focus-within") ? setTimeout(leave, 2_000) : node.remove());
  setTimeout(leave, SHOWN_MS);
}

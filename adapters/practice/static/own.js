// What one has written oneself can be written anew, or taken back.

import { nonce, post } from "./api.js";
import { whileBusy } from "./blocks.js";
import { h, icon } from "./dom.js";
import { receive, report } from "./replies.js";
import { sender, state } from "./state.js";
import { t } from "./strings.js";

/** The two buttons at one's own message; none at anybody else's. */
export function ownTools(message) {
  if (message.author !== state.me) return [];
  return [tool("edit", (event) => edit(message, event.currentTarget)), tool("delete", (event) => takeBack(message, event.currentTarget))];
}

function tool(name, run) {
  return h("button", { type: "button", class: "button quiet icon", title: t(name), "aria-label": t(name), on: { click: run } }, icon(name));
}

/** The text becomes a box; Enter keeps it, Escape leaves it as it was. */
function edit(message, opener) {
  const text = document.getElementById(`m${message.id}`).querySelector(".text");
  if (text.querySelector("textarea")) return;
  const before = [...text.childNodes];
  const box = h("textarea", { rows: 2, "aria-label": t("edit"), dir: "auto" });
  const leave = () => { text.replaceChildren(...before); opener.focus(); };
  const keep = h("button", { type: "button", class: "button primary", on: { click: () => send() } }, t("save"));
  const send = () => whileBusy(keep, () => report(keep, async () => {
    if (!box.value.trim()) return;
    const answer = await post("edit", { ...sender(nonce()), message: message.id, text: box.value });
    leave();
    receive(answer.message);
  }));
  box.value = message.text;
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send();
    else return;
    event.preventDefault();
  });
  text.replaceChildren(box, keep);
  box.focus();
}

function takeBack(message, button) {
  return whileBusy(button, () => report(button, () => post("delete", { ...sender(nonce()), message: message.id })));
}

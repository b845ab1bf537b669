// What happens when the core has answered: a message appears or changes, or a form opens.

import { openForm } from "./dialog.js";
import { h } from "./dom.js";
import { show } from "./messages.js";
import { keep, state } from "./state.js";
import { problem, t } from "./strings.js";
import { toast } from "./toasts.js";

/** `from`: {message, opener}: what the form's answer belongs to, and where the focus goes back to. */
export function handle(answer, from) {
  if (answer.reply === "asked") {
    openForm(answer.form, from);
    return;
  }
  receive(answer.message);
}

/** A message from a reply or from the live stream; both may bring the same one. True when it was new. */
export function receive(message) {
  const isNew = keep(message);
  const node = message.id ? document.getElementById(`m${message.id}`) : null;
  if (message.place === state.place && (isNew || Number(node?.dataset.version) !== message.version)) show(message);
  const shown = document.getElementById(`m${message.id}`);
  if (shown) shown.dataset.version = message.version;
  return isNew;
}

/** Run; a failure is said next to the button (or as a toast where that is gone). */
export async function report(near, work) {
  near.closest(".body, .message")?.querySelector(".went-wrong")?.remove();
  try {
    await work();
  } catch (error) {
    if (!error.code) throw error;
    const text = error.code === "network" || error.code === "server" ? shortened(error.code) : problem(error.code);
    const place = near.isConnected ? near.closest(".notice") ?? near.closest(".message")?.querySelector(".body") : null;
    if (place) place.append(h("p", { class: "error went-wrong", role: "alert" }, text));
    else toast(text);
  }
}

const shortened = (code) => `${t("notSent")} ${problem(code)}`;

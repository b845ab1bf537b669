// The message box: sends, keeps what was typed when sending fails, completes commands.

import { Problem, nonce, post } from "./api.js";
import { completion } from "./completion.js";
import { $, h, icon } from "./dom.js";
import { handle } from "./replies.js";
import { placeName, sender, state } from "./state.js";
import { problem, t } from "./strings.js";

const drafts = new Map();
let pending = { text: "", nonce: "" };
let parts = null;

const draftKey = () => `${state.me} ${state.place}`;

/** Build the composer for the place that is open, with the draft that was left there. */
export function drawComposer() {
  const place = placeName();
  const box = h("textarea", { id: "composer-text", rows: 1, placeholder: t("composerHint", { place }), "aria-label": t("composer", { place }), autocomplete: "off", spellcheck: "true", enterkeyhint: "send", dir: "auto", "aria-describedby": "composer-keys" });
  const list = h("div", { id: "completions", class: "options completions", role: "listbox", "aria-label": t("commands"), hidden: true });
  const send = h("button", { class: "button primary send", "aria-label": t("send"), title: t("send") }, icon("send"));
  const line = h("p", { class: "error", role: "alert", hidden: true });
  parts = { box, list, send, line, complete: completion(box, list) };
  box.value = drafts.get(draftKey()) ?? "";
  box.addEventListener("input", () => {
    drafts.set(draftKey(), box.value);
    fit(box);
  });
  box.addEventListener("keydown", onKey);
  $("#composer").replaceChildren(list, line, h("div", { class: "composer-box" }, box, send),
    h("p", { id: "composer-keys", class: "keys small" }, t("keys")));
  fit(box);
}

export function startComposer() {
  $("#composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
}

/** Put a line into the box, ready to be sent. */
export function prepare(text) {
  parts.box.value = text;
  drafts.set(draftKey(), text);
  fit(parts.box);
  parts.box.focus();
  parts.box.setSelectionRange(text.length, text.length);
}

function fit(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`;
}

function onKey(event) {
  if (parts.complete.key(event)) return;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
}

/** The same text sent again after a failure keeps its nonce, so that it is one effect even if the first arrived. */
async function submit() {
  const { box, send, line } = parts;
  const text = box.value;
  if (!text.trim() || send.getAttribute("aria-busy") === "true") return;
  if (pending.text !== text || !pending.nonce) pending = { text, nonce: nonce() };
  const key = draftKey();
  line.hidden = true;
  send.setAttribute("aria-busy", "true");
  try {
    const answer = await post("say", { ...sender(pending.nonce), text });
    pending = { text: "", nonce: "" };
    drafts.delete(key);
    if (box.value === text) {
      box.value = "";
      box.dispatchEvent(new Event("input")); // what was being completed is gone as well
    }
    handle(answer, { message: 0, opener: box });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    line.textContent = `${t("notSent")} ${problem(error.code)}`;
    line.hidden = false;
    box.focus();
  } finally {
    send.removeAttribute("aria-busy");
  }
}

// Forms as dialogs, and confirmations. <dialog> keeps the focus inside; we give it back to where it was.

import { nonce, post } from "./api.js";
import { blocks, whileBusy } from "./blocks.js";
import { $, h, icon } from "./dom.js";
import { control } from "./fields.js";
import { chart, page } from "./messages.js";
import { handle } from "./replies.js";
import { sender } from "./state.js";
import { problem, t } from "./strings.js";

let number = 0;

/** A dialog with a heading; `leave()` is asked before Escape or the cross may close it. */
function dialog(title, body, { opener, leave = () => true, kind = "" }) {
  const id = `dialog-${++number}`;
  const cross = h("button", { type: "button", class: "button quiet icon", "aria-label": t("close") }, icon("close"));
  const element = h("dialog", { class: `dialog ${kind}`, "aria-labelledby": id },
    h("header", { class: "dialog-head" }, h("h2", { id }, title), cross), body);
  const close = () => {
    element.close();
    element.remove();
    const target = opener?.isConnected ? opener : $("#composer-text");
    target?.focus();
  };
  const tryClose = () => { if (leave()) close(); };
  cross.addEventListener("click", tryClose);
  element.addEventListener("cancel", (event) => {
    event.preventDefault();
    tryClose();
  });
  document.body.append(element);
  element.showModal();
  return { element, close, heading: element.querySelector("h2") };
}

/** A question with two buttons; resolves to true or false. */
export function confirm(title, text, yes, opener) {
  return new Promise((resolve) => {
    const answer = (value) => () => { box.close(); resolve(value); };
    const no = h("button", { type: "button", class: "button", on: { click: () => answer(false)() } }, t("cancel"));
    const body = h("div", { class: "dialog-body" }, h("p", {}, text),
      h("div", { class: "actions dialog-foot" }, no, h("button", { type: "button", class: "button danger", on: { click: () => answer(true)() } }, yes)));
    const box = dialog(title, body, { opener, kind: "narrow", leave: () => { resolve(false); return true; } });
    no.focus();
  });
}

/** A form of the core. `from.message`: the message that its answer may replace. */
export function openForm(form, from) {
  const session = { form, from, nonce: nonce(), sentAs: "", controls: [] };
  const body = h("form", { class: "dialog-body", novalidate: true });
  const box = dialog(form.title, body, { opener: from.opener, leave: () => mayLeave(session, body, box) });
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    send(session, body, box);
  });
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) body.requestSubmit();
  });
  fill(session, body, box);
}

function fill(session, body, box) {
  const { form } = session;
  box.heading.textContent = form.title;
  session.controls = form.fields.map((field) => control(field));
  session.first = JSON.stringify(valuesOf(session));
  const wrong = form.fields.some((field) => field.error);
  body.replaceChildren(
    h("div", { class: "dialog-scroll" },
      wrong ? h("p", { class: "problem", role: "alert" }, t("errors")) : null,
      form.intro.length ? blocks(form.intro, { chart, page }) : null,
      h("div", { class: "fields" }, session.controls.map((one) => one.node))),
    h("p", { class: "error went-wrong", role: "alert", hidden: true }),
    h("div", { class: "actions dialog-foot" },
      h("button", { type: "button", class: "button", on: { click: () => { if (mayLeave(session, body, box)) box.close(); } } }, form.cancel),
      h("button", { class: "button primary" }, form.submit)));
  const target = session.controls.find((one) => one.field.error) ?? session.controls.find((one) => !one.field.value) ?? session.controls[0];
  target?.focus();
}

const valuesOf = (session) => Object.fromEntries(session.controls.map((one) => [one.field.name, one.value()]));

/** The same content sent again after a lost connection keeps its nonce: should the first have arrived, it is one effect. */
async function send(session, body, box) {
  const button = body.querySelector(".button.primary");
  const values = valuesOf(session);
  const content = JSON.stringify(values);
  if (session.sentAs && session.sentAs !== content) session.nonce = nonce();
  session.sentAs = content;
  const line = body.querySelector(".went-wrong");
  line.hidden = true;
  await whileBusy(button, async () => {
    try {
      const { form, from } = session;
      const answer = await post("submit", { ...sender(session.nonce), message: from.message ?? 0, form: form.kind, values, state: form.state });
      if (answer.reply === "asked") return again(session, answer.form, values, body, box);
      box.close();
      handle(answer, session.from);
    } catch (error) {
      if (!error.code) throw error;
      line.textContent = `${t("notSent")} ${problem(error.code)}`;
      line.hidden = false;
    }
  });
}

/** The form stays open, with errors at its fields and everything that was typed. */
function again(session, form, values, body, box) {
  const same = form.kind === session.form.kind;
  const fields = form.fields.map((field) => (same && !field.value ? { ...field, value: values[field.name] ?? "" } : field));
  Object.assign(session, { form: { ...form, fields }, nonce: nonce(), sentAs: "" });
  fill(session, body, box);
}

function mayLeave(session, body, box) {
  if (JSON.stringify(valuesOf(session)) === session.first) return true;
  const foot = body.querySelector(".dialog-foot");
  if (foot.dataset.asking) return true;
  const keep = [...foot.children];
  const stay = () => {
    delete foot.dataset.asking;
    foot.replaceChildren(...keep);
    session.controls[0]?.focus();
  };
  foot.dataset.asking = "yes";
  foot.replaceChildren(h("p", { class: "ask", role: "alert" }, t("discard")),
    h("button", { type: "button", class: "button danger", on: { click: () => box.close() } }, t("discardYes")),
    h("button", { type: "button", class: "button primary", on: { click: stay } }, t("discardNo")));
  foot.lastChild.focus();
  return false;
}

// The message list of the place that is open.

import { nonce, post } from "./api.js";
import { actions, blocks, longText, plain, spans, whileBusy } from "./blocks.js";
import { $, avatar, h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { ownTools } from "./own.js";
import { handle, report } from "./replies.js";
import { inDm, persona, sender, state } from "./state.js";
import { dayName, dayOf, fullTime, spoken, t, timeOf } from "./strings.js";

const GROUP_MINUTES = 5;

/** Draw the whole place anew; `firstNew`: id of the first message that was unread. */
export function draw(firstNew = 0) {
  const stream = $("#stream");
  stream.replaceChildren();
  const list = state.messages[state.place] ?? [];
  if (!list.length) stream.append(empty());
  let before = null;
  for (const message of list) {
    if (!before || dayOf(before.at) !== dayOf(message.at)) stream.append(divider(dayName(message.at, state.now)));
    if (firstNew && message.id === firstNew) stream.append(divider(t("newMessages"), "fresh"));
    stream.append(article(message, before));
    before = message;
  }
  stream.scrollTop = stream.scrollHeight;
  const fresh = stream.querySelector(".fresh");
  const last = stream.lastElementChild;
  if (fresh && fresh.offsetTop < stream.scrollTop) fresh.scrollIntoView({ block: "start" });
  else if (last.offsetHeight > stream.clientHeight) last.scrollIntoView({ block: "start" });
}

/** A message came or changed: put it in its place without disturbing the rest. */
export function show(message) {
  const stream = $("#stream");
  const list = state.messages[state.place];
  const kept = list.find((one) => one.id === message.id) ?? message;
  const index = list.indexOf(kept);
  const node = article(kept, list[index - 1] ?? null);
  const old = message.id ? document.getElementById(`m${message.id}`) : null;
  if (old) {
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(node);
    node.classList.add("changed");
    if (hadFocus) (node.querySelector(".actions button") ?? node).focus();
    return;
  }
  const atEnd = stream.scrollHeight - stream.scrollTop - stream.clientHeight < 120;
  stream.querySelector(".empty")?.remove();
  const before = list[index - 1];
  if (!before || dayOf(before.at) !== dayOf(kept.at)) stream.append(divider(dayName(kept.at, state.now)));
  stream.append(node);
  node.classList.add("arrived");
  if (atEnd || kept.author === state.me || kept.private) node.scrollIntoView({ block: node.offsetHeight > stream.clientHeight ? "start" : "nearest" });
  if (kept.author !== state.me) say(kept);
}

/** For screen readers: who said what, in one line. */
function say(message) {
  const what = message.notice ? plain(message.notice.title) : message.text.slice(0, 300);
  const who = message.author ? persona(message.author)?.name ?? message.author : t("bot");
  $("#spoken").textContent = `${who}${message.private ? ` (${t("onlyYou")})` : ""}: ${what}`;
}

function divider(text, kind = "") {
  return h("div", { class: `divider ${kind}`, role: "separator", "aria-label": text }, h("span", {}, text));
}

function empty() {
  return h("div", { class: "empty" }, avatar(inDm() ? "" : state.me, persona(state.me).name),
    h("p", {}, t(inDm() ? "emptyDm" : "emptyChannel")));
}

function isContinued(message, before) {
  if (!before || before.author !== message.author || before.private !== message.private) return false;
  if (message.notice || before.notice || dayOf(before.at) !== dayOf(message.at)) return false;
  const minutes = (written) => Number(written.slice(11, 13)) * 60 + Number(written.slice(14, 16));
  return minutes(message.at) - minutes(before.at) < GROUP_MINUTES;
}

function article(message, before) {
  const author = persona(message.author);
  const name = message.author ? author?.name ?? message.author : t("bot");
  const continued = isContinued(message, before);
  const classes = ["message", continued && "continued", message.private && "private", message.notice && "from-bot"];
  const node = h("article", { id: message.id ? `m${message.id}` : null, class: classes.filter(Boolean).join(" "), tabindex: "-1", "aria-label": `${name}, ${timeOf(message.at)}` },
    continued ? h("span", { class: "gap" }, h("time", { class: "late" }, timeOf(message.at))) : avatar(message.author, name),
    h("div", { class: "body" },
      continued ? null : head(message, name, author),
      message.private ? h("p", { class: "whisper" }, icon("eye"), t("onlyYou")) : null,
      message.typed ? h("p", { class: "typed" }, h("span", { class: "hidden-text" }, t("youTyped")), h("bdi", {}, longText(message.typed))) : null,
      message.notice ? noticeOf(message) : h("p", { class: "text", dir: "auto" }, longText(message.text)),
      message.notice && !message.id ? h("p", { class: message.wished ? "small" : "error" }, t(message.wished ? "unkept" : "unsaved")) : null),
    message.author ? tools(message) : null);
  if (message.author) node.addEventListener("contextmenu", (event) => offer(event, message));
  return node;
}

function head(message, name, author) {
  return h("header", { class: "who" }, h("strong", {}, name),
    author ? h("span", { class: "job" }, author.title[spoken()]) : h("span", { class: "app-tag" }, "App"),
    h("time", { title: fullTime(message.at), datetime: message.at }, timeOf(message.at)));
}

function noticeOf(message) {
  const where = { chart, page, press: (action, button) => press(message, action, button) };
  return h("div", { class: "notice", data: { kind: message.notice.kind } },
    h("h3", {}, spans(message.notice.title)), blocks(message.notice.blocks, where), actions(message.notice.actions, where));
}

function tools(message) {
  return h("div", { class: "tools" }, ownTools(message),
    h("button", { type: "button", class: "button quiet icon", title: t("flag"), "aria-label": t("flag"), on: { click: (event) => flag(message, event.currentTarget) } }, icon("flag")));
}

function offer(event, message) {
  if (getSelection()?.toString()) return; // the browser's own menu, for copying
  event.preventDefault();
  const opener = document.getElementById(`m${message.id}`).querySelector(".tools button:last-child");
  openMenu(event.clientX, event.clientY, opener, [
    { label: t("flag"), icon: "flag", run: () => flag(message, opener) },
    { label: t("copyText"), icon: "copy", run: () => navigator.clipboard.writeText(message.text) },
  ]);
}

export function chart(client, scheme) {
  return `/practice/chart/${encodeURIComponent(client)}.svg?${new URLSearchParams({ as: state.me, lang: spoken(), scheme, at: state.now })}`;
}

export const page = (path) => `/app/${path}?${new URLSearchParams({ as: state.me, lang: spoken() })}`;

function press(message, action, button) {
  return whileBusy(button, () =>
    report(button, async () => {
      const asked = { ...sender(nonce()), message: message.id, action: action.name, value: action.value };
      handle(await post("press", asked), { message: message.id, opener: button });
    }));
}

function flag(message, button) {
  return whileBusy(button, () =>
    report(button, async () => {
      handle(await post("flag", { ...sender(nonce()), message: message.id }), { message: message.id, opener: button });
    }));
}

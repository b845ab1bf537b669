// The top: where I am, the workspace clock and its buttons, language, light or dark, help.

import { post } from "./api.js";
import { whileBusy } from "./blocks.js";
import { confirm } from "./dialog.js";
import { $, h, icon } from "./dom.js";
import { openRail, waitingElsewhere } from "./rail.js";
import { channel, inDm, persona, state } from "./state.js";
import { fullTime, problem, spoken, t } from "./strings.js";
import { toast } from "./toasts.js";

const STEPS = ["hour", "next_working_day", "week"];
let on = { language: () => {}, help: () => {} };

export function startBar(listeners) {
  on = listeners;
}

export function drawBar() {
  $("#bar").replaceChildren(
    h("button", { type: "button", id: "open-rail", class: "button quiet icon", "aria-label": t("menu"), on: { click: openRail } }, icon("menu"), h("span", { class: "count-badge", hidden: true })),
    h("div", { class: "where" }, h("h1", {}, inDm() ? t("bot") : [icon("hash"), channel(state.place)?.name ?? ""]), h("p", { class: "small topic" }, topic())),
    clock(),
    h("div", { class: "bar-tools" },
      h("button", { type: "button", class: "button quiet icon", lang: spoken() === "de" ? "en" : "de", title: t("language"), "aria-label": t("language"), on: { click: () => on.language() } }, spoken() === "de" ? "EN" : "DE"),
      h("button", { type: "button", class: "button quiet icon", title: t("theme"), "aria-label": t("theme"), on: { click: () => window.signpostTheme.toggle() } }, icon("moon")),
      h("button", { type: "button", id: "open-tour", class: "button quiet icon", title: t("help"), "aria-label": t("help"), on: { click: () => on.help() } }, icon("help"))));
  drawClock();
  drawWaiting();
}

const topic = () => (inDm() ? t("dmTopic", { name: persona(state.me).name }) : channel(state.place)?.topic[spoken()] ?? "");

function clock() {
  const moves = h("div", { id: "clock-moves", class: "moves" },
    STEPS.map((step) => h("button", { type: "button", class: "button", data: { step }, on: { click: (event) => move(step, event.currentTarget) } }, t(step))),
    h("button", { type: "button", class: "button danger", data: { step: "reset" }, on: { click: (event) => reset(event.currentTarget) } }, t("reset")));
  const face = h("button", { type: "button", id: "clock-face", class: "clock-face", "aria-controls": "clock-moves", "aria-expanded": "false" },
    icon("clock"), h("span", { class: "hidden-text" }, t("now")), h("time", {}), h("span", { class: "spin", "aria-hidden": "true" }), icon("down"));
  const box = h("div", { class: "clock", role: "group", "aria-label": t("clockMoves") }, face, moves);
  const toggle = (open) => {
    box.classList.toggle("open", open);
    face.setAttribute("aria-expanded", String(open));
  };
  face.addEventListener("click", () => toggle(!box.classList.contains("open")));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.classList.contains("open")) {
      toggle(false);
      face.focus();
    }
  });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) toggle(false); });
  return box;
}

/** The time, and whether it is moving. */
export function drawClock() {
  const box = $(".clock");
  if (!box) return;
  box.querySelector("time").textContent = fullTime(state.now);
  box.querySelector("time").setAttribute("datetime", state.now);
  box.classList.toggle("moving", Boolean(state.doing));
  box.setAttribute("aria-busy", String(Boolean(state.doing)));
  for (const button of box.querySelectorAll(".moves button")) {
    if (state.doing) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

/** The number on the phone's menu button. */
export function drawWaiting() {
  const badge = $("#open-rail .count-badge");
  if (!badge) return;
  const n = waitingElsewhere();
  badge.hidden = !n;
  badge.textContent = n > 99 ? "99+" : String(n);
}

async function move(step, button) {
  if (state.doing) return;
  await working(button, "moving", async () => {
    await post("clock", { step });
    $("#spoken").textContent = t("moved", { now: fullTime(state.now) });
  });
}

async function reset(button) {
  if (state.doing || !(await confirm(t("resetTitle"), t("resetText"), t("resetYes"), button))) return;
  await working(button, "resetting", () => post("reset", {}));
}

async function working(button, text, work) {
  $("#spoken").textContent = t(text);
  await whileBusy(button, async () => {
    try {
      await work();
    } catch (error) {
      if (!error.code) throw error;
      toast(problem(error.code));
    }
  });
}

// The welcome panel: three sentences and something to try. Open on the first visit, later by the question mark.

import { prepare } from "./composer.js";
import { $, h, icon } from "./dom.js";
import { channel, dm, persona, state } from "./state.js";
import { t } from "./strings.js";
import { toast } from "./toasts.js";

const SEEN = "signpost.welcomed";
const narrow = matchMedia("(max-width: 1180px)");
const done = new Set();
let go = async () => {};

export function startTour(navigate) {
  go = navigate;
  $("#tour").addEventListener("keydown", (event) => { if (event.key === "Escape") closeTour(); });
  if (!remembered()) openTour(false);
}

function remembered() {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return false;
  }
}

export function toggleTour() {
  if ($("#tour").hidden) openTour(true);
  else closeTour();
}

function openTour(withFocus) {
  $("#tour").hidden = false;
  drawTour();
  if (withFocus || narrow.matches) $("#tour h2").focus();
}

function closeTour() {
  $("#tour").hidden = true;
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // it will open again next time
  }
  $("#open-tour")?.focus();
}

export function drawTour() {
  const panel = $("#tour");
  if (panel.hidden) return;
  panel.setAttribute("aria-label", t("tourTitle"));
  const parts = [
    h("header", { class: "tour-head" }, h("h2", { tabindex: "-1" }, t("tourTitle")),
      h("button", { type: "button", class: "button quiet icon", "aria-label": t("close"), on: { click: closeTour } }, icon("close"))),
    h("p", {}, t("tour1")), h("p", {}, t("tour2")), h("p", {}, t("tour3")),
    state.tour ? [h("h3", {}, t("tourTry")), h("ol", { class: "steps" }, steps())] : null,
    h("button", { type: "button", class: "button", on: { click: closeTour } }, t("tourClose")),
  ];
  panel.replaceChildren(...parts.flat().filter(Boolean));
}

function steps() {
  const flags = state.tour.flags.map((flag, index) => step(`flag${index}`,
    index ? t("tourAgain", { name: persona(flag.persona).name }) : t("tourFlag", { name: persona(flag.persona).name, channel: channel(flag.channel).name }),
    h("code", {}, flag.text), async () => {
      await go({ as: flag.persona, place: flag.channel });
      prepare(flag.text);
      toast(t("tourPrepared"));
    }));
  return [...flags,
    step("lead", t("tourLead", { name: persona(state.tour.lead).name }), t("tourLeadText"), () => go({ as: state.tour.lead, place: dm(state.tour.lead) })),
    ...(state.tour.heard ? [step("heard", t("tourHeard", { name: persona(state.tour.heard.persona).name, channel: channelName(state.tour.heard.channel) }), t("tourHeardText"),
      () => go({ as: state.tour.heard.persona, place: state.tour.heard.channel }))] : []),
    step("clock", t("tourClock"), t("tourClockText"), showClock)];
}

const channelName = (id) => channel(id)?.name ?? id;

function step(key, title, text, run) {
  const act = async () => {
    done.add(key);
    if (narrow.matches) closeTour();
    await run();
    drawTour();
  };
  return h("li", { class: done.has(key) ? "done" : null }, h("strong", {}, title), h("p", { class: "small" }, text),
    h("button", { type: "button", class: "button", on: { click: act } }, t("tourDo")));
}

function showClock() {
  if (getComputedStyle($("#clock-moves")).display === "none") $("#clock-face").click();
  $('[data-step="next_working_day"]').focus();
}

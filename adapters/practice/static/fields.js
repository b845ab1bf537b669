// One control per field of a form: {field, node, value(), focus()}.

import { combo } from "./combo.js";
import { h } from "./dom.js";
import { t } from "./strings.js";

const RADIO_LIMIT = 5;
let number = 0;

export function control(field) {
  const id = `field-${++number}`;
  const made = KINDS[field.type](field, id);
  const hint = field.hint ? h("p", { class: "hint", id: `${id}-hint` }, field.hint) : null;
  const error = field.error ? h("p", { class: "error", id: `${id}-error` }, field.error) : null;
  describe(made.input, [hint?.id, error?.id], field);
  const label = made.ownLabel ? null : h("label", { for: id, class: "label" }, field.label, star(field));
  const wrap = made.group ? "fieldset" : "div";
  const name = made.group ? h("legend", {}, field.label, star(field)) : label;
  const node = h(wrap, { class: error ? "field wrong" : "field" }, name, hint && !made.ownLabel ? hint : null, made.node, made.ownLabel ? hint : null, error, made.after);
  return { field, node, value: made.value, focus: () => (made.focus ?? made.input).focus() };
}

const star = (field) => (field.required ? [" ", h("span", { class: "required", title: t("required"), "aria-hidden": "true" }, "*")] : null);

function describe(input, ids, field) {
  const described = ids.filter(Boolean).join(" ");
  if (described) input.setAttribute("aria-describedby", described);
  if (field.error) input.setAttribute("aria-invalid", "true");
  if (field.required && !["checkbox", "radio"].includes(input.type) && input.getAttribute("role") !== "group") input.setAttribute("aria-required", "true");
}

const KINDS = {
  text(field, id) {
    const many = field.lines > 1;
    const input = h(many ? "textarea" : "input", { id, placeholder: field.placeholder || null, autocomplete: "off", rows: many ? field.lines : null, type: many ? null : "text", dir: "auto" });
    input.value = field.value;
    const count = h("p", { class: "count", "aria-live": "polite" });
    const recount = () => {
      const length = [...input.value].length;
      count.textContent = length > field.limit * 0.8 ? `${length.toLocaleString()} / ${field.limit.toLocaleString()}` : "";
      count.classList.toggle("over", length > field.limit);
    };
    input.addEventListener("input", recount);
    recount();
    return { input, node: input, after: count, value: () => input.value };
  },

  choice(field, id) {
    if (!field.searchable && field.options.length <= RADIO_LIMIT) return radios(field, id);
    if (field.searchable || field.options.some((option) => option.hint)) return combo(field, id);
    const input = h("select", { id }, field.value ? null : h("option", { value: "" }, t("choose")),
      field.options.map((option) => h("option", { value: option.value }, option.label)));
    input.value = field.value;
    return { input, node: input, value: () => input.value };
  },

  people(field, id) {
    const chosen = new Set(field.value.split(",").filter(Boolean));
    const count = h("span", { class: "count", "aria-live": "polite" });
    const recount = () => { count.textContent = chosen.size ? t("chosen", { n: chosen.size }) : ""; };
    const boxes = field.options.map((option) => {
      const box = h("input", { type: "checkbox", value: option.value });
      box.checked = chosen.has(option.value);
      box.addEventListener("change", () => {
        if (box.checked) chosen.add(option.value);
        else chosen.delete(option.value);
        recount();
      });
      return h("label", { class: "check" }, box, h("span", {}, option.label, option.hint ? [" ", h("small", {}, option.hint)] : null));
    });
    recount();
    const input = h("div", { class: "people", id, role: "group", "aria-label": field.label }, boxes);
    return { input, node: input, after: count, group: true, value: () => [...chosen].join(","), focus: boxes[0]?.querySelector("input") ?? input };
  },

  date(field, id) {
    const input = h("input", { id, type: "date" });
    input.value = field.value;
    return { input, node: input, value: () => input.value };
  },

  check(field, id) {
    const input = h("input", { id, type: "checkbox" });
    input.checked = field.value === "yes";
    const node = h("label", { class: "check", for: id }, input, h("span", {}, field.label));
    return { input, node, ownLabel: true, value: () => (input.checked ? "yes" : "") };
  },
};

function radios(field, id) {
  const inputs = field.options.map((option) => {
    const input = h("input", { type: "radio", name: id, value: option.value });
    input.checked = option.value === field.value;
    return input;
  });
  const node = h("div", { class: "radios", id, role: "group" }, field.options.map((option, index) =>
    h("label", { class: "check" }, inputs[index], h("span", {}, option.label, option.hint ? h("small", {}, option.hint) : null))));
  const value = () => inputs.find((input) => input.checked)?.value ?? "";
  return { input: node, node, group: true, value, focus: inputs.find((input) => input.checked) ?? inputs[0] ?? node };
}

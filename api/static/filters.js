// The filters: a form in a sheet, and a row of those that are set, each of which can be taken back.

import { $, el } from "./dom.js";
import { filtersOf, without } from "./view.js";
import { date, label, number, percent, word } from "./words.js";

const TYPES = ["meeting", "call", "visit", "session", "signing"];
const PLAIN = ["depth", "nodes", "status", "since", "until", "min_confidence", "min_weight"];

export function filterForm(read, change) {
  const form = $("filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    const view = { ...read() };
    for (const name of PLAIN) view[name] = form.elements[name].value || (name === "min_weight" ? "1" : "");
    view.include_undated = form.elements.include_undated.checked ? "true" : "";
    if (target.name === "topic" || target.name === "type") {
      for (const name of ["topic", "type"]) view[name] = [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);
    }
    change(view);
  });
  form.elements.min_confidence.addEventListener("input", tellConfidence);
  $("clear").addEventListener("click", () => change(filtersOf(read()).reduce(without, read())));
  for (const sheet of document.querySelectorAll("details.pop")) closing(sheet);
}

// A sheet closes when one leaves it: by Escape, or by a press elsewhere.
function closing(sheet) {
  const close = (focus) => { sheet.open = false; if (focus) sheet.querySelector("summary").focus(); };
  sheet.addEventListener("keydown", (event) => { if (event.key === "Escape" && sheet.open) { event.stopPropagation(); close(true); } });
  addEventListener("pointerdown", ({ target }) => { if (sheet.open && !sheet.contains(target)) close(false); });
}

const tellConfidence = () => { $("confidenceShown").textContent = percent(Number($("filters").elements.min_confidence.value)); };

// Puts the view into the form; `topics` and `types` are what can be chosen, with their counts.
export function showFilters(view, { topics, types, most, topicName }, change) {
  const form = $("filters");
  for (const option of form.elements.nodes.options) option.hidden = option.disabled = Number(option.value) > most;
  for (const name of PLAIN) form.elements[name].value = view[name];
  form.elements.include_undated.checked = Boolean(view.include_undated);
  tellConfidence();
  const box = (name, value, text, count) => el("label", {},
    el("input", { type: "checkbox", name, value, checked: view[name].includes(value) }), " ", el("bdi", {}, text),
    count === undefined ? null : el("small", {}, ` ${number(count)}`));
  const focused = document.activeElement?.closest?.("#filters input[type=checkbox]")?.value;
  $("topics").replaceChildren(...topics.map((topic) => box("topic", topic.code, label(topic), topic.encounters)));
  const counted = new Map(types.map(({ value, encounters }) => [value, encounters]));
  $("types").replaceChildren(...TYPES.map((type) => box("type", type, word(type), types.length ? counted.get(type) ?? 0 : undefined)));
  if (focused) form.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
  const set = filtersOf(view);
  $("active").textContent = set.length ? number(set.length) : "";
  $("clear").hidden = !set.length;
  $("chips").replaceChildren(...set.map((filter) => {
    const text = nameOf(filter, topicName);
    return el("li", {}, el("button", { type: "button", "aria-label": word("removeFilter", { filter: text }), onclick: () => change(without(view, filter)) },
      el("bdi", {}, text), el("span", { "aria-hidden": "true" }, " ×")));
  }));
}

function nameOf({ name, value }, topicName) {
  if (name === "topic") return topicName(value);
  if (name === "type") return word(value);
  if (name === "status") return word(value);
  if (name === "include_undated") return word(name);
  if (name === "min_confidence") return `${word(name)} ${percent(Number(value))}`;
  if (name === "min_weight") return `${word(name)} ${number(Number(value))}`;
  return `${word(name)} ${date(value)}`;
}

// How a query will be evaluated: warnings, the triple patterns with the quads that match, and the algebra as a tree.

import { el, get } from "./dom.js";
import { language, number, word } from "./words.js";

export async function explain(query, place) {
  place.replaceChildren(el("p", { class: "kind" }, word("running")));
  try {
    const plan = await get("/sparql", { query, explain: "1" });
    place.replaceChildren(...show(plan));
  } catch (error) {
    place.replaceChildren(el("p", { class: "error", dir: "auto" }, word("failed"), error.message));
  }
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
}

function show(plan) {
  const warnings = plan.warnings.map((warning) =>
    el("li", { dir: "auto" }, (language === "ar" && warning.text_ar) || warning.text,
      ...warning.where.map((text) => el("code", { dir: "ltr" }, text))));
  return [
    el("h2", {}, word("explained")),
    warnings.length ? el("ul", { class: "warnings" }, ...warnings) : el("p", {}, word("noWarnings")),
    el("h3", {}, word("patterns")),
    el("p", { class: "kind" }, word("patternsHint")),
    patterns(plan.patterns),
    el("h3", {}, word("algebra")),
    el("div", { class: "algebra", dir: "ltr", lang: "en" }, tree(plan.algebra)),
  ];
}

function patterns(all) {
  const most = Math.max(1, ...all.map((one) => one.quads ?? 0));
  const row = (one) => el("tr", {},
    el("td", { dir: "ltr" }, el("code", {}, one.pattern)),
    el("td", { class: "count" }, one.quads === null ? "?" : (one.exact ? "" : "≥ ") + number(one.quads)),
    el("td", { class: "share" }, el("meter", { min: 0, max: Math.log1p(most), value: Math.log1p(one.quads ?? 0), "aria-hidden": "true" })));
  return el("div", { class: "results" }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, word("pattern")), el("th", { scope: "col" }, word("quads")), el("th", {}))),
    el("tbody", {}, ...all.map(row))));
}

function tree(node) {
  return el("ul", {}, el("li", {}, el("b", {}, node.operator), node.detail ? el("code", {}, " " + node.detail) : null,
    ...node.children.map(tree)));
}

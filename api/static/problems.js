// What went wrong, in the language of the page: a problem (RFC 9457) has its text in Arabic beside the English detail.

import { el } from "./dom.js";
import { language, word } from "./words.js";

// The problem that an answer's text holds; null where it holds none.
export function problemOf(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found.detail === "string" ? found : null;
  } catch { return null; }
}

export function problemText(problem) {
  return (language === "ar" && problem.detail_ar) || problem.detail;
}

// Title and text; in Arabic the English detail stands below, for it may tell more.
export function showProblem(problem) {
  const arabic = language === "ar" && problem.detail_ar;
  return el("div", { class: "problem", role: "alert", dir: language === "ar" ? "rtl" : "ltr" },
    el("strong", {}, (language === "ar" && problem.title_ar) || problem.title_en || problem.title),
    el("p", { dir: "auto" }, problemText(problem)),
    arabic && problem.detail !== arabic ? el("p", { class: "kind", dir: "ltr", lang: "en" }, problem.detail) : null);
}

export function lostConnection() {
  return el("div", { class: "problem", role: "alert" }, el("p", { dir: "auto" }, word("noAnswer")));
}

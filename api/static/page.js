// What the pages of a pair and of a country share: the heading, conditions that stand in the address, links and lists.

import { $, el, get } from "./dom.js";
import { startTheme } from "./theme.js";
import "./words_explorer.js"; // of the cards
import "./words_pages.js";
import { encounter } from "./panel.js";
import { counted, date, label, language, setLanguage, startLanguage, word } from "./words.js";

export const TYPES = ["meeting", "call", "visit", "session", "signing"];
const REPORTS = 2; // sentences of one encounter that are shown at once
const CONDITIONS = ["since", "until", "topic", "type"];

export const bdi = (text) => el("bdi", {}, text);
export const given = () => new URLSearchParams(location.search);
export const pairAddress = (a, b, more = {}) => `/relation?${new URLSearchParams({ a, b, ...more })}`;
export const networkAddress = (id) => `/?${new URLSearchParams({ id })}`;
export const dataAddress = (id) => `/id/${id}?lang=${language}`;
export const countryAddress = (id, more = {}) => `/country?${new URLSearchParams({ id, ...more })}`;
export const isSide = (entity) => entity.type === "State" || entity.type === "Organisation";

// The conditions of the address, as the page names them: since and until are the first and the last day.
export function conditions() {
  const query = given();
  return Object.fromEntries(CONDITIONS.map((name) => [name, query.get(name)]).filter(([, value]) => value));
}

// The same as the service takes them: it names the first day after the last one.
export function asked() {
  const { until, ...rest } = conditions();
  return until ? { ...rest, until: dayAfter(until) } : rest;
}

export function dayAfter(text) {
  const day = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return text;
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

// The first and the last day of a month (2024-05) or a year (2024).
export function daysOf(period) {
  const [year, month] = period.split("-").map(Number);
  const last = new Date(Date.UTC(year, month || 12, 0)).getUTCDate();
  const months = month ? [period, period] : [`${period}-01`, `${period}-12`];
  return { since: `${months[0]}-01`, until: `${months[1]}-${String(last).padStart(2, "0")}` };
}

// Puts what the form says into the address.
function fromForm(keep) {
  const form = new FormData($("filters"));
  const query = new URLSearchParams(keep.map((name) => [name, given().get(name)]).filter(([, value]) => value));
  for (const name of CONDITIONS) if (form.get(name)) query.set(name, form.get(name));
  return `${location.pathname}?${query}`;
}

function intoForm() {
  const { elements } = $("filters");
  const wanted = conditions();
  for (const name of CONDITIONS) {
    const field = elements[name];
    if (field.tagName === "SELECT" && wanted[name] && ![...field.options].some((option) => option.value === wanted[name])) {
      field.append(el("option", { value: wanted[name] }, wanted[name]));
    }
    field.value = wanted[name] ?? "";
  }
  $("clear").hidden = !Object.keys(wanted).length;
}

let topics = [];
function choices() {
  const { topic, type } = $("filters").elements;
  const used = topics.filter((one) => one.encounters > 0 || one.code === conditions().topic);
  topic.replaceChildren(el("option", { value: "" }, word("allTopics")), ...used.map((one) => el("option", { value: one.code }, label(one))));
  type.replaceChildren(el("option", { value: "" }, word("allTypes")), ...TYPES.map((one) => el("option", { value: one }, word(one))));
  intoForm();
}

// Starts a page: show() draws what the address says. Links inside the page that only change the address are followed here.
export async function startPage(show, { keep }) {
  startLanguage();
  startTheme($("theme"), () => {});
  const draw = async () => {
    intoForm();
    try { await show(); } catch (error) {
      if ($("title").textContent === "…") $("title").textContent = word("brand");
      $("notice").textContent = word("failed") + error.message;
    }
  };
  const go = (address) => { history.pushState(null, "", address); return draw(); };
  $("language").addEventListener("click", () => { setLanguage(language === "ar" ? "en" : "ar"); choices(); draw(); });
  $("filters").addEventListener("change", () => go(fromForm(keep)));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("clear").addEventListener("click", () => { $("filters").reset(); go(fromForm(keep)); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-here]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  });
  addEventListener("popstate", draw);
  choices();
  get("/api/v1/topics").then((found) => { topics = found.items; choices(); }).catch(() => {});
  await draw();
}

// This page with other conditions; null drops one.
export function here(change) {
  const query = given();
  for (const [name, value] of Object.entries(change)) {
    if (value === null) query.delete(name); else query.set(name, value);
  }
  query.delete("lang");
  return `${location.pathname}?${query}`;
}

// Encounters with a button for the next page; next(cursor) brings it.
export function encounterList(holder, page, next) {
  const more = el("button", { type: "button" }, word("more"));
  const { snapshot } = page;
  let cursor = page.next_cursor;
  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      const following = await next(cursor);
      const cards = following.items.map((item) => card(item, snapshot));
      more.before(...cards);
      cards[0]?.setAttribute("tabindex", "-1");
      cards[0]?.focus({ preventScroll: true });
      cursor = following.next_cursor;
      if (!cursor) more.remove();
    } catch (error) {
      more.before(el("p", { class: "error", role: "alert" }, word("failed"), error.message));
    }
    more.disabled = false;
  });
  holder.replaceChildren(...page.items.map((item) => card(item, snapshot)), ...(cursor ? [more] : []));
}

// An encounter's card that leads to the page of its data, and from which one can propose a correction of it.
export function card(item, snapshot) {
  const whole = folded(item, { snapshot }), type = whole.querySelector(".type");
  type.replaceWith(el("a", { class: "type", href: dataAddress(item.id) }, type.textContent));
  return whole;
}

// An encounter's card. What many outlets tell is folded away behind the first reports.
export function folded(item, { snapshot = null } = {}) {
  const whole = encounter(item, { snapshot });
  const reports = [...whole.querySelectorAll(".mention")], more = reports.slice(REPORTS);
  if (more.length) reports[REPORTS - 1].after(el("details", {}, el("summary", {}, counted("n_reports", more.length)), ...more));
  return whole;
}

// Names as links with how many encounters each has.
export function entityLinks(items, address, count) {
  return el("ul", { class: "entities" }, ...items.map((entity) => el("li", { class: entity.type },
    el("a", { href: address(entity) }, bdi(label(entity))),
    el("small", {}, ...aboutEntity(entity).flatMap((text) => [bdi(text), " · "]), counted("n_encounters", count(entity))))));
}

function aboutEntity(entity) {
  const posts = (entity.posts ?? []).filter((post) => post !== label(entity)).slice(0, 1);
  return [...posts, ...(entity.on_behalf_of ?? []).slice(0, 1).map(label)];
}

export function period(first, last) {
  if (!first) return "";
  return first === last ? date(first) : `${date(first)} – ${date(last)}`;
}

// A link to the editor with the question as SPARQL, where a named query fits; the service writes it.
export async function queryLink(link, name, parameters) {
  link.hidden = true;
  if (!name) return;
  const path = `/api/v1/queries/${name}?${new URLSearchParams({ ...parameters, format: "sparql" })}`;
  const answer = await fetch(path).catch(() => null);
  if (!answer?.ok) return;
  link.href = `/sparql?${new URLSearchParams({ query: (await answer.text()).trim() })}`;
  link.hidden = false;
}

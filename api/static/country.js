// The page of a state or organisation: which of its officials met whom, about what over time, and the latest encounters.
// /country?id=state/EG; without an id it lists the states.

import { bars, onResize, rove, table } from "./chart.js";
import { $, el, get } from "./dom.js";
import {
  asked, bdi, conditions, countryAddress, dataAddress, dayAfter, daysOf, encounterList, entityLinks, given, here, isSide, networkAddress, pairAddress,
  period, queryLink, startPage,
} from "./page.js";
import { searchBox } from "./suggestions.js";
import { counted, date, label, number, word } from "./words.js";

const PAGE = 5, ROWS = 16, COLUMNS = 16, TOPICS = 8, MONTHS = 48;
const DEEPEST = 9; // encounters that have the deepest colour, where nobody has more
let turn = 0, everything = false, drawn = null;

async function show() {
  const mine = ++turn;
  const id = given().get("id");
  $("notice").textContent = word("loading");
  if (!id) return choose(mine);
  const filters = asked();
  const [entity, matrix, topics, page] = await Promise.all([
    get(`/api/v1/entities/${id}`), get("/api/v1/matrix", { of: id, ...filters, rows: ROWS, columns: COLUMNS }), overTime(id, filters),
    get("/api/v1/encounters", { entity: id, ...filters, limit: PAGE }),
  ]);
  if (mine !== turn) return;
  $("choose").hidden = true;
  $("country").hidden = $("filters").hidden = false;
  heading(entity);
  who(entity, matrix);
  about(topics);
  $("total").textContent = counted("n_encounters", page.total);
  encounterList($("encounters"), page, (cursor) => get("/api/v1/encounters", { entity: id, ...filters, limit: PAGE, cursor }));
  $("notice").textContent = page.total ? "" : word("noEdges");
  $("version").textContent = `${word("version")} ${matrix.snapshot}`;
}

// By months, unless there are too many to be told apart.
async function overTime(entity, filters) {
  const by = given().get("by");
  const first = await get("/api/v1/topics/timeline", { entity, by: by ?? "month", ...filters });
  return by || first.periods.length <= MONTHS ? first : get("/api/v1/topics/timeline", { entity, by: "year", ...filters });
}

function heading(entity) {
  document.title = `${label(entity)} – ${word("brand")}`;
  $("kind").textContent = word(entity.type);
  $("title").replaceChildren(bdi(label(entity)));
  const days = period(entity.first, entity.last);
  $("subtitle").replaceChildren(bdi(counted("n_encounters", entity.encounters)), ...(days ? [" · ", bdi(days)] : []));
  const query = el("a", { hidden: true }, word("askIt"));
  $("links").replaceChildren(
    el("a", { href: networkAddress(entity.id) }, bdi(word("network", { name: label(entity) }))),
    el("a", { href: `/relation?${new URLSearchParams({ a: entity.id })}` }, word("pair")),
    el("a", { href: dataAddress(entity.id) }, bdi(word("pageOf", { name: label(entity) }))),
    query,
    el("a", { href: `/api/v1/matrix?${new URLSearchParams({ of: entity.id })}` }, "JSON"),
    el("a", { href: "/country" }, word("countries")));
  const { since, until, topic } = conditions();
  const days_ = { ...(since && { from: since }), ...(until && { to: dayAfter(until) }), ...(topic && { topic }) };
  queryLink(query, entity.type === "State" ? "counterparts-of-a-state" : null, { state: entity.id, ...days_ });
}

// A table of numbers: officials by counterpart. The deeper the colour, the more encounters; the number says it too.
function who(entity, { rows, columns, cells, truncated }) {
  $("matrix-hint").textContent = word("matrixHint", { name: label(entity) });
  $("matrix-cut").textContent = (truncated?.value ?? truncated) ? word("matrixCut") : "";
  $("matrix").hidden = !cells.length;
  const at = new Map(cells.map((cell) => [`${cell.row} ${cell.column}`, cell]));
  const most = Math.max(DEEPEST, ...cells.filter((cell) => cell.row !== entity.id).map((cell) => cell.encounters));
  const name = (row) => (row.id === entity.id ? word("stateItself", { name: label(row) }) : label(row));
  const heads = columns.map((column) => el("th", { scope: "col", class: column.type },
    el("a", { href: isSide(column) ? countryAddress(column.id) : networkAddress(column.id) }, bdi(label(column)))));
  const square = (row, column) => {
    const cell = at.get(`${row.id} ${column.id}`);
    if (!cell) return el("td", {});
    const text = word("cell", { row: label(row), column: label(column), count: number(cell.encounters) });
    return el("td", { class: `heat${heat(cell.encounters, row.id === entity.id ? null : most)}` },
      el("a", { href: pairAddress(row.id, column.id, conditions()), "aria-label": text, title: cell.last ? `${text} · ${date(cell.last)}` : text }, number(cell.encounters)));
  };
  const lines = rows.map((row) => {
    const post = row.id === entity.id ? null : (row.posts ?? []).find((one) => one !== label(row));
    return el("tr", { class: row.id === entity.id ? "whole" : "" },
      el("th", { scope: "row" }, el("a", { href: networkAddress(row.id) }, bdi(name(row))), post ? el("small", {}, bdi(post)) : null),
      ...columns.map((column) => square(row, column)));
  });
  $("matrix").replaceChildren(el("table", { class: "matrix" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, word("matrixRows", { name: label(entity) })), ...heads)),
    el("tbody", {}, ...lines)));
  rove($("matrix").firstChild, "td a");
}

// Five depths of colour by the square root of the share; the row of the state itself has none, it would outshine the others.
const heat = (n, most) => (most ? Math.max(1, Math.ceil(5 * Math.sqrt(n / most))) : 0);

// One small chart a topic, all on one scale, under that of all encounters.
function about(topics) {
  drawn = topics;
  const { periods, series, totals } = topics;
  const sum = (counts) => counts.reduce((one, other) => one + other, 0);
  const { since, until, topic } = conditions();
  $("chart-table").hidden = !periods.length;
  const undated = topics.undated ? word("undatedToo", { n: counted("n_encounters", topics.undated) }) : "";
  $("chart-hint").textContent = [periods.length ? word("chartHint") : "", undated, topics.truncated ? word("chartCut") : ""].join(" ").trim();
  if (!periods.length) {
    $("topics").replaceChildren(el("p", { class: "hint" }, word("nothingDated")));
    $("all-topics").hidden = true;
    return;
  }
  const chosen = (one) => { const days = daysOf(one); return days.since === since && days.until === until; };
  const address = (one) => here(chosen(one) ? { since: null, until: null } : daysOf(one));
  const used = series.filter((one) => sum(one.counts));
  const shown = everything ? used : used.slice(0, TOPICS);
  const most = Math.max(1, ...used.flatMap((one) => one.counts));
  const told = (name, counts) => {
    const top = Math.max(...counts);
    return word("series", { name, count: counted("n_encounters", sum(counts)), period: date(periods[counts.indexOf(top)]), most: number(top) });
  };
  const rows = [];
  const all = el("div", { class: "plot" });
  rows.push([el("div", { class: "row all" }, el("span", { class: "name" }, word("allTogether")), el("span", { class: "count" }, number(sum(totals))), all),
    () => bars(all, { periods, counts: totals, name: told(word("allTogether"), totals), height: 110, href: address, chosen })]);
  for (const one of shown) {
    const plot = el("div", { class: "plot" });
    const link = el("a", { href: here({ topic: topic === one.code ? null : one.code }), "data-here": "", "aria-current": topic === one.code ? "true" : null }, bdi(label(one)));
    rows.push([el("div", { class: "row" }, el("span", { class: "name" }, link), el("span", { class: "count" }, number(sum(one.counts))), plot),
      () => bars(plot, { periods, counts: one.counts, name: told(label(one), one.counts), height: 34, scale: false, most })]);
  }
  $("topics").replaceChildren(...rows.map(([row]) => row));
  rows.forEach(([, draw]) => draw());
  $("all-topics").hidden = used.length <= TOPICS;
  $("all-topics").textContent = everything ? word("fewerTopics") : word("moreTopics", { n: number(used.length) });
  const lines = [{ name: word("allTogether"), counts: totals }, ...used.map((one) => ({ name: label(one), counts: one.counts }))];
  $("chart-table").lastElementChild.replaceChildren(table(periods, lines, word("topicsOverTime")));
}

async function choose(mine) {
  $("country").hidden = $("filters").hidden = true;
  $("choose").hidden = false;
  $("links").replaceChildren();
  $("kind").textContent = "";
  document.title = `${word("countries")} – ${word("brand")}`;
  $("title").textContent = word("countries");
  $("subtitle").textContent = word("chooseCountry");
  const { items, snapshot } = await get("/api/v1/entities", { type: "State", limit: 50 });
  if (mine !== turn) return;
  $("choose").replaceChildren(entityLinks(items.filter((one) => one.encounters), (one) => countryAddress(one.id), (one) => one.encounters));
  $("version").textContent = `${word("version")} ${snapshot}`;
  $("notice").textContent = items.length ? "" : word("empty");
}

searchBox((entity) => location.assign(isSide(entity) ? countryAddress(entity.id) : networkAddress(entity.id)));
$("all-topics").addEventListener("click", () => { everything = !everything; about(drawn); });
onResize($("topics"), () => drawn && about(drawn));
startPage(show, { keep: ["id", "by"] });

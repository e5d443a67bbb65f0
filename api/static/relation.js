// The page of two parties: their encounters over time, about what, each with the sentences that tell of it.
// /relation?a=…&b=…; with one party alone, or none, it asks for the other.

import { bars, filled, onResize, table } from "./chart.js";
import { $, el, get } from "./dom.js";
import {
  asked, bdi, conditions, countryAddress, dataAddress, dayAfter, daysOf, encounterList, entityLinks, given, here, isSide, networkAddress, pairAddress,
  period, queryLink, startPage,
} from "./page.js";
import { searchBox } from "./suggestions.js";
import { counted, label, number, word } from "./words.js";

const PAGE = 10, PATHS = 5;
let turn = 0;

async function show() {
  const mine = ++turn;
  const [a, b] = [given().get("a"), given().get("b")];
  $("notice").textContent = word("loading");
  if (!a || !b || a === b) return choose(a ?? b, a && a === b, mine);
  const path = `/api/v1/relations/${a}/${b}`;
  const question = { ...asked(), limit: PAGE };
  const found = await get(path, question);
  if (mine !== turn) return;
  heading(found);
  $("choose").hidden = true;
  $("filters").hidden = false;
  $("pair").hidden = !found.total;
  $("notice").textContent = found.total ? "" : word("noEdges");
  $("detour").hidden = true;
  if (!found.total) detour(found, mine);
  timeline(found);
  chips(found);
  const page = (answer) => ({ items: answer.encounters, next_cursor: answer.next_cursor, snapshot: answer.snapshot });
  encounterList($("encounters"), page(found), async (cursor) => page(await get(path, { ...question, cursor })));
  $("version").textContent = `${word("version")} ${found.snapshot}`;
}

function heading({ a, b, total, first, last }) {
  document.title = `${label(a)} – ${label(b)} – ${word("brand")}`;
  $("title").replaceChildren(named(a), " – ", named(b));
  const days = period(first, last);
  $("subtitle").replaceChildren(bdi(counted("n_encounters", total)), ...(days ? [" · ", bdi(days)] : []));
  const both = [a, b];
  const sides = new Map(both.flatMap((one) => (isSide(one) ? [one] : one.on_behalf_of.slice(0, 1))).map((side) => [side.id, side]));
  const query = el("a", { hidden: true }, word("askIt"));
  const link = (address, key, one) => el("a", { href: address }, bdi(word(key, { name: label(one) })));
  const links = [
    ...both.filter((one) => !isSide(one)).map((one) => link(networkAddress(one.id), "network", one)),
    ...[...sides.values()].map((side) => link(countryAddress(side.id), "countryPage", side)),
    ...both.map((one) => link(dataAddress(one.id), "pageOf", one)),
    link(`/relation?${new URLSearchParams({ a: a.id })}`, "changeOne", b),
    link(`/relation?${new URLSearchParams({ a: b.id })}`, "changeOne", a),
    query,
    el("a", { href: `/api/v1/relations/${a.id}/${b.id}` }, "JSON"),
  ];
  $("links").replaceChildren(...links);
  queryLink(query, ...question(a, b));
}

// The named query that asks the same of these two.
function question(a, b) {
  const { since, until, topic } = conditions();
  const rest = { ...(since && { from: since }), ...(until && { to: dayAfter(until) }) };
  const persons = [a, b].filter((one) => one.type === "Person"), sides = [a, b].filter(isSide);
  if (persons.length === 2) return ["evidence-for-an-edge", { minister: a.id, other: b.id, ...rest }];
  if (topic) rest.topic = topic;
  if (sides.length === 2) return ["ties-of-two-states-by-year", { party: a.id, counterpart: b.id, ...rest }];
  return persons.length && sides.length ? ["encounters-of-a-person", { minister: persons[0].id, state: sides[0].id, ...rest }] : [null, {}];
}

const named = (entity) => el("span", { class: `party ${entity.type}` }, el("a", { href: networkAddress(entity.id) }, bdi(label(entity))));

let drawn = null;
function timeline(found) {
  drawn = found;
  const months = Object.fromEntries(found.timeline.map((one) => [one.month, one.encounters]));
  const { periods, counts } = filled(months);
  const name = word("summary", { name: word("timeline"), count: counted("n_encounters", found.total), first: period(found.first, found.first), last: period(found.last, found.last) });
  const { since, until } = conditions();
  const chosen = (one) => { const days = daysOf(one); return days.since === since && days.until === until; };
  const address = (one) => here(chosen(one) ? { since: null, until: null } : daysOf(one));
  if (periods.length) bars($("chart"), { periods, counts, name, href: address, chosen });
  else $("chart").replaceChildren(el("p", { class: "hint" }, word("nothingDated")));
  $("undated").textContent = [periods.length ? word("chartHint") : "", found.undated ? word("undatedToo", { n: counted("n_encounters", found.undated) }) : ""].join(" ").trim();
  $("chart-table").hidden = !periods.length;
  $("chart-table").lastElementChild.replaceChildren(table(periods, [{ name: word("encounters"), counts }], word("timeline")));
}

function chips({ topics, types }) {
  const now = conditions();
  const chip = (name, value, text, count) => el("li", {}, el("a", {
    href: here({ [name]: now[name] === value ? null : value }), "data-here": "", "aria-current": now[name] === value ? "true" : null,
  }, bdi(text), " ", el("span", { class: "count" }, number(count))));
  $("topics").replaceChildren(...topics.filter((one) => one.encounters).map((one) => chip("topic", one.code, label(one), one.encounters)));
  $("types").replaceChildren(...Object.entries(types).filter(([, n]) => n).map(([type, n]) => chip("type", type, word(type), n)));
}

// Those who never met: through whom they are linked, each step a link to the page of its two.
async function detour({ a, b, layer }, mine) {
  const query = { from: a.id, to: b.id, kind: "strongest", limit: PATHS, layer: layer === "mixed" ? "" : layer, ...asked() };
  const found = await get("/api/v1/paths", query).catch(() => null); // without it the page says as much as before
  if (mine !== turn || !found?.paths.length) return;
  const step = (edge, one, other) => el("a", {
    href: pairAddress(one.id, other.id, conditions()), class: "step",
    "aria-label": word("step", { one: label(one), other: label(other), n: number(edge.weight) }), title: counted("n_encounters", edge.weight),
  }, `— ${number(edge.weight)} —`);
  const row = ({ nodes, edges }) => el("li", {}, ...nodes.flatMap((node, i) => [
    i ? [" ", step(edges[i - 1], nodes[i - 1], node), " "] : [],
    el("a", { href: networkAddress(node.id) }, bdi(label(node))),
  ].flat()));
  $("paths").replaceChildren(...found.paths.map(row));
  $("detour").hidden = false;
}

// One party is known, or none: whom it met, or what to do.
async function choose(id, same, mine) {
  $("pair").hidden = $("filters").hidden = true;
  $("choose").hidden = false;
  $("links").replaceChildren();
  document.title = `${word("pair")} – ${word("brand")}`;
  if (!id) {
    $("title").textContent = word("pair");
    $("subtitle").textContent = word("chooseFirst");
    const { items, snapshot } = await get("/api/v1/entities", { type: "Person", limit: 20 });
    if (mine !== turn) return;
    $("choose").replaceChildren(entityLinks(items, (one) => `/relation?${new URLSearchParams({ a: one.id })}`, (one) => one.encounters));
    $("version").textContent = `${word("version")} ${snapshot}`;
  } else {
    const [entity, found] = await Promise.all([get(`/api/v1/entities/${id}`), get(`/api/v1/entities/${id}/neighbours`, { limit: 50 })]);
    if (mine !== turn) return;
    $("title").replaceChildren(named(entity), " – …");
    $("subtitle").textContent = word(same ? "samePair" : "chooseOther");
    const weight = new Map(found.items.map(({ node, edge }) => [node.id, edge.weight]));
    $("choose").replaceChildren(el("h2", {}, word("counterparts")),
      entityLinks(found.items.map(({ node }) => node), (one) => pairAddress(entity.id, one.id), (one) => weight.get(one.id)));
    $("version").textContent = `${word("version")} ${found.snapshot}`;
  }
  $("notice").textContent = "";
}

searchBox((entity) => {
  const a = given().get("a"), b = given().get("b");
  location.assign(a && !b ? pairAddress(a, entity.id) : `/relation?${new URLSearchParams({ a: entity.id })}`);
});
onResize($("chart"), () => drawn && timeline(drawn));
startPage(show, { keep: ["a", "b"] });

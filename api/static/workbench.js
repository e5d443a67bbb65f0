// The page of /sparql: write a query or take an example, run it, see a table. The address names the query.

import { $, el, get, outside } from "./dom.js";
import { explain } from "./plan.js";
import { problemOf, problemText } from "./problems.js";
import { startTheme } from "./theme.js";
import { language, number, setLanguage, startLanguage, word } from "./words.js";

const SHOWN = 1000; // rows of the table; a download has them all
let examples = [], asking = new AbortController();

const formOf = (query) => {
  const bare = query.replace(/#[^\n]*/g, "").replace(/<[^>]*>/g, "");
  return (/\b(select|ask|construct|describe)\b/i.exec(bare)?.[1] ?? "select").toLowerCase();
};
const isTable = (query) => ["select", "ask"].includes(formOf(query));

async function run() {
  asking.abort();
  asking = new AbortController();
  const query = $("text").value;
  const table = isTable(query);
  const started = performance.now();
  $("notice").className = "";
  $("notice").textContent = word("running");
  $("results").replaceChildren();
  links(query);
  try {
    const answer = await fetch("/sparql", {
      method: "POST", signal: asking.signal, body: new URLSearchParams({ query }),
      headers: { Accept: table ? "application/sparql-results+json" : "text/turtle" },
    });
    if (!answer.ok) {
      const problem = problemOf(await answer.text());
      throw new Error(problem ? problemText(problem) : `${answer.status} ${answer.statusText}`);
    }
    const rows = table ? showTable(await answer.json()) : showText(await answer.text());
    const seconds = number(Number(((performance.now() - started) / 1000).toFixed(2)));
    $("notice").textContent = `${rows === null ? "" : word("rows", { n: number(rows) })} ${word("tookTime", { n: seconds })}`;
  } catch (error) {
    if (error.name === "AbortError") return;
    $("notice").className = "error";
    $("notice").textContent = word("failed") + error.message;
  }
}

function showTable(result) {
  if ("boolean" in result) return showText(String(result.boolean));
  const names = result.head.vars, rows = result.results.bindings;
  const body = rows.slice(0, SHOWN).map((row) => el("tr", {}, ...names.map((name) => el("td", {}, cell(row[name])))));
  $("results").replaceChildren(el("table", {},
    el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, ...body)));
  return rows.length;
}

function cell(term) {
  if (!term) return "";
  if (term.type !== "uri") return term.value;
  return outside(term.value, shorten(term.value)) ?? term.value;
}

function shorten(iri) {
  for (const [start, prefix] of [["https://w3id.org/rawabit/ontology/topic/", "topic:"], ["https://w3id.org/rawabit/ontology#", "rw:"], ["https://w3id.org/rawabit/id/", "id:"]]) {
    if (iri.startsWith(start)) return prefix + iri.slice(start.length);
  }
  return iri;
}

function showText(text) {
  $("results").replaceChildren(el("pre", { dir: "auto" }, text));
  return null;
}

function links(query) {
  const formats = isTable(query) ? ["json", "xml", "csv", "tsv"] : ["turtle", "ntriples", "jsonld", "rdfxml"];
  const link = (format) => el("a", { href: `/sparql?${new URLSearchParams({ query, format })}`, download: `result.${format}` }, format);
  $("downloads").replaceChildren(...formats.flatMap((format, i) => [i ? " · " : "", link(format)]));
}

function choices() {
  const title = (example) => (language === "ar" && example.title_ar) || example.title;
  const chosen = $("examples").value;
  $("examples").replaceChildren(el("option", { value: "" }, word("chooseExample")),
    ...examples.map((example) => el("option", { value: example.name }, title(example))));
  $("examples").value = chosen;
}

async function start() {
  startLanguage();
  startTheme($("theme"), () => {});
  $("language").addEventListener("click", () => { setLanguage(language === "ar" ? "en" : "ar"); choices(); });
  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `/sparql?${new URLSearchParams({ query: $("text").value })}`);
    run();
  });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("ask").requestSubmit();
  });
  $("explain").addEventListener("click", () => explain($("text").value, $("plan")));
  $("examples").addEventListener("change", () => {
    const example = examples.find((one) => one.name === $("examples").value);
    if (!example) return;
    $("text").value = example.query;
    $("about").textContent = example.description;
    run();
  });
  $("text").addEventListener("input", () => links($("text").value));
  const given = new URLSearchParams(location.search).get("query");
  if (given) $("text").value = given;
  links($("text").value);
  choices();
  if (given) run();
  try { examples = (await get("/api/v1/queries")).items; choices(); } catch { /* the page works without examples */ }
}

start();

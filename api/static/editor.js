// The page of /sparql with YASGUI: our prefixes and terms completed, the named queries as tabs, errors in both languages.
// Everything it asks for comes from this service; the editor's own look-ups at other hosts are switched off.

import { $, el, get } from "./dom.js";
import { explain } from "./plan.js";
import { lostConnection, problemOf, showProblem } from "./problems.js";
import { startTheme } from "./theme.js";
import { language, number, setLanguage, startLanguage, word } from "./words.js";

const { Yasgui } = window;
const { Yasqe, Yasr } = Yasgui;
const ENDPOINT = `${location.origin}/sparql`;
const FIRST = `SELECT ?one ?name ?other ?otherName
WHERE {
  ?one rw:met ?other ; rdfs:label ?name .
  ?other rdfs:label ?otherName .
}
LIMIT 50`;
const PLAIN = { selectedPlugin: "table", pluginsConfig: { table: { compact: true, isEllipsed: false } } }; // values whole, without quotes and types
let examples = [], vocabulary = null, gui = null;

// ---- what is typed is completed from the graph's own terms

function completers() {
  const from = (name, forked, terms) => Yasqe.forkAutocompleter(forked, {
    name, bulk: false, persistenceId: null, get: (_, token) => terms((token?.autocompletionString ?? "").trim()),
  });
  const starting = (list) => (text) => list.map((term) => term.iri).filter((iri) => iri.startsWith(text));
  const prefixes = Object.entries(vocabulary.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
  from("known-prefixes", "prefixes", (text) => prefixes.filter((prefix) => prefix.startsWith(text)));
  from("known-classes", "class", starting(vocabulary.classes));
  from("known-properties", "property", starting(vocabulary.properties));
  return ["known-prefixes", "known-classes", "known-properties", "variables"];
}

// ---- errors, results and links

async function rendered(error) {
  const problem = problemOf(error.text ?? "");
  if (problem) return showProblem(problem);
  return error.status ? undefined : lostConnection();
}

const share = (query) => `${location.origin}/sparql?${new URLSearchParams({ query })}`;

// An IRI of the data opens the page that this service has of it.
function ownPages(event) {
  const link = event.target.closest?.("a.iri");
  const base = vocabulary?.prefixes.id;
  if (!link || !base) return;
  for (const [start, path] of [[base, "/id/"], [vocabulary.prefixes.topic, "/ontology/topic/"]]) {
    if (link.href.startsWith(start)) {
      event.preventDefault();
      open(path + link.href.slice(start.length), "_blank", "noopener");
    }
  }
}

function editor() {
  Yasr.defaults.errorRenderers = [rendered];
  Yasr.defaults.prefixes = vocabulary.prefixes;
  tableWords();
  Yasgui.Tab.prototype.getShareableLink = function () { return share(this.getQuery()); };
  const request = {
    endpoint: ENDPOINT, method: "POST", headers: {}, args: [], namedGraphs: [], defaultGraphs: [], withCredentials: false,
    acceptHeaderGraph: "text/turtle", acceptHeaderSelect: "application/sparql-results+json",
  };
  gui = new Yasgui($("yasgui"), {
    requestConfig: request, corsProxy: undefined, populateFromUrl: false, copyEndpointOnNewTab: false, autofocus: false,
    autoAddOnInit: false,
    persistenceId: "rawabit", tabName: word("query"), endpointCatalogueOptions: { getData: () => [{ endpoint: ENDPOINT }] },
    yasr: { ...Yasr.defaults, defaultPlugin: "table" },
    yasqe: { value: FIRST, autocompleters: completers(), prefixCcApi: null, createShortLink: undefined, resizeable: true, lineWrapping: true, collapsePrefixesOnLoad: true },
  });
  // what an earlier visit left in this browser asks here, wherever it asked then
  for (const tab of Object.values(gui._tabs)) tab.setRequestConfig(request);
  $("yasgui").addEventListener("click", ownPages, true);
  new MutationObserver(relabel).observe($("yasgui"), { childList: true, subtree: true });
  gui.on("query", (_, tab) => history.replaceState(null, "", share(tab.getYasqe().getValue())));
  const given = new URLSearchParams(location.search).get("query") ?? new URLSearchParams(location.hash.slice(1)).get("query");
  if (given) openTab(word("query"), given, true);
  else if (!gui.getTab()) openTab(word("query"), FIRST, false);
}

// The few words of the editor, in the language of the page; in English they are as they come.
const OWN = {
  ".yasr_btn.select_table > span:last-child": "table", ".yasr_btn.select_response > span:last-child": "response",
  ".tableControls > div:nth-child(1) .label": "simpleView", ".tableControls > div:nth-child(2) .label": "ellipsis",
  ".pageSizerLabel": "pageSize",
};

// What a screen reader is to say of controls that the editor leaves without a name.
const NAMES = { ".CodeMirror textarea": "query", ".tableSizer": "pageSize" };

function relabel() {
  for (const [selector, key] of Object.entries(NAMES)) {
    for (const node of document.querySelectorAll(selector)) node.setAttribute("aria-label", word(key));
  }
  for (const part of document.querySelectorAll(".CodeMirror-scroll")) part.tabIndex = 0; // what scrolls can be reached by keys
  for (const button of document.querySelectorAll(".tabsList .addTab")) button.setAttribute("role", "tab"); // in a list of tabs all are
  for (const [selector, key] of Object.entries(OWN)) {
    for (const node of document.querySelectorAll(selector)) {
      if (node.textContent !== word(key)) node.textContent = word(key);
      node.closest("button")?.setAttribute("aria-label", word(key));
    }
  }
  for (const node of document.querySelectorAll(".tableFilter")) {
    if (node.placeholder !== word("filterRows")) {
      node.placeholder = word("filterRows");
      node.setAttribute("aria-label", word("filterRows"));
    }
  }
}

function tableWords() {
  const language = Yasr.plugins.table.defaults.tableConfig.language;
  Object.assign(language, { info: word("rowsShown"), infoEmpty: "", infoFiltered: "", zeroRecords: word("noRows"), emptyTable: word("noRows") });
}

// The service knows these prefixes; the editor, and other services, want them declared.
function declared(query) {
  const bare = query.replace(/#[^\n]*|<[^>\s]*>|"(?:[^"\\\n]|\\.)*"/g, " ");
  const missing = Object.entries(vocabulary.prefixes).filter(([prefix]) =>
    new RegExp(`(?:^|[^\\w:-])${prefix}:`).test(bare) && !new RegExp(`PREFIX\\s+${prefix}:`, "i").test(query));
  return missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("") + query;
}

function openTab(name, bare, run) {
  const query = declared(bare);
  const same = Object.values(gui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === query);
  const tab = same ?? gui.addTab(true, { name: gui.createTabName(name), yasqe: { value: query }, yasr: { settings: PLAIN } });
  gui.selectTabId(tab.getId());
  if (run) tab.query().catch(() => {}); // what went wrong is shown where the result would be
}

// ---- the named queries, with a field for each parameter

const title = (example) => (language === "ar" && example.title_ar) || example.title;

function choices() {
  const chosen = $("examples").value;
  const options = [...examples].sort((a, b) => title(a).localeCompare(title(b), language));
  $("examples").replaceChildren(el("option", { value: "" }, word("chooseExample")),
    ...options.map((example) => el("option", { value: example.name }, title(example))));
  $("examples").value = chosen;
  fields();
}

const chosenExample = () => examples.find((one) => one.name === $("examples").value);

function fields() {
  const example = chosenExample();
  const kept = Object.fromEntries(new FormData($("parameters")));
  $("parameters").hidden = !example;
  $("wrong").textContent = "";
  if (!example) return;
  $("about").textContent = language === "en" ? example.description : "";
  $("fields").replaceChildren(...example.parameters.map((parameter) => {
    const name = language === "ar" ? parameter.label_ar : parameter.label;
    const number = parameter.type === "integer" && { type: "number", min: parameter.minimum, max: parameter.maximum };
    const value = kept[parameter.name] || (parameter.required ? parameter.example : parameter.default) || "";
    const hint = { date: "YYYY-MM-DD", topic: word("anyOne"), integer: "" }[parameter.type] ?? (parameter.required ? "" : word("anyOne"));
    return el("label", {}, el("span", {}, name),
      el("input", { name: parameter.name, value, placeholder: hint, required: parameter.required, dir: "auto", autocomplete: "off", ...number }));
  }));
  downloads();
}

const asked = (format) => {
  const given = [...new FormData($("parameters"))].filter(([, value]) => value.trim());
  return `/api/v1/queries/${$("examples").value}?${new URLSearchParams([...given, ["format", format]])}`;
};

function downloads() {
  const link = (format) => el("a", { href: asked(format), download: `${$("examples").value}.${format}` }, format);
  $("downloads").replaceChildren(...["csv", "tsv", "json", "xml"].flatMap((format, i) => [i ? " · " : "", link(format)]));
}

async function openExample(event) {
  event.preventDefault();
  const example = chosenExample();
  $("wrong").replaceChildren();
  try {
    const answer = await fetch(asked("sparql"));
    const text = await answer.text();
    if (answer.ok) openTab(title(example), text, true);
    else $("wrong").replaceChildren(showProblem(problemOf(text) ?? { title: answer.statusText, detail: text }));
  } catch { $("wrong").replaceChildren(lostConnection()); }
}

// ---- the page

function limits() {
  if (!vocabulary) return;
  const { seconds, rows, bytes } = vocabulary.limits;
  $("limits").textContent = word("limits", { seconds: number(seconds), rows: number(rows), mib: number(Math.floor(bytes / 2 ** 20)) });
}

async function start() {
  startLanguage();
  startTheme($("theme"), () => {});
  $("language").addEventListener("click", () => { setLanguage(language === "ar" ? "en" : "ar"); choices(); limits(); tableWords(); relabel(); });
  $("examples").addEventListener("change", fields);
  $("fields").addEventListener("input", downloads);
  $("parameters").addEventListener("submit", openExample);
  $("explain").addEventListener("click", () => explain(gui.getTab().getYasqe().getValue(), $("plan")));
  try {
    vocabulary = await get("/api/v1/vocabulary");
    limits();
    editor();
    examples = (await get("/api/v1/queries")).items;
    choices();
  } catch (error) {
    $("yasgui").replaceChildren(el("p", { class: "error", dir: "auto" }, word("failed"), error.message));
  }
}

start();

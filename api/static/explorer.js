// The first page: one entity's network, the encounters behind its lines, and a search box. The address names what is shown.

import { $, el, get } from "./dom.js";
import { draw } from "./drawing.js";
import { describe, showEdge, showHint, showNode } from "./panel.js";
import { searchBox } from "./suggestions.js";
import { counted, date, label, language, number, setLanguage, startLanguage, word } from "./words.js";

const FORMATS = ["json", "cytoscape", "graphml", "gexf", "csv", "jsonld"];
const KINDS = ["Person", "UnnamedOfficial", "State", "Organisation"];
const MOST = 60; // nodes that can still be read in the drawing
let network = null, entity = null, topics = [], turn = 0;

const filters = () => Object.fromEntries([...new FormData($("filters"))].filter(([, value]) => value));

// The form names the last day, the service the first one after it.
function conditions() {
  const { depth, until, ...rest } = filters();
  if (!until) return rest;
  const day = new Date(`${until}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return { ...rest, until: day.toISOString().slice(0, 10) };
}

async function open(id, { push = true } = {}) {
  const mine = ++turn;
  const { depth = "1" } = filters();
  if (push) history.pushState({ id }, "", address(id));
  $("notice").textContent = word("loading");
  try {
    const narrow = $("graph").clientWidth < 560;
    const found = await get(`/api/v1/entities/${id}/ego`, {
      depth, ...conditions(), max_nodes: narrow ? 24 : MOST, limit_per_node: depth === "1" ? (narrow ? 20 : 40) : 12,
    });
    if (mine !== turn) return;
    network = found;
    entity = null;
    render();
    showHint();
    entity = await get(`/api/v1/entities/${network.center}`);
    if (mine === turn) subtitle();
  } catch (error) {
    if (mine !== turn) return;
    if (!network) $("center").textContent = word("brand");
    $("notice").textContent = word("failed") + error.message;
  }
}

function address(id) {
  const query = new URLSearchParams({ id, ...filters() });
  if (query.get("depth") === "1") query.delete("depth");
  return `/?${query}`;
}

function render() {
  if (!network) return;
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  const center = nodes.get(network.center);
  document.title = `${label(center)} – ${word("brand")}`;
  $("center").textContent = label(center);
  subtitle();
  const onNode = (node) => showNode(node, conditions(), node.id === network.center ? null : () => open(node.id));
  const onEdge = (edge) => {
    for (const line of document.querySelectorAll(".edge")) {
      line.classList.toggle("chosen", line.dataset.edge === `${edge.source} ${edge.target}`);
    }
    showEdge(edge, network);
  };
  draw($("graph"), network, { onNode, onEdge });
  $("notice").textContent = notice(center);
  $("legend").replaceChildren(...KINDS.map((kind) => el("span", { class: kind }, word(kind))));
  list(nodes, onEdge);
  downloads();
  $("version").replaceChildren(`${word("version")}: `, el("bdi", { dir: "ltr" }, network.snapshot));
}

function subtitle() {
  const texts = entity ? [word(entity.type), ...describe(entity), counted("n_encounters", entity.encounters)] : [];
  $("subtitle").replaceChildren(...texts.flatMap((text, i) => [i ? " · " : "", el("bdi", {}, text)]));
}

function notice(center) {
  if (!network.edges.length) return word("noEdges");
  if (!network.truncated.value) return "";
  const { matching, returned, complete } = center.degree;
  return complete ? word("truncatedDeep") : word("truncated", { shown: number(returned), all: number(matching) });
}

function list(nodes, onEdge) {
  const row = (edge) => el("li", {}, el("button", { type: "button", class: "plain", onclick: () => onEdge(edge) },
    el("bdi", {}, label(nodes.get(edge.source))), " – ", el("bdi", {}, label(nodes.get(edge.target))),
    el("small", {}, ` ${counted("n_encounters", edge.weight)}${edge.last ? ` · ${date(edge.last)}` : ""}`)));
  $("edges").replaceChildren(...network.edges.map(row));
}

function downloads() {
  const link = (format) => {
    const query = new URLSearchParams({ depth: filters().depth ?? "1", ...conditions(), format, evidence: "3" });
    return el("a", { href: `/api/v1/entities/${network.center}/ego?${query}`, download: "" }, format);
  };
  $("downloads").replaceChildren(...FORMATS.flatMap((format, i) => [i ? " · " : "", link(format)]));
}

function topicChoices() {
  const select = $("filters").elements.topic;
  const chosen = select.value || new URLSearchParams(location.search).get("topic") || "";
  const used = topics.filter((topic) => topic.encounters > 0 || topic.code === chosen);
  const options = used.map((topic) => el("option", { value: topic.code }, `${label(topic)} (${number(topic.encounters)})`));
  select.replaceChildren(el("option", { value: "" }, word("allTopics")), ...options);
  select.value = chosen;
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  for (const name of ["depth", "topic", "since", "until"]) {
    $("filters").elements[name].value = query.get(name) ?? (name === "depth" ? "1" : "");
  }
  return query.get("id");
}

async function start() {
  startLanguage();
  document.title = word("title");
  showHint();
  searchBox((entity) => open(entity.id));
  $("language").addEventListener("click", () => {
    setLanguage(language === "ar" ? "en" : "ar");
    topicChoices();
    render();
    showHint();
  });
  $("filters").addEventListener("change", () => network && open(network.center));
  addEventListener("popstate", () => { const id = readAddress(); if (id) open(id, { push: false }); });
  let waiting = 0;
  new ResizeObserver(() => { clearTimeout(waiting); waiting = setTimeout(render, 150); }).observe($("canvas"));
  try {
    topics = (await get("/api/v1/topics")).items;
    topicChoices();
    const id = readAddress();
    const first = id ?? (await get("/api/v1/entities", { type: "Person", limit: 1 })).items[0]?.id;
    if (first) {
      history.replaceState(null, "", address(first)); // so that one can come back to it
      await open(first, { push: false });
    }
    else { $("center").textContent = word("brand"); $("notice").textContent = word("empty"); }
  } catch (error) {
    $("center").textContent = word("brand");
    $("notice").textContent = word("failed") + error.message;
  }
}

start();

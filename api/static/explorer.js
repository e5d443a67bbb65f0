// The first page: one entity's network, the encounters behind its lines, and a search box. The address names what is shown.

import { $, el, get } from "./dom.js";
import "./words_explorer.js";
import { filterForm, showFilters } from "./filters.js";
import { showLegend } from "./legend.js";
import { describe, showEdge, showList, showNode, showStart } from "./panel.js";
import { pictureName, pictureOf, save } from "./picture.js";
import { endsOf, sceneOf } from "./scene.js";
import { share, showDownloads } from "./sharing.js";
import { MOST_WITHOUT, Stage, hasLibrary, slim } from "./stage.js";
import { searchBox } from "./suggestions.js";
import { startTheme } from "./theme.js";
import { showTimeline, timeline } from "./timeline.js";
import { address, conditions, readView, sizeOf } from "./view.js";
import { counted, isolate, label, language, number, setLanguage, startLanguage, word } from "./words.js";

let view = readView(location.search);
let network = null, entity = null, scene = null, stage = null;
let topics = [], states = new Map(), facets = null, turn = 0, opener = null;

const countryNames = () => new Intl.DisplayNames(language === "ar" ? "ar" : "en", { type: "region", fallback: "code" });
const countryName = (code) => {
  if (states.has(code)) return label(states.get(code));
  try { return countryNames().of(code); } catch { return code; }
};
const topicName = (code) => label(topics.find((topic) => topic.code === code) ?? { label: code });

function nameOf(thing) {
  if (thing.source) return `${endsOf(thing).map(({ text }) => isolate(text)).join(" – ")}: ${counted("n_encounters", thing.data.weight)}`;
  const about = [word(thing.data.type), thing.country && countryName(thing.country), counted("n_encounters", thing.data.encounters)];
  return `${isolate(thing.text)} (${about.filter(Boolean).join(language === "ar" ? "، " : ", ")})`;
}

const context = () => ({ scene, network, conditions: conditions(view), countryName, topicName, onEdge: (edge) => choose(edge), onNode: (node) => choose(node), onBack: back, onCenter: ({ id }) => go({ ...view, id }) });

// Shows another view: asks for its network, and puts it into the address.
async function go(next, { push = true } = {}) {
  const mine = ++turn;
  const moved = next.id !== view.id;
  view = push ? { ...next, chosen: "", at: "" } : next;
  if (push) history.pushState(null, "", address(view));
  $("notice").textContent = word("loading");
  $("view").setAttribute("aria-busy", "true");
  showFilterForm();
  try {
    const size = sizeOf(view, slim());
    if (!hasLibrary) size.max_nodes = Math.min(size.max_nodes, MOST_WITHOUT);
    const found = await get(`/api/v1/entities/${view.id}/ego`, { depth: view.depth, ...conditions(view), ...size });
    if (mine !== turn) return;
    network = found;
    if (moved) entity = null;
    view.id = network.center;
    describeEntity(mine);
    await counts(mine); // before the drawing, which has the room that the slider leaves
    if (mine !== turn) return;
    await render();
    if (mine === turn) restore();
  } catch (error) {
    if (mine !== turn) return;
    fail(error);
  }
  if (mine === turn) $("view").removeAttribute("aria-busy");
}

// What went wrong; where nothing is drawn yet, with names to begin with.
async function fail(error) {
  $("notice").textContent = word("failed") + error.message;
  if (network) return;
  $("center").textContent = word("brand");
  const active = await get("/api/v1/entities", { limit: 12 }).catch(() => ({ items: [] }));
  if (!network) showStart(error.message, active.items, ({ id }) => go({ ...readView(""), id }));
}

async function describeEntity(mine) {
  const found = await get(`/api/v1/entities/${network.center}`).catch(() => null);
  if (mine !== turn || !found) return;
  entity = found;
  subtitle();
}

// The network as it is, in the present language; `keep` leaves everything where it stands.
async function render({ keep = false } = {}) {
  if (!network) return;
  scene = sceneOf(network, new Map([...topics.map(({ code }, i) => [code, i]), ...[...states.values()].map(({ id }, i) => [id, i])]));
  document.title = `${scene.centre.text} – ${word("brand")}`;
  $("center").textContent = scene.centre.text;
  subtitle();
  showLegend(scene, { countryName, topicName }, (test) => stage.light(test));
  showDownloads(network, view, language, picture);
  $("version").replaceChildren(`${word("version")}: `, el("bdi", { dir: "ltr" }, network.snapshot));
  $("board").setAttribute("aria-label", `${word("graph")}. ${word("drawnHint")}`);
  $("notice").textContent = scene.nodes.length > 150 ? word("settling") : "";
  showList(context());
  await stage.show(scene, { camera: view.at ? stage.cameraFrom(view.at) : null, keep });
  $("notice").textContent = notice();
}

async function picture() {
  const filters = [...$("chips").children].map((chip) => chip.textContent.replace(" ×", "")).join(" · ");
  const lines = [[scene.centre.text, notice()].join(" · "), filters, `${word("version")}: ${isolate(network.snapshot)} · ${isolate(location.origin)}`];
  save(await pictureOf(stage, { countryName, topicName }, lines.filter(Boolean)), pictureName(network.center));
}

function restore() {
  const [one, other] = view.chosen.split("~");
  const thing = other ? scene.edges.find(({ source, target }) => [source.id, target.id].sort().join() === [one, other].sort().join()) : scene.known.get(one);
  if (thing) choose(thing, { quietly: true });
}

function subtitle() {
  const texts = entity ? [word(entity.type), ...describe(entity), counted("n_encounters", entity.encounters)] : [];
  $("subtitle").replaceChildren(...texts.flatMap((text, i) => [i ? " · " : "", el("bdi", {}, text)]));
}

function notice() {
  if (!network.edges.length) return word("noEdges");
  const { matching, returned, complete } = scene.centre.data.degree;
  const cut = !network.truncated.value ? "" : complete ? word("truncatedDeep") : word("truncated", { shown: number(returned), all: number(matching) });
  const shown = word("shownNodes", { nodes: counted("n_nodes", scene.nodes.length), edges: counted("n_edges", scene.edges.length) });
  return [`${shown}.`, cut, hasLibrary ? "" : word("withoutLibrary", { n: number(MOST_WITHOUT) })].filter(Boolean).join(" ");
}

// A node or line: told in the panel, named in the address.
function choose(thing, { quietly = false } = {}) {
  opener = document.activeElement;
  stage.choose(thing);
  keep({ chosen: thing.source ? `${thing.source.id}~${thing.target.id}` : thing.id });
  if (thing.source) showEdge(thing, { ...context(), quietly });
  else showNode(thing, { ...context(), quietly });
}

function back() {
  stage.choose(null);
  keep({ chosen: "" });
  showList(context());
  if (opener?.isConnected && !$("panel").contains(opener)) opener.focus();
  else $("panel").focus({ preventScroll: true });
}

function keep(part) {
  view = { ...view, ...part };
  history.replaceState(null, "", address(view));
}

// How many encounters of the centre each topic, type and month has: what the filters and the slider tell.
async function counts(mine) {
  const { topic, since, until, type, status, min_confidence, include_undated } = conditions(view);
  const kinds = type.length ? type : network.layer === "agents" ? ["meeting", "call"] : [];
  const ask = (more) => get("/api/v1/encounters", { entity: view.id, status, min_confidence, limit: 1, ...more }).catch(() => ({}));
  const [choices, months] = await Promise.all([
    ask({ since, until, include_undated, facets: "topic,type" }), ask({ topic, type: kinds, facets: "month" }),
  ]);
  if (mine !== turn) return;
  facets = { topics: choices.facets?.topic ?? null, types: choices.facets?.type ?? [], months: months.facets?.month ?? [], total: months.total ?? 0 };
  showFilterForm();
  showTime();
}

function showTime() {
  const dated = facets?.months.reduce((sum, { encounters }) => sum + encounters, 0) ?? 0;
  showTimeline(facets?.months ?? [], facets ? facets.total - dated : 0, view);
}

function showFilterForm() {
  const known = new Map(topics.map((topic) => [topic.code, topic]));
  const used = facets?.topics
    ? facets.topics.map(({ value, encounters }) => ({ ...(known.get(value) ?? { code: value, label: value }), encounters }))
    : topics.filter(({ encounters }) => encounters > 0);
  const missing = view.topic.filter((code) => !used.some((topic) => topic.code === code)).map((code) => ({ ...(known.get(code) ?? { code, label: code }), encounters: 0 }));
  showFilters(view, { topics: [...used, ...missing], types: facets?.types ?? [], most: hasLibrary ? 2000 : MOST_WITHOUT, topicName }, go);
}

function inBothLanguages() {
  showFilterForm();
  if (facets) showTime();
  render({ keep: true }).then(() => network && restore());
}

async function start() {
  startLanguage();
  document.title = word("title");
  stage = new Stage({ onNode: (node) => choose(node), onEdge: (edge) => choose(edge), onCenter: ({ id }) => go({ ...view, id }), onCamera: () => keep({ at: stage.shared() }), nameOf });
  startTheme($("theme"), () => stage.repaint());
  searchBox(({ id }) => go({ ...view, id }));
  filterForm(() => view, go);
  timeline((period) => go({ ...view, ...period }));
  $("language").addEventListener("click", () => { setLanguage(language === "ar" ? "en" : "ar"); inBothLanguages(); });
  $("share").addEventListener("click", () => share(`${location.origin}${address(view, { lang: language })}`));
  $("panel").addEventListener("keydown", ({ key, target }) => { if (key === "Escape" && !target.closest("dialog") && view.chosen) back(); });
  for (const [id, act] of [["zoomIn", () => stage.by(1.5)], ["zoomOut", () => stage.by(1 / 1.5)], ["fit", () => stage.fit()]]) $(id).addEventListener("click", act);
  $("zoom").hidden = !hasLibrary;
  addEventListener("popstate", () => { const before = readView(location.search); if (before.id) go(before, { push: false }); });
  try {
    const [known, found, first] = await Promise.all([
      get("/api/v1/topics"), get("/api/v1/entities", { type: "State", limit: 50 }),
      view.id ? null : get("/api/v1/entities", { type: "Person", limit: 1 }), stage.start(),
    ]);
    topics = known.items;
    states = new Map(found.items.map((state) => [state.id.replace("state/", ""), state]));
    const id = view.id || first.items[0]?.id;
    if (!id) {
      $("center").textContent = word("brand");
      $("notice").textContent = word("empty");
      return;
    }
    view.id = id;
    history.replaceState(null, "", address(view)); // so that one can come back to it
    await go(view, { push: false });
  } catch (error) {
    fail(error);
  }
}

start();

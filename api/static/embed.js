// A network inside another site's page: /embed?id=…&lang=&theme=&depth=&since=&until=&topic=&type=&nodes=
// What the reader chooses is shown here with its evidence, and told to the page around (rawabit.js listens).

import { onResize } from "./chart.js";
import { $, el, get } from "./dom.js";
import { draw } from "./drawing.js";
import { asked, bdi, folded, given, networkAddress, pairAddress, conditions } from "./page.js";
import { counted, label, number, setLanguage, word } from "./words.js";

const MOST = 60, FEW = 30, TOLD = 3;
let network = null, turn = 0;

const between = (text, least, most, otherwise) => Math.min(most, Math.max(least, Number.parseInt(text ?? "", 10) || otherwise));
const tell = (what) => { if (parent !== window) parent.postMessage(what, "*"); }; // nothing but what the graph says publicly

async function start() {
  const query = given();
  if (["light", "dark"].includes(query.get("theme"))) document.documentElement.dataset.theme = query.get("theme");
  setLanguage(query.get("lang") === "en" ? "en" : "ar", { remember: false });
  $("close").addEventListener("click", close);
  addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  $("notice").textContent = word("loading");
  try {
    const depth = between(query.get("depth"), 1, 2, 1), nodes = between(query.get("nodes"), 2, MOST, FEW);
    network = await get(`/api/v1/entities/${query.get("id") || "state/EG"}/ego`, {
      depth, ...asked(), max_nodes: nodes, limit_per_node: depth === 1 ? Math.max(1, nodes - 1) : Math.max(1, Math.ceil(nodes / 4)),
    });
  } catch (error) {
    $("center").textContent = word("brand");
    $("notice").textContent = word("failed") + error.message;
    return;
  }
  render();
  onResize($("canvas"), render, ({ clientWidth, clientHeight }) => `${clientWidth} ${clientHeight}`);
  tell({ rawabit: "ready", center: network.center, nodes: network.nodes.length, edges: network.edges.length });
}

function render() {
  const center = network.nodes.find((node) => node.id === network.center);
  const name = label(center);
  document.title = `${name} – ${word("brand")}`;
  $("center").textContent = name;
  const cut = network.truncated.value ? word("ofThem", { shown: number(center.degree.returned), all: number(center.degree.matching) }) : "";
  $("subtitle").replaceChildren(...[counted("n_encounters", center.encounters), cut].filter(Boolean).flatMap((text, i) => [i ? " · " : "", bdi(text)]));
  $("full").href = `${networkAddress(network.center)}&${new URLSearchParams({ ...conditions(), lang: document.documentElement.lang })}`;
  $("notice").textContent = network.edges.length ? "" : word("noEdges");
  const fresh = $("graph").cloneNode(false); // without the listeners of the drawing before
  $("graph").replaceWith(fresh);
  draw(fresh, network, { onNode, onEdge });
}

const node = (id) => network.nodes.find((one) => one.id === id);
const outward = (address, text) => el("a", { href: `${address}&lang=${document.documentElement.lang}`, target: "_blank", rel: "noopener" }, text);

function onEdge(edge) {
  mark(edge);
  const [one, other] = [node(edge.source), node(edge.target)];
  tell({ rawabit: "edge", source: edge.source, target: edge.target, weight: edge.weight, first: edge.first, last: edge.last });
  const head = [el("h2", {}, bdi(label(one)), " – ", bdi(label(other))), outward(pairAddress(one.id, other.id, conditions()), word("openFull"))];
  const type = network.query.types.length ? network.query.types : network.layer === "agents" ? ["meeting", "call"] : [];
  open(head, { ...asked(), type, status: "held", layer: network.layer, entity: [one.id, other.id] });
}

function onNode(chosen) {
  mark(null);
  tell({ rawabit: "node", id: chosen.id, type: chosen.type, label: label(chosen) });
  const head = [el("h2", {}, bdi(label(chosen))), outward(networkAddress(chosen.id), word("openFull"))];
  open(head, { ...asked(), entity: chosen.id });
}

function mark(edge) {
  for (const line of $("graph").querySelectorAll(".edge")) line.classList.toggle("chosen", Boolean(edge) && line.dataset.edge === `${edge.source}~${edge.target}`);
}

async function open(head, query) {
  const mine = ++turn;
  $("sheet").hidden = false;
  $("panel").replaceChildren(...head, el("p", { class: "hint" }, word("loading")));
  $("panel").focus({ preventScroll: true });
  try {
    const page = await get("/api/v1/encounters", { ...query, limit: TOLD });
    if (mine === turn) $("panel").replaceChildren(...head, el("p", { class: "total" }, counted("n_encounters", page.total)), ...page.items.map((item) => folded(item)));
  } catch (error) {
    if (mine === turn) $("panel").replaceChildren(...head, el("p", { class: "error", role: "alert" }, word("failed"), error.message));
  }
}

function close() {
  turn++;
  $("sheet").hidden = true;
  mark(null);
}

start();

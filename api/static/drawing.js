// The network as SVG: shapes by kind, lines by weight, labels that do not cover one another.

import { svg, pressable } from "./dom.js";
import { place } from "./layout.js";
import { counted, isolate, label, word } from "./words.js";

const RADIUS = 9, LINE = 16, WRAP = 20;

export function draw(graph, network, { onNode, onEdge }) {
  const width = Math.max(300, graph.clientWidth), height = Math.max(320, graph.clientHeight);
  const narrow = width < 560;
  const at = place(network.nodes, network.edges, network.center, width, height, { side: narrow ? 52 : 84, top: 46, bottom: 46 });
  graph.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const known = new Map(network.nodes.map((node) => [node.id, node]));
  const heaviest = Math.max(1, ...network.edges.map((edge) => edge.weight));
  const lines = svg("g", { class: "lines" }), nodes = svg("g", { class: "nodes" }), labels = svg("g", { class: "labels", "aria-hidden": "true" });
  for (const edge of network.edges) lines.append(line(edge, known, at, heaviest, onEdge));
  for (const node of network.nodes) nodes.append(shape(graph, node, at.get(node.id), network.center, onNode));
  graph.replaceChildren(lines, nodes, labels);
  write(labels, network, at, narrow);
}

function line(edge, known, at, heaviest, onEdge) {
  const a = at.get(edge.source), b = at.get(edge.target);
  const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
  const name = `${isolate(label(known.get(edge.source)))} – ${isolate(label(known.get(edge.target)))}: ${counted("n_encounters", edge.weight)}`;
  const group = svg("g", { class: "edge", "aria-label": name, "data-edge": `${edge.source} ${edge.target}` },
    svg("title", {}, name),
    svg("line", { ...ends, class: "hit" }),
    svg("line", { ...ends, class: "seen", "stroke-width": (1.2 + 4 * Math.sqrt(edge.weight / heaviest)).toFixed(2) }));
  return pressable(group, () => onEdge(edge));
}

function shape(graph, node, { x, y }, center, onNode) {
  const r = node.id === center ? RADIUS * 1.6 : RADIUS;
  const outline = {
    State: () => svg("rect", { x: x - r, y: y - r * 0.8, width: 2 * r, height: 1.6 * r, rx: 3 }),
    Organisation: () => svg("path", { d: `M${x} ${y - r * 1.15}L${x + r * 1.15} ${y}L${x} ${y + r * 1.15}L${x - r * 1.15} ${y}Z` }),
  }[node.type] ?? (() => svg("circle", { cx: x, cy: y, r }));
  const name = `${isolate(label(node))} (${word(node.type)})`;
  const reveal = (shown) => () => graph.querySelector(`text[data-of="${CSS.escape(node.id)}"]`)?.classList.toggle("shown", shown);
  const events = { onmouseenter: reveal(true), onfocus: reveal(true), onmouseleave: reveal(false), onblur: reveal(false) };
  const group = svg("g", { ...events, class: `node ${node.type}${node.id === center ? " center" : ""}`, "aria-label": name, "data-node": node.id },
    svg("title", {}, name), outline());
  if (node.degree && !node.degree.complete) group.classList.add("cut");
  return pressable(group, () => onNode(node));
}

// Labels, the centre's first, then the best connected, each where it covers nothing: away from the centre of the drawing, else
// on another side. One that finds no place is shown while its node is pointed at or focused.
function write(layer, network, at, narrow) {
  const boxes = new Map(network.nodes.map((node) => [node.id, around(at.get(node.id), size(node, network) * 1.1)]));
  const taken = [];
  const links = new Map();
  for (const { source, target } of network.edges) for (const id of [source, target]) links.set(id, (links.get(id) ?? 0) + 1);
  const first = (node) => (node.id === network.center ? Infinity : links.get(node.id) ?? 0);
  for (const node of [...network.nodes].sort((a, b) => first(b) - first(a))) {
    const point = at.get(node.id), r = size(node, network);
    const rows = wrap(label(node), narrow ? 14 : WRAP);
    const text = svg("text", { class: node.id === network.center ? "center" : "", "data-of": node.id },
      ...rows.map((row) => svg("tspan", {}, isolate(row))));
    layer.append(text);
    const width = Math.max(...[...text.children].map((row) => row.getComputedTextLength())), height = rows.length * LINE;
    const free = (place) => {
      const area = [place.left, place.top, place.left + width, place.top + height];
      return [...boxes].every(([id, other]) => id === node.id || !overlap(area, other)) && !taken.some((other) => overlap(area, other));
    };
    const above = { left: point.x - width / 2, top: point.y - r - 4 - height }, below = { ...above, top: point.y + r + 3 };
    const right = { left: point.x + r + 5, top: point.y - height / 2 }, left = { left: point.x - r - 5 - width, top: right.top };
    const outward = point.y < at.get(network.center).y - 4 ? [above, below] : [below, above];
    const options = [...outward, right, left];
    const chosen = options.find(free);
    const { left: x, top: y } = chosen ?? outward[0];
    if (chosen || node.id === network.center) taken.push([x, y, x + width, y + height]);
    else text.classList.add("covered");
    [...text.children].forEach((row, i) => {
      row.setAttribute("x", x + width / 2);
      row.setAttribute("y", y + LINE * (i + 0.78));
    });
  }
}

const size = (node, network) => (node.id === network.center ? RADIUS * 1.6 : RADIUS);
const around = ({ x, y }, r) => [x - r, y - r, x + r, y + r];
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

export function wrap(text, width) {
  const rows = [""];
  for (const piece of text.split(/\s+/)) {
    const last = rows[rows.length - 1];
    if (last && last.length + piece.length + 1 > width) rows.push(piece);
    else rows[rows.length - 1] = last ? `${last} ${piece}` : piece;
  }
  const kept = rows.slice(0, 2).map((row) => (row.length > width + 6 ? `${row.slice(0, width + 5)}…` : row));
  if (rows.length > 2) kept[1] = `${kept[1]} …`;
  return kept;
}

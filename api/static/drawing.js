// The network as SVG, for as many nodes as a reader can tell apart: every node and line is an element with a name, that the
// keyboard reaches. Nodes are one stop of the tab key and lines another; arrows go on from there.

import { svg, pressable } from "./dom.js";
import { LABEL, placeLabels } from "./labels.js";
import { place } from "./layout.js";
import { endsOf, sceneOf } from "./scene.js";
import { counted, isolate, word } from "./words.js";

const SHAPES = {
  square: () => svg("rect", { x: -0.95, y: -0.8, width: 1.9, height: 1.6, rx: 0.25 }),
  diamond: () => svg("path", { d: "M0 -1.2L1.2 0L0 1.2L-1.2 0Z" }),
  ring: () => svg("circle", { r: 1 }),
  disc: () => svg("circle", { r: 1 }),
};
const CODE_FROM = 11; // radius of a node that has room for the code of its country

export class SvgDrawing {
  constructor(element, { onNode, onEdge, onHover, nameOf }) {
    Object.assign(this, { element, onNode, onEdge, onHover, nameOf, scene: null });
    element.addEventListener("keydown", (event) => this.move(event));
  }

  show(scene) {
    this.scene = scene;
    this.lines = new Map(scene.edges.map((edge) => [edge, this.line(edge)]));
    this.shapes = new Map(scene.nodes.map((node) => [node, this.shape(node)]));
    this.labels = svg("g", { class: "labels", "aria-hidden": "true" });
    this.element.replaceChildren(
      svg("g", { class: "lines", role: "group", "aria-label": word("lines") }, ...this.lines.values()),
      svg("g", { class: "nodes", role: "group", "aria-label": word("nodes") }, ...[...this.shapes].sort(([a], [b]) => b.r - a.r).map(([, shape]) => shape)),
      this.labels);
    this.lines.values().next().value?.setAttribute("tabindex", "0");
    this.shapes.get(scene.centre)?.setAttribute("tabindex", "0");
    this.element.setAttribute("aria-label", word("graph"));
  }

  line(edge) {
    const name = `${endsOf(edge).map(({ text }) => isolate(text)).join(" – ")}: ${counted("n_encounters", edge.data.weight)}`;
    const group = svg("g", { class: `edge t-${edge.colour}`, "aria-label": name, "data-edge": edge.id },
      svg("title", {}, name), svg("line", { class: "hit" }), svg("line", { class: "seen", "stroke-width": edge.width.toFixed(2) }));
    group.lines = group.querySelectorAll("line");
    pressable(group, () => this.onEdge(edge)).setAttribute("tabindex", "-1");
    return this.hovered(group, edge);
  }

  shape(node) {
    const code = node.r >= CODE_FROM && node.country ? svg("text", { class: "code", "aria-hidden": "true" }, node.country) : null;
    const name = code ? `${this.nameOf(node)} ${node.country}` : this.nameOf(node); // a name holds what can be seen
    const group = svg("g", { class: `node ${node.shape} c-${node.colour}${node.centre ? " center" : ""}${node.cut ? " cut" : ""}`, "aria-label": name, "data-node": node.id },
      svg("title", {}, name), svg("g", { class: "outline" }, SHAPES[node.shape]()), code);
    pressable(group, () => this.onNode(node)).setAttribute("tabindex", "-1");
    return this.hovered(group, node);
  }

  hovered(group, thing) {
    const on = () => this.onHover(thing), off = () => this.onHover(null);
    for (const [event, act] of [["mouseenter", on], ["focus", on], ["mouseleave", off], ["blur", off]]) group.addEventListener(event, act);
    return group;
  }

  paint({ k, x, y }, { width, height, grow }) {
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const at = (node) => [node.x * k + x, node.y * k + y];
    for (const [edge, group] of this.lines) {
      const [x1, y1] = at(edge.source), [x2, y2] = at(edge.target);
      for (const line of group.lines) for (const [name, value] of [["x1", x1], ["y1", y1], ["x2", x2], ["y2", y2]]) line.setAttribute(name, value.toFixed(1));
    }
    for (const [node, group] of this.shapes) {
      const [nx, ny] = at(node);
      group.setAttribute("transform", `translate(${nx.toFixed(1)} ${ny.toFixed(1)})`);
      group.querySelector(".outline").setAttribute("transform", `scale(${(node.r * grow).toFixed(2)})`);
    }
    this.write(at, width, height, grow);
  }

  write(at, width, height, grow) {
    const narrow = width < 560;
    const important = [...this.scene.nodes].sort((a, b) => b.centre - a.centre || b.links - a.links || b.r - a.r);
    const points = important.map((node) => { const [x, y] = at(node); return { node, x, y, r: node.r * grow }; });
    const size = narrow ? LABEL.narrowSize : LABEL.size;
    const placed = placeLabels(points, { width, height, size, wrapAt: narrow ? 14 : 20 });
    const kept = new Map([...this.labels.children].map((text) => [text.dataset.of, text]));
    for (const { node, x, y, rows, covered } of placed) {
      let text = kept.get(node.id);
      kept.delete(node.id);
      if (text?.childElementCount !== rows.length || text.textContent !== rows.join("")) {
        text?.remove();
        text = svg("text", { class: node.centre ? "center" : null, "data-of": node.id }, ...rows.map((row) => svg("tspan", {}, row)));
        this.labels.append(text);
      }
      text.classList.toggle("covered", covered);
      [...text.children].forEach((row, i) => { row.setAttribute("x", x.toFixed(1)); row.setAttribute("y", (y + LABEL.line * (i + 0.78)).toFixed(1)); });
    }
    for (const text of kept.values()) text.remove(); // out of sight
  }

  // `chosen` is a node or line; `lit` the nodes and lines that stay bright while others fade, or null.
  mark({ chosen, lit, hover }) {
    const near = [hover, chosen].flatMap((thing) => (thing?.source ? [thing.source.id, thing.target.id] : thing ? [thing.id] : []));
    for (const [thing, group] of [...this.lines, ...this.shapes]) {
      group.classList.toggle("chosen", thing === chosen);
      group.classList.toggle("faded", Boolean(lit) && !lit.has(thing));
    }
    for (const text of this.labels?.children ?? []) {
      text.classList.toggle("shown", near.includes(text.dataset.of));
      text.classList.toggle("faded", Boolean(lit) && !lit.has(this.scene.known.get(text.dataset.of)));
    }
  }

  // Arrows: from a node to the next one in that direction, from a line to the one before or after it by strength.
  move(event) {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const group = event.target.closest?.(".node, .edge");
    if (!group || !(direction || event.key === "Home")) return;
    event.preventDefault();
    const node = group.classList.contains("node") && this.scene.known.get(group.dataset.node);
    const next = node ? this.shapes.get(nextNode(this.scene, node, direction)) : this.nextLine(group, direction);
    if (!next) return;
    group.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  nextLine(group, direction) {
    const all = [...this.lines.values()];
    if (!direction) return all[0];
    return all[(all.indexOf(group) + direction[0] + direction[1] + all.length) % all.length];
  }
}

// A network of few nodes, drawn where it is and without the explorer around it.
export function draw(element, network, { onNode, onEdge }) {
  const width = Math.max(300, element.clientWidth), height = Math.max(320, element.clientHeight);
  const scene = sceneOf(network);
  const edges = scene.edges.map(({ source, target }) => ({ source: source.id, target: target.id }));
  const at = place(scene.nodes, edges, scene.centre.id, width, height, { side: width < 560 ? 52 : 84, top: 46 });
  for (const node of scene.nodes) Object.assign(node, at.get(node.id));
  const drawing = new SvgDrawing(element, {
    onNode: ({ data }) => onNode(data), onEdge: ({ data }) => onEdge(data), nameOf: (node) => `${isolate(node.text)} (${word(node.data.type)})`,
    onHover: (thing) => drawing.mark({ chosen: null, lit: null, hover: thing }),
  });
  drawing.show(scene);
  drawing.paint({ k: 1, x: 0, y: 0 }, { width, height, grow: 1 });
}

// The nearest node that lies in that direction rather than aside; without a direction the centre.
export function nextNode(scene, from, direction) {
  if (!direction) return scene.centre;
  const cost = ({ x, y }) => {
    const ahead = (x - from.x) * direction[0] + (y - from.y) * direction[1];
    return ahead <= 1 ? Infinity : ahead + 2.5 * Math.abs((x - from.x) * direction[1] + (y - from.y) * direction[0]);
  };
  const best = scene.nodes.filter((node) => node !== from).sort((a, b) => cost(a) - cost(b))[0];
  return best && cost(best) < Infinity ? best : null;
}

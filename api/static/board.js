// The network on a canvas, for hundreds and thousands of nodes. Its list beside it holds the same for those who do not see
// it; arrows lead from node to node here too, and what they reach is told to screen readers.

import { $, el } from "./dom.js";
import { nextNode } from "./drawing.js";
import { FONT, LABEL, fontOf, placeLabels } from "./labels.js";

const NEAR = 7; // pixels around a line that count as on it

export class BoardDrawing {
  constructor(element, { onNode, onEdge, onHover, nameOf }) {
    Object.assign(this, { element, onNode, onEdge, onHover, nameOf, scene: null, cursor: null, state: {} });
    element.addEventListener("pointermove", (event) => event.buttons || this.hover(this.at(event)));
    element.addEventListener("pointerleave", () => this.hover(null));
    element.addEventListener("click", (event) => this.press(this.at(event)));
    element.addEventListener("keydown", (event) => this.move(event));
    element.addEventListener("blur", () => this.hover(null));
  }

  show(scene) {
    this.scene = scene;
    this.cursor = scene.centre;
    this.element.setAttribute("aria-label", this.name ?? "");
    this.important = [...scene.nodes].sort((a, b) => b.centre - a.centre || b.links - a.links || b.r - a.r);
  }

  mark(state) {
    this.state = state;
    if (this.last) this.paint(...this.last);
  }

  paint(camera, frame) {
    this.last = [camera, frame];
    const { k, x, y } = camera, { width, height, grow, colours, density = devicePixelRatio || 1 } = frame;
    if (this.element.width !== Math.round(width * density) || this.element.height !== Math.round(height * density)) {
      this.element.width = Math.round(width * density);
      this.element.height = Math.round(height * density);
    }
    const pen = this.element.getContext("2d");
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, width, height);
    const at = (node) => [node.x * k + x, node.y * k + y];
    const { chosen, hover, lit } = this.state;
    this.lines(pen, at, colours, lit);
    for (const edge of [chosen, hover]) if (edge?.source) line(pen, at, edge, edge === chosen ? colours.center : colours.ink, edge.width + 2);
    pen.globalAlpha = 1;
    for (const node of this.scene.nodes) if (inside(at(node), width, height)) this.disc(pen, at(node), node, node.r * grow, colours, lit);
    for (const node of new Set([hover, chosen, document.activeElement === this.element ? this.cursor : null])) {
      if (!node || node.source) continue;
      const [cx, cy] = at(node);
      pen.globalAlpha = 1;
      pen.strokeStyle = node === chosen ? colours.center : colours.ink;
      pen.lineWidth = 2.5;
      pen.beginPath();
      pen.arc(cx, cy, node.r * grow + 4, 0, 7);
      pen.stroke();
    }
    this.write(pen, at, frame);
  }

  // One path for each colour: thousands of lines then cost a few milliseconds.
  lines(pen, at, colours, lit) {
    const groups = new Map();
    for (const edge of this.scene.edges) {
      const faded = Boolean(lit) && !lit.has(edge), width = edge.width < 1.6 ? 1 : edge.width < 3 ? 2 : 3.5;
      const key = `${faded ? "none" : edge.colour} ${width} ${faded}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(edge);
    }
    for (const [key, edges] of groups) {
      const [colour, width, faded] = key.split(" ");
      pen.globalAlpha = faded === "true" ? 0.07 : Math.max(0.22, 0.75 - this.scene.edges.length / 3500);
      pen.strokeStyle = colours.topics[colour] ?? colours.topics.none;
      pen.lineWidth = Number(width);
      pen.beginPath();
      for (const edge of edges) { pen.moveTo(...at(edge.source)); pen.lineTo(...at(edge.target)); }
      pen.stroke();
    }
  }

  disc(pen, [x, y], node, r, colours, lit) {
    pen.globalAlpha = lit && !lit.has(node) ? 0.18 : 1;
    pen.beginPath();
    if (node.shape === "square") pen.rect(x - r * 0.95, y - r * 0.8, r * 1.9, r * 1.6);
    else if (node.shape === "diamond") { pen.moveTo(x, y - r * 1.2); pen.lineTo(x + r * 1.2, y); pen.lineTo(x, y + r * 1.2); pen.lineTo(x - r * 1.2, y); pen.closePath(); }
    else pen.arc(x, y, r, 0, 7);
    const colour = colours.countries[node.colour] ?? colours.countries.none;
    pen.fillStyle = node.shape === "ring" ? colours.paper : colour;
    pen.fill();
    pen.lineWidth = node.shape === "ring" ? 2 : node.centre ? 3 : 1;
    pen.strokeStyle = node.shape === "ring" ? colour : node.centre ? colours.center : colours.paper;
    pen.stroke();
  }

  write(pen, at, { width, height, grow, colours }) {
    const { chosen, hover, lit } = this.state;
    const must = [chosen, hover, document.activeElement === this.element ? this.cursor : null].flatMap((thing) => (thing?.source ? [thing.source, thing.target] : thing ? [thing] : []));
    const order = [...new Set([this.scene.centre, ...must, ...(lit ? this.important.filter((node) => lit.has(node)) : this.important)])];
    const points = order.map((node) => { const [x, y] = at(node); return { node, x, y, r: node.r * grow }; });
    const size = width < 560 ? LABEL.narrowSize : LABEL.size;
    const placed = placeLabels(points, { width, height, size, most: 160, must: new Set(must.map(({ id }) => id)) });
    pen.globalAlpha = 1;
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.direction = "ltr";
    pen.lineJoin = "round";
    pen.lineWidth = 4;
    pen.strokeStyle = colours.paper;
    pen.fillStyle = colours.ink;
    for (const { node, x, y, rows, covered } of placed) {
      if (covered) continue;
      pen.font = fontOf(node, size) || FONT;
      rows.forEach((row, i) => { const base = y + LABEL.line * (i + 0.78); pen.strokeText(row, x, base); pen.fillText(row, x, base); });
    }
  }

  // The node or line under the pointer; of several the smallest node.
  at(event) {
    if (!this.last) return null;
    const box = this.element.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    const [{ k, x, y }, { grow }] = this.last;
    let best = null;
    for (const node of this.scene.nodes) {
      const far = Math.hypot(node.x * k + x - px, node.y * k + y - py);
      if (far <= node.r * grow + 3 && (!best || node.r < best.r)) best = node;
    }
    if (best) return best;
    let least = NEAR;
    for (const edge of this.scene.edges) {
      const far = distance(px, py, edge.source.x * k + x, edge.source.y * k + y, edge.target.x * k + x, edge.target.y * k + y);
      if (far < least) { least = far; best = edge; }
    }
    return best;
  }

  hover(thing) {
    if (thing === this.state.hover) return;
    this.element.classList.toggle("pointing", Boolean(thing));
    this.element.title = thing ? this.nameOf(thing) : "";
    this.onHover(thing);
  }

  press(thing) {
    if (thing?.source) this.onEdge(thing);
    else if (thing) this.onNode(thing);
  }

  move(event) {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.press(this.cursor); return; }
    if (!direction && event.key !== "Home") return;
    event.preventDefault();
    this.cursor = nextNode(this.scene, this.cursor, direction) ?? this.cursor;
    this.onHover(this.cursor);
    $("told").replaceChildren(el("span", {}, this.nameOf(this.cursor)));
  }
}

function line(pen, at, edge, colour, width) {
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(...at(edge.source));
  pen.lineTo(...at(edge.target));
  pen.stroke();
}

const inside = ([x, y], width, height) => x > -30 && y > -30 && x < width + 30 && y < height + 30;

function distance(px, py, ax, ay, bx, by) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
  const along = Math.max(0, Math.min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length));
  return Math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay));
}

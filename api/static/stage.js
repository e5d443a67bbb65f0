// Where the network is drawn: as SVG while it is small, on a canvas beyond; moved and enlarged by hand, wheel, keys and buttons.
// Without the library (d3) there is neither moving nor a large network.

import { $ } from "./dom.js";
import { BoardDrawing } from "./board.js";
import { SvgDrawing } from "./drawing.js";
import { FONT } from "./labels.js";
import { place } from "./layout.js";
import { COUNTRY_COLOURS, TOPIC_COLOURS } from "./scene.js";

const ON_SVG = 150, GLIDE = 450; // nodes, and milliseconds
const still = matchMedia("(prefers-reduced-motion: reduce)");
export const hasLibrary = Boolean($("d3"));
export const MOST_WITHOUT = 150;

export class Stage {
  constructor({ onNode, onEdge, onCenter, onCamera, nameOf }) {
    this.holder = $("canvas");
    this.handlers = { onNode, onEdge, nameOf, onHover: (thing) => { this.hover = thing; this.mark(); } };
    this.svg = new SvgDrawing($("graph"), this.handlers);
    this.board = new BoardDrawing($("board"), this.handlers);
    Object.assign(this, { onCamera, camera: { k: 1, x: 0, y: 0 }, scene: null, chosen: null, kept: null, hover: null, turn: 0, worker: null });
    this.holder.addEventListener("dblclick", () => { if (this.chosen && !this.chosen.source && !this.chosen.centre) onCenter(this.chosen); });
    let waiting = 0;
    new ResizeObserver(() => { clearTimeout(waiting); waiting = setTimeout(() => this.resize(), 120); }).observe(this.holder);
    for (const query of ["(prefers-color-scheme: dark)"]) matchMedia(query).addEventListener("change", () => this.repaint());
  }

  async start() {
    await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 13px ${FONT}`, "سA").catch(() => {})));
    if (!hasLibrary) return;
    await import("./vendor/d3.min.js");
    const { d3 } = globalThis;
    this.zoom = d3.zoom().scaleExtent([0.4, 24])
      .filter((event) => {
        if (event.type.startsWith("touch")) return event.touches.length > 1;
        if (event.type === "wheel") return event.ctrlKey || !narrow();
        return !event.ctrlKey && !event.button && event.type !== "dblclick";
      })
      .on("zoom", ({ transform: { k, x, y } }) => { this.camera = { k, x, y }; this.paint(); })
      .on("end", ({ sourceEvent }) => this.onCamera(sourceEvent ? this.camera : null));
    this.selection = d3.select(this.holder).call(this.zoom).on("dblclick.zoom", null);
    this.identity = d3.zoomIdentity;
    this.holder.classList.add("movable");
  }

  size() {
    return { width: Math.max(280, this.holder.clientWidth), height: Math.max(280, this.holder.clientHeight) };
  }

  // Draws a scene; a node that stands in the scene before keeps its place where `keep` says so.
  async show(scene, { camera = null, keep = false } = {}) {
    const mine = ++this.turn;
    const before = this.scene;
    this.chosen = this.hover = null;
    this.kept = null;
    if (keep && before) {
      for (const node of scene.nodes) Object.assign(node, { x: before.known.get(node.id)?.x ?? node.x, y: before.known.get(node.id)?.y ?? node.y });
      scene.size = this.laid;
      this.present(scene);
      this.paint();
      return;
    }
    await this.arrange(scene, mine);
    if (mine !== this.turn) return;
    if (this.scene !== scene) this.present(scene);
    this.resize({ quietly: true });
    this.look(camera ?? { k: 1, x: 0, y: 0 });
    if (before && before !== scene && !still.matches && scene.nodes.length <= ON_SVG) await this.glide(before, mine);
    this.paint();
  }

  // Nodes that stood in the scene before go from there to their new places, so that the eye can follow.
  async glide(before, mine) {
    const ways = this.scene.nodes.map((node) => ({ node, from: before.known.get(node.id) ?? before.known.get(this.scene.centre.id), to: { x: node.x, y: node.y } }))
      .filter(({ from }) => from).map((way) => ({ ...way, from: { x: way.from.x, y: way.from.y } }));
    const start = performance.now();
    for (let share = 0; share < 1 && mine === this.turn; ) {
      const now = await new Promise(requestAnimationFrame);
      share = Math.min(1, Math.max(0, (now - start) / GLIDE));
      const eased = 1 - (1 - share) ** 3;
      for (const { node, from, to } of ways) Object.assign(node, { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased });
      if (mine === this.turn) this.paint();
    }
    for (const { node, to } of ways) Object.assign(node, to);
  }

  present(scene) {
    this.scene = scene;
    this.laid = scene.size ?? this.laid;
    const small = scene.nodes.length <= ON_SVG || !hasLibrary;
    this.drawing = small ? this.svg : this.board;
    $("graph").toggleAttribute("hidden", !small);
    $("board").hidden = small;
    (small ? this.board : this.svg).scene = null;
    if (!small) $("graph").replaceChildren();
    this.drawing.show(scene);
  }

  arrange(scene, mine) {
    const { width, height } = (scene.size = this.size());
    const slim = width < 560;
    const margin = { side: slim ? 54 : 86, top: slim ? 40 : 46 };
    const nodes = scene.nodes.map(({ id, ring, r }) => ({ id, ring, r }));
    const edges = scene.edges.map(({ source, target }) => ({ source: source.id, target: target.id }));
    const centre = scene.centre.id;
    const plainly = () => {
      const at = place(nodes, edges, centre, width, height, { ...margin, bottom: margin.top });
      for (const node of scene.nodes) Object.assign(node, at.get(node.id));
    };
    if (!hasLibrary || nodes.length < 2) return plainly();
    this.worker?.terminate();
    return new Promise((resolve) => {
      this.worker = new Worker("/static/layout-worker.js", { type: "module" });
      this.worker.addEventListener("error", () => { if (nodes.length <= MOST_WITHOUT) plainly(); resolve(); });
      this.worker.addEventListener("message", ({ data: { turn, flat, done } }) => {
        if (turn !== this.turn) return resolve();
        if (!done && (still.matches || nodes.length <= ON_SVG)) return;
        scene.nodes.forEach((node, i) => { node.x = flat[2 * i]; node.y = flat[2 * i + 1]; });
        if (!done) {
          if (this.scene !== scene) { this.present(scene); this.look({ k: 1, x: 0, y: 0 }); }
          this.paint();
          return;
        }
        this.worker.terminate();
        resolve();
      });
      this.worker.postMessage({ turn: mine, nodes, edges, centre, width, height, margin });
    });
  }

  look({ k, x, y }) {
    this.camera = { k, x, y };
    if (this.zoom) this.selection.call(this.zoom.transform, this.identity.translate(x, y).scale(k));
  }

  by(factor) {
    this.selection.call(this.zoom.scaleBy, factor);
    this.onCamera(this.camera);
  }

  fit() {
    this.look({ k: 1, x: 0, y: 0 });
    this.onCamera(null);
  }

  // The camera without the size of this window, for a link: enlargement, and what stands in the middle as shares of the drawing.
  shared() {
    const { k, x, y } = this.camera, { width, height } = this.size();
    if (k === 1 && !x && !y) return "";
    return [k, (width / 2 - x) / k / width, (height / 2 - y) / k / height].map((n) => Number(n.toFixed(4))).join(",");
  }

  cameraFrom(text) {
    const [k, u, v] = text.split(",").map(Number), { width, height } = this.size();
    if (![k, u, v].every(Number.isFinite) || k < 0.4 || k > 24) return null;
    return { k, x: width / 2 - u * width * k, y: height / 2 - v * height * k };
  }

  // What was laid out for another size of the drawing is stretched to this one.
  resize({ quietly = false } = {}) {
    if (!this.scene) return;
    const now = this.size(), { width, height } = this.laid;
    if (now.width !== width || now.height !== height) {
      for (const node of this.scene.nodes) { node.x *= now.width / width; node.y *= now.height / height; }
      this.laid = now;
    }
    if (!quietly) this.paint();
  }

  choose(thing) {
    this.chosen = thing;
    this.mark();
  }

  // Keeps bright what `test` is true of; without a test everything.
  light(test) {
    this.kept = test;
    this.mark();
  }

  mark() {
    if (!this.scene) return;
    const { scene, chosen, hover, kept } = this;
    let lit = null;
    const focus = hover ?? (chosen && !chosen.centre ? chosen : null);
    if (kept) lit = new Set([...scene.nodes, ...scene.edges].filter(kept));
    else if (focus?.source) lit = null;
    else if (focus && (hover || scene.nodes.length > 25) && !focus.centre) {
      const edges = scene.edges.filter(({ source, target }) => source === focus || target === focus);
      lit = new Set([focus, ...edges, ...edges.flatMap(({ source, target }) => [source, target])]);
    }
    this.drawing.mark({ chosen, hover, lit });
  }

  paint() {
    if (!this.scene) return;
    this.drawing.paint(this.camera, this.frame());
    if (this.drawing === this.svg) this.mark();
  }

  // What a drawing must know besides the scene: its size, its colours, how much larger nodes are than at the start.
  frame() {
    const grow = Math.min(2.4, Math.max(0.75, this.camera.k ** 0.45));
    return { ...this.size(), grow, colours: (this.colours ??= colours()) };
  }

  repaint() {
    this.colours = null;
    this.paint();
  }
}

// One column; as slim as a phone.
export const narrow = () => matchMedia("(max-width: 60rem)").matches;
export const slim = () => matchMedia("(max-width: 35rem)").matches;

// What the style sheet says in the present colour scheme.
function colours() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const of = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
  const all = {
    ink: of("ink"), paper: of("paper"), center: of("center"),
    countries: { ...Array.from({ length: COUNTRY_COLOURS }, (_, i) => of(`country-${i}`)), none: of("country-none") },
    topics: { ...Array.from({ length: TOPIC_COLOURS }, (_, i) => of(`topic-${i}`)), none: of("topic-none") },
  };
  probe.remove();
  return all;
}

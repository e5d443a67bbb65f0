/**
 * Rawabit for other web pages: networks of encounters as data, and drawn. One file that depends on nothing.
 *
 *   import { ego, mount } from "https://your.rawabit.example/static/rawabit.js";
 *   const network = await ego("state/EG", { since: "2024", limit_per_node: 10 });
 *   const shown = mount("#place", "state/EG", { lang: "en", onEdge: (edge) => console.log(edge.source, edge.target) });
 *
 * The service asked is the one that the module comes from; `base` names another.
 */

const HOME = new URL("../", import.meta.url);
const SHOWN = ["lang", "theme", "depth", "since", "until", "topic", "type", "nodes"];

/** What the service refused: `status` (HTTP), `message`, and the whole `problem` (RFC 9457). */
export class RawabitError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The service answered ${status}.`);
    this.name = "RawabitError";
    this.status = status;
    this.problem = problem;
  }
}

/**
 * The network around an entity: `{ center, nodes, edges, truncated, … }`.
 * Parameters are those of `/api/v1/entities/{id}/ego`; a list gives one several times. `signal` breaks off.
 */
export const ego = (id, parameters = {}) => ask(`api/v1/entities/${path(id)}/ego`, parameters);

/** The encounters of two parties over time, with their evidence; parameters of `/api/v1/relations/{a}/{b}`. */
export const relation = (a, b, parameters = {}) => ask(`api/v1/relations/${path(a)}/${path(b)}`, parameters);

/** Entities whose names begin with or hold these words, in any Arabic spelling or in Latin letters: `{ items }`. */
export const suggest = (q, parameters = {}) => ask("api/v1/suggest", { ...parameters, q });

/**
 * Shows the network of an entity in a frame inside `target` (an element or a selector).
 *
 * Options: `lang` ("ar" or "en", by default that of the page), `theme` ("light" or "dark", by default the reader's),
 * `depth`, `since`, `until` (first and last day), `topic`, `type`, `nodes` (2 to 60), `height` (CSS, "480px"), `title` (for
 * screen readers), `base`; `onReady`, `onNode`, `onEdge` are called with what the reader sees and chooses.
 * Returns `{ frame, show(id, options), remove() }`.
 */
export function mount(target, id, options = {}) {
  const place = typeof target === "string" ? document.querySelector(target) : target;
  if (!place) throw new TypeError(`mount: nothing on this page matches ${target}`);
  let now = { base: HOME, ...options };
  const frame = document.createElement("iframe");
  frame.style.cssText = "display: block; width: 100%; border: 0";
  const show = (entity, more = {}) => {
    now = { ...now, ...more };
    frame.title = now.title ?? `Rawabit: ${entity}`;
    frame.style.height = now.height ?? "480px";
    const address = new URL("embed", now.base);
    address.search = query({ ...pick(now, SHOWN), lang: now.lang ?? pageLanguage(), id: entity });
    frame.src = address;
  };
  const hear = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== new URL(now.base).origin) return;
    const { rawabit, ...told } = event.data ?? {};
    ({ ready: now.onReady, node: now.onNode, edge: now.onEdge })[rawabit]?.(told);
  };
  addEventListener("message", hear);
  show(id);
  place.append(frame);
  return { frame, show, remove: () => { removeEventListener("message", hear); frame.remove(); } };
}

async function ask(where, { base = HOME, signal, ...parameters }) {
  const answer = await fetch(new URL(`${where}?${query(parameters)}`, base), { signal, headers: { Accept: "application/json" } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new RawabitError(answer.status, body);
  return body;
}

const pageLanguage = () => (document.documentElement.lang.startsWith("ar") ? "ar" : "en");
const path = (id) => String(id).split("/").map(encodeURIComponent).join("/");
const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));

function query(parameters) {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new URLSearchParams(pairs.filter(([, value]) => value !== undefined && value !== null && value !== "")).toString();
}

// What is shown, as the address of the page names it: a link to it brings the same view back.

const ONE = { id: "", depth: "1", nodes: "60", status: "held", since: "", until: "", min_confidence: "0", min_weight: "1", include_undated: "", chosen: "", at: "" };
const MANY = ["topic", "type"];
export const DEPTHS = ["1", "2", "3"];
export const SIZES = ["25", "60", "150", "500", "1000", "2000"];

export function readView(search) {
  const query = new URLSearchParams(search);
  const view = { ...ONE };
  for (const name of Object.keys(ONE)) if (query.get(name)) view[name] = query.get(name);
  for (const name of MANY) view[name] = [...new Set(query.getAll(name).filter(Boolean))];
  if (!DEPTHS.includes(view.depth)) view.depth = ONE.depth;
  if (!(view.nodes > 1 && view.nodes <= 5000)) view.nodes = ONE.nodes;
  if (!["held", "planned", "any"].includes(view.status)) view.status = ONE.status;
  return view;
}

// The address of a view; `more` adds to it, such as the language in a link that is handed on.
export function address(view, more = {}) {
  const query = new URLSearchParams();
  for (const [name, usual] of Object.entries(ONE)) if (view[name] && view[name] !== usual) query.set(name, view[name]);
  for (const name of MANY) for (const value of view[name]) query.append(name, value);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `/?${query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%7E", "~")}`;
}

// The filters that are set, so that each can be told and taken back.
export function filtersOf(view) {
  const set = MANY.flatMap((name) => view[name].map((value) => ({ name, value })));
  for (const name of ["status", "since", "until", "min_confidence", "min_weight", "include_undated"]) {
    if (view[name] !== ONE[name]) set.push({ name, value: view[name] });
  }
  return set;
}

export function without(view, { name, value }) {
  if (MANY.includes(name)) return { ...view, [name]: view[name].filter((one) => one !== value) };
  return { ...view, [name]: ONE[name] };
}

// As the service takes them. The view names the last day, the service the first one after it.
export function conditions(view) {
  return {
    topic: view.topic, type: view.type, status: view.status === "any" ? ["held", "planned"] : [view.status],
    since: view.since, until: dayAfter(view.until), min_confidence: view.min_confidence === "0" ? "" : view.min_confidence,
    min_weight: view.min_weight === "1" ? "" : view.min_weight, include_undated: view.include_undated,
  };
}

// How many neighbours are taken of each node, so that a network of some depth is no star of one ring.
export function sizeOf(view, slim) {
  const most = slim && view.nodes === ONE.nodes ? 24 : Number(view.nodes);
  const perNode = view.depth === "1" ? most : Math.ceil(most * 0.12 + 10);
  return { max_nodes: most, max_edges: Math.min(20000, Math.max(200, most * 4)), limit_per_node: Math.min(200, Math.max(6, perNode)) };
}

function dayAfter(day) {
  const date = new Date(`${day}T00:00:00Z`);
  if (!day || Number.isNaN(date.getTime())) return "";
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

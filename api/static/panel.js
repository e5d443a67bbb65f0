// The side panel: the network as lists, and what a line or a node of it stands for, with the sentences that say so.

import { correctEncounter, correctParty } from "./correction.js";
import { $, el, get, outside } from "./dom.js";
import { linesList, matching, nodesList } from "./listing.js";
import { endsOf } from "./scene.js";
import { narrow } from "./stage.js";
import { counted, date, label, language, percent, word } from "./words.js";

const PAGE = 10;
let turn = 0; // only the last thing chosen is shown

// Everything that the drawing holds. `context`: { scene, onEdge, onNode, countryName }.
export function showList({ scene, onEdge, onNode, countryName }) {
  turn++;
  const lines = el("div", {}), nodes = el("div", {});
  const field = el("input", { type: "search", dir: "auto", placeholder: word("listFilter"), "aria-label": word("listFilter") });
  const fill = () => {
    lines.replaceChildren(linesList(matching(scene.edges, field.value), { onEdge }));
    nodes.replaceChildren(nodesList(matching(scene.nodes, field.value), { onNode, countryName }));
  };
  field.addEventListener("input", fill);
  fill();
  $("panel").replaceChildren(
    el("p", { class: "hint" }, word("choose")),
    ...(scene.edges.length ? [el("h2", {}, word("listTitle"))] : []),
    ...(scene.edges.length > 8 ? [field] : []), lines,
    el("details", {}, el("summary", {}, `${word("nodesTitle")} (${counted("n_nodes", scene.nodes.length)})`), nodes));
  $("panel").scrollTop = 0;
}

// Where there is no network: why, and who has many encounters.
export function showStart(why, entities, onChoose) {
  turn++;
  const row = (entity) => el("li", {}, el("button", { type: "button", class: "plain", onclick: () => onChoose(entity) },
    bdi(label(entity)), el("small", {}, [word(entity.type), ...describe(entity), counted("n_encounters", entity.encounters)].join(" · "))));
  $("panel").replaceChildren(el("p", { class: "error", role: "alert" }, word("failed"), why),
    ...(entities.length ? [el("h2", {}, word("startWith")), el("ul", { class: "rows" }, ...entities.map(row))] : []));
}

// Exactly the encounters that the line was drawn from: the question of the network, and its two ends.
export async function showEdge(edge, context) {
  const { network } = context, { layer, query } = network;
  const type = query.types.length ? query.types : layer === "agents" ? ["meeting", "call"] : [];
  const wanted = {
    topic: query.topics, since: query.since, until: query.until, type, layer, entity: [edge.source.id, edge.target.id],
    status: query.status, min_confidence: query.min_confidence, include_undated: query.include_undated,
  };
  const pair = `/relation?${new URLSearchParams({ a: edge.source.id, b: edge.target.id })}`;
  const topics = Object.entries(edge.data.topics).sort((a, b) => b[1] - a[1]).slice(0, 6);
  const [one, other] = endsOf(edge);
  const ends = [one, other].map((node) => el("button", { type: "button", class: `plain dot ${node.shape} c-${node.colour}`, onclick: () => context.onNode(node) }, bdi(node.text)));
  await show(context, [
    el("h2", {}, bdi(one.text), " – ", bdi(other.text)), span(edge.data),
    topics.length ? el("ul", { class: "topics" }, ...topics.map(([code, n]) => el("li", {}, `${context.topicName(code)} ${percent(n / edge.data.weight)}`))) : null,
    el("p", { class: "links" }, ...ends, el("a", { href: pair }, word("pairPage"))),
  ], wanted);
}

export async function showNode(node, context) {
  const { id, type } = node.data;
  const about = el("p", { class: "kind" }, word(type));
  const own = context.scene.edges.filter(({ source, target }) => source === node || target === node);
  const head = [
    el("h2", {}, bdi(node.text)), about,
    el("p", { class: "links" },
      node.centre ? null : el("button", { type: "button", class: "main", onclick: () => context.onCenter(node) }, word("makeCenter")),
      el("a", { href: `/id/${id}?lang=${language}` }, word("entityPage")),
      type === "State" ? el("a", { href: `/country?${new URLSearchParams({ id })}` }, word("countryPage")) : null,
      el("button", { type: "button", class: "plain correct", onclick: () => correctParty(node.data, context.network.snapshot) }, word("correct"))),
    own.length ? el("details", { open: own.length <= 6 }, el("summary", {}, `${word("linksOf")} (${counted("n_edges", own.length)})`), linesList(own, { onEdge: context.onEdge, from: node })) : null,
  ];
  get(`/api/v1/entities/${id}`)
    .then((entity) => {
      about.append(...describe(entity).flatMap((text) => [" · ", bdi(text)]));
      const others = entity.other_labels.filter((name) => name !== label(entity)).slice(0, 4);
      if (others.length) about.after(el("p", { class: "kind" }, `${word("otherSpellings")}: `, ...others.flatMap((name, i) => [i ? " · " : "", bdi(name)])));
    })
    .catch(() => {}); // the encounters below tell more of it
  await show(context, head, { ...context.conditions, min_weight: "", entity: id });
}

// Posts and whom the person acts for, as texts.
export function describe(entity) {
  const posts = entity.posts.filter((post) => post !== label(entity));
  return [...posts.slice(0, 2), ...entity.on_behalf_of.slice(0, 2).map((side) => label(side))];
}

async function show({ onBack, network, quietly }, head, query) {
  const mine = ++turn;
  const list = el("div", { class: "encounters", "aria-busy": "true" }, el("p", { class: "hint" }, word("loading")));
  const panel = $("panel");
  const back = el("button", { type: "button", class: "plain back", onclick: onBack }, word("back"));
  panel.replaceChildren(back, ...head.filter(Boolean), list);
  panel.scrollTop = 0;
  if (!quietly) panel.focus({ preventScroll: true });
  if (!quietly && narrow()) panel.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
  const cards = (page) => page.items.map((item) => encounter(item, { snapshot: network.snapshot }));
  try {
    let page = await get("/api/v1/encounters", { ...query, limit: PAGE });
    if (mine !== turn) return;
    list.replaceChildren(el("h3", { class: "total" }, counted("n_encounters", page.total)), ...cards(page));
    const more = el("button", { type: "button", onclick: async () => {
      page = await get("/api/v1/encounters", { ...query, limit: PAGE, cursor: page.next_cursor });
      if (mine !== turn) return;
      more.before(...cards(page));
      if (!page.next_cursor) more.remove();
    } }, word("more"));
    if (page.next_cursor) list.append(more);
  } catch (error) {
    if (mine === turn) list.replaceChildren(el("p", { class: "error", role: "alert" }, word("failed"), error.message));
  }
  list.removeAttribute("aria-busy");
}

function span(edge) {
  const days = !edge.first ? "" : edge.first === edge.last ? date(edge.first) : `${date(edge.first)} – ${date(edge.last)}`;
  return el("p", { class: "kind" }, [counted("n_encounters", edge.weight), days].filter(Boolean).join(" · "));
}

// An encounter with its sentences; with a snapshot one can propose a correction of it.
export function encounter(item, { snapshot = null } = {}) {
  const { place } = item, country = place?.country;
  const where = !place ? [] : country && place.label_ar === country.label_ar ? [label(country)] : [label(place), country && label(country)].filter(Boolean);
  const comma = language === "ar" ? "، " : ", ";
  return el("article", { class: `encounter ${item.type}` },
    el("h3", {},
      el("span", { class: "type" }, word(item.type)), " ",
      el("span", { class: `status ${item.status}` }, word(item.status)), " ",
      item.date ? el("time", { datetime: item.date }, date(item.date)) : el("span", {}, word("undated")),
      ...where.flatMap((name, i) => [i ? comma : " · ", bdi(name)])),
    parties(item.parties),
    item.topics.length ? el("ul", { class: "topics" }, ...item.topics.map((topic) => el("li", {}, label(topic)))) : null,
    ...item.mentions.map(mention),
    snapshot ? el("p", { class: "links" }, el("button", { type: "button", class: "plain correct", onclick: () => correctEncounter(item, snapshot) }, word("correct")),
      el("a", { class: "correct", href: `/id/${item.id}?lang=${language}` }, word("record"))) : null);
}

function parties(all) {
  const text = (party) => {
    const office = party.post && label(party.post);
    const sides = party.on_behalf_of.map((side) => label(side)).filter((name) => name !== label(party.agent));
    return el("li", { class: party.rank }, bdi(label(party.agent)),
      ...[office && office !== label(party.agent) ? office : null, ...sides].filter(Boolean).flatMap((part) => [" · ", bdi(part)]),
      party.rank === "attendee" ? ` (${word("attendees")})` : "");
  };
  return el("ul", { class: "parties" }, ...all.map(text));
}

function mention(item) {
  const article = item.article;
  const sure = el("meter", { min: 0, max: 1, value: item.confidence, "aria-label": word("confidence") });
  const title = article.headline || article.publisher || article.id;
  return el("figure", { class: "mention" },
    el("blockquote", { lang: "ar", dir: "auto", cite: article.url ?? null }, ...marked(item.sentence, item.highlights)),
    el("figcaption", {},
      bdi(title),
      article.publisher && article.publisher !== title ? [" – ", bdi(article.publisher)] : [],
      article.published ? [` · ${word("published")} `, el("time", { datetime: article.published }, date(article.published))] : [],
      article.url ? [" · ", outside(article.url, word("source"))] : [],
      el("span", { class: "sure" }, `${word("confidence")} ${percent(item.confidence)} `, sure)));
}

// The sentence with the parties marked; positions count code points, as everywhere in the service.
function marked(sentence, highlights) {
  const points = [...sentence], out = [];
  let at = 0;
  for (const { start, end } of highlights) {
    if (start < at) continue;
    out.push(points.slice(at, start).join(""), el("mark", {}, points.slice(start, end).join("")));
    at = end;
  }
  return [...out, points.slice(at).join("")];
}

const bdi = (text) => el("bdi", {}, text);

// The side panel: what a line or a node of the network stands for, with the sentences that say so.

import { $, el, get, outside } from "./dom.js";
import { counted, date, label, language, percent, word } from "./words.js";

const PAGE = 10;
let turn = 0; // only the last thing chosen is shown

export function showHint() {
  turn++;
  $("panel").replaceChildren(el("p", { class: "hint" }, word("choose")));
}

// Exactly the encounters that the line was drawn from: the question of the network, and its two ends.
export async function showEdge(edge, network) {
  const [one, other] = [edge.source, edge.target].map((id) => network.nodes.find((node) => node.id === id));
  const { layer, query } = network;
  const type = query.types.length ? query.types : layer === "agents" ? ["meeting", "call"] : [];
  const conditions = { topic: query.topics, since: query.since, until: query.until, status: query.status[0], type, layer };
  const head = el("h2", {}, bdi(label(one)), " – ", bdi(label(other)));
  await show([head, span(edge)], { ...conditions, entity: [one.id, other.id] });
}

export async function showNode(node, filters, onCenter) {
  const about = el("p", { class: "kind" }, word(node.type));
  const head = [
    el("h2", {}, bdi(label(node))), about,
    onCenter && el("button", { type: "button", class: "main", onclick: () => onCenter(node) }, word("makeCenter")),
  ];
  get(`/api/v1/entities/${node.id}`)
    .then((entity) => about.append(...describe(entity).flatMap((text) => [" · ", bdi(text)])))
    .catch(() => {}); // the encounters below tell more of it
  await show(head, { ...filters, entity: node.id });
}

// Posts and whom the person acts for, as texts.
export function describe(entity) {
  const posts = entity.posts.filter((post) => post !== label(entity));
  return [...posts.slice(0, 2), ...entity.on_behalf_of.slice(0, 2).map((side) => label(side))];
}

async function show(head, query) {
  const mine = ++turn;
  const list = el("div", { class: "encounters" }, el("p", { class: "hint" }, word("loading")));
  const panel = $("panel");
  panel.replaceChildren(...head.filter(Boolean), list);
  panel.focus({ preventScroll: true });
  if (matchMedia("(max-width: 60rem)").matches) panel.scrollIntoView({ behavior: "smooth", block: "start" });
  try {
    let page = await get("/api/v1/encounters", { ...query, limit: PAGE });
    if (mine !== turn) return;
    list.replaceChildren(el("p", { class: "total" }, counted("n_encounters", page.total)), ...page.items.map(encounter));
    const more = el("button", { type: "button", onclick: async () => {
      page = await get("/api/v1/encounters", { ...query, limit: PAGE, cursor: page.next_cursor });
      if (mine !== turn) return;
      more.before(...page.items.map(encounter));
      if (!page.next_cursor) more.remove();
    } }, word("more"));
    if (page.next_cursor) list.append(more);
  } catch (error) {
    if (mine === turn) list.replaceChildren(el("p", { class: "error" }, word("failed"), error.message));
  }
}

function span(edge) {
  if (!edge.first) return null;
  const days = edge.first === edge.last ? date(edge.first) : `${date(edge.first)} – ${date(edge.last)}`;
  return el("p", { class: "kind" }, days);
}

function encounter(item) {
  const where = item.place ? [...new Set([label(item.place), item.place.country && label(item.place.country)])].filter(Boolean) : [];
  const comma = language === "ar" ? "، " : ", ";
  return el("article", { class: `encounter ${item.type}` },
    el("h3", {},
      el("span", { class: "type" }, word(item.type)), " ",
      el("span", { class: `status ${item.status}` }, word(item.status)), " ",
      item.date ? el("time", { datetime: item.date }, date(item.date)) : el("span", {}, word("undated")),
      ...where.flatMap((name, i) => [i ? comma : " · ", bdi(name)])),
    parties(item.parties),
    item.topics.length ? el("ul", { class: "topics" }, ...item.topics.map((topic) => el("li", {}, label(topic)))) : null,
    ...item.mentions.map(mention));
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

// The network as lists: the same nodes and lines as the drawing, for who reads rather than looks.

import { el } from "./dom.js";
import { endsOf } from "./scene.js";
import { counted, date, label, number, word } from "./words.js";

const AT_ONCE = 60;

export function linesList(edges, { onEdge, chosen, from = null }) {
  const row = (edge) => {
    const { weight, last } = edge.data;
    const [one, other] = endsOf(edge);
    const names = from ? [el("bdi", {}, (one === from ? other : one).text)] : [el("bdi", {}, one.text), " – ", el("bdi", {}, other.text)];
    return el("li", {}, el("button", { type: "button", class: `plain t-${edge.colour}`, "data-line": edge.id, "aria-current": chosen === edge ? "true" : null, onclick: () => onEdge(edge) },
      ...names, el("small", {}, counted("n_encounters", weight), last ? ` · ${date(last)}` : "")));
  };
  return inPieces(edges, row, "rows lines");
}

export function nodesList(nodes, { onNode, countryName }) {
  const row = (node) => el("li", {}, el("button", { type: "button", class: `plain dot ${node.shape} c-${node.colour}`, onclick: () => onNode(node) },
    el("bdi", {}, node.text), el("small", {}, [word(node.data.type), node.country && countryName(node.country), counted("n_encounters", node.data.encounters)].filter(Boolean).join(" · "))));
  return inPieces(nodes, row, "rows");
}

// Thousands of rows are shown piece by piece.
function inPieces(things, row, kind) {
  const list = el("ul", { class: kind });
  const more = el("button", { type: "button", onclick: () => add() });
  let shown = 0;
  const add = () => {
    const next = things.slice(shown, shown + AT_ONCE).map(row);
    const first = shown && next[0];
    list.append(...next);
    shown += next.length;
    more.textContent = word("moreRows", { n: number(things.length - shown) });
    more.hidden = shown >= things.length;
    if (first) first.querySelector("button").focus();
  };
  add();
  return el("div", {}, list, more);
}

// Lines and nodes whose names hold the words, in any spelling of the simple kinds.
export function matching(things, text) {
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  const names = (thing) => plain((thing.source ? [thing.source, thing.target] : [thing]).flatMap(({ data }) => [data.label_ar, data.label_en, label(data)]).join(" "));
  return wanted.length ? things.filter((thing) => { const name = names(thing); return wanted.every((piece) => name.includes(piece)); }) : things;
}

// As the service searches: without marks above letters, one letter for its variants.
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}|\u0640/gu, "").replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه");

// A reader's proposal to correct an encounter or a party: a text to hand on, and the update that records it. Nothing is sent
// from here.

import { el } from "./dom.js";
import { copyable, dialogue } from "./sharing.js";
import { date, label, word } from "./words.js";

export function correctEncounter(encounter, snapshot) {
  const parties = encounter.parties.flatMap(({ agent }) => [label(agent), agent.iri]);
  const sentences = encounter.mentions.flatMap(({ sentence, article }) => [`“${sentence}”`, article.url ?? article.iri]);
  propose(encounter, ["event", "party", "identity", "date", "topic", "other"],
    [`${word(encounter.type)} · ${date(encounter.date)}`, encounter.iri, ...parties, "", ...sentences], snapshot);
}

export function correctParty(party, snapshot) {
  propose(party, ["identity", "name", "office", "other"], [`${word(party.type)} · ${label(party)}`, party.iri, ...(party.posts ?? [])], snapshot);
}

// `kinds` of mistakes to choose from; `about` tells what it is about, line by line.
function propose(subject, kinds, about, snapshot) {
  const select = el("select", {}, ...kinds.map((kind) => el("option", { value: kind }, word(`wrong_${kind}`))));
  const note = el("textarea", { rows: 3, dir: "auto" });
  const report = copyable(word("correctReport"), "", { rows: 9, dir: "auto" }), update = copyable(word("correctUpdate"), "", { rows: 7 });
  const write = () => {
    const wrong = word(`wrong_${select.value}`);
    report.field.value = reportOf(about, snapshot, wrong, note.value);
    update.field.value = updateOf(subject, [wrong, note.value].filter(Boolean).join(": "));
  };
  select.addEventListener("change", write);
  note.addEventListener("input", write);
  write();
  const labelled = (key, field) => el("label", { class: "field" }, el("span", {}, word(key)), field);
  dialogue(word("correctTitle"), el("p", { class: "hint" }, word("correctHint")),
    labelled("correctWhat", select), labelled("correctNote", note),
    el("h3", {}, word("correctReport")), report.box,
    el("details", {}, el("summary", {}, word("correctUpdate")), el("p", { class: "hint" }, word("correctUpdateHint")), update.box));
}

function reportOf(about, snapshot, wrong, note) {
  return [`${word("correctTitle")}: ${wrong}`, note, "", ...about, "", `${word("version")}: ${snapshot}`]
    .filter((line, i, all) => line || all[i - 1]).join("\n");
}

// A note on it in the curators' graph, which stays when the graph is computed anew.
function updateOf({ id, iri }, text) {
  const graph = `${iri.slice(0, iri.length - id.length)}graph/curation`;
  const literal = JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, " ");
  return `PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nINSERT DATA {\n  GRAPH <${graph}> {\n    <${iri}> skos:editorialNote ${literal} .\n  }\n}`;
}

// What colours, shapes and sizes mean. A press on a country or topic keeps its nodes or lines bright and fades the rest.

import { $, el } from "./dom.js";
import { word } from "./words.js";

const KINDS = { Person: "disc", UnnamedOfficial: "ring", State: "square", Organisation: "diamond" };

export function showLegend(scene, { countryName, topicName }, light) {
  let pressed = null;
  const item = (entry, kind, name, test) => el("button", {
    type: "button", class: `${kind}-${entry.colour}`, "aria-pressed": "false",
    onclick: ({ currentTarget }) => {
      pressed = pressed === currentTarget ? null : currentTarget;
      for (const button of $("legend").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === pressed));
      light(pressed ? test : null);
    },
  }, name);
  const countries = scene.countries.map((entry) => item(entry, "c", countryName(entry.key),
    (thing) => (thing.source ? [thing.source, thing.target].some(({ country }) => country === entry.key) : thing.country === entry.key)));
  const topics = scene.topics.map((entry) => item(entry, "t", topicName(entry.key), (thing) => {
    if (thing.source) return thing.topic === entry.key;
    return scene.edges.some((edge) => edge.topic === entry.key && (edge.source === thing || edge.target === thing));
  }));
  const other = (kind, all, colour) => (all.some((thing) => thing.colour === "none") && colour ? [el("span", { class: `${kind}-none` }, word("others_"))] : []);
  const kinds = [...new Set(scene.nodes.map(({ data }) => data.type))].map((type) => el("span", { class: `shape ${KINDS[type]}` }, word(type)));
  $("legend").replaceChildren(
    group("legendCountries", [...countries, ...other("c", scene.nodes, countries.length)]),
    group("legendTopics", [...topics, ...other("t", scene.edges, topics.length)]),
    group("legendKinds", [...kinds, el("span", {}, word("legendSize"))]));
}

const group = (title, items) => el("div", { role: "group", "aria-label": word(title), hidden: !items.length }, el("strong", {}, word(title)), ...items);

// What is to be drawn of a network: colours by country and by main topic, sizes by number of encounters.

import { label } from "./words.js";

export const COUNTRY_COLOURS = 8, TOPIC_COLOURS = 6;
const SHAPES = { State: "square", Organisation: "diamond", UnnamedOfficial: "ring", Person: "disc" };

// `order` gives each country and topic its place in the service's list, so that it keeps its colour from network to network.
export function sceneOf(network, order = new Map()) {
  const small = network.nodes.length > 900 ? 0.42 : network.nodes.length > 400 ? 0.55 : network.nodes.length > 150 ? 0.75 : 1;
  const most = Math.max(1, ...network.nodes.map((node) => node.encounters));
  const heaviest = Math.max(1, ...network.edges.map((edge) => edge.weight));
  const nodes = network.nodes.map((node) => ({
    id: node.id, data: node, ring: node.ring, centre: node.id === network.center, shape: SHAPES[node.type] ?? "disc",
    country: node.country ?? "", text: label(node), links: 0, x: 0, y: 0,
    r: small * (6 + 11 * Math.sqrt(node.encounters / most)), cut: !node.degree.complete,
  }));
  const known = new Map(nodes.map((node) => [node.id, node]));
  const edges = network.edges.map((edge) => ({
    id: `${edge.source} ${edge.target}`, data: edge, source: known.get(edge.source), target: known.get(edge.target),
    topic: mainTopic(edge.topics), width: small * (network.edges.length > 800 ? 0.9 : 1.3) + small * 4 * Math.sqrt(edge.weight / heaviest),
  }));
  for (const edge of edges) for (const end of [edge.source, edge.target]) end.links += edge.data.weight;
  const countries = coloured(nodes.map((node) => [node.country, node.data.encounters]), COUNTRY_COLOURS, (code) => order.get(`state/${code}`) ?? 0);
  const topics = coloured(edges.map((edge) => [edge.topic, edge.data.weight]), TOPIC_COLOURS, (code) => order.get(code) ?? 0);
  for (const node of nodes) node.colour = countries.find(({ key }) => key === node.country)?.colour ?? "none";
  for (const edge of edges) edge.colour = topics.find(({ key }) => key === edge.topic)?.colour ?? "none";
  return { nodes, edges, known, countries, topics, centre: known.get(network.center) };
}

// The ends of a line, the one nearer to the centre first.
export const endsOf = ({ source, target }) => (target.ring < source.ring ? [target, source] : [source, target]);

function mainTopic(topics) {
  return Object.entries(topics).reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0])[0];
}

// The keys that stand for most encounters get a colour each: the one they prefer, where a greater one has not taken it.
function coloured(weights, colours, preferred) {
  const counts = new Map();
  for (const [key, weight] of weights) if (key) counts.set(key, (counts.get(key) ?? 0) + weight);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const free = new Set(Array(colours).keys());
  return ranked.slice(0, colours).map(([key, count]) => {
    let colour = preferred(key) % colours;
    while (!free.has(colour)) colour = (colour + 1) % colours;
    free.delete(colour);
    return { key, count, colour };
  });
}

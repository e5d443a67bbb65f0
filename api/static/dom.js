// Elements and answers of the service. Every text goes in as text: nothing that comes from an article is ever markup.

import { language } from "./words.js";

export const $ = (id) => document.getElementById(id);

// el("p", { class: "x", dir: "auto", onclick: f }, "text", child): strings become text nodes.
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export class Refused extends Error {}

export async function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== "" && one !== null && one !== undefined) query.append(name, one);
  }
  const answer = await fetch(`${path}?${query}`, { signal, headers: { Accept: "application/json" } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused((language === "ar" && body.detail_ar) || body.detail || `${answer.status} ${answer.statusText}`);
  return body;
}

// A link to a page of another site: only http and https, and without telling where the reader comes from.
export function outside(url, text) {
  let parsed;
  try { parsed = new URL(url); } catch { return null; }
  if (!["http:", "https:"].includes(parsed.protocol)) return null;
  return el("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
}

// Enter and the space bar do what a click does, for drawings that are no buttons.
export function pressable(node, act) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "button");
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(event); }
  });
  return node;
}

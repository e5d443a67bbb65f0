// A link that brings the view back, and the network as a file.

import { $, el } from "./dom.js";
import { conditions, sizeOf } from "./view.js";
import { word } from "./words.js";

const FORMATS = ["svg", "csv", "json", "cytoscape", "nodelink", "graphml", "gexf", "jsonld"];

export function showDownloads(network, view, language, onPicture) {
  const link = (format) => {
    const query = new URLSearchParams({ depth: view.depth, ...sizeOf(view, false), format, evidence: "3", lang: language });
    for (const [name, value] of Object.entries(conditions(view))) for (const one of [value].flat()) if (one) query.append(name, one);
    return el("li", {}, el("a", { href: `/api/v1/entities/${network.center}/ego?${query}`, download: "" }, word(`f_${format}`)));
  };
  const picture = el("li", {}, el("button", { type: "button", class: "plain", onclick: onPicture }, word("f_png")));
  $("downloads").replaceChildren(picture, ...FORMATS.map(link));
}

// Opens a dialogue of the page; it closes by its button or Escape, and the focus goes back.
export function dialogue(title, ...content) {
  const heading = el("h2", { id: "dialogueTitle" }, title);
  const box = el("dialog", { "aria-labelledby": "dialogueTitle" }, heading, ...content,
    el("p", { class: "actions" }, el("button", { type: "button", onclick: () => box.close() }, word("close"))));
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", ({ target }) => { if (target === box) box.close(); });
  document.body.append(box);
  box.showModal();
  return box;
}

// A text field that is read and copied, with the button that copies it.
export function copyable(name, text, { rows = 1, dir = "ltr" } = {}) {
  const field = el("textarea", { readonly: true, rows, dir, "aria-label": name });
  field.value = text;
  const told = el("span", { role: "status" });
  const copy = async () => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); told.textContent = word("copied"); } catch { told.textContent = word("notCopied"); }
  };
  return { field, box: el("div", { class: "copyable" }, field, el("p", { class: "actions" }, el("button", { type: "button", class: "main", onclick: copy }, word("copy")), told)) };
}

export function share(link) {
  const { field, box } = copyable(word("shareTitle"), link, { rows: 3 });
  dialogue(word("shareTitle"), el("p", { class: "hint" }, word("shareHint")), box);
  field.select();
}

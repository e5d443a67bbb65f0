// The search box: a combobox after the ARIA pattern; suggestions come from the service as one types.

import { $, el, get } from "./dom.js";
import { describe } from "./panel.js";
import { counted, label, word } from "./words.js";

const WAIT = 180; // milliseconds after the last key

export function searchBox(onChoose) {
  const input = $("query"), list = $("suggestions");
  let found = [], chosen = -1, timer = 0, asking = new AbortController();

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (entity) => {
    close();
    input.value = "";
    onChoose(entity);
  };
  const mark = (next) => {
    chosen = found.length ? (next + found.length) % found.length : -1;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
  };
  const show = (items) => {
    found = items;
    chosen = -1;
    const rows = items.map((entity, i) =>
      el("li", { id: `suggestion-${i}`, role: "option", "aria-selected": "false", onmousedown: (e) => { e.preventDefault(); choose(entity); } },
        el("bdi", { class: `name ${entity.type}` }, label(entity)),
        el("small", {}, ...[...describe(entity), counted("n_encounters", entity.encounters)]
          .flatMap((text, j) => [j ? " · " : "", el("bdi", {}, text)]))));
    list.replaceChildren(...(rows.length ? rows : [el("li", { class: "none" }, word("nothingFound"))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const q = input.value.trim();
    if (!q) return close();
    try {
      show((await get("/api/v1/suggest", { q, limit: 8 }, asking.signal)).items);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); if (list.hidden) ask(); else mark(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(chosen - 1); }
    else if (event.key === "Escape") close();
  });
  input.addEventListener("blur", close);
  $("search").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (chosen < 0) await ask();
    const entity = found[Math.max(chosen, 0)];
    if (entity && input.value.trim()) choose(entity);
  });
}

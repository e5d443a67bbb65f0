// The page that shows how to embed a network: a frame made by rawabit.js itself, and what to write for it.

import { $, el, get } from "./dom.js";
import { given } from "./page.js";
import { mount } from "./rawabit.js";
import { startTheme } from "./theme.js";
import { searchBox } from "./suggestions.js";
import { label, language, setLanguage, startLanguage, word } from "./words.js";

const CHOICES = 12;
let shown = null;

const options = () => Object.fromEntries([...new FormData($("options"))].filter(([, value]) => value));

function draw() {
  const { id, ...rest } = options();
  if (!id) return;
  const name = $("who").selectedOptions[0].textContent;
  const title = `${word("brand")}: ${name}`;
  const said = (what) => (told) => { $("told").textContent = JSON.stringify({ [what]: told }); };
  if (shown) shown.remove();
  shown = mount("#preview", id, { ...rest, title, height: "420px", onEdge: said("edge"), onNode: said("node") });
  const query = new URLSearchParams({ id, ...rest }).toString().replaceAll("%2F", "/");
  const address = `${location.origin}/embed?${query}`;
  $("frame-code").textContent = `<iframe src="${address.replaceAll("&", "&amp;")}"\n        title="${quoted(title)}" width="100%" height="420" loading="lazy"></iframe>`;
  const more = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  $("module-code").textContent = [
    '<div id="network"></div>', '<script type="module">', `  import { mount } from "${location.origin}/static/rawabit.js";`,
    `  mount("#network", "${id}", { ${[...more, "onEdge: (edge) => console.log(edge.source, edge.target)"].join(", ")} });`, "</script>",
  ].join("\n");
  $("data-code").textContent = [
    `import { ego } from "${location.origin}/static/rawabit.js";`,
    `const { nodes, edges, truncated } = await ego("${id}", { since: "2024", limit_per_node: 10, evidence: 1 });`,
  ].join("\n");
}

const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

// The choice of whom: the most active, and whoever the search box found.
async function choices() {
  const wanted = given().get("id");
  const { items, snapshot } = await get("/api/v1/entities", { limit: CHOICES });
  if (wanted && !items.some((one) => one.id === wanted)) items.unshift(await get(`/api/v1/entities/${wanted}`));
  $("who").replaceChildren(...items.map((one) => el("option", { value: one.id }, label(one))));
  if (wanted) $("who").value = wanted;
  $("version").textContent = `${word("version")} ${snapshot}`;
}

async function start() {
  startLanguage();
  startTheme($("theme"), () => {});
  document.title = `${word("embedding")} – ${word("brand")}`;
  const { lang } = $("options").elements;
  lang.value = language;
  searchBox((entity) => {
    history.pushState(null, "", `/embedding?${new URLSearchParams({ id: entity.id })}`);
    choices().then(draw);
  });
  $("language").addEventListener("click", async () => {
    setLanguage(language === "ar" ? "en" : "ar");
    document.title = `${word("embedding")} – ${word("brand")}`;
    lang.value = language;
    await choices();
    draw();
  });
  $("options").addEventListener("change", draw);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard?.writeText($(button.dataset.copy).textContent).catch(() => {});
    button.textContent = word("copied");
    setTimeout(() => { button.textContent = word("copy"); }, 1500);
  });
  try {
    await choices();
    draw();
  } catch (error) {
    $("notice").textContent = word("failed") + error.message;
  }
}

start();

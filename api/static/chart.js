// Bars over time, as SVG without a library. Time runs in the direction of the language. Bars may be links; with the
// arrow keys one goes from one to the next, so that a chart is one stop of the tabulator.

import { el, svg } from "./dom.js";
import { date, language, number, word } from "./words.js";

const SCALE = 18, TOP = 16, GAP = 0.22, FEW_MONTHS = 24, WIDEST = 92;

// All periods from the first to the last: those without a value too, so that gaps are seen. By years where months are too many.
export function filled(months, most = 72) {
  const names = Object.keys(months).sort();
  if (!names.length) return { by: "month", periods: [], counts: [] };
  const index = (name) => Number(name.slice(0, 4)) * 12 + Number(name.slice(5, 7)) - 1;
  const first = index(names[0]), last = index(names[names.length - 1]);
  if (last - first < most) {
    const periods = Array.from({ length: last - first + 1 }, (_, i) => monthName(first + i));
    return { by: "month", periods, counts: periods.map((name) => months[name] ?? 0) };
  }
  const years = {};
  for (const name of names) years[name.slice(0, 4)] = (years[name.slice(0, 4)] ?? 0) + months[name];
  const periods = Array.from({ length: Math.floor(last / 12) - Math.floor(first / 12) + 1 }, (_, i) => String(Math.floor(first / 12) + i));
  return { by: "year", periods, counts: periods.map((name) => years[name] ?? 0) };
}

const monthName = (at) => `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;

// The chart of counts in holder. href(period) makes links of the bars; chosen(period) tells which are marked.
export function bars(holder, { periods, counts, name, height = 130, scale = true, most = Math.max(1, ...counts), href = null, chosen = () => false }) {
  const width = Math.max(120, holder.clientWidth || 600);
  const room = height - (scale ? SCALE : 0) - (scale ? TOP : 2);
  const step = Math.min(WIDEST, width / Math.max(1, periods.length));
  const mirrored = language === "ar";
  const left = (i) => (mirrored ? width - (i + 1) * step : i * step);
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "bars", role: href ? "group" : "img", "aria-label": name });
  const floor = height - (scale ? SCALE : 0) - 0.5;
  chart.append(svg("line", { class: "floor", x1: mirrored ? width - step * periods.length : 0, x2: mirrored ? width : step * periods.length, y1: floor, y2: floor }));
  periods.forEach((period, i) => {
    if (!counts[i]) return;
    const tall = Math.max(2, (room * counts[i]) / most);
    const text = word("bar", { period: date(period), count: number(counts[i]) });
    const bar = svg("rect", { x: left(i) + step * GAP / 2, y: floor - tall, width: Math.max(1, step * (1 - GAP)), height: tall, rx: Math.min(2, step / 4) });
    const parts = [svg("title", {}, text), bar];
    if (href) parts.push(svg("rect", { class: "hit", x: left(i), y: 0, width: step, height: floor }));
    if (scale && step > 22) parts.push(svg("text", { class: "count", x: left(i) + step / 2, y: floor - tall - 4 }, number(counts[i])));
    const group = href
      ? svg("a", { href: href(period), class: "bar", "data-here": "", "aria-label": text, "data-period": period, "aria-current": chosen(period) ? "true" : null }, ...parts)
      : svg("g", { class: "bar", "data-period": period }, ...parts);
    if (chosen(period)) group.classList.add("chosen");
    chart.append(group);
  });
  if (scale) chart.append(...marks(periods, step, left, width, height));
  holder.replaceChildren(chart);
  if (href) rove(chart, "a.bar");
  return chart;
}

// Names below the bars, as many as find room: each year at its first month, months where they are few.
function marks(periods, step, left, width, height) {
  const out = [];
  let free = -Infinity;
  const yearly = periods.length > 0 && periods[0].length === 4;
  const monthly = !yearly && periods.length <= FEW_MONTHS;
  periods.forEach((period, i) => {
    if (!yearly && !monthly && i && !period.endsWith("-01")) return;
    if (i * step < free) return;
    const room = monthly ? 84 : 36; // pixels that the text takes
    free = i * step + room + 8;
    const middle = Math.min(Math.max(left(i) + step / 2, room / 2), width - room / 2);
    out.push(svg("text", { class: "mark", x: middle, y: height - 4 }, date(monthly ? period : period.slice(0, 4))));
  });
  return out;
}

// Arrow keys go to the nearest of the things that selector finds, in that direction; only one is in the order of tabs.
export function rove(holder, selector) {
  const all = () => [...holder.querySelectorAll(selector)];
  all().forEach((one, i) => one.setAttribute("tabindex", i ? "-1" : "0"));
  holder.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const from = event.target.closest?.(selector);
    if (!way || !from) return;
    event.preventDefault();
    const middle = (one) => { const b = one.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; };
    const [x, y] = middle(from);
    let best = null, least = Infinity;
    for (const one of all()) {
      if (one === from) continue;
      const [ox, oy] = middle(one);
      const along = (ox - x) * way[0] + (oy - y) * way[1], aside = Math.abs((ox - x) * way[1]) + Math.abs((oy - y) * way[0]);
      if (along > 1 && (holder.tagName !== "svg" || !way[1]) && along + 4 * aside < least) { best = one; least = along + 4 * aside; }
    }
    if (!best) return;
    from.setAttribute("tabindex", "-1");
    best.setAttribute("tabindex", "0");
    best.focus();
  });
}

// What a chart says as a table: one row a series, one column a period.
export function table(periods, series, name) {
  const heads = periods.map((period) => el("th", { scope: "col" }, date(period)));
  const rows = series.map((one) => el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, one.name)),
    ...one.counts.map((n) => el("td", {}, number(n)))));
  return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": name },
    el("table", { class: "numbers" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, word("period")), ...heads)), el("tbody", {}, ...rows)));
}

// Calls draw when holder's size has changed, a moment after the last change; not at first, when it is drawn already: what
// is drawn anew loses the focus.
export function onResize(holder, draw, sizeOf = ({ clientWidth }) => clientWidth) {
  let size = 0, waiting = 0;
  new ResizeObserver(() => {
    const now = sizeOf(holder);
    if (!holder.clientWidth || now === size) return;
    clearTimeout(waiting);
    if (size) waiting = setTimeout(draw, 150);
    size = now;
  }).observe(holder);
}

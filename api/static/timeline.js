// The slider of time: how many encounters each month has, and two handles that choose the months shown.

import { $, el, svg } from "./dom.js";
import { counted, date, language, word } from "./words.js";

const HIGH = 40, WIDEST = 34; // of the drawing, and pixels of a bar
const FEW = 0.05, LONG = 36; // so few encounters so long before the others stand with the first month
let months = [], counts = [], earliest = "", onChange = () => {};

export function timeline(change) {
  onChange = change;
  for (const name of ["from", "to"]) {
    $(name).addEventListener("input", () => { order(name); tell(); });
    $(name).addEventListener("change", () => onChange(chosen()));
  }
  $("allTime").addEventListener("click", () => onChange({ since: "", until: "" }));
}

// `found`: [{ value: "2024-05", encounters: 3 }] in any order; `view` has since and until, days or nothing.
export function showTimeline(found, undated, { since, until }) {
  const known = new Map(found.filter(({ value }) => /^\d{4}-\d{2}$/.test(value)).map(({ value, encounters }) => [value, encounters]));
  const named = [...known.keys()].sort();
  $("timeline").hidden = named.length < 2;
  if (named.length < 2) return;
  const ends = [named[0], named[named.length - 1], since.slice(0, 7), until.slice(0, 7)].filter(Boolean).sort();
  earliest = ends[0];
  const all = between(earliest, ends[ends.length - 1]);
  const total = [...known.values()].reduce((sum, n) => sum + n, 0);
  let before = 0, first = 0;
  for (const month of named) {
    if (before > FEW * total) break;
    first = all.indexOf(month);
    before += known.get(month);
  }
  if (first < LONG || [since, until].some((day) => day && day < all[first])) first = 0;
  months = all.slice(first);
  counts = months.map((month) => known.get(month) ?? 0);
  counts[0] += named.filter((month) => month < months[0]).reduce((sum, month) => sum + known.get(month), 0);
  for (const name of ["from", "to"]) $(name).max = String(months.length - 1);
  const at = (day, otherwise) => (day ? Math.max(0, Math.min(months.length - 1, months.findLastIndex((month) => month <= day.slice(0, 7)))) : otherwise);
  $("from").value = String(at(since, 0));
  $("to").value = String(at(until, months.length - 1));
  const most = Math.max(...counts, 1);
  $("bars").setAttribute("viewBox", `0 0 ${months.length} ${HIGH}`);
  const wide = Math.min(0.84, (WIDEST * months.length) / Math.max(1, $("bars").clientWidth));
  for (const name of ["from", "to"]) { // a handle stands below the middle of its month
    $(name).style.insetInlineStart = `calc(${50 / months.length}% - .6rem)`;
    $(name).style.width = `calc(${100 - 100 / months.length}% + 1.2rem)`;
  }
  $("bars").replaceChildren(...counts.map((n, i) => {
    const high = n ? 3 + (HIGH - 3) * Math.sqrt(n / most) : 0;
    const x = document.documentElement.dir === "rtl" ? months.length - 1 - i : i;
    return svg("rect", { x: x + (1 - wide) / 2, y: HIGH - high, width: wide, height: high, "data-month": i });
  }));
  $("years").replaceChildren(...ticks());
  $("undated").textContent = undated ? word("undatedCount", { n: counted("n_encounters", undated) }) : "";
  tell();
}

// Where years begin, as many as have room.
function ticks() {
  const starts = months.map((month, i) => ({ month, i })).filter(({ month }) => month.endsWith("-01"));
  const each = Math.ceil(starts.length / 8);
  return starts.filter((_, n) => n % each === 0).map(({ month, i }) => {
    const tick = el("span", {}, date(month.slice(0, 4)));
    tick.style.insetInlineStart = `${(100 * i) / months.length}%`;
    return tick;
  });
}

function between(first, last) {
  const all = [];
  for (let [year, month] = first.split("-").map(Number); ; month === 12 ? (year++, (month = 1)) : month++) {
    all.push(`${year}-${String(month).padStart(2, "0")}`);
    if (all[all.length - 1] >= last || all.length > 2400) return all;
  }
}

// A handle that passes the other takes it along.
function order(moved) {
  const [from, to] = range();
  if (from > to) $(moved === "from" ? "to" : "from").value = $(moved).value;
}

function range() {
  return [Number($("from").value), Number($("to").value)];
}

function chosen() {
  const [from, to] = range();
  const [year, month] = months[to].split("-").map(Number);
  return {
    since: from === 0 ? "" : `${months[from]}-01`,
    until: to === months.length - 1 ? "" : new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10),
  };
}

function tell() {
  const [from, to] = range();
  for (const bar of $("bars").children) bar.classList.toggle("out", bar.dataset.month < from || bar.dataset.month > to);
  $("from").setAttribute("aria-valuetext", date(months[from]));
  $("to").setAttribute("aria-valuetext", date(months[to]));
  const n = counts.slice(from, to + 1).reduce((sum, one) => sum + one, 0);
  const isolated = (text) => (language === "ar" ? "\u2067" : "\u2066") + text + "\u2069";
  $("span").textContent = `${isolated(date(from ? months[from] : earliest))} – ${isolated(date(months[to]))} · ${counted("n_encounters", n)}`;
  $("allTime").hidden = from === 0 && to === months.length - 1;
}

// Which labels are written and where: the most important first, each where it covers no node and no other label.

import { isolate } from "./words.js";

const CELL = 48, CROWD = 240;
const ruler = document.createElement("canvas").getContext("2d");
export const FONT = '"IBM Plex Sans Arabic", "Noto Sans Arabic", "Noto Sans", "Segoe UI", Tahoma, "Geeza Pro", system-ui, sans-serif';
export const LABEL = { size: 13, line: 16, centreSize: 15, narrowSize: 12 };

export const fontOf = (node, size) => (node.centre ? `600 ${LABEL.centreSize}px ${FONT}` : `400 ${size}px ${FONT}`);

// Rows of a label with their width, measured once. Each row is isolated, for names of both directions stand side by side.
function measured(node, size, wrapAt) {
  const key = `${node.text} ${size} ${wrapAt}`;
  if (node.measured?.key !== key) {
    ruler.font = fontOf(node, size);
    const rows = wrap(node.text, wrapAt).map(isolate);
    node.measured = { key, rows, width: Math.max(...rows.map((row) => ruler.measureText(row).width)) };
  }
  return node.measured;
}

// `points`: [{ node, x, y, r }] on the screen, the most important first. Gives [{ node, x, y, rows, covered }], x in the middle.
export function placeLabels(points, { width, height, size = LABEL.size, wrapAt = 20, most = 400, must = new Set() }) {
  const grid = new Map();
  const cells = function* ([left, top, right, bottom]) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) yield x * 4096 + y;
    }
  };
  const take = (box, owner) => { for (const cell of cells(box)) grid.set(cell, [...(grid.get(cell) ?? []), { box, owner }]); };
  const free = (box, owner) => {
    for (const cell of cells(box)) if (grid.get(cell)?.some((other) => other.owner !== owner && overlap(box, other.box))) return false;
    return true;
  };
  const seen = points.filter(({ x, y }) => x > -60 && y > -60 && x < width + 60 && y < height + 60);
  const obstacles = seen.length > CROWD ? seen.slice(0, CROWD / 4) : seen; // in a crowd, a label may lie on nodes of less weight
  for (const { node, x, y, r } of obstacles) take([x - r, y - r, x + r, y + r], node);
  const middle = points.find(({ node }) => node.centre) ?? { y: height / 2 };
  const placed = [];
  for (const { node, x, y, r } of seen.slice(0, most)) {
    const { rows, width: w } = measured(node, size, wrapAt);
    const h = rows.length * LABEL.line;
    const above = { left: x - w / 2, top: y - r - 4 - h }, below = { left: above.left, top: y + r + 3 };
    const right = { left: x + r + 5, top: y - h / 2 }, left = { left: x - r - 5 - w, top: right.top };
    const options = y < middle.y - 4 ? [above, below, right, left] : [below, above, right, left];
    const inside = (box) => box.left >= 2 && box.left + w <= width - 2 && box.top >= 0 && box.top + h <= height;
    const boxOf = (place) => [place.left, place.top, place.left + w, place.top + h];
    const fits = options.filter((place) => free(boxOf(place), node));
    const chosen = fits.find(inside);
    const at = chosen ?? options.find(inside) ?? options[0];
    const kept = chosen !== undefined || node.centre || must.has(node.id);
    if (kept) take(boxOf(at), node);
    placed.push({ node, x: at.left + w / 2, y: at.top, rows, covered: !kept });
  }
  return placed;
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

export function wrap(text, width) {
  const rows = [""];
  for (const piece of text.split(/\s+/)) {
    const last = rows[rows.length - 1];
    if (last && last.length + piece.length + 1 > width) rows.push(piece);
    else rows[rows.length - 1] = last ? `${last} ${piece}` : piece;
  }
  const kept = rows.slice(0, 2).map((row) => (row.length > width + 6 ? `${row.slice(0, width + 5)}…` : row));
  if (rows.length > 2) kept[1] = `${kept[1]} …`;
  return kept;
}

// The network as it is shown, as a PNG for a paper: the drawing on a canvas, with what its colours mean below it.

import { BoardDrawing } from "./board.js";
import { el } from "./dom.js";
import { FONT } from "./labels.js";
import { isolate, language, word } from "./words.js";

const DENSITY = 2, ROW = 22, EDGE = 16;

// Gives a Blob. `stage` holds the drawing; `names` tell countries and topics; `lines` are written at the foot.
export function pictureOf(stage, { countryName, topicName }, lines) {
  const { width, height } = stage.size(), colours = stage.colours;
  const drawn = el("canvas"), whole = el("canvas");
  const drawing = new BoardDrawing(drawn, stage.handlers);
  drawing.show(stage.scene);
  drawing.state = { chosen: stage.chosen };
  drawing.paint(stage.camera, { ...stage.frame(), density: DENSITY });
  const countries = stage.scene.countries.map(({ key, colour }) => [colours.countries[colour], countryName(key), true]);
  const topics = stage.scene.topics.map(({ key, colour }) => [colours.topics[colour], topicName(key), false]);
  const pen = whole.getContext("2d");
  pen.font = `12px ${FONT}`;
  const rows = [...inRows(pen, countries, width), ...inRows(pen, topics, width)];
  whole.width = width * DENSITY;
  whole.height = (height + ROW * (rows.length + lines.length) + EDGE) * DENSITY;
  pen.scale(DENSITY, DENSITY);
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, whole.width, whole.height);
  pen.drawImage(drawn, 0, 0, width, height);
  pen.font = `12px ${FONT}`;
  const rtl = language === "ar";
  pen.textAlign = rtl ? "right" : "left";
  pen.direction = "ltr"; // each text is isolated
  const from = (x, room = 0) => (rtl ? width - x - room : x);
  let y = height + ROW * 0.7;
  for (const row of rows) {
    let x = EDGE;
    for (const [colour, name, isNode] of row) {
      pen.fillStyle = colour;
      pen.beginPath();
      if (isNode) pen.arc(from(x + 5), y - 4, 5, 0, 7);
      else pen.rect(from(x, 14), y - 6, 14, 4);
      pen.fill();
      pen.fillStyle = colours.ink;
      pen.fillText(isolate(name), from(x + (isNode ? 15 : 19)), y);
      x += pen.measureText(name).width + 38;
    }
    y += ROW;
  }
  pen.fillStyle = colours.ink;
  for (const line of lines) { pen.fillText(isolate(line), from(EDGE), y); y += ROW; }
  return new Promise((resolve) => { whole.toBlob(resolve, "image/png"); });
}

function inRows(pen, items, width) {
  const rows = [];
  let x = Infinity;
  for (const item of items) {
    const wide = pen.measureText(item[1]).width + 38;
    if (x + wide > width - EDGE) { rows.push([]); x = EDGE; }
    rows[rows.length - 1].push(item);
    x += wide;
  }
  return rows;
}

export function save(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export const pictureName = (id) => `${word("brand")}-${id.replaceAll("/", "-")}.png`;

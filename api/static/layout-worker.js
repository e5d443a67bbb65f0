// Places nodes beside the page, which stays quick meanwhile. It tells of each stage, and of the end.

import "./vendor/d3.min.js";
import { settle } from "./layout.js";

addEventListener("message", ({ data }) => {
  const tell = (places, done) => {
    const flat = new Float32Array(data.nodes.length * 2);
    data.nodes.forEach((node, i) => { const { x, y } = places.get(node.id); flat[2 * i] = x; flat[2 * i + 1] = y; });
    postMessage({ turn: data.turn, flat, done }, [flat.buffer]);
  };
  tell(settle(globalThis.d3, data, (places) => tell(places, false)), true);
});

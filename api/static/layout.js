// Where the nodes of a small network stand: rings around the centre, then forces, then fitted to the drawing. No chance:
// the same network in the same space is drawn the same way.

const STEPS = 320;

export function place(nodes, edges, centre, width, height, margin) {
  const at = new Map(nodes.map((node) => [node.id, { x: 0, y: 0, fixed: node.id === centre }]));
  if (nodes.length > 1) {
    startOnRings(nodes, edges, centre, at);
    push(nodes, edges, at);
  }
  return fit(at, centre, width, height, margin);
}

function startOnRings(nodes, edges, centre, at) {
  const children = new Map(nodes.map((node) => [node.id, []]));
  const ring = new Map(nodes.map((node) => [node.id, node.ring]));
  const seen = new Set([centre]);
  for (let depth = 1; seen.size < nodes.length && depth < 10; depth++) {
    for (const { source, target } of edges) {
      for (const [parent, child] of [[source, target], [target, source]]) {
        if (ring.get(parent) === depth - 1 && ring.get(child) === depth && !seen.has(child)) {
          seen.add(child);
          children.get(parent).push(child);
        }
      }
    }
  }
  const leaves = (id) => Math.max(1, children.get(id).reduce((sum, child) => sum + leaves(child), 0));
  const spread = (id, from, to, depth) => {
    let angle = from;
    for (const child of children.get(id)) {
      const share = ((to - from) * leaves(child)) / leaves(id);
      const middle = angle + share / 2;
      Object.assign(at.get(child), { x: depth * Math.cos(middle), y: depth * Math.sin(middle) });
      spread(child, angle, angle + share, depth + 1);
      angle += share;
    }
  };
  spread(centre, -Math.PI / 2, 1.5 * Math.PI, 1);
  nodes.filter((node) => !seen.has(node.id)).forEach((node, i, lost) => {
    const angle = (2 * Math.PI * i) / lost.length;
    Object.assign(at.get(node.id), { x: 3 * Math.cos(angle), y: 3 * Math.sin(angle) });
  });
}

function push(nodes, edges, at) {
  const points = nodes.map((node) => at.get(node.id));
  for (let step = 0; step < STEPS; step++) {
    const heat = 0.08 * (1 - step / STEPS);
    for (const point of points) { point.dx = 0; point.dy = 0; }
    for (let i = 0; i < points.length; i++) {
      for (let j = i + 1; j < points.length; j++) {
        const a = points[i], b = points[j];
        const x = a.x - b.x || 0.01 * (i - j), y = a.y - b.y || 0.01;
        const force = 0.18 / (x * x + y * y);
        a.dx += x * force; a.dy += y * force;
        b.dx -= x * force; b.dy -= y * force;
      }
    }
    for (const { source, target } of edges) {
      const a = at.get(source), b = at.get(target);
      const x = b.x - a.x, y = b.y - a.y, length = Math.hypot(x, y) || 0.01;
      const force = 0.6 * (length - 1);
      a.dx += (x / length) * force; a.dy += (y / length) * force;
      b.dx -= (x / length) * force; b.dy -= (y / length) * force;
    }
    for (const point of points) {
      if (point.fixed) continue;
      const size = Math.hypot(point.dx, point.dy) || 1;
      const move = Math.min(size, heat * 4) / size;
      point.x += point.dx * move; point.y += point.dy * move;
    }
  }
}

// Stretch to the drawing in both directions; the centre keeps its place among the others.
function fit(at, centre, width, height, margin) {
  const points = [...at.values()];
  const span = (of) => {
    const values = points.map(of);
    return [Math.min(...values), Math.max(...values)];
  };
  const [left, right] = span((p) => p.x), [top, bottom] = span((p) => p.y);
  const scaled = (value, low, high, room, edge, after) =>
    high - low < 1e-6 ? room / 2 : edge + ((value - low) / (high - low)) * (room - edge - after);
  const placed = new Map();
  for (const [id, p] of at) {
    placed.set(id, {
      x: scaled(p.x, left, right, width, margin.side, margin.side),
      y: scaled(p.y, top, bottom, height, margin.top, margin.bottom),
    });
  }
  return placed;
}

// Where the nodes of a network stand. No chance: the same network in the same space is drawn the same way.

const STEPS = 320, RING = 120;

// Without a library, for small networks: rings around the centre, then forces, then fitted to the drawing.
export function place(nodes, edges, centre, width, height, margin) {
  const at = new Map(nodes.map((node) => [node.id, { x: 0, y: 0, fixed: node.id === centre }]));
  if (nodes.length > 1) {
    startOnRings(nodes, edges, centre, at);
    push(nodes, edges, at);
  }
  return fit(at, width, height, margin);
}

// With d3-force: springs, repulsion, and no node upon another. `step` is called while it works, with the places so far.
export function settle(d3, { nodes, edges, centre, width, height, margin }, step) {
  const at = new Map(nodes.map((node) => [node.id, { id: node.id, r: node.r, x: 0, y: 0 }]));
  startOnRings(nodes, edges, centre, at);
  const points = [...at.values()];
  for (const point of points) { point.x *= RING * (width / height); point.y *= RING; }
  Object.assign(at.get(centre), { fx: 0, fy: 0 });
  const many = nodes.length > 300, wide = Math.sqrt(width / height);
  const degree = new Map();
  for (const { source, target } of edges) for (const id of [source, target]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const room = many ? 3 : nodes.length > 80 ? 12 : 26; // for labels
  const simulation = d3.forceSimulation(points).stop()
    .force("link", d3.forceLink(edges.map((edge) => ({ ...edge }))).id((point) => point.id)
      .distance(({ source, target }) => (many ? 30 : 70) + source.r + target.r + 6 * Math.sqrt(Math.min(degree.get(source.id), degree.get(target.id)))))
    .force("charge", d3.forceManyBody().strength(many ? -70 : -420).distanceMax(many ? 500 : 900).theta(1))
    .force("collide", d3.forceCollide((point) => point.r + room))
    .force("x", d3.forceX(0).strength(0.045 / wide)).force("y", d3.forceY(0).strength(0.045 * wide));
  const ticks = nodes.length > 1000 ? 130 : many ? 200 : 300;
  simulation.alphaDecay(1 - 0.002 ** (1 / ticks));
  for (let tick = 1; tick <= ticks; tick++) {
    simulation.tick();
    if (tick % 12 === 0 && tick < ticks) step(fit(spread(at), width, height, margin));
  }
  return fit(spread(at), width, height, margin);
}

// Takes room from the rim of a large network for its crowded middle.
function spread(at) {
  const power = at.size > 300 ? -0.3 : at.size > 40 ? -0.18 : 0;
  const far = Math.max(1, ...[...at.values()].map(({ x, y }) => Math.hypot(x, y)));
  return new Map([...at].map(([id, { x, y }]) => {
    const share = (Math.max(1, Math.hypot(x, y)) / far) ** power;
    return [id, { x: x * share, y: y * share }];
  }));
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
  const fan = (id, from, to, depth) => {
    let angle = from;
    for (const child of children.get(id)) {
      const share = ((to - from) * leaves(child)) / leaves(id);
      const middle = angle + share / 2;
      Object.assign(at.get(child), { x: depth * Math.cos(middle), y: depth * Math.sin(middle) });
      fan(child, angle, angle + share, depth + 1);
      angle += share;
    }
  };
  fan(centre, -Math.PI / 2, 1.5 * Math.PI, 1);
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

// Stretch to the drawing in both directions, few nodes no further than they need.
function fit(at, width, height, margin) {
  const points = [...at.values()];
  const span = (of) => points.reduce(([low, high], point) => [Math.min(low, of(point)), Math.max(high, of(point))], [Infinity, -Infinity]);
  const [left, right] = span((p) => p.x), [top, bottom] = span((p) => p.y);
  const scaled = (value, low, high, room, edge) =>
    high - low < 1e-6 ? room / 2 : edge + ((value - low) / (high - low)) * (room - 2 * edge);
  return new Map([...at].map(([id, p]) => [id, {
    x: scaled(p.x, left, right, width, margin.side), y: scaled(p.y, top, bottom, height, margin.top),
  }]));
}

// @ts-check
// Where to draw several things that stand at one place: offsets in pixels from it.

/** @typedef {[number, number]} Offset To the right and down, in pixels. */

const RING = 8;
export const APART = 28;

/**
 * Offsets for so many things: a ring for a few, a spiral for more.
 * @param {number} count
 * @returns {Offset[]}
 */
export function spread(count) {
  if (count < 2) return count === 1 ? [[0, 0]] : [];
  return count <= RING ? ring(count) : spiral(count);
}

/** @param {number} count */
function ring(count) {
  const radius = Math.max(APART, (count * APART) / (2 * Math.PI));
  return Array.from({ length: count }, (_, i) => at(radius, (2 * Math.PI * i) / count - Math.PI / 2));
}

/** @param {number} count */
function spiral(count) {
  let angle = 0;
  let radius = APART;
  return Array.from({ length: count }, () => {
    const offset = at(radius, angle);
    angle += APART / radius;
    radius += (APART * APART) / (2 * Math.PI * radius);
    return offset;
  });
}

/**
 * @param {number} radius
 * @param {number} angle
 * @returns {Offset}
 */
function at(radius, angle) {
  return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))];
}

/**
 * Groups rows that share a place to about a hundred metres.
 * @template {{latitude: number, longitude: number}} Row
 * @param {Row[]} rows
 */
export function together(rows) {
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.latitude.toFixed(3)} ${row.longitude.toFixed(3)}`;
    groups.set(key, [...(groups.get(key) || []), row]);
  }
  return [...groups.values()];
}

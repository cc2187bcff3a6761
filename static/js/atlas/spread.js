// @ts-check
// Offsets in pixels at which to draw several markers of one place.

/** @typedef {[number, number]} Offset To the right and down, in pixels. */

const RING = 8;
export const SPACING = 28;

/**
 * Returns an offset for each of `count` markers: a ring for a few, a spiral for more.
 * @param {number} count
 * @returns {Offset[]}
 */
export function spread(count) {
  if (count < 2) return count === 1 ? [[0, 0]] : [];
  return count <= RING ? ring(count) : spiral(count);
}

/** @param {number} count */
function ring(count) {
  const radius = Math.max(SPACING, (count * SPACING) / (2 * Math.PI));
  return Array.from({ length: count }, (_, i) => at(radius, (2 * Math.PI * i) / count - Math.PI / 2));
}

/** @param {number} count */
function spiral(count) {
  let angle = 0;
  let radius = SPACING;
  return Array.from({ length: count }, () => {
    const offset = at(radius, angle);
    angle += SPACING / radius;
    radius += (SPACING * SPACING) / (2 * Math.PI * radius);
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
export function groupByPlace(rows) {
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.latitude.toFixed(3)} ${row.longitude.toFixed(3)}`;
    groups.set(key, [...(groups.get(key) || []), row]);
  }
  return [...groups.values()];
}

// Reads the compact feed (mapping/atlas/feed.py) and keeps the points that a set of filters asks for.

const SCALE = 100000;

export function decode(feed) {
  return {
    count: feed.id.length,
    id: Int32Array.from(feed.id),
    longitude: running(feed.longitude),
    latitude: running(feed.latitude),
    columns: feed.columns,
  };
}

function running(differences) {
  const numbers = new Float64Array(differences.length);
  let sum = 0;
  for (let i = 0; i < differences.length; i += 1) {
    sum += differences[i];
    numbers[i] = sum / SCALE;
  }
  return numbers;
}

// Positions of the points that match: any of the values within one column, all of the columns.
export function matching(data, filters) {
  const tests = Object.entries(filters)
    .filter(([name]) => data.columns[name])
    .map(([name, values]) => test(data.columns[name], values))
    .filter(Boolean);
  const box = boxOf(filters);
  if (box) tests.push((i) => isInside(box, data.longitude[i], data.latitude[i]));
  const found = [];
  for (let i = 0; i < data.count; i += 1) {
    if (tests.every((passes) => passes(i))) found.push(i);
  }
  return found;
}

// The part of the map that the filters ask for, as west, south, east, north; null for all of it.
export function boxOf(filters) {
  const edges = (filters.bbox?.[0] || "").split(",").map(Number);
  return edges.length === 4 && edges.every(Number.isFinite) ? edges : null;
}

export function isInside([west, south, east, north], longitude, latitude) {
  return west <= longitude && longitude <= east && south <= latitude && latitude <= north;
}

function test(column, values) {
  const wanted = values.map((value) => column.values.indexOf(value)).filter((code) => code >= 0);
  if (wanted.length === 0) return null;
  if (column.codes) {
    const codes = new Set(wanted);
    return (i) => codes.has(column.codes[i]);
  }
  const mask = wanted.reduce((bits, code) => bits | (1 << code), 0);
  return (i) => (column.masks[i] & mask) !== 0;
}

// @ts-check
// Reads the compact feed (mapping/atlas/feed.py) and selects the points that match a set of filters.

/** @typedef {Record<string, string[]>} Filters The chosen values by the name of the filter. */
/**
 * @typedef {object} Column The values of each organisation: one of `values` by its code, several as bits, or several
 * by the code of their group, whose numbers are positions in `values`.
 * @property {string[]} values
 * @property {ArrayLike<number>} [codes]
 * @property {number[][]} [groups]
 * @property {ArrayLike<number>} [masks]
 */
/**
 * @typedef {object} Feed Organisations in columns, each place as the difference from the one before.
 * @property {number[]} id
 * @property {number[]} longitude
 * @property {number[]} latitude
 * @property {Record<string, Column>} columns
 */
/** @typedef {ReturnType<typeof decode>} Points */
/** @typedef {[number, number, number, number]} Box West, south, east and north. */

const SCALE = 100000;
const PAGE_PARAMS = ["measure", "ground", "list", "near", "sort", "page"];

/** @param {Feed} feed */
export function decode(feed) {
  return {
    count: feed.id.length,
    id: Float64Array.from(feed.id),
    longitude: running(feed.longitude),
    latitude: running(feed.latitude),
    columns: feed.columns,
  };
}

/** @param {number[]} differences */
function running(differences) {
  const numbers = new Float64Array(differences.length);
  let sum = 0;
  for (let i = 0; i < differences.length; i += 1) {
    sum += differences[i];
    numbers[i] = sum / SCALE;
  }
  return numbers;
}

/**
 * Positions of the points that match: any of the values within one column, all of the columns.
 * @param {Points} data
 * @param {Filters} filters
 */
export function matching(data, filters) {
  const tests = Object.entries(filters)
    .filter(([name]) => data.columns[name])
    .flatMap(([name, values]) => test(data.columns[name], values) ?? []);
  const box = boxOf(filters);
  if (box) tests.push((i) => isInside(box, data.longitude[i], data.latitude[i]));
  /** @type {number[]} */
  const found = [];
  for (let i = 0; i < data.count; i += 1) {
    if (tests.every((passes) => passes(i))) found.push(i);
  }
  return found;
}

/**
 * The part of the map that the filters choose; null for all of it.
 * @param {Filters} filters
 * @returns {Box | null}
 */
export function boxOf(filters) {
  const edges = (filters.bbox?.[0] || "").split(",").map(Number);
  return edges.length === 4 && edges.every(Number.isFinite) ? /** @type {Box} */ (edges) : null;
}

/**
 * @param {Box} box
 * @param {number} longitude
 * @param {number} latitude
 */
export function isInside([west, south, east, north], longitude, latitude) {
  return west <= longitude && longitude <= east && south <= latitude && latitude <= north;
}

/**
 * Returns a test for having one of these values, by position; null if the column has none of them.
 * @param {Column} column
 * @param {string[]} values
 * @returns {((position: number) => boolean) | null}
 */
function test({ values: columnValues, codes, groups, masks = [] }, values) {
  const codesChosen = values.map((value) => columnValues.indexOf(value)).filter((code) => code >= 0);
  if (codesChosen.length === 0) return null;
  if (codes) {
    const chosen = new Set(
      groups
        ? [...groups.keys()].filter((code) => groups[code].some((position) => codesChosen.includes(position)))
        : codesChosen,
    );
    return (i) => chosen.has(codes[i]);
  }
  const mask = codesChosen.reduce((bits, code) => bits | (1 << code), 0);
  return (i) => (masks[i] & mask) !== 0;
}

/**
 * The filters in an address that the browser applies by itself.
 * @param {string} query
 * @param {string[]} clientFilters The names of these filters.
 */
export function filtersOf(query, clientFilters) {
  /** @type {Filters} */
  const filters = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (clientFilters.includes(name) && value) filters[name] = [...(filters[name] || []), value];
  }
  return filters;
}

/**
 * The address of the feed for a page's address, with the filters that the browser cannot apply itself.
 * @param {string} feed
 * @param {string} query
 * @param {string[]} clientFilters
 */
export function feedUrl(feed, query, clientFilters) {
  const params = new URLSearchParams(query);
  for (const name of [...clientFilters, ...PAGE_PARAMS]) params.delete(name);
  const words = params.toString();
  return words ? `${feed}?${words}` : feed;
}

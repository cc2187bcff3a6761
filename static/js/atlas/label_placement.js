// @ts-check
// Places names on a map of pixels: each at the first of its positions where it covers no mark and no other name.

/** @typedef {[number, number, number, number]} Box Left, top, right and bottom. */
/** @typedef {{x: number, y: number}} Spot */
/** @typedef {{size: number, weight: number, fill: string, halo: number, is_spaced: boolean}} Face */
/**
 * @typedef {object} Name
 * @property {string} text
 * @property {number} latitude
 * @property {number} longitude
 * @property {string} face
 * @property {number} from The zoom from which it is shown.
 * @property {number} [to] The zoom at which it is shown no more.
 * @property {number} [radius] Of the mark at its point, in pixels.
 * @property {boolean} [hasDot] Whether its point is marked with a dot of its own.
 * @property {[number, number]} [offset] From its point to its mark, in pixels.
 */
/** @typedef {{name: Name, x: number, y: number, box: Box, point: Spot}} Placed `x` and `y`: the top left corner of the text. */

const CELL = 64;
const GAPS = [4];
// The name of a city or an area that marks surround finds its place farther away.
/** @type {Record<string, number[]>} */
const FAR_GAPS = { city: [4, 16, 28], zone: [4, 22, 40] };
const DOT = 3;
const AROUND = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];
const CENTRED = [
  [0, 0],
  [0, -1],
  [0, 1],
];

// Boxes by square cell, so that a name is compared with the few boxes near it.
class Grid {
  constructor() {
    /** @type {Map<number, Box[]>} */
    this.cells = new Map();
  }

  /** @param {Box} box */
  *keysOf([left, top, right, bottom]) {
    for (let column = Math.floor(left / CELL); column <= right / CELL; column += 1)
      for (let row = Math.floor(top / CELL); row <= bottom / CELL; row += 1) yield column * 4096 + row;
  }

  /** @param {Box} box */
  isFree(box) {
    for (const key of this.keysOf(box)) if (this.cells.get(key)?.some((other) => overlap(box, other))) return false;
    return true;
  }

  /** @param {Box} box */
  take(box) {
    for (const key of this.keysOf(box)) {
      const boxes = this.cells.get(key);
      if (boxes) boxes.push(box);
      else this.cells.set(key, [box]);
    }
  }
}

/**
 * Returns true if two boxes share more than an edge.
 * @param {Box} one
 * @param {Box} other
 */
export function overlap(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

/**
 * Returns the names that find a place; the first choose first.
 * @param {Iterable<Name>} names
 * @param {object} view
 * @param {number} view.zoom
 * @param {Spot} view.size The width and height of the map.
 * @param {number} view.most How many names at most.
 * @param {Box[]} view.occupied What stays free of names: marks and controls.
 * @param {Record<string, Face>} view.faces
 * @param {(latitude: number, longitude: number) => Spot} view.project
 * @param {(name: Name) => number} view.widthOf The width of its text in pixels.
 * @returns {Placed[]}
 */
export function placeNames(names, { zoom, size, most, occupied, faces, project, widthOf }) {
  const grid = new Grid();
  for (const box of occupied) grid.take(box);
  /** @type {Placed[]} */
  const placed = [];
  for (const name of names) {
    if (placed.length >= most) break;
    if (zoom < name.from || (name.to !== undefined && zoom >= name.to)) continue;
    const [east, south] = name.offset ?? [0, 0];
    const spot = project(name.latitude, name.longitude);
    const point = { x: spot.x + east, y: spot.y + south };
    if (point.x < 0 || point.y < 0 || point.x > size.x || point.y > size.y) continue;
    const found = positionOf(name, { point, size, grid, face: faces[name.face], width: widthOf(name) });
    if (found) placed.push(found);
  }
  return placed;
}

/**
 * @param {Name} name
 * @param {{point: Spot, size: Spot, grid: Grid, face: Face, width: number}} options
 * @returns {Placed | null}
 */
function positionOf(name, { point, size, grid, face, width }) {
  const height = face.size;
  for (const gap of FAR_GAPS[name.face] ?? GAPS) {
    const away = gap + (name.radius ?? 0);
    for (const [right, down] of face.is_spaced ? CENTRED : AROUND) {
      const x = start(point.x, right, away, width);
      const y = start(point.y, down, away, height);
      /** @type {Box} */
      const box = [x - 2, y - 1, x + width + 2, y + height + 1];
      const isOnMap = box[0] >= 0 && box[1] >= 0 && box[2] <= size.x && box[3] <= size.y;
      if (!isOnMap || !grid.isFree(box)) continue;
      grid.take(box);
      if (name.hasDot) grid.take([point.x - DOT, point.y - DOT, point.x + DOT, point.y + DOT]);
      return { name, x, y, box, point };
    }
  }
  return null;
}

/**
 * Where a text of some length starts on one axis: after its point, before it, or with its middle there.
 * @param {number} middle
 * @param {number} side
 * @param {number} away
 * @param {number} length
 */
function start(middle, side, away, length) {
  if (side > 0) return middle + away;
  return side < 0 ? middle - away - length : middle - length / 2;
}

// @ts-check
// Names on the map: towns, areas, prisons and probation services, drawn anew after each move. They are for the eye
// only: whoever does not see them has the list, and the words of each mark.
import { findAll } from "../elements.js";
import { placeNames } from "./label_placement.js";
import { L } from "./leaflet.js";
import { boxOfCover, boxOfMark } from "./map.js";

/** @typedef {import("./label_placement.js").Name} Name */
/** @typedef {import("./label_placement.js").Box} Box */
/** @typedef {[string, number, number, number]} Town Name, latitude, longitude, and the zoom from which it is named. */
/**
 * @typedef {object} Names The answer of the server.
 * @property {Record<string, import("./label_placement.js").Face>} faces
 * @property {[number, number]} zones The zooms between which areas are named.
 * @property {number} prisons The zoom from which services with the first shape are named.
 * @property {number} offices That of all other services.
 * @property {number} most
 * @property {Town[]} cities
 * @property {Town[]} towns
 */

const SVG = "http://www.w3.org/2000/svg";
const FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif";
const SPACING = 0.09;
const ASCENT = 0.82;
const MARK = 8;
const NEAR = 15;
export const REDRAWN = "gatehouse:names";

export class PlaceNames {
  /**
   * @param {import("./map.js").AtlasMap} map
   * @param {{address: string, hasTowns: boolean}} options `hasTowns`: false over a base map, which names towns itself.
   */
  constructor(map, { address, hasTowns }) {
    this.map = map;
    this.address = address;
    this.hasTowns = hasTowns;
    /** @type {Name[]} */
    this.zones = [];
    /** @type {Name[]} */
    this.services = [];
    /** @type {Name[]} */
    this.chosen = [];
    /** @type {Map<string, number>} */
    this.widths = new Map();
    this.pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    this.pane = map.createPane("places");
    this.pane.classList.add("gh-atlas-places");
    this.pane.setAttribute("aria-hidden", "true");
    this.frame = 0;
    map.on("zoomstart", () => this.pane.replaceChildren());
    map.on("marked spread gathered", () => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.draw());
    });
  }

  async load() {
    const response = await fetch(this.address, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`${this.address} answered ${response.status}`);
    /** @type {Names} */
    this.names = await response.json();
    const { cities, towns } = this.names;
    this.cities = this.hasTowns ? cities.map((town) => townOf(town, "city")) : [];
    this.towns = this.hasTowns ? towns.map((town) => townOf(town, "town")) : [];
  }

  /**
   * Says what else is to be named: the areas of the map, its services, and the place that distances are from.
   * @param {import("./areas.js").Measures} measures
   * @param {import("./services.js").Placed[]} services
   */
  show({ figures, near }, services) {
    if (!this.names) return;
    const { zones, prisons, offices } = this.names;
    this.zones = Object.values(figures).map(({ label, middle: [latitude, longitude] }) => {
      return { text: label.toUpperCase(), latitude, longitude, face: "zone", from: zones[0], to: zones[1] };
    });
    const others = services.filter(({ row }) => row.name !== near?.name);
    this.services = others.map(({ row, offset }) => {
      const { label: text, latitude, longitude } = row;
      return { text, latitude, longitude, offset, face: "service", from: row.shape ? offices : prisons, radius: MARK };
    });
    this.services.sort((one, other) => one.from - other.from);
    this.chosen = near
      ? [{ text: near.name, latitude: near.latitude, longitude: near.longitude, face: "chosen", from: 0, radius: NEAR }]
      : [];
    this.map.fire("marked");
  }

  draw() {
    if (!this.names) return;
    const begun = performance.now();
    const { map } = this;
    const { faces, most } = this.names;
    const size = map.getSize();
    const placed = placeNames([this.chosen, this.cities ?? [], this.zones, this.services, this.towns ?? []].flat(), {
      zoom: map.getZoom(),
      size,
      most,
      faces,
      occupied: this.occupied(),
      project: (latitude, longitude) => map.latLngToContainerPoint([latitude, longitude]),
      widthOf: (name) => this.widthOf(name),
    });
    const drawing = make("svg", { width: size.x, height: size.y, "font-family": FONT });
    L.DomUtil.setPosition(/** @type {any} */ (drawing), map.containerPointToLayerPoint([0, 0]));
    for (const { name, x, y, point } of placed) {
      const face = faces[name.face];
      if (name.hasDot) drawing.append(make("circle", { cx: point.x, cy: point.y, r: 2, fill: face.fill }));
      const text = make("text", {
        x,
        y: y + face.size * ASCENT,
        "font-size": face.size,
        "font-weight": face.weight,
        fill: face.fill,
        "stroke-width": face.halo,
        ...(face.is_spaced ? { "letter-spacing": `${SPACING}em` } : {}),
      });
      text.textContent = name.text;
      drawing.append(text);
    }
    this.pane.replaceChildren(drawing);
    performance.clearMeasures(REDRAWN);
    performance.measure(REDRAWN, { start: begun, end: performance.now(), detail: placed.length });
  }

  /**
   * What no name may cover, in pixels of the map: marks and controls.
   * @returns {Box[]}
   */
  occupied() {
    const { map } = this;
    const all = map.getContainer().getBoundingClientRect();
    const boxes = findAll(map.getContainer(), ".leaflet-control", Element).map((one) => boxOfCover(map, all, one));
    map.eachLayer((/** @type {any} */ layer) => {
      const box = layer instanceof L.Marker ? boxOfMark(layer) : null;
      if (box) boxes.push(box);
    });
    const { x, y } = map.containerPointToLayerPoint([0, 0]);
    return boxes.map(([left, top, right, bottom]) => [left - x, top - y, right - x, bottom - y]);
  }

  /** @param {Name} name */
  widthOf({ text, face }) {
    const key = `${face} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      const { size, weight, is_spaced: isSpaced } = /** @type {Names} */ (this.names).faces[face];
      this.pen.font = `${weight} ${size}px ${FONT}`;
      width = this.pen.measureText(text).width + (isSpaced ? SPACING * size * text.length : 0);
      this.widths.set(key, width);
    }
    return width;
  }
}

/**
 * @param {Town} town
 * @param {string} face
 * @returns {Name}
 */
const townOf = ([text, latitude, longitude, from], face) => ({ text, latitude, longitude, from, face, hasDot: true });

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

// @ts-check
// Services, each kind with its own shape: filled where a social enterprise is known to work with them,
// with a broken outline where they have closed since the day shown.

import { detailsOf } from "./details.js";
import { boxOf, isInside } from "./feed.js";
import { L } from "./leaflet.js";
import { hideCovered, keepTabsInView } from "./map.js";
import { popupOf } from "./popup.js";
import { groupByPlace, spread } from "./spread.js";

/**
 * @typedef {object} Service A service of the feed; `shape` is the number of a shape, `closed` is its last day, if it has closed.
 * @property {string} name
 * @property {string} label Its name as written on the map.
 * @property {string} url
 * @property {string} kind
 * @property {string} noun
 * @property {number} shape
 * @property {number} latitude
 * @property {number} longitude
 * @property {string[]} region The slugs of its region of 2009 and of that of 2021.
 * @property {string} area
 * @property {string} place
 * @property {boolean} engaged
 * @property {string} closed
 * @property {import("./popup.js").Link | null} successor
 */

/** @typedef {{row: Service, offset: import("./spread.js").Offset}} Placed A service and how far from its point it is drawn. */

const SIZE = 24;
const SHAPES = [
  '<rect x="6" y="6" width="12" height="12"/>',
  '<path d="M12 3.5l8.5 8.5-8.5 8.5-8.5-8.5z"/>',
  '<path d="M12 4l8.5 15h-17z"/>',
  '<path d="M8 5h8l4.5 7-4.5 7H8l-4.5-7z"/>',
];

export class Services {
  /**
   * @param {import("./map.js").AtlasMap} map
   * @param {{from: number, hint: HTMLElement}} options `from`: the zoom from which they are drawn one by one. Below it
   * they would cover the country, the areas' shades tell of them, and `hint` says how to see them.
   */
  constructor(map, { from, hint }) {
    this.map = map;
    this.layer = L.layerGroup();
    /** @type {Placed[]} */
    this.placed = [];
    this.from = from;
    this.hint = hint;
    map.on("zoomend", () => this.turn());
    map.on("spread", (/** @type {any} */ { spots }) => hideCovered(this.layer, map, spots));
    map.on("gathered", () => hideCovered(this.layer, map, []));
  }

  get areDrawn() {
    return this.map.getZoom() >= this.from;
  }

  turn() {
    this.hint.hidden = this.areDrawn || this.placed.length === 0;
    if (this.areDrawn) this.layer.addTo(this.map);
    else this.layer.remove();
  }

  /** @param {import("leaflet").LatLngBounds} bounds */
  countWithin(bounds) {
    return this.placed.filter(({ row }) => bounds.contains([row.latitude, row.longitude])).length;
  }

  /**
   * Draws the rows that pass the filters; a filter that the rows have no value for is ignored.
   * @param {Service[]} rows
   * @param {import("./feed.js").Filters} filters
   */
  show(rows, filters) {
    this.layer.clearLayers();
    const box = boxOf(filters);
    const found = rows.filter(
      (row) =>
        (!box || isInside(box, row.longitude, row.latitude)) &&
        Object.entries(filters).every(
          ([name, values]) => !(name in row) || wordsOf(row, name).some((word) => values.includes(word)),
        ),
    );
    this.placed = groupByPlace(found).flatMap((group) => {
      // Only half of the distance is used: these markers are small.
      const offsets = spread(group.length);
      return group.map((row, i) => ({ row, offset: /** @type {const} */ ([offsets[i][0] / 2, offsets[i][1] / 2]) }));
    });
    for (const one of this.placed) this.layer.addLayer(marker(one));
    this.turn();
    keepTabsInView(this.map);
    return found.length;
  }
}

/**
 * @param {Service} row
 * @param {string} name
 * @returns {string[]}
 */
const wordsOf = (row, name) => [/** @type {Record<string, any>} */ (row)[name]].flat();

/** @param {Placed} placed */
function marker({ row, offset: [x, y] }) {
  // Not known, and never none: the service may not have been asked.
  const known = row.engaged
    ? "Known to work with a social enterprise"
    : "Not known whether a social enterprise works here";
  const since = row.closed ? `Closed since: last day ${row.closed}` : "";
  const followed = row.successor ? { words: "Followed by ", ...row.successor } : "";
  const icon = L.divIcon({
    className: `gh-atlas-service gh-atlas-service--${row.engaged ? "engaged" : "unknown"}${since ? " gh-atlas-service--closed" : ""}`,
    html: `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">${SHAPES[row.shape]}</svg>`,
    iconSize: [SIZE, SIZE],
    iconAnchor: [SIZE / 2 - x, SIZE / 2 - y],
  });
  const leafletMarker = L.marker([row.latitude, row.longitude], { icon, keyboard: true, title: row.name });
  const words = [`${row.name}, ${row.noun}`, known, since].filter(Boolean).join(". ");
  leafletMarker.on("add", () => leafletMarker.getElement()?.setAttribute("aria-label", words));
  return leafletMarker.bindPopup(
    detailsOf(() => popupOf({ name: row.name, url: row.url, lines: [row.place, known, since, followed] })),
  );
}

// @ts-check
// Organisations: clustered by the worker, named where they are alone, spread where they share a place.
import { detailsOf } from "./details.js";
import { L, still } from "./leaflet.js";
import { hideCovered, keepTabsInView, settleTabs } from "./map.js";
import { listOf, popupOf } from "./popup.js";
import { spread } from "./spread.js";

/** @typedef {import("./feed.js").Filters} Filters */
/** @typedef {import("./popup.js").Label} Label */
/** @typedef {import("leaflet").LatLng} LatLng */
/** @typedef {import("leaflet").Marker & {organisation?: number}} Marker */
/**
 * @typedef {object} Row What is at one place: one organisation, or a cluster of several by its key.
 * @property {number | null} cluster
 * @property {number} organisation
 * @property {number} count
 * @property {number} latitude
 * @property {number} longitude
 * @property {boolean} [isGroup] Whether it is drawn as a group, with its number.
 */

const MAX_SPREAD = 20;
const MAX_NAMED = 100;
// How much nearer than the first zoom of single marks a group of one opens.
const CLOSER = 1;

export class Organisations {
  /**
   * @param {import("./map.js").AtlasMap} map
   * @param {{labels: string, from: number}} options `labels`: the address that returns the names of organisations;
   * `from`: the zoom from which they are drawn one by one. Below it each is a group, if of one.
   */
  constructor(map, { labels, from }) {
    this.map = map;
    this.from = from;
    this.labelsUrl = labels;
    /** @type {Map<number, Label>} */
    this.labels = new Map();
    /** @type {Map<string, Marker>} */
    this.markers = new Map();
    this.layer = L.layerGroup().addTo(map);
    this.spreadLayer = L.layerGroup().addTo(map);
    this.worker = new Worker(new URL("./cluster-worker.js", import.meta.url), { type: "module" });
    /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
    this.requests = new Map();
    this.isReady = false;
    this.requestNumber = 0;
    /** @type {Row[]} */
    this.shown = [];
    this.worker.addEventListener("message", ({ data }) => this.hear(data));
    this.worker.addEventListener("error", (event) => this.fail(event.message || "The worker did not start"));
    map.on("moveend", () => this.redraw());
    map.on("zoomstart", () => this.gather());
  }

  /**
   * Asks the worker.
   * @param {"load" | "filter" | "view" | "open"} question
   * @param {object} details
   * @param {Transferable[]} transfer Objects to hand over instead of copying.
   * @returns {Promise<any>}
   */
  ask(question, details = {}, transfer = []) {
    this.requestNumber += 1;
    const key = this.requestNumber;
    return new Promise((resolve, reject) => {
      this.requests.set(key, { resolve, reject });
      this.worker.postMessage({ key, question, ...details }, transfer);
    });
  }

  /** @param {{key: number, answer: unknown, error?: string}} message */
  hear({ key, answer, error }) {
    const request = this.requests.get(key);
    this.requests.delete(key);
    if (error) request?.reject(new Error(error));
    else request?.resolve(answer);
  }

  /** @param {string} words */
  fail(words) {
    for (const { reject } of this.requests.values()) reject(new Error(words));
    this.requests.clear();
  }

  /**
   * @param {string} url
   * @param {Filters} filters
   * @returns {Promise<{count: number, services: import("./services.js").Service[]}>}
   */
  async load(url, filters) {
    // Fetched here, while the worker is still starting, and handed over unparsed.
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`The feed answered ${response.status}`);
    const feed = await response.arrayBuffer();
    const answer = await this.ask("load", { feed, filters }, [feed]);
    await this.startAgain();
    return answer;
  }

  /** @param {Filters} filters */
  async filter(filters) {
    const answer = await this.ask("filter", { filters });
    await this.startAgain();
    return answer;
  }

  async startAgain() {
    this.isReady = true;
    this.gather();
    this.layer.clearLayers();
    this.markers.clear();
    await this.redraw();
  }

  async redraw() {
    if (!this.isReady) return;
    const bounds = this.map.getBounds().pad(0.15);
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const zoom = Math.round(this.map.getZoom());
    /** @type {Row[]} */
    const found = await this.ask("view", { box, zoom });
    const areSingle = this.map.getZoom() >= this.from;
    for (const row of found) row.isGroup = row.cluster !== null || !areSingle;
    this.shown = found;
    const keys = new Set(found.map(keyOf));
    const focused = this.removeOthers(keys);
    for (const row of found) {
      if (!this.markers.has(keyOf(row))) this.draw(row);
    }
    if (focused) settleTabs(this.map);
    else keepTabsInView(this.map);
    this.focusNear(focused);
    this.map.fire("marked");
    await this.name(found.filter((row) => !row.isGroup).map((row) => row.organisation));
  }

  /**
   * Removes all other markers. Returns the place of the marker that had the focus, if it was removed.
   * @param {Set<string>} keys
   */
  removeOthers(keys) {
    /** @type {LatLng | null} */
    let focused = null;
    for (const [key, marker] of this.markers) {
      if (keys.has(key)) continue;
      if (marker.getElement() === document.activeElement) focused = marker.getLatLng();
      this.layer.removeLayer(marker);
      this.markers.delete(key);
    }
    return focused;
  }

  /** @param {LatLng | null} place */
  focusNear(place) {
    if (!place) return;
    const nearest = [...this.markers.values()]
      .map((marker) => ({ marker, metres: place.distanceTo(marker.getLatLng()) }))
      .sort((one, other) => one.metres - other.metres)[0];
    nearest?.marker.getElement()?.focus();
  }

  /** @param {Row} row */
  draw(row) {
    const marker = row.isGroup
      ? this.group(row)
      : this.organisationMarker(row.organisation, [row.latitude, row.longitude]);
    this.markers.set(keyOf(row), marker);
    this.layer.addLayer(marker);
  }

  /** @param {Row} row */
  group(row) {
    const size = Math.min(46, 24 + Math.round(4 * Math.log2(row.count)));
    const icon = L.divIcon({
      className: "gh-atlas-cluster",
      html: `<span>${row.count}</span>`,
      iconSize: [size, size],
    });
    const marker = L.marker([row.latitude, row.longitude], { icon, keyboard: true, zIndexOffset: 500 });
    const words = row.count === 1 ? "1 organisation here. Open" : `${row.count} organisations here. Open`;
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", words));
    return marker.on("click", () => this.open(row, marker));
  }

  /**
   * @param {number} id
   * @param {import("leaflet").LatLngExpression} place
   */
  organisationMarker(id, place) {
    const icon = L.divIcon({ className: "gh-atlas-organisation", html: "<span></span>", iconSize: [24, 24] });
    /** @type {Marker} */
    const marker = L.marker(place, { icon, keyboard: true, zIndexOffset: 400 });
    marker.organisation = id;
    marker.on("add", () => this.label(marker));
    return marker.bindPopup(
      detailsOf(() => popupOf(this.labels.get(id) || { name: "Organisation", url: "#", lines: [] })),
    );
  }

  /** @param {Marker} marker */
  label(marker) {
    const label = this.labels.get(marker.organisation ?? 0);
    const element = marker.getElement();
    if (!element) return;
    element.setAttribute("aria-label", label ? [label.name, ...label.lines].join(", ") : "Organisation");
    if (label) element.title = label.name;
  }

  /**
   * @param {Row} row
   * @param {Marker} marker
   */
  async open({ cluster, count }, marker) {
    if (cluster === null) {
      this.map.setView(marker.getLatLng(), this.from + CLOSER, { animate: !still });
      return;
    }
    const { zoom, isOnePlace, leaves } = await this.ask("open", { cluster, most: MAX_NAMED });
    if (!isOnePlace) {
      this.map.setView(marker.getLatLng(), zoom, { animate: !still });
      return;
    }
    await this.name(leaves);
    if (count > MAX_SPREAD) {
      const rows = leaves.flatMap((/** @type {number} */ id) => this.labels.get(id) ?? []);
      const list = () => listOf(`${count} organisations at this place`, rows);
      marker
        .unbindPopup()
        .bindPopup(detailsOf(list, { maxHeight: 260 }))
        .openPopup();
      return;
    }
    this.spreadOut(leaves, marker.getLatLng());
  }

  gather() {
    this.spreadLayer.clearLayers();
    hideCovered(this.layer, this.map, []);
    this.map.fire("gathered");
  }

  /**
   * @param {number[]} ids
   * @param {LatLng} place
   */
  spreadOut(ids, place) {
    this.gather();
    const middle = this.map.latLngToLayerPoint(place);
    const spots = spread(ids.length).map((offset) => middle.add(offset));
    hideCovered(this.layer, this.map, spots, place);
    this.map.fire("spread", { spots });
    spots.forEach((point, i) => {
      const spot = this.map.layerPointToLatLng(point);
      L.polyline([place, spot], { interactive: false, weight: 1.5, color: "#0b0c0c" }).addTo(this.spreadLayer);
      const marker = this.organisationMarker(ids[i], spot).addTo(this.spreadLayer);
      marker.setZIndexOffset(900);
      if (i === 0) marker.getElement()?.focus({ preventScroll: true });
    });
    keepTabsInView(this.map);
  }

  /** @param {number[]} ids */
  async name(ids) {
    const unknown = ids.filter((id) => !this.labels.has(id)).slice(0, MAX_NAMED);
    if (!unknown.length) return;
    const response = await fetch(`${this.labelsUrl}?labels=${unknown.join(",")}`, { credentials: "same-origin" });
    if (response.ok) {
      for (const label of (await response.json()).labels) this.labels.set(label.id, label);
    }
    for (const layer of [this.layer, this.spreadLayer]) {
      layer.eachLayer((/** @type {any} */ marker) => marker.organisation && this.label(marker));
    }
  }
}

/** @param {Row} row */
function keyOf({ cluster, organisation, isGroup, longitude, latitude }) {
  if (cluster !== null) return `cluster ${cluster} ${longitude} ${latitude}`;
  return `${isGroup ? "group of" : "organisation"} ${organisation}`;
}

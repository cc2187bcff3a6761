// @ts-check
// The bare map: England and Wales without a base map, its controls, and where the keyboard goes.
import { findAll } from "../elements.js";
import { overlap } from "./label_placement.js";
import { L, still } from "./leaflet.js";
import { SPACING } from "./spread.js";

/** @typedef {import("leaflet").Map & {tabsWait?: number}} AtlasMap `tabsWait`: the animation frame that updates the tab stops. */
/** @typedef {import("leaflet").LatLngTuple} Place */
/** @typedef {import("./label_placement.js").Box} Box In pixels of the map's layers. */
/** @typedef {{address: string, by: string, isVector: boolean}} Base Where a base map comes from, and who made it. */

/** @type {[Place, Place]} */
const COUNTRY = [
  [49.85, -6.45],
  [55.85, 1.85],
];
const MAX_ZOOM = 12;
// The empty edge of the icon of a single mark.
const MARGIN = 4;

/**
 * @param {HTMLElement} element
 * @param {{quiet: boolean, base: Base | null}} options `quiet`: a map beside other content, which the mouse wheel does not zoom.
 */
export function createMap(element, { quiet, base }) {
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 5,
    maxZoom: MAX_ZOOM,
    zoomSnap: 0.1,
    wheelPxPerZoomLevel: 120,
    maxBounds: L.latLngBounds(COUNTRY).pad(0.6),
    scrollWheelZoom: !quiet,
    dragging: !(quiet && L.Browser.mobile),
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  map.fitBounds(COUNTRY, { animate: false });
  if (base) addBaseMap(map, base);
  L.control.zoom({ zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  resetControl(map).addTo(map);
  map.on("moveend popupopen popupclose", () => keepTabsInView(map));
  pressByKeyboard(map);
  keepFocus(map);
  return map;
}

// The base map that the deployment names. Without one, no other server is called.
/**
 * @param {AtlasMap} map
 * @param {Base} base
 */
function addBaseMap(map, { address, isVector }) {
  if (isVector) addVectorTiles(map, address).catch((error) => console.warn("The base map did not start.", error));
  else L.tileLayer(address, { maxZoom: MAX_ZOOM, opacity: 0.9 }).addTo(map);
  map.getContainer().classList.add("gh-atlas-live--based");
}

/**
 * Adds a line of words in a lower corner of the map.
 * @param {AtlasMap} map
 * @param {import("leaflet").ControlPosition} position
 * @param {string} text
 * @returns {HTMLElement}
 */
export function addWords(map, position, text) {
  const words = L.DomUtil.create("div", "gh-atlas-by");
  words.textContent = text;
  const control = new L.Control({ position });
  control.onAdd = () => words;
  control.addTo(map);
  return words;
}

// Vector tiles are drawn by a library that is loaded only then.
/**
 * @param {AtlasMap} map
 * @param {string} url
 */
async function addVectorTiles(map, url) {
  await import("../../build/vendor/protomaps-leaflet.js");
  globalThis.protomapsL.leafletLayer({ url, flavor: "light", lang: "en", noWrap: true }).addTo(map);
}

/**
 * @param {AtlasMap} map
 * @param {[Place, Place] | null} bounds Null for the whole country.
 */
export function showBounds(map, bounds) {
  map.fitBounds(bounds || COUNTRY, { animate: !still, padding: bounds ? [24, 24] : [0, 0] });
}

/**
 * @param {string} words
 * @param {() => void} act
 */
export function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "gh-atlas-reset__button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

/** @param {AtlasMap} map */
function resetControl(map) {
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => {
    const box = L.DomUtil.create("div", "leaflet-bar gh-atlas-reset");
    box.append(button("Whole map", () => showBounds(map, null)));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  return control;
}

// Tab reaches the markers on the screen that do not overlap and that no popup of another covers; crowded ones are
// reached by zooming in, in the list, or with a pointer. Groups of organisations come first, single ones next, then services.
// At most once a frame, because reading positions makes the browser lay out the page.
/** @param {AtlasMap} map */
export function keepTabsInView(map) {
  cancelAnimationFrame(map.tabsWait ?? 0);
  map.tabsWait = requestAnimationFrame(() => settleTabs(map));
}

// The same at once, for a caller that moves the focus next.
/** @param {AtlasMap} map */
export function settleTabs(map) {
  cancelAnimationFrame(map.tabsWait ?? 0);
  const seen = map.getBounds();
  /** @type {{layer: import("leaflet").Marker, icon: HTMLElement & {isStop?: boolean}}[]} */
  const markers = [];
  /** @type {Element[]} */
  const covers = [...map.getContainer().querySelectorAll(".leaflet-control")];
  map.eachLayer((/** @type {any} */ layer) => {
    const icon = layer.getElement?.();
    if (layer instanceof L.Popup && icon) covers.push(icon);
    const isMarker = layer.getLatLng && icon?.classList.contains("leaflet-marker-icon");
    if (isMarker && layer.options.keyboard) markers.push({ layer, icon });
  });
  markers.sort((one, other) => zIndexOf(other.layer) - zIndexOf(one.layer));
  const all = map.getContainer().getBoundingClientRect();
  const occupied = covers.map((cover) => boxOfCover(map, all, cover));
  for (const { layer, icon } of markers) {
    const box = boxOf(layer, icon);
    const isClear =
      layer.isPopupOpen() || (seen.contains(layer.getLatLng()) && !occupied.some((other) => overlap(box, other)));
    if (isClear) occupied.push(box);
    if (isClear === icon.isStop) continue;
    icon.isStop = isClear;
    icon.setAttribute("role", isClear ? "button" : "img");
    if (isClear) icon.tabIndex = 0;
    else icon.removeAttribute("tabindex");
  }
}

/** @param {import("leaflet").Marker} marker */
const zIndexOf = (marker) => marker.options.zIndexOffset ?? 0;

/**
 * The part of the map that a control or a popup covers.
 * @param {AtlasMap} map
 * @param {DOMRect} all
 * @param {Element} cover
 * @returns {Box}
 */
export function boxOfCover(map, all, cover) {
  const box = cover.getBoundingClientRect();
  const { x, y } = map.containerPointToLayerPoint([box.left - all.left, box.top - all.top]);
  return [x, y, x + box.width, y + box.height];
}

/**
 * The part of the map that a mark takes, without the empty edge of its icon; null while it is not drawn.
 * @param {import("leaflet").Marker} marker
 * @returns {Box | null}
 */
export function boxOfMark(marker) {
  const icon = marker.getElement();
  if (!icon || icon.style.visibility === "hidden") return null;
  const [left, top, right, bottom] = boxOf(marker, icon);
  const margin = icon.classList.contains("gh-atlas-cluster") ? 0 : MARGIN;
  return [left + margin, top + margin, right - margin, bottom - margin];
}

/**
 * @param {import("leaflet").Marker} layer
 * @param {HTMLElement} icon
 * @returns {Box}
 */
function boxOf(layer, icon) {
  const [width, height] = sizeOf(layer);
  const { x, y } = L.DomUtil.getPosition(icon).subtract(anchorOf(layer));
  return [x, y, x + width, y + height];
}

/**
 * The size of a marker's icon, which all of ours have.
 * @param {import("leaflet").Marker} marker
 */
const sizeOf = (marker) => /** @type {[number, number]} */ (marker.options.icon?.options.iconSize);

/** @param {import("leaflet").Marker} marker */
const middleOf = (marker) => L.point(sizeOf(marker)).divideBy(2);

/** @param {import("leaflet").Marker} marker */
const anchorOf = (marker) => L.point(marker.options.icon?.options.iconAnchor ?? middleOf(marker));

// Enter and space do what a click does: Leaflet itself opens popups with Enter, and nothing else.
/** @param {AtlasMap} map */
function pressByKeyboard(map) {
  map.getContainer().addEventListener("keydown", (event) => {
    const marker = event.target instanceof Element && event.target.closest(".leaflet-marker-icon[role=button]");
    if (!(marker instanceof HTMLElement) || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    marker.click();
  });
}

// A popup opened with the keyboard takes the focus, and gives it back to its marker.
/** @param {AtlasMap} map */
function keepFocus(map) {
  let byKeyboard = false;
  const element = map.getContainer();
  element.addEventListener(
    "keydown",
    ({ key }) => {
      byKeyboard = true;
      if (key === "Escape") map.closePopup();
    },
    true,
  );
  element.addEventListener(
    "pointerdown",
    () => {
      byKeyboard = false;
    },
    true,
  );
  map.on("popupopen", ({ popup }) => {
    const box = popup.getElement();
    if (byKeyboard && box) findAll(box, "a[href]:not(.leaflet-popup-close-button)", HTMLElement)[0]?.focus();
  });
  map.on("popupclose", (/** @type {any} */ { popup }) => {
    // The layer that a popup belongs to, which Leaflet's types leave out.
    const marker = popup._source?.getElement?.();
    if (byKeyboard && marker?.isConnected) marker.focus({ preventScroll: true });
  });
}

/**
 * Hides the markers of a layer that overlap what is spread at these points, and shows all others.
 * @param {import("leaflet").LayerGroup} layer
 * @param {AtlasMap} map
 * @param {import("leaflet").Point[]} points
 * @param {import("leaflet").LatLng | null} centre The place of the marker that stays, around which the others are spread.
 */
export function hideCovered(layer, map, points, centre = null) {
  layer.eachLayer((/** @type {any} */ marker) => {
    const element = marker.getElement?.();
    if (!element) return;
    const place = marker.getLatLng();
    const middle = map.latLngToLayerPoint(place).subtract(anchorOf(marker)).add(middleOf(marker));
    const isUnder = !centre?.equals(place) && points.some((point) => point.distanceTo(middle) < SPACING);
    element.style.visibility = isUnder ? "hidden" : "";
  });
}

// The bare map: England and Wales without a base map, its controls, and where the keyboard goes.
import { L, still } from "./leaflet.js";

const COUNTRY = [
  [49.85, -6.45],
  [55.85, 1.85],
];
const MOST_ZOOM = 12;

export function createMap(element, { quiet, base }) {
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 4,
    maxZoom: MOST_ZOOM,
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
  if (base) layUnder(map, base);
  L.control.zoom({ zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  resetControl(map).addTo(map);
  map.on("moveend", () => keepTabsInView(map));
  pressByKeyboard(map);
  keepFocus(map);
  return map;
}

// What a server that the deployment names sends; none otherwise, so that nothing outside is asked.
function layUnder(map, { address, by, isVector }) {
  if (isVector) drawUnder(map, address).catch((error) => console.warn("The base map did not start.", error));
  else L.tileLayer(address, { maxZoom: MOST_ZOOM, opacity: 0.9 }).addTo(map);
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => {
    const words = L.DomUtil.create("div", "gh-atlas-by");
    words.textContent = by;
    return words;
  };
  control.addTo(map);
  map.getContainer().classList.add("gh-atlas-live--based");
}

// Shapes are drawn on canvases by a library that only then is loaded.
async function drawUnder(map, url) {
  await import("../../build/vendor/protomaps-leaflet.js");
  globalThis.protomapsL.leafletLayer({ url, flavor: "light", lang: "en", noWrap: true }).addTo(map);
}

export function showBounds(map, bounds) {
  map.fitBounds(bounds || COUNTRY, { animate: !still, padding: bounds ? [24, 24] : [0, 0] });
}

function resetControl(map) {
  const control = L.control({ position: "topleft" });
  control.onAdd = () => {
    const box = L.DomUtil.create("div", "leaflet-bar gh-atlas-reset");
    const button = L.DomUtil.create("button", "gh-atlas-reset__button", box);
    button.type = "button";
    button.textContent = "Whole map";
    L.DomEvent.disableClickPropagation(box);
    button.addEventListener("click", () => showBounds(map, null));
    return box;
  };
  return control;
}

// Tab reaches what is on the screen and stands clear of its neighbours; what is crowded is reached by zooming in,
// in the list, or with a pointer. Groups of organisations come first, single ones next, then services.
// Settled once for a frame, however many ask: reading where things lie makes the browser lay out the page.
export function keepTabsInView(map) {
  cancelAnimationFrame(map.tabsWait);
  map.tabsWait = requestAnimationFrame(() => settleTabs(map));
}

// At once: for who gives the focus to a marker next.
export function settleTabs(map) {
  cancelAnimationFrame(map.tabsWait);
  const seen = map.getBounds();
  const markers = [];
  map.eachLayer((layer) => {
    const icon = layer.getElement?.();
    const isMarker = layer.getLatLng && icon?.classList.contains("leaflet-marker-icon");
    if (isMarker && layer.options.keyboard) markers.push({ layer, icon });
  });
  markers.sort((one, other) => other.layer.options.zIndexOffset - one.layer.options.zIndexOffset);
  const all = map.getContainer().getBoundingClientRect();
  const controls = map.getContainer().querySelectorAll(".leaflet-control");
  const taken = [...controls].map((control) => behind(map, all, control));
  for (const { layer, icon } of markers) {
    const box = boxOf(layer, icon);
    const isClear = seen.contains(layer.getLatLng()) && taken.every((other) => apart(box, other));
    if (isClear) taken.push(box);
    if (isClear === icon.isStop) continue;
    icon.isStop = isClear;
    icon.setAttribute("role", isClear ? "button" : "img");
    if (isClear) icon.tabIndex = 0;
    else icon.removeAttribute("tabindex");
  }
}

// What a control hides of the map.
function behind(map, all, control) {
  const box = control.getBoundingClientRect();
  const { x, y } = map.containerPointToLayerPoint([box.left - all.left, box.top - all.top]);
  return { left: x, top: y, right: x + box.width, bottom: y + box.height };
}

function boxOf(layer, icon) {
  const { iconSize, iconAnchor } = layer.options.icon.options;
  const [width, height] = iconSize;
  const [left, top] = iconAnchor || [width / 2, height / 2];
  const { x, y } = L.DomUtil.getPosition(icon).subtract([left, top]);
  return { left: x, top: y, right: x + width, bottom: y + height };
}

function apart(one, other) {
  return one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
}

// Enter and space do what a click does: Leaflet itself opens popups with Enter, and nothing else.
function pressByKeyboard(map) {
  map.getContainer().addEventListener("keydown", (event) => {
    const marker = event.target.closest(".leaflet-marker-icon[role=button]");
    if (!marker || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    marker.click();
  });
}

// A popup opened with the keyboard takes the focus, and gives it back to its marker.
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
    if (byKeyboard) popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)")?.focus();
  });
  map.on("popupclose", ({ popup }) => {
    const marker = popup._source?.getElement?.();
    if (byKeyboard && marker?.isConnected) marker.focus({ preventScroll: true });
  });
}

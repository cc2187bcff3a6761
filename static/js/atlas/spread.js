// Where to draw several things that stand at one place: offsets in pixels from it.

import { L } from "./leaflet.js";

const RING = 8;
const APART = 28;

export function spread(count) {
  if (count < 2) return count === 1 ? [[0, 0]] : [];
  return count <= RING ? ring(count) : spiral(count);
}

function ring(count) {
  const radius = Math.max(APART, (count * APART) / (2 * Math.PI));
  return Array.from({ length: count }, (_, i) => at(radius, (2 * Math.PI * i) / count - Math.PI / 2));
}

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

function at(radius, angle) {
  return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))];
}

// Groups rows that share a place to about a hundred metres.
export function together(rows) {
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.latitude.toFixed(3)} ${row.longitude.toFixed(3)}`;
    groups.set(key, [...(groups.get(key) || []), row]);
  }
  return [...groups.values()];
}

// Hides the markers of a layer that would lie under or over what is spread at these points, and shows all others.
// The marker at `kept`, from which the others are spread, stays.
export function setAside(layer, map, points, kept = null) {
  layer.eachLayer((marker) => {
    const element = marker.getElement?.();
    if (!element) return;
    const place = marker.getLatLng();
    const anchor = L.point(marker.options.icon.options.iconAnchor ?? middleOf(marker));
    const middle = map.latLngToLayerPoint(place).subtract(anchor).add(middleOf(marker));
    const isUnder = !kept?.equals(place) && points.some((point) => point.distanceTo(middle) < APART);
    element.style.visibility = isUnder ? "hidden" : "";
  });
}

function middleOf(marker) {
  return L.point(marker.options.icon.options.iconSize).divideBy(2);
}

// @ts-check
// The land around England and Wales, under everything else and quiet: no figure, no name, no press.
import "../../build/vendor/topojson-client.js";

import { L } from "./leaflet.js";

const STYLE = { className: "gh-atlas-land", weight: 1, color: "#c3c9c4", fillColor: "#f0efe8", fillOpacity: 1 };

/**
 * @param {import("leaflet").Map} map
 * @param {string} address That of the outlines.
 */
export async function addLand(map, address) {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const topology = await response.json();
  const [shapes] = Object.values(topology.objects);
  const pane = "land";
  map.createPane(pane).classList.add("gh-atlas-land-pane");
  const renderer = L.svg({ pane, padding: 0.5 });
  L.geoJSON(globalThis.topojson.feature(topology, /** @type {any} */ (shapes)), {
    pane,
    style: { ...STYLE, renderer },
    interactive: false,
  }).addTo(map);
}

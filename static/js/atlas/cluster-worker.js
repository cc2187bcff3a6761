// @ts-check
// Reads, filters and clusters the organisations away from the page, so that the map never stutters.
import "../../build/vendor/supercluster.js";

import { decode, matching } from "./feed.js";

/** @typedef {import("./feed.js").Filters} Filters */

const MAX_ZOOM = 12;
/** @type {import("./feed.js").Points} */
let data;
/** @type {import("supercluster").default} */
let index;

/** @type {Record<string, (details: any) => unknown>} */
const answers = {
  /** @param {{feed: ArrayBuffer, filters: Filters}} details */
  load({ feed, filters }) {
    const { organisations, services } = JSON.parse(new TextDecoder().decode(feed));
    data = decode(organisations);
    return { ...build(filters), services };
  },

  /** @param {{filters: Filters}} details */
  filter({ filters }) {
    return build(filters);
  },

  /** @param {{box: import("./feed.js").Box, zoom: number}} details */
  view({ box, zoom }) {
    return index.getClusters(box, zoom).map(({ id, geometry, properties }) => ({
      cluster: properties.cluster ? id : null,
      organisation: properties.organisation,
      count: properties.point_count || 1,
      longitude: geometry.coordinates[0],
      latitude: geometry.coordinates[1],
    }));
  },

  /**
   * Returns the zoom at which a cluster comes apart, its organisations, and whether all are at one place.
   * @param {{cluster: number, most: number}} details
   */
  open({ cluster, most }) {
    const zoom = index.getClusterExpansionZoom(cluster);
    const leaves = index.getLeaves(cluster, most).map(({ properties }) => properties.organisation);
    return { zoom, isOnePlace: zoom > MAX_ZOOM, leaves };
  },
};

/** @param {Filters} filters */
function build(filters) {
  const features = matching(data, filters).map((i) => ({
    type: /** @type {const} */ ("Feature"),
    properties: { organisation: data.id[i] },
    geometry: { type: /** @type {const} */ ("Point"), coordinates: [data.longitude[i], data.latitude[i]] },
  }));
  index = new globalThis.Supercluster({ radius: 48, maxZoom: MAX_ZOOM }).load(features);
  return { count: features.length };
}

globalThis.addEventListener("message", ({ data: { key, question, ...details } }) => {
  try {
    globalThis.postMessage({ key, answer: answers[question](details) });
  } catch (error) {
    globalThis.postMessage({ key, error: error instanceof Error ? error.message : String(error) });
  }
});

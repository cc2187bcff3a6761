// Reads, filters and clusters the organisations away from the page, so that the map never stutters.
import "../../build/vendor/supercluster.js";

import { decode, matching } from "./feed.js";

const MOST_ZOOM = 12;
let data = null;
let index = null;

const answers = {
  load({ feed, filters }) {
    const { organisations, services } = JSON.parse(new TextDecoder().decode(feed));
    data = decode(organisations);
    return { ...build(filters), services };
  },

  filter({ filters }) {
    return build(filters);
  },

  view({ box, zoom }) {
    return index.getClusters(box, zoom).map(({ id, geometry, properties }) => ({
      cluster: properties.cluster ? id : null,
      organisation: properties.organisation,
      count: properties.point_count || 1,
      longitude: geometry.coordinates[0],
      latitude: geometry.coordinates[1],
    }));
  },

  // Where a cluster opens, or, where its points never part, who they are.
  open({ cluster, most }) {
    const zoom = index.getClusterExpansionZoom(cluster);
    const leaves = index.getLeaves(cluster, most).map(({ properties }) => properties.organisation);
    return { zoom, stays: zoom > MOST_ZOOM, leaves };
  },
};

function build(filters) {
  const features = matching(data, filters).map((i) => ({
    type: "Feature",
    properties: { organisation: data.id[i] },
    geometry: { type: "Point", coordinates: [data.longitude[i], data.latitude[i]] },
  }));
  index = new globalThis.Supercluster({ radius: 48, maxZoom: MOST_ZOOM }).load(features);
  return { count: features.length };
}

globalThis.addEventListener("message", ({ data: { key, question, ...details } }) => {
  try {
    globalThis.postMessage({ key, answer: answers[question](details) });
  } catch (error) {
    globalThis.postMessage({ key, error: error.message });
  }
});

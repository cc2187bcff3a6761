// @ts-check
// Leaflet, from its package, as a module of ours.
import "../../build/vendor/leaflet.js";

export const L = globalThis.L;
export const still = globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;

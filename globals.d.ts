// The scripts of packages that script/assets copies to static/build/vendor, as the globals they make.
// Leaflet's L is declared by its own types.
declare var Supercluster: typeof import("supercluster").default;
declare var topojson: typeof import("topojson-client");
declare var protomapsL: typeof import("protomaps-leaflet");

import assert from "node:assert/strict";
import test from "node:test";

import { boxOf, decode, feedUrl, filtersOf, isInside, matching } from "../../static/js/atlas/feed.js";

const points = decode({
  id: [7, 8, 9],
  longitude: [-100000, 50000, 150000],
  latitude: [5100000, 100000, 0],
  columns: {
    region: { values: ["wales", "london"], codes: [0, 1, 1] },
    kind: { values: ["prison", "probation"], masks: [1, 3, 0] },
    place: { values: ["old-north", "old-south", "new-middle"], groups: [[0], [0, 2], [1, 2]], codes: [0, 1, 2] },
  },
});

test("places are read as the sums of their differences, in degrees", () => {
  assert.deepEqual([...points.id], [7, 8, 9]);
  assert.deepEqual([...points.longitude], [-1, -0.5, 1]);
  assert.deepEqual([...points.latitude], [51, 52, 52]);
});

for (const { name, filters, expected } of [
  { name: "no filter leaves all", filters: {}, expected: [0, 1, 2] },
  { name: "one value of a column", filters: { region: ["london"] }, expected: [1, 2] },
  { name: "any of several values of a column", filters: { region: ["london", "wales"] }, expected: [0, 1, 2] },
  { name: "one of the bits of a column", filters: { kind: ["probation"] }, expected: [1] },
  { name: "all of the columns", filters: { kind: ["prison"], region: ["wales"] }, expected: [0] },
  { name: "a value in several groups", filters: { place: ["new-middle"] }, expected: [1, 2] },
  { name: "an unknown value is ignored", filters: { region: ["nowhere"] }, expected: [0, 1, 2] },
  { name: "an unknown value beside a known one", filters: { region: ["nowhere", "wales"] }, expected: [0] },
  { name: "an unknown column is ignored", filters: { colour: ["red"] }, expected: [0, 1, 2] },
  { name: "a part of the map, its edges included", filters: { bbox: ["-1,51,0,52"] }, expected: [0, 1] },
  { name: "a part of the map and a column", filters: { bbox: ["-1,51,0,52"], region: ["london"] }, expected: [1] },
  { name: "a part of the map that is none", filters: { bbox: ["west,51,0,52"] }, expected: [0, 1, 2] },
]) {
  test(`matching: ${name}`, () => assert.deepEqual(matching(points, filters), expected));
}

test("a part of the map has four edges", () => {
  assert.deepEqual(boxOf({ bbox: ["-1.5,51,0,52"] }), [-1.5, 51, 0, 52]);
  assert.equal(boxOf({ bbox: ["1,2,3"] }), null);
  assert.equal(boxOf({ bbox: ["1,2,3,x"] }), null);
  assert.equal(boxOf({}), null);
});

test("a point on the edge is inside", () => {
  assert.ok(isInside([-1, 50, 1, 52], -1, 52));
  assert.ok(!isInside([-1, 50, 1, 52], -1.01, 52));
  assert.ok(!isInside([-1, 50, 1, 52], 0, 49.9));
});

test("the browser applies the filters that the feed carries, and leaves the others to the server", () => {
  const query = "?region=wales&region=london&kind=&q=books&list=services&bbox=1,2,3,4";
  const clientFilters = ["region", "kind", "bbox"];

  assert.deepEqual(filtersOf(query, clientFilters), { region: ["wales", "london"], bbox: ["1,2,3,4"] });
  assert.equal(feedUrl("/feed", query, clientFilters), "/feed?q=books");
  assert.equal(feedUrl("/feed", "?region=wales&sort=name", clientFilters), "/feed");
});

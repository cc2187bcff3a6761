import assert from "node:assert/strict";
import test from "node:test";

import { groupByPlace, SPACING, spread } from "../../static/js/atlas/spread.js";

/** @param {[number, number][]} offsets */
function minDistance(offsets) {
  const pairs = offsets.flatMap((one, i) => offsets.slice(i + 1).map((other) => [one, other]));
  return Math.min(...pairs.map(([one, other]) => Math.hypot(one[0] - other[0], one[1] - other[1])));
}

test("nothing has no offset, and one thing stays where it is", () => {
  assert.deepEqual(spread(0), []);
  assert.deepEqual(spread(1), [[0, 0]]);
});

test("a ring begins above the place", () => {
  assert.deepEqual(spread(4), [
    [0, -28],
    [28, 0],
    [0, 28],
    [-28, 0],
  ]);
});

for (const count of [2, 3, 8, 9, 20, 60]) {
  test(`${count} things are spread in whole pixels and do not cover each other`, () => {
    const offsets = spread(count);

    assert.equal(offsets.length, count);
    assert.ok(offsets.flat().every(Number.isInteger));
    // Chords of a ring or spiral are a little shorter than its arcs.
    assert.ok(minDistance(offsets) > SPACING * 0.75, `${minDistance(offsets)} pixels`);
  });
}

test("rows within about a hundred metres are one group, in their order", () => {
  const rows = [
    { name: "a", latitude: 51.5, longitude: -0.1 },
    { name: "b", latitude: 52.5, longitude: -0.1 },
    { name: "c", latitude: 51.5004, longitude: -0.1001 },
  ];

  assert.deepEqual(
    groupByPlace(rows).map((group) => group.map(({ name }) => name)),
    [["a", "c"], ["b"]],
  );
});

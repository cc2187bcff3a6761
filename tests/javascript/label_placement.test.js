import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { overlap, placeNames } from "../../static/js/atlas/label_placement.js";

const FACES = {
  city: { size: 13.5, weight: 600, fill: "#000", halo: 3.5, is_spaced: false },
  town: { size: 12, weight: 400, fill: "#000", halo: 3, is_spaced: false },
  zone: { size: 11, weight: 700, fill: "#000", halo: 3, is_spaced: true },
};
const SIZE = { x: 790, y: 640 };
const CONTROLS = /** @type {[number, number, number, number][]} */ ([
  [10, 10, 120, 120],
  [627, 10, 780, 107],
]);

const [, ...lines] = readFileSync(new URL("../../noms/data/places.csv", import.meta.url), "utf8")
  .trim()
  .split("\n");
// Every town at every zoom, which is harder than what the map asks for.
const towns = lines.map((line) => {
  const [, text, latitude, longitude, people] = line.split(",");
  const face = Number(people) >= 80000 ? "city" : "town";
  return { text, latitude: Number(latitude), longitude: Number(longitude), face, from: 0, hasDot: true };
});

/** Web Mercator around a centre, in pixels of the map. */
function projection(latitude, longitude, zoom) {
  const scale = (256 * 2 ** zoom) / 360;
  const north = (degrees) => (Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360)) * 180) / Math.PI;
  return (lat, lon) => ({
    x: SIZE.x / 2 + (lon - longitude) * scale,
    y: SIZE.y / 2 - (north(lat) - north(latitude)) * scale,
  });
}

const widthOf = ({ text, face }) => text.length * FACES[face].size * 0.58;

const VIEWS = [
  [52.9, -1.9, 5],
  [52.9, -1.9, 6.2],
  [52.9, -1.9, 6.9],
  [53.6, -1.9, 7.5],
  [51.5, -0.1, 8],
  [53.6, -1.9, 8],
  [52.5, -1.9, 8.6],
  [53.8, -1.6, 9.3],
  [51.5, -0.1, 10],
  [51.6, -3.2, 10],
  [50.7, -3.5, 11],
  [51.5, -0.1, 12],
];

for (const [latitude, longitude, zoom] of VIEWS) {
  test(`no two names overlap, and none covers a mark or a control, at ${latitude}, ${longitude}, zoom ${zoom}`, () => {
    const project = projection(latitude, longitude, zoom);
    const marks = towns.filter((_, at) => at % 9 === 0).map((town) => project(town.latitude, town.longitude));
    const occupied = [...CONTROLS, ...marks.map(({ x, y }) => [x - 8, y - 8, x + 8, y + 8])];
    const view = { zoom, size: SIZE, most: 70, occupied, faces: FACES, project, widthOf };

    const boxes = placeNames(towns, view).map(({ box }) => box);

    assert.ok(boxes.length > 3 && boxes.length <= 70, `${boxes.length} names`);
    for (const [at, box] of boxes.entries()) {
      assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= SIZE.x && box[3] <= SIZE.y);
      for (const other of [...boxes.slice(at + 1), ...occupied]) assert.ok(!overlap(box, other), `${box} ${other}`);
    }
  });
}

const ONE = { text: "Leeds", latitude: 0, longitude: 0, face: "town", from: 8.3, to: 9, radius: 0 };

/** @param {object} change */
function placed(change, names = [ONE]) {
  const view = { zoom: 8.5, size: SIZE, most: 70, occupied: [], faces: FACES, widthOf };
  return placeNames(names, { ...view, project: () => ({ x: 100, y: 100 }), ...change });
}

test("a name stands to the right of its point, and to the left where that is taken", () => {
  assert.equal(placed({})[0].x, 104);
  assert.ok(placed({ occupied: [[104, 90, 110, 110]] })[0].box[2] <= 100);
});

test("a name is shown between its zooms only", () => {
  assert.deepEqual(
    [8.2, 8.3, 8.9, 9].map((zoom) => placed({ zoom }).length),
    [0, 1, 1, 0],
  );
});

test("the first names choose first, up to the number that a map may have", () => {
  const names = [ONE, { ...ONE, text: "Bradford" }, { ...ONE, text: "Halifax" }];

  assert.deepEqual(
    placed({ most: 2 }, names).map(({ name }) => name.text),
    ["Leeds", "Bradford"],
  );
});

test("a name that finds no place is left out", () => {
  assert.deepEqual(placed({ occupied: [[0, 0, 300, 300]] }), []);
});

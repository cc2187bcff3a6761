import assert from "node:assert/strict";
import test from "node:test";

import { nextPlace } from "../../static/js/combobox.js";

test("the arrows go round the rows, and from the field to the first or the last", () => {
  assert.equal(nextPlace(-1, 1, 3), 0);
  assert.equal(nextPlace(-1, -1, 3), 2);
  assert.equal(nextPlace(2, 1, 3), 0);
  assert.equal(nextPlace(0, -1, 3), 2);
  assert.equal(nextPlace(-1, 1, 0), -1);
});

import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { forget, isWorthOffering, newKey } from "../../static/js/interviews/drafts.js";

const DAY = 24 * 3600 * 1000;
const storage = new Map();

beforeEach(() => {
  storage.clear();
  globalThis.localStorage = {
    getItem: (name) => storage.get(name) ?? null,
    removeItem: (name) => storage.delete(name),
  };
});

const draft = { key: "11", version: "3", at: 100 * DAY, text: [["q-origin", "staff"]] };

test("a key is a random UUID of version 4", () => {
  const keys = Array.from({ length: 200 }, newKey);

  for (const key of keys) assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(keys).size, 200);
});

test("a draft that the server has received is deleted", () => {
  storage.set("case 1", JSON.stringify(draft));

  forget({ draftKey: "case 1", knownKeys: "10 11 12" });

  assert.deepEqual([...storage], []);
});

for (const [name, knownKeys] of [
  ["that the server does not know", "10 12"],
  ["whose key is part of a known one", "111"],
  ["of a page that knows no key", ""],
]) {
  test(`a draft ${name} stays`, () => {
    storage.set("case 1", JSON.stringify(draft));

    forget({ draftKey: "case 1", knownKeys });

    assert.equal(storage.size, 1);
  });
}

test("a draft that cannot be read is left alone", () => {
  storage.set("case 1", "{");

  forget({ draftKey: "case 1", knownKeys: "11" });

  assert.equal(storage.get("case 1"), "{");
});

test("a draft is offered where the page holds something else, for thirty days", () => {
  const other = [["q-origin", "members"]];

  assert.ok(isWorthOffering(draft, other, 100 * DAY));
  assert.ok(isWorthOffering(draft, other, 130 * DAY));
  assert.ok(!isWorthOffering(draft, other, 130 * DAY + 1));
  assert.ok(!isWorthOffering(draft, [["q-origin", "staff"]], 100 * DAY));
  assert.ok(isWorthOffering({ ...draft, text: [] }, draft.text, 100 * DAY));
});

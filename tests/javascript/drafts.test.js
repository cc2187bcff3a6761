import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { essence, forget, isWorthOffering, newKey } from "../../static/js/interviews/drafts.js";

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

const page = [
  ["q-origin", "staff\nand  members "],
  ["mention_count", "2"],
  ["mention-0-key", "11"],
  ["mention-0-name_given", "The Clink"],
  ["mention-0-match_was", "later"],
  ["mention-0-match", "later"],
  ["mention-1-key", "12"],
  ["mention-1-status", "works"],
  ["mention-1-name_given", ""],
];

test("the same words stored another way are no other text", () => {
  const stored = [
    ["mention-0-key", "77"],
    ["mention-0-match", "later"],
    ["mention-0-name_given", "The Clink"],
    ["q-origin", "staff\r\nand members"],
  ];

  assert.equal(essence(page), essence(stored));
  assert.ok(!isWorthOffering({ ...draft, text: page }, stored, draft.at));
});

for (const [name, more] of [
  ["another word", ["q-anything_else", "More"]],
  ["another organisation", ["mention-1-name_given", "The garden project"]],
  ["a detail", ["mention-0-arrangement", "contract"]],
  ["a tick", ["mention-1-activities", "paid_work"]],
]) {
  test(`${name} is another text`, () => assert.notEqual(essence([...page, more]), essence(page)));
}

test("an organisation that is marked as removed says nothing", () => {
  const removed = [...page, ["mention-1-name_given", "Bakery"], ["mention-1-is_removed", "on"]];

  assert.equal(essence(removed), essence(page));
});

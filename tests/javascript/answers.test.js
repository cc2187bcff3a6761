// @ts-check
// Answers in several boxes and lists as the server stores them, and calculations that are made anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, isAnswered } from "../../static/js/forms/relevance.js";

/** @param {[string, string][]} pairs */
function form(...pairs) {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
}

test("a day with a time is one answer", () => {
  const day = /** @type {[string, string][]} */ ([
    ["q-began_day", "5"],
    ["q-began_month", "7"],
    ["q-began_year", "2009"],
  ]);

  assert.equal(answerOf(form(...day, ["q-began_time", "14:30"]), "began"), "2009-07-05T14:30");
  assert.equal(answerOf(form(...day, ["q-began_time", ""]), "began"), "2009-07-05");
  assert.equal(answerOf(form(["q-began_time", "14:30"]), "began"), "T14:30");
});

test("choices in order are the words in their order, without places that are left out", () => {
  const places = form(["q-aims", "homes"], ["q-aims", ""], ["q-aims", "jobs"]);

  assert.equal(answerOf(places, "aims"), "homes jobs");
  assert.equal(isAnswered(places, "aims"), true);
  assert.equal(isAnswered(form(["q-aims", ""]), "aims"), false);
});

// @ts-check
// Answers in several boxes and lists as the server stores them, and calculations that are made anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime } from "../../static/js/forms/clock.js";
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

test("a time is read as people write it, as on the server", () => {
  const times = [
    ["9.30", "09:30"],
    ["9:30 am", "09:30"],
    ["12 am", "00:00"],
    ["12pm", "12:00"],
    ["2 p.m.", "14:00"],
    ["14:30:15", "14:30:15"],
    ["13 pm", "13 pm"],
    ["9", "9"],
    ["noon", "noon"],
    ["25:00", "25:00"],
  ];

  for (const [written, read] of times) assert.equal(clockTime(written), read);
  assert.equal(answerOf(form(["q-opens", " 9.30 "]), "opens", { isTime: true }), "09:30");
});

test("choices in order are the words in their order, without places that are left out", () => {
  const places = form(["q-aims", "homes"], ["q-aims", ""], ["q-aims", "jobs"]);

  assert.equal(answerOf(places, "aims"), "homes jobs");
  assert.equal(isAnswered(places, "aims"), true);
  assert.equal(isAnswered(form(["q-aims", ""]), "aims"), false);
});

// The same conditions as tests/survey/test_condition_vectors.py puts to the evaluator on the server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { calculate, evaluate, truth } from "../../static/js/forms/expressions.js";
import { answerOf, formState, isAnswered } from "../../static/js/forms/relevance.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/conditions.json", import.meta.url), "utf-8"));
const answersOf = (values) => ({ answer: (name) => values[name] ?? "" });

function formData(pairs) {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
}

test(`${vectors.worked.length} conditions worked by hand`, () => {
  for (const [source, tree, values, expected] of vectors.worked) {
    const found =
      typeof expected === "string" ? calculate(tree, answersOf(values)) : truth(evaluate(tree, answersOf(values)));
    assert.equal(found, expected, `${source} for ${JSON.stringify(values)}`);
  }
});

test(`${vectors.generated.length} conditions at random are as the server evaluates them`, () => {
  for (const [source, tree, place, holds, text] of vectors.generated) {
    const answers = answersOf(vectors.answers[place]);
    assert.equal(truth(evaluate(tree, answers)), holds, source);
    assert.equal(calculate(tree, answers), text, source);
  }
});

for (const [place, page] of vectors.pages.entries()) {
  test(`page ${place + 1} shows and allows what the server does`, () => {
    const conditions = new Map(Object.entries(page.conditions));
    const calculations = new Map(Object.entries(page.calculations));
    for (const { typed, shown, made, allowed } of page.cases) {
      const data = formData(typed);
      const { isShown, ...state } = formState(
        { conditions, calculations },
        {
          answer: (name) =>
            answerOf(data, name, { isLong: page.long.includes(name), isWhole: page.whole.includes(name) }),
          isAnswered: (name) => isAnswered(data, name),
        },
      );
      const found = Object.entries(page.only_if).map(([name, choices]) => [
        name,
        Object.keys(choices).filter((choice) => truth(evaluate(choices[choice], state))),
      ]);

      assert.deepEqual(page.questions.filter(isShown), shown, JSON.stringify(typed));
      for (const name of Object.keys(made))
        assert.equal(state.answer(name), made[name], `${name} ${JSON.stringify(typed)}`);
      assert.deepEqual(Object.fromEntries(found), allowed, JSON.stringify(typed));
    }
  });
}

for (const { name, typed, expected, isLong, isWhole } of [
  { name: "nothing", typed: [], expected: "" },
  { name: "one choice", typed: [["q-a", "staff"]], expected: "staff" },
  {
    name: "several choices and a reason",
    typed: [
      ["q-a", "churn"],
      ["q-a", "state:refused"],
      ["q-a", "skills"],
    ],
    expected: "churn skills",
  },
  { name: "a reason alone", typed: [["q-a", "state:not_known"]], expected: "" },
  { name: "blanks alone", typed: [["q-a", "  \n"]], expected: "", isLong: true },
  { name: "blanks around a line", typed: [["q-a", " staff "]], expected: "staff" },
  { name: "blanks around a long text", typed: [["q-a", " staff \n"]], expected: " staff \n", isLong: true },
  { name: "a whole number", typed: [["q-a", " -07 "]], expected: "-7", isWhole: true },
  { name: "a number that is not whole", typed: [["q-a", "7.0"]], expected: "7.0", isWhole: true },
  {
    name: "a day",
    typed: [
      ["q-a_day", "5"],
      ["q-a_month", " 7 "],
      ["q-a_year", "2009"],
    ],
    expected: "2009-07-05",
  },
  {
    name: "part of a day",
    typed: [
      ["q-a_day", ""],
      ["q-a_month", "7"],
      ["q-a_year", "2009"],
    ],
    expected: "2009-7-",
  },
]) {
  test(`an answer as the server stores it: ${name}`, () =>
    assert.equal(answerOf(formData(typed), "a", { isLong, isWhole }), expected));
}

for (const { name, typed, expected } of [
  { name: "nothing", typed: [["q-a", " "]], expected: false },
  { name: "a text", typed: [["q-a", "staff"]], expected: true },
  { name: "a reason among the choices", typed: [["q-a", "state:refused"]], expected: true },
  { name: "a reason beside the question", typed: [["q-a--state", "refused"]], expected: true },
  { name: "an empty reason", typed: [["q-a--state", ""]], expected: false },
  { name: "a day", typed: [["q-a_year", "2009"]], expected: true },
]) {
  test(`whether there is an answer: ${name}`, () => assert.equal(isAnswered(formData(typed), "a"), expected));
}

test("a hidden question has no answer, whatever was typed there", () => {
  const conditions = new Map([
    ["b", ["=", ["$", "a"], "yes"]],
    ["c", ["!=", ["$", "b"], ""]],
  ]);
  const values = { a: "no", b: "typed", c: "" };

  const { isShown, answer } = formState(
    { conditions, calculations: new Map() },
    { answer: (name) => values[name], isAnswered: (name) => Boolean(values[name]) },
  );

  assert.deepEqual(["a", "b", "c"].map(isShown), [true, false, false]);
  assert.equal(answer("b"), "");
});

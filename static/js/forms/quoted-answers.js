// @ts-check
// Keeps the answers that labels quote current.
import { findAll } from "../elements.js";

const NO_ANSWER = "…";

/**
 * Fills in every quoted answer of the page. An ellipsis stands for an answer that is not given yet, and nothing for a
 * calculation without a value, as in survey/label_texts.py.
 * @param {(name: string) => string} answer
 * @param {(name: string) => boolean} isCalculated
 */
export function fillInQuotes(answer, isCalculated) {
  for (const part of findAll(document, "[data-answer]", HTMLElement)) {
    const name = part.dataset.answer ?? "";
    const words = answer(name) || (isCalculated(name) ? "" : NO_ANSWER);
    if (part.textContent !== words) part.textContent = words;
  }
}

// @ts-check
// The page of a case deletes the draft of an interview that the server has stored.
import { findAll } from "../elements.js";
import { forget } from "./drafts.js";

for (const part of findAll(document, "[data-draft-key]", HTMLElement)) forget(part.dataset);

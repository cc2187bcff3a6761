// @ts-check
// The page that follows a finished interview: its words are stored, so the browser forgets its draft.
import { findAll } from "../elements.js";
import { forget } from "./drafts.js";

for (const part of findAll(document, "[data-draft-key]", HTMLElement)) forget(part.dataset);

// The page that follows a finished interview: its words are stored, so the browser forgets its draft.
import { forget } from "./drafts.js";

for (const part of document.querySelectorAll("[data-draft-key]")) forget(part.dataset);

// @ts-check
// Times as people write them.

const CLOCK = /^(\d{1,2})(?:[:.](\d{2})(?::(\d{2}))?)?\s*(am|pm|a\.m\.|p\.m\.)?$/i;

/**
 * A time such as 9.30 or 2 pm as 09:30 or 14:00, as survey/fields/serialisation.py reads it; any other text unchanged.
 * @param {string} text Without blanks around it.
 */
export function clockTime(text) {
  const [, hours, minutes, seconds, half] = CLOCK.exec(text) ?? [];
  if (!minutes && !half) return text;
  let hour = Number(hours);
  if (half && (hour < 1 || hour > 12)) return text;
  if (half) hour = (hour % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0);
  return `${String(hour).padStart(2, "0")}:${minutes ?? "00"}${seconds ? `:${seconds}` : ""}`;
}

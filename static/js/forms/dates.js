// @ts-check
// Dates and times in expressions, as survey/xpath_dates.py has them: milliseconds of the place's own clock since 1970.

const DAY = 24 * 3600 * 1000;
const TIME = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|[+-]\d{2}:?\d{2})?`;
const MOMENT = new RegExp(String.raw`^(?!0000)(\d{4}-\d{2}-\d{2})(?:T${TIME})?$`);
const TIME_ALONE = new RegExp(`^${TIME}$`);
const EARLIEST = -719_162;
const FARTHEST = 2_900_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** @param {number} figure */
const padded = (figure, length = 2) => String(figure).padStart(length, "0");

/** @type {Record<string, (moment: Date) => string>} */
const FORMATS = {
  Y: (moment) => padded(moment.getUTCFullYear(), 4),
  y: (moment) => padded(moment.getUTCFullYear() % 100),
  m: (moment) => padded(moment.getUTCMonth() + 1),
  n: (moment) => String(moment.getUTCMonth() + 1),
  b: (moment) => MONTHS[moment.getUTCMonth()],
  d: (moment) => padded(moment.getUTCDate()),
  e: (moment) => String(moment.getUTCDate()),
  a: (moment) => WEEKDAYS[moment.getUTCDay()],
  H: (moment) => padded(moment.getUTCHours()),
  h: (moment) => String(moment.getUTCHours()),
  M: (moment) => padded(moment.getUTCMinutes()),
  S: (moment) => padded(moment.getUTCSeconds()),
  3: (moment) => padded(moment.getUTCMilliseconds(), 3),
  "%": () => "%",
};

/**
 * The milliseconds since midnight; NaN for a time that does not exist.
 * @param {(string | undefined)[]} parts Hour, minute, second and part of a second.
 */
function clock([hour = "0", minute = "0", second = "0", part = ""]) {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return NaN;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return seconds * 1000 + Number(part.padEnd(3, "0").slice(0, 3));
}

/**
 * The moment in a text, NaN for a day that does not exist, such as 30 February.
 * @param {string} value
 */
function read(value) {
  const [, day, ...time] = MOMENT.exec(value) ?? [];
  const midnight = day ? Date.parse(`${day}T00:00:00Z`) : NaN;
  return new Date(midnight).toJSON()?.slice(0, 10) === day ? midnight + clock(time) : NaN;
}

/**
 * The days since 1970 in a text, with the time as a fraction; NaN if it is no date.
 * @param {string} value
 */
export const days = (value) => read(value) / DAY;

/**
 * The moment of a text or of a number of days; NaN if it is none.
 * @param {string | number} value
 */
function momentOf(value) {
  if (typeof value === "string") return read(value);
  return value >= EARLIEST && value <= FARTHEST ? Math.floor(value * DAY + 0.5) : NaN;
}

/** @param {string | number} value */
export function dateTime(value) {
  return new Date(momentOf(value)).toJSON()?.slice(0, -1) ?? "";
}

/** @param {string | number} value */
export const date = (value) => dateTime(value).slice(0, 10);

/** @param {string | number} value */
export const decimalDateTime = (value) => momentOf(value) / DAY;

/** @param {string | number} value */
export function decimalTime(value) {
  const [found, ...time] = (typeof value === "string" && TIME_ALONE.exec(value)) || [];
  const moment = found ? clock(time) : momentOf(value);
  return (((moment % DAY) + DAY) % DAY) / DAY;
}

/**
 * @param {string | number} value
 * @param {string} pattern
 */
export function formatDate(value, pattern) {
  const moment = new Date(momentOf(value));
  if (Number.isNaN(moment.getTime())) return "";
  return pattern.replace(/%(.)/gu, (written, letter) => FORMATS[letter]?.(moment) ?? written);
}

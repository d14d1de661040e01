// Turns each filter of the form into numbers that a row can be tested and counted by.
//
// A group is {of, values, index} where an owner (a row or an opportunity) has one value, or {of, values, mask} where it
// has several at once. Values that the group does not know have no number and find nothing.

import { FREE, NOT_STATED } from "./asked.js";
import { NEVER, range } from "./days.js";
import { SHUT, liveOf } from "./table.js";

const NAMES = { topic: "topics", area: "place", cost: "price", language: "languages" };
const BITS = 31;
const AHEAD = 400;
const NONE = 65535;

// Can one still get in? Only where it is known: places are left, or sign-up is open, or none is needed.
function hasPlaces({ left, state }) {
  if (SHUT.includes(state)) return false;
  return left === null ? state === "open" || state === "none_needed" : left > 0;
}

// values: those that are asked or counted. Null for a name that nothing here knows.
export function group(held, name, values) {
  if (name === "when") return whenGroup(held, values.slice(0, BITS));
  if (name === "left") return { of: "session", values: ["yes"], mask: perRow(held, (row) => Number(hasPlaces(liveOf(held, row) ?? { left: null, state: null }))) };
  const column = NAMES[name] ?? name;
  const facet = held.facets[column];
  if (!facet) return null;
  if (name === "cost") return costGroup(held, facet, values.slice(0, BITS));
  if (facet.many) return { of: facet.of, values: facet.values.map(String), mask: held.columns[column] };
  return one(held.columns[column], facet, plain[name] ?? String);
}

const plain = {
  area: (place) => place?.area ?? null,
  provider: ([id]) => id,
  online: (online) => (online === null ? null : online ? "yes" : "no"),
};

function one(column, facet, word) {
  const values = [];
  const numbers = facet.values.map((value) => {
    const said = value === null ? null : word(value);
    if (said === null) return NONE;
    if (!values.includes(said)) values.push(said);
    return values.indexOf(said);
  });
  return { of: facet.of, values, index: Uint16Array.from(column, (n) => numbers[n]) };
}

// "free", "unknown", or a number of pence below which it costs; what is free for everyone costs less than anything.
function costGroup(held, facet, values) {
  const tests = values.map((value) => {
    if (value === FREE) return (price) => price !== null && price[1] === 1;
    if (value === NOT_STATED) return (price) => price === null;
    const below = Number(value);
    return (price) => price !== null && price[0] < below;
  });
  const masks = facet.values.map((price) => bits(tests, (test) => test(price)));
  return { of: facet.of, values, mask: Uint32Array.from(held.columns.price, (n) => masks[n]) };
}

// Of which values each day from today on is one is worked out once, and then only looked up for every meeting.
function whenGroup(held, values) {
  const { columns, today } = held;
  const { start, end, pattern, pattern_at: at, pattern_days: steps } = columns;
  const ranges = values.map((value) => range(value, today));
  const flags = values.map((value) => held.when.indexOf(value));
  const spanned = (from, until) => bits(ranges, (one) => one && Math.max(from, one[0], today) <= Math.min(until, one[1]));
  const days = Uint32Array.from({ length: AHEAD }, (_, n) => spanned(today + n, today + n));
  const flagged = new Map(Array.from(new Set(columns.when), (own) => [own, bits(flags, (flag) => flag >= 0 && own & (1 << flag))]));
  const mask = perRow(held, (row) => {
    let known = flagged.get(columns.when[row]);
    if (start[row] === NEVER) return known;
    const [from, until] = [at[pattern[row]], at[pattern[row] + 1]];
    if (from === until) return known | spanned(start[row], end[row]);
    for (let k = from; k < until; k++) {
      const day = start[row] + steps[k];
      if (day >= today) known |= days[day - today] ?? spanned(day, day);
    }
    return known;
  });
  return { of: "session", values, mask };
}

function perRow(held, number) {
  const numbers = new Uint32Array(held.rows);
  for (let row = 0; row < held.rows; row++) numbers[row] = number(row);
  return numbers;
}

// A bit for each that meets the test.
function bits(all, test) {
  return all.reduce((known, one, n) => known | (test(one) ? 1 << n : 0), 0);
}

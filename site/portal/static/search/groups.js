// Turns each filter of the form into numbers that a row can be tested and counted by.
//
// A group is {of, values, index} where an owner (a row or an opportunity) has one value, or {of, values, mask} where it
// has several at once. Values that the group does not know have no number and find nothing.

import { FREE, NOT_STATED } from "./asked.js";
import { range } from "./days.js";
import { dayOf, liveOf } from "./table.js";

const NAMES = { topic: "topics", area: "place", cost: "price", language: "languages" };
const BITS = 31;
const NONE = 65535;

// Can one still get in? Only where it is known: places are left, or sign-up is open, or none is needed.
function hasPlaces({ left, state }) {
  if (state === "full" || state === "waiting_list" || state === "closed") return false;
  return left === null ? state === "open" || state === "none_needed" : left > 0;
}

// Full is full, also where the source says only that one may wait.
export function isFull(said) {
  return Boolean(said) && (said.left === 0 || ["full", "waiting_list", "closed"].includes(said.state));
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
  const masks = facet.values.map((price) => bits(tests, price));
  return { of: facet.of, values, mask: Uint32Array.from(held.columns.price, (n) => masks[n]) };
}

function whenGroup(held, values) {
  const flags = values.map((value) => held.when.indexOf(value));
  const ranges = values.map((value) => range(value, held.today));
  const mask = perRow(held, (row) => {
    let known = 0;
    for (let n = 0; n < values.length; n++) {
      const meets = ranges[n] ? dayOf(held, row, Math.max(ranges[n][0], held.today), ranges[n][1]) >= 0 : flags[n] >= 0 && held.columns.when[row] & (1 << flags[n]);
      if (meets) known |= 1 << n;
    }
    return known;
  });
  return { of: "session", values, mask };
}

function perRow(held, number) {
  return Uint32Array.from({ length: held.rows }, (_, row) => number(row));
}

function bits(tests, value) {
  return tests.reduce((known, test, n) => known | (test(value) ? 1 << n : 0), 0);
}

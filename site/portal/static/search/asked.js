// What a question means, whoever answers it: whom the guard is for, what is not stated, what is left out first.

export const TEXT = 1;
export const AGE = 2;
export const COST = 4;
export const FREE = "free";
export const NOT_STATED = "unknown";
export const ADULT = 18;
const OTHERS = 3;

// Each thing that is asked has a bit; what is failed, or left out, is a number of such bits. n: which of the names it is.
export function bitOf(name, n) {
  return name === "cost" ? COST : 1 << (OTHERS + n);
}

// What is for adults only is never shown to somebody younger, not even when nothing else is found.
export function guarded(age) {
  return age !== null && age < ADULT;
}

// Where a price is asked for, what states none is neither found nor lost.
export function asksPrice({ cost = [] }) {
  return cost.length > 0 && !cost.includes(NOT_STATED);
}

// Of [bits, how many are found without them]: as little as finds something, and of that what finds most; an age only
// when nothing else helps.
export function easiest([a, found], [b, others]) {
  return price(a) - price(b) || others - found || a - b;
}

export function price(bits) {
  let n = bits & AGE ? 32 : 0;
  for (let left = bits; left; left &= left - 1) n++;
  return n;
}

// The request without what the bits say. named: [name, bit] of each filter. The guard stays.
export function without(request, bits, named) {
  const relaxed = named.filter(([, bit]) => bits & bit).map(([name]) => name);
  const filters = Object.fromEntries(Object.entries(request.filters).filter(([name]) => !relaxed.includes(name)));
  if (bits & TEXT) relaxed.push("q");
  if (bits & AGE) relaxed.push("age");
  const { q, age } = request;
  return { easier: { ...request, filters, q: bits & TEXT ? "" : q, age: bits & AGE ? null : age, guard: age }, relaxed };
}

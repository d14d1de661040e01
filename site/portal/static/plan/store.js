// What the person saved, on this device only: one entry of localStorage, which is gone when nothing is saved. Whatever
// begins with its first word is cleared by offline.js too.

export const KEY = "cityoflearning.plan";
const VERSION = 1;
const MOST = 100;
const PEOPLE = 6;
const ID = /^[a-z0-9-]{1,120}$/;

export const isId = (value) => typeof value === "string" && ID.test(value);
export const empty = () => ({ people: [], saved: [], did: [], picking: false, picks: [], note: 0 });
export const same = (one, other) => one.o === other.o && one.s === other.s;

// {state, problem}; problem: null, "lost" (some of it could not be read), "broken" (none of it) or "newer" (it was
// written by a later version of this page, so it is left alone).
export function parse(text) {
  if (!text) return { state: empty(), problem: null };
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    return { state: empty(), problem: "broken" };
  }
  if (!said || typeof said !== "object" || !Number.isInteger(said.v)) return { state: empty(), problem: "broken" };
  if (said.v > VERSION) return { state: empty(), problem: "newer" };
  let lost = 0;
  const list = (value, read) => {
    const found = [];
    if (value !== undefined && !Array.isArray(value)) lost += 1;
    for (const one of Array.isArray(value) ? value.slice(0, MOST) : []) {
      const made = one && typeof one === "object" ? read(one) : null;
      if (made && !found.some((other) => (made.id ? other.id === made.id : same(other, made)))) found.push(made);
      else lost += 1;
    }
    return found;
  };
  const people = list(said.people, person).slice(0, PEOPLE);
  const known = new Set(people.map(({ id }) => id));
  const state = {
    people,
    saved: list(said.saved, (one) => entry(one) && { ...entry(one), who: (Array.isArray(one.who) ? one.who : []).filter((id) => known.has(id)) }),
    did: list(said.did, deed),
    picking: said.picking === true,
    picks: list(said.picks, entry).slice(0, 5),
    note: Number.isInteger(said.note) && said.note >= 0 && said.note < 100 ? said.note : 0,
  };
  return { state, problem: lost ? "lost" : null };
}

const line = (value, most = 300) => (typeof value === "string" ? value.slice(0, most) : "");

// o: id of an opportunity; s: of its session, "" where it has none; t: its title, for when it is no longer listed.
function entry({ o, s, t }) {
  return isId(o) && (s === "" || isId(s)) ? { o, s, t: line(t) } : null;
}

function person({ id, name, age }) {
  if (!/^[a-f]$/.test(id)) return null;
  return { id, name: line(name, 20), age: Number.isInteger(age) && age >= 0 && age <= 120 ? age : null };
}

// What one did is kept whole, since the portal forgets what is over.
function deed(one) {
  const made = entry(one);
  const day = (value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? value : null);
  const award = Array.isArray(one.award) ? one.award.slice(0, 2).map((part) => line(part)) : null;
  const minutes = Number.isInteger(one.minutes) && one.minutes > 0 ? one.minutes : null;
  return made && { ...made, by: line(one.by), first: day(one.first), last: day(one.last), minutes, award };
}

export function write(state) {
  const kept = { ...state };
  for (const [name, value] of Object.entries(kept)) if (!value || value.length === 0) delete kept[name];
  return Object.keys(kept).length ? JSON.stringify({ v: VERSION, ...kept }) : null;
}

export function load() {
  try {
    return parse(localStorage.getItem(KEY));
  } catch {
    return { state: empty(), problem: "denied" };
  }
}

// Whether it could be kept. What a later version of this page wrote is not written over, unless it is to be cleared.
export function keep(state) {
  try {
    const text = write(state);
    if (text === null) localStorage.removeItem(KEY);
    else if (load().problem === "newer") return false;
    else localStorage.setItem(KEY, text);
    return true;
  } catch {
    return false;
  }
}

export const has = (list, one) => list.some((other) => same(one, other));
export const without = (list, one) => list.filter((other) => !same(one, other));

// Everybody of the household goes, until somebody says otherwise.
export function add(state, { o, s, t }) {
  if (has(state.saved, { o, s }) || state.saved.length >= MOST) return state;
  return { ...state, saved: [...state.saved, { o, s, t, who: state.people.map(({ id }) => id) }] };
}

export function remove(state, one) {
  return { ...state, saved: without(state.saved, one) };
}

export function addPerson(state, name, age) {
  const id = [..."abcdef"].find((letter) => !state.people.some((one) => one.id === letter));
  if (!id) return state;
  const saved = state.people.length ? state.saved : state.saved.map((one) => ({ ...one, who: [id] }));
  return { ...state, people: [...state.people, person({ id, name, age })], saved };
}

export function removePerson(state, id) {
  const saved = state.saved.map((one) => ({ ...one, who: one.who.filter((other) => other !== id) }));
  return { ...state, people: state.people.filter((one) => one.id !== id), saved };
}

export function toggle(state, one, id) {
  const turned = (who) => (who.includes(id) ? who.filter((other) => other !== id) : [...who, id].sort());
  return { ...state, saved: state.saved.map((other) => (same(one, other) ? { ...other, who: turned(other.who) } : other)) };
}

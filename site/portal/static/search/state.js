// What is asked, in the fragment of the address: it can be kept and shared, and no server sees it.

import { ends } from "./days.js";

export const LONGEST = 200;
const OLDEST = 120;
const SORTS = ["newest", "nearest"];
const DAYS = ["from", "to"];
const ALONE = ["q", "age", "sort", "near"];

// {q, age, sort, near, filters: {name: [values]}}; age null where none is said, sort and near "".
export function read(fragment) {
  const said = new URLSearchParams(fragment.replace(/^[#?]/, ""));
  const [q, near] = ["q", "near"].map((name) => (said.get(name) ?? "").slice(0, LONGEST));
  const sort = SORTS.includes(said.get("sort")) ? said.get("sort") : "";
  const state = { q, age: age(said.get("age")), sort, near, filters: {} };
  for (const [name, value] of said) {
    if (ALONE.includes(name) || DAYS.includes(name) || !value || name in Object.prototype) continue;
    const [known, meant] = name === "free" ? ["cost", "free"] : [name, value];
    const values = (state.filters[known] ??= []);
    if (!values.includes(meant)) values.push(meant);
  }
  const days = DAYS.map((name) => said.get(name) ?? "").join("..");
  if (ends(days)) (state.filters.when ??= []).push(days);
  return state;
}

export function write({ q, age: years, sort = "", near = "", filters }) {
  const said = new URLSearchParams();
  if (q.trim()) said.set("q", q.trim());
  if (years !== null) said.set("age", years);
  if (near.trim()) said.set("near", near.trim());
  if (sort) said.set("sort", sort);
  for (const name of Object.keys(filters).sort()) {
    for (const value of filters[name]) said.append(name, value);
  }
  return said.toString();
}

// A whole number of years; digits of Urdu and Arabic are digits too.
export function age(words) {
  const plain = (words ?? "").normalize("NFKC").replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15).trim();
  return /^\d{1,3}$/.test(plain) && Number(plain) <= OLDEST ? Number(plain) : null;
}

export function without({ filters, ...alone }, name, value) {
  const left = { ...filters };
  if (name in left) left[name] = left[name].filter((one) => value !== undefined && one !== value);
  if (!left[name]?.length) delete left[name];
  const nearest = name === "near" && alone.sort === "nearest" ? { sort: "" } : {};
  return { ...alone, ...nearest, ...(ALONE.includes(name) ? { [name]: name === "age" ? null : "" } : {}), filters: left };
}

export function empty(state) {
  return !write(state);
}

// For whom the plan is: nobody named, one, or a household's several. Names stay on the device.

import { button, el } from "./dom.js";
import { fill } from "./say.js";
import { called, letter } from "./shelf.js";
import { addPerson, removePerson } from "./store.js";

export const yearsOf = (text) => {
  const plain = text.normalize("NFKC").replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15).trim();
  return /^\d{1,3}$/.test(plain) && Number(plain) <= 120 ? Number(plain) : null;
};

export function people(context) {
  const { state, say, words, view, change } = context;
  const name = el("input", { name: "name", maxlength: 20, autocomplete: "off", "data-key": "name" });
  const age = el("input", { name: "age", inputmode: "numeric", maxlength: 3, autocomplete: "off", "data-key": "age" });
  const add = (event) => {
    event.preventDefault();
    change(addPerson(state, name.value.trim(), yearsOf(age.value)), words.personAdded);
  };
  const badge = (person) => el("li", {}, el("abbr", { class: `w-${person.id}` }, letter(person, context)), " ", el("bdi", {}, called(person, context)), person.age === null ? "" : ` · ${fill(words.age, { age: say.number(person.age) })}`,
    button(`without ${person.id}`, "×", () => change(removePerson(state, person.id), words.personRemoved, "undo"), { label: `${words.remove}: ${called(person, context)}` }));
  const box = el("details", { class: "people", open: view.people },
    el("summary", { "data-key": "people" }, words.forWhom),
    el("p", { class: "note" }, words.forWhomNote),
    state.people.length ? el("ul", { class: "names" }, state.people.map(badge)) : null,
    state.people.length < 6 ? el("form", { class: "adds", on: add }, el("label", {}, words.nickname, name), el("label", {}, words.ageOptional, age), el("button", { class: "btn quiet", "data-key": "add" }, words.addPerson)) : null);
  box.addEventListener("toggle", () => { view.people = box.open; });
  return box;
}

// Whose part of the plan is shown; nothing where there is one person only.
export function only(context) {
  const { state, words, view, look } = context;
  if (state.people.length < 2) return null;
  return el("div", { class: "periods", role: "group", "aria-label": words.whose },
    [[words.everyone, null], ...state.people.map((person) => [called(person, context), person.id])].map(([said, id]) =>
      button(`only ${id}`, said, () => look({ only: id }), { pressed: view.only === id })));
}

// The buttons of an opportunity's page: save a session, ask somebody along.

import * as store from "./store.js";

const page = document.querySelector("[data-plan]");
const said = document.getElementById("saved");
const o = page.dataset.plan;
const buttons = [...page.querySelectorAll("[data-save]")];

const listOf = (state) => (state.picking ? state.picks : state.saved);

function show() {
  const { state } = store.load();
  for (const button of buttons) button.setAttribute("aria-pressed", String(store.has(listOf(state), { o, s: button.dataset.save })));
}

function turn(state, one) {
  const held = store.has(listOf(state), one);
  if (!state.picking) return held ? store.remove(state, one) : store.add(state, one);
  if (held) return { ...state, picks: store.without(state.picks, one) };
  return state.picks.length < 5 ? { ...state, picks: [...state.picks, one] } : state;
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    const { state } = store.load();
    const one = { o, s: button.dataset.save, t: page.querySelector("h1").textContent.trim().slice(0, 300) };
    const next = turn(state, one);
    const kept = next !== state && store.keep(next);
    const word = next === state ? (state.picking ? "full" : "plenty") : !kept ? "failed" : !store.has(listOf(next), one) ? "removed" : state.picking ? "picked" : "added";
    said.querySelector("span").textContent = said.dataset[word];
    said.classList.add("shown");
    show();
    window.dispatchEvent(new Event("plan"));
  });
}
for (const link of page.querySelectorAll("[data-along]")) link.href = `${page.dataset.page}#ask=${o}/${link.dataset.along}`;
window.addEventListener("storage", show);
window.addEventListener("pageshow", show);
document.documentElement.classList.add("js");
show();

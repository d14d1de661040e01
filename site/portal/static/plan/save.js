// The buttons of an opportunity's page: save a session, ask somebody along, share the page.

import { send } from "./send.js";
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

// plan: whether it is about the plan, to which the line then leads.
function tell(words, { plan = true } = {}) {
  said.querySelector("span").textContent = words;
  said.querySelector("a").hidden = !plan;
  said.classList.add("shown");
}

async function share() {
  const url = location.href.replace(/#.*/s, "");
  const how = await send(url);
  if (how !== "sent") tell(how ? said.dataset.copied : `${said.dataset.copy} ${url}`, { plan: false });
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    const { state } = store.load();
    const one = { o, s: button.dataset.save, t: page.querySelector("h1").textContent.trim().slice(0, 300) };
    const next = turn(state, one);
    const kept = next !== state && store.keep(next);
    const word = next === state ? (state.picking ? "full" : "plenty") : !kept ? "failed" : !store.has(listOf(next), one) ? "removed" : state.picking ? "picked" : "added";
    tell(said.dataset[word]);
    show();
    window.dispatchEvent(new Event("plan"));
  });
}
for (const link of page.querySelectorAll("[data-along]")) link.href = `${page.dataset.page}#ask=${o}/${link.dataset.along}`;
const sharing = page.querySelector("[data-share]");
sharing.addEventListener("click", share);
for (const button of [...buttons, sharing]) button.disabled = false;
window.addEventListener("storage", show);
window.addEventListener("pageshow", show);
document.documentElement.classList.add("js");
show();

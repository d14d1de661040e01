// Keeps pages on this device when somebody taps for it, and clears everything that the portal has put there.
const place = document.getElementById("device");
const said = document.getElementById("said");
const { words, pages, root } = JSON.parse(document.getElementById("offline").textContent);
const scope = new URL(root, location).href;
const OURS = "cityoflearning.";

// What the service worker says to a request: true, or false where it could not be done.
function asked(worker, request) {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(request, [port2]);
  return new Promise((done) => (port1.onmessage = ({ data }) => done(data)));
}

async function keep() {
  if (!navigator.serviceWorker) return words.unable;
  const before = await navigator.serviceWorker.getRegistration(scope);
  await navigator.serviceWorker.register(`${scope}sw.js`, { scope, updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  // The page from which somebody came here is what they want to keep.
  const wanted = [document.referrer, ...pages.map((path) => new URL(path, location).href)];
  const addresses = wanted.filter((one) => one.startsWith(scope)).map((one) => one.replace(/[?#].*/s, ""));
  if (await asked(active, { keep: [...new Set(addresses)] })) return words.kept;
  if (!before) await clear();
  return words.failed;
}

async function clear() {
  const registration = await navigator.serviceWorker?.getRegistration(scope);
  if (registration?.active) await asked(registration.active, { forget: true });
  await registration?.unregister();
  const ours = (await globalThis.caches?.keys())?.filter((name) => name.startsWith(OURS.slice(0, -1))) ?? [];
  await Promise.all(ours.map((name) => caches.delete(name)));
  for (const store of [localStorage, sessionStorage]) {
    for (const key of Object.keys(store)) if (key.startsWith(OURS)) store.removeItem(key);
  }
  document.getElementById("list")?.replaceChildren();
  return words.cleared;
}

const ways = { keep, clear };
place.addEventListener("click", async ({ target }) => {
  const way = ways[target.closest("button")?.dataset.way];
  if (!way) return;
  said.textContent = words.wait;
  said.textContent = await way().catch(() => words.failed);
});

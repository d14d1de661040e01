// The service worker: it keeps pages and the search on a device whose owner has asked for it, and nothing before that.
//
// pages    the newest 60 that were looked at, each with the time at which it was fetched (x-kept), without query or fragment
// assets   styles, scripts and drawings; their names carry a hash, so what is kept is never stale
// search   the files of the last search, complete or not at all, and offline.json
// plans    what the planner fetched of each opportunity that somebody saved
//
// At most once an hour offline.json is read anew: pages that show something hidden, withdrawn or changed since leave,
// and come back only as they are now. A new worker takes over at once: an old one must not go on showing what was
// hidden, and pages bring their own assets, so that no page depends on the worker with which it was loaded.

const SCOPE = new URL(self.registration.scope);
const NAME = `cityoflearning.1 ${SCOPE.pathname} `;
const ALL = ["pages", "assets", "search", "plans"].map((kind) => NAME + kind);
const [PAGES, ASSETS, SEARCH, PLANS] = ALL;
const [LIST, MANIFEST, LIVE] = ["offline.json", "search/manifest.json", "search/live.bin"].map((path) => SCOPE.href + path);
const HASHED = /^(assets|search)\/.*\.[0-9a-f]{10}[./]/;
const PLAN = /^o\/[\w-]+\/plan\.json$/;
const OURS = /(^|\/)(search|offline)\/$/;
const MAIN = '<main id="main" tabindex="-1">';
const PATIENCE = 3000;
const HOUR = 3600000;
const MONTH = 30 * 24 * HOUR;
const MOST = { pages: 60, assets: 240, plans: 100 };
let forgotten = false;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep: addresses, forget } = event.data;
  forgotten = Boolean(forget);
  const done = forget ? Promise.all(ALL.map((name) => caches.delete(name))) : keepAll(addresses);
  const [port] = event.ports;
  event.waitUntil(done.then(() => port.postMessage(true), () => port.postMessage(false)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (forgotten || request.method !== "GET" || origin !== SCOPE.origin || !pathname.startsWith(SCOPE.pathname)) return;
  const address = origin + pathname;
  if (request.mode === "navigate") event.respondWith(page(event, address));
  else if (HASHED.test(pathname.slice(SCOPE.pathname.length))) event.respondWith(hashed(event, address));
  else if (address === MANIFEST || address === LIVE) event.respondWith(newest(event, address));
  else if (PLAN.test(pathname.slice(SCOPE.pathname.length))) event.respondWith(plan(event, address));
});

// A page from the network within three seconds, else as it was kept; what was never kept may take its time.
async function page(event, address) {
  const asked = fetch(event.request);
  const copied = asked.then((answer) => answer.clone());
  event.waitUntil(copied.then((answer) => keep(address, answer)).then(() => check()).catch(() => {}));
  const found = await match(PAGES, address);
  const answer = await (found ? soon(asked) : asked.catch(() => "offline"));
  const shown = answer instanceof Response && !(found && answer.status >= 500) ? answer : found && (await marked(found, address, answer));
  if (!shown) return missing(address);
  return address.endsWith("/offline/") && shown.ok ? listed(shown, address, address) : shown;
}

async function hashed(event, address) {
  const found = await caches.match(address, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok && address.startsWith(`${SCOPE.href}assets/`)) event.waitUntil(put(ASSETS, address, answer.clone()));
  return answer;
}

// live.bin is kept as it comes; the manifest only by check(), together with the files that it names.
async function newest(event, address) {
  const asked = fetch(event.request);
  const found = await match(SEARCH, address);
  if (!found) return asked;
  if (address === LIVE) {
    const copied = asked.then((answer) => answer.clone());
    event.waitUntil(copied.then((answer) => answer.ok && put(SEARCH, address, answer)).catch(() => {}));
  }
  const answer = await soon(asked);
  return answer.ok ? answer : found;
}

// What a plan shows of an opportunity: as it is now, else as it was kept; what is gone leaves at once.
async function plan(event, address) {
  const asked = fetch(event.request);
  const copied = asked.then((answer) => answer.clone());
  event.waitUntil(copied.then((answer) => keepPlan(address, answer)).catch(() => {}));
  const found = await match(PLANS, address);
  if (!found) return asked;
  const answer = await soon(asked);
  return answer instanceof Response && answer.status < 500 ? answer : found;
}

function soon(asked) {
  const late = new Promise((done) => setTimeout(done, PATIENCE, "slow"));
  return Promise.race([asked.catch(() => "offline"), late]);
}

// ---- what is kept

async function match(name, address) {
  return (await caches.open(name)).match(address, { ignoreVary: true });
}

async function put(name, address, answer) {
  if (forgotten) return;
  const headers = new Headers(answer.headers);
  for (const one of ["content-encoding", "content-length"]) headers.delete(one);
  headers.set("x-kept", Date.now());
  await (await caches.open(name)).put(address, new Response(await answer.blob(), { headers }));
}

const keptAt = (answer) => Number(answer.headers.get("x-kept"));

// [address, answer] of a cache, the oldest first.
async function entries(name) {
  const cache = await caches.open(name);
  const found = await Promise.all((await cache.keys()).map(async ({ url }) => [url, await cache.match(url, { ignoreVary: true })]));
  return found.filter(([, answer]) => answer).sort(([, one], [, other]) => keptAt(one) - keptAt(other));
}

async function trim(name, most, spared = () => false) {
  const cache = await caches.open(name);
  const old = (await entries(name)).filter(([address]) => !spared(address)).slice(0, -most);
  await Promise.all(old.map(([address]) => cache.delete(address)));
}

async function keep(address, answer) {
  if (gone(answer)) return void (await (await caches.open(PAGES)).delete(address));
  if (!answer.ok || answer.redirected || !answer.headers.get("content-type")?.startsWith("text/html")) return;
  const html = await answer.clone().text();
  await put(PAGES, address, answer);
  await trim(PAGES, MOST.pages, (one) => OURS.test(one));
  const needed = [...html.matchAll(/(?:href|src)="([^"#]*)/g)].map(([, to]) => new URL(to, address).href);
  await hold(needed.filter((to) => to.startsWith(`${SCOPE.href}assets/`)));
}

async function keepPlan(address, answer) {
  if (gone(answer)) return void (await (await caches.open(PLANS)).delete(address));
  if (!answer.ok) return;
  await put(PLANS, address, answer);
  await trim(PLANS, MOST.plans);
}

const gone = ({ status }) => status === 404 || status === 410;

async function hold(addresses) {
  for (const address of new Set(addresses)) {
    if (await match(ASSETS, address)) continue;
    const answer = await fetch(address);
    if (answer.ok) await put(ASSETS, address, answer);
  }
  await trim(ASSETS, MOST.assets);
}

// What somebody gets who asks for it: these pages, and the search.
async function keepAll(addresses) {
  for (const address of addresses.filter((one) => one.startsWith(SCOPE.href))) {
    await keep(address, await fetch(address, { cache: "no-cache" }));
  }
  await check(0);
}

// Reads offline.json, where the one that is kept is older than this: what it does not vouch for leaves, then comes anew.
// It is kept last: a check that was cut short is made again on the next visit.
async function check(after = HOUR) {
  const before = await match(SEARCH, LIST);
  if (before && Math.abs(Date.now() - keptAt(before)) < after) return;
  const answer = await fetch(LIST, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${LIST}: ${answer.status}`);
  const told = await answer.clone().json();
  const now = table(told);
  const then = before ? table(await before.json()) : now;
  const current = (one) => now.has(one) && now.get(one) === then.get(one);
  const cache = await caches.open(PAGES);
  for (const [address, kept] of await entries(PAGES)) {
    const shows = await Promise.all(mentioned(address, await kept.text()).map(digest));
    const old = Date.now() - keptAt(kept) > MONTH;
    if (!old && shows.every(current)) continue;
    await cache.delete(address);
    if (!old) await fetch(address, { cache: "no-cache" }).then((one) => keep(address, one)).catch(() => {});
  }
  const plans = await caches.open(PLANS);
  for (const { url } of await plans.keys()) {
    if (!current(await digest(/([\w-]+)\/plan\.json$/.exec(url)[1]))) await plans.delete(url);
  }
  await keepSearch(told);
  await put(SEARCH, LIST, answer);
}

// The ids of the opportunities that a page is about or leads to.
function mentioned(address, html) {
  const own = /\/o\/([\w-]+)\/[^/]+\/$/.exec(address);
  const others = html.matchAll(/href="(?:\.{1,2}\/)+(?:[\w-]+\/)?o\/([\w-]+)\//g);
  return [...new Set([...(own ? [own[1]] : []), ...[...others].map(([, id]) => id)])];
}

async function digest(id) {
  return new DataView(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(id))).getUint32(0);
}

// Six bytes an opportunity: four of its id's hash, two of the hash of what it says.
function table({ opportunities }) {
  const view = new DataView(Uint8Array.from(atob(opportunities), (one) => one.charCodeAt(0)).buffer);
  const found = new Map();
  for (let at = 0; at < view.byteLength; at += 6) found.set(view.getUint32(at), view.getUint16(at + 4));
  return found;
}

// The manifest after the files that it names, so that the search is whole; then what it no longer names leaves.
async function keepSearch({ modules }) {
  const cache = await caches.open(SEARCH);
  const answer = await fetch(MANIFEST, { cache: "no-cache" });
  const { files } = await answer.clone().json();
  const looked = (await entries(PAGES)).filter(([address]) => !address.endsWith("/offline/"));
  const spoken = looked.map(([address]) => `cards.${languageOf(address).code}`);
  const names = Object.keys(files).filter((name) => !name.startsWith("cards.") || spoken.includes(name));
  const wanted = names.map((name) => `${SCOPE.href}search/${files[name]}`);
  for (const address of wanted) {
    if (address !== LIVE && (await match(SEARCH, address))) continue;
    const file = await fetch(address, { cache: "no-cache" });
    if (!file.ok) throw new Error(`${address}: ${file.status}`);
    await put(SEARCH, address, file);
  }
  await put(SEARCH, MANIFEST, answer);
  const left = (await cache.keys()).filter(({ url }) => ![...wanted, MANIFEST, LIST].includes(url));
  await Promise.all(left.map(({ url }) => cache.delete(url)));
  await hold(modules.map((path) => SCOPE.href + path));
}

// ---- what is shown

function languageOf(address) {
  const path = address.slice(SCOPE.href.length);
  return TOLD.languages.find(({ prefix }) => prefix && path.startsWith(prefix)) ?? TOLD.languages[0];
}

function time(answer, { locale }) {
  const shape = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: TOLD.timezone };
  return new Intl.DateTimeFormat(locale, shape).format(keptAt(answer));
}

const plain = (words) => words.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

const withHtml = (html, { headers }) => new Response(html, { headers });

// The page says that it was kept, and when, in its own language; it does so from the start, so that nothing moves.
async function marked(answer, address, why) {
  const language = languageOf(address);
  const said = plain(language[why === "offline" ? "offline" : "slow"].replace("%(time)s", time(answer, language)));
  const html = await answer.text();
  return withHtml(html.replace(MAIN, () => `${MAIN}<p class="care" id="of">${said}</p>`), answer);
}

// The page "Without signal" in place of one that was not kept, and with what was.
async function missing(address) {
  const language = languageOf(address);
  const own = `${SCOPE.href}${language.prefix}offline/`;
  const found = await match(PAGES, own);
  if (!found) return Response.error();
  const bar = `${MAIN}<p class="care" id="of">${plain(language.missing)}</p>`;
  return listed(withHtml((await found.text()).replace(MAIN, () => bar), found), own, address);
}

// own: where the page really stands; address: where it is shown, from where its links have to lead as well.
async function listed(answer, own, address) {
  const language = languageOf(own);
  const rows = [];
  for (const [url, kept] of (await entries(PAGES)).reverse()) {
    if (OURS.test(url) && !url.endsWith("/search/")) continue;
    const [, title] = /property="og:title" content="([^"]*)"/.exec(await kept.text()) ?? [];
    if (title) rows.push(`<li><a href="${new URL(url).pathname}"><bdi>${title}</bdi> <small>${plain(time(kept, language))}</small></a></li>`);
  }
  const list = `<h2>${plain(language.kept)}</h2><ul class="rows">${rows.join("")}</ul>`;
  let html = (await answer.text()).replace('<div id="list"></div>', () => `<div id="list">${rows.length ? list : ""}</div>`);
  const lead = (whole, name, to) => `${name}="${new URL(to, own).pathname}${new URL(to, own).hash}"`;
  if (own !== address) html = html.replace(/\b(href|src|action)="(\.{1,2}\/[^"]*)"/g, lead);
  return withHtml(html, answer);
}

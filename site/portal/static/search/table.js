// Fetches the search files and lays typed arrays over them.

import { NEVER, firstDay, todayIn } from "./days.js";

const VERSION = 1;
const UNASKED = -2;
export const SHUT = ["full", "waiting_list", "closed"];
const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array };

// base: address of the search's folder, ending in /. language: whose words the cards have. now: a Date, for tests.
export async function load({ base, language, now }) {
  const manifest = await fetched(`${base}manifest.json`, "json");
  if (manifest.version !== VERSION) throw new Error(`search files of version ${VERSION} expected, found ${manifest.version}`);
  const { files } = manifest;
  const cards = files[`cards.${language}`] ?? files[Object.keys(files).find((name) => name.startsWith("cards."))];
  const [body, titles, words, live] = await Promise.all([
    fetched(base + files.cols, "arrayBuffer"),
    fetched(base + files.titles, "json"),
    fetched(base + cards, "json"),
    fetched(base + files.live, "arrayBuffer").catch(() => null),
  ]);
  return table(manifest, body, titles, words, live, todayIn(manifest.timezone, now));
}

export function table(manifest, body, titles, words, live, today) {
  const columns = {};
  for (const { name, type, at, n } of manifest.columns) columns[name] = new ARRAYS[type](body, at, n);
  const held = { ...manifest, columns, titles, words, today, live: readLive(manifest, live) };
  held.rowsOf = rowsOf(columns.opportunity, manifest.opportunities);
  return Object.assign(held, standing(held));
}

// The first day from `from` to `until` on which there is something to go to; -1 where none is known.
export function dayOf({ columns }, row, from, until = NEVER) {
  const start = columns.start[row];
  if (start === NEVER) return -1;
  const at = columns.pattern_at[columns.pattern[row]];
  const n = columns.pattern_at[columns.pattern[row] + 1] - at;
  return firstDay(start, columns.end[row], n, (k) => start + columns.pattern_days[at + k], from, until);
}

// The next day of a row, -1 where none is known; looked for once.
export function nextOf(held, row) {
  const { next, today } = held;
  if (next[row] === UNASKED) next[row] = dayOf(held, row, today);
  return next[row];
}

// {left, status, state} of a row, null where nothing newer than the cards is known.
export function liveOf({ live, statuses, states }, row) {
  if (!live) return null;
  const both = live.state[row];
  const left = live.left[row];
  return {
    left: left === NEVER ? null : left,
    status: statuses[both & 15],
    state: both >> 4 ? states[(both >> 4) - 1] : null,
    checked: live.checked[row] === NEVER ? null : live.checked[row],
  };
}

// live.bin says of which columns it has the rows: one of another publication is not believed.
function readLive({ files, rows }, buffer) {
  if (!buffer || buffer.byteLength !== 12 + 5 * rows) return null;
  const of = String.fromCharCode(...new Uint8Array(buffer, 0, 8));
  if (!files.cols.startsWith(`cols.${of}`)) return null;
  return {
    left: new Uint16Array(buffer, 12, rows),
    checked: new Uint16Array(buffer, 12 + 2 * rows, rows),
    state: new Uint8Array(buffer, 12 + 4 * rows, rows),
  };
}

// gone: what is past by now (the page may be older than today) or cancelled since is no result. full: full is full, also
// where the source says only that one may wait. next: a place for each row's next day.
function standing({ columns: { start, end }, rows, live, statuses, states, today }) {
  const [gone, full, next] = [new Uint8Array(rows), new Uint8Array(rows), new Int32Array(rows).fill(UNASKED)];
  const cancelled = statuses.indexOf("cancelled");
  const shut = [false, ...states.map((state) => SHUT.includes(state))];
  for (let row = 0; row < rows; row++) {
    if (start[row] !== NEVER && end[row] < today) gone[row] = 1;
    if (!live) continue;
    if ((live.state[row] & 15) === cancelled) gone[row] = 1;
    if (live.left[row] === 0 || shut[live.state[row] >> 4]) full[row] = 1;
  }
  return { gone, full, next };
}

// Rows of each opportunity, soonest first: rows[at[n]] … rows[at[n + 1] - 1].
function rowsOf(opportunity, size) {
  const at = new Uint32Array(size + 1);
  for (const n of opportunity) at[n + 1]++;
  for (let n = 0; n < size; n++) at[n + 1] += at[n];
  const next = at.slice(0, size);
  const rows = new Uint32Array(opportunity.length);
  opportunity.forEach((n, row) => (rows[next[n]++] = row));
  return { at, rows };
}

async function fetched(address, as) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer[as]();
}
